"""Groups do not depend on order, and keep the ids they had."""

import random

from hypothesis import given
from hypothesis import strategies as st

from prospector.resolve.groups import Union, claim

PAIRS = st.lists(st.tuples(st.integers(1, 12), st.integers(1, 12)), max_size=20)


@given(PAIRS, st.randoms(use_true_random=False))
def test_it_names_a_set_by_its_least_member_in_any_order(
    pairs: list[tuple[int, int]], chance: random.Random
) -> None:
    one, other = Union(), Union()
    for pair in pairs:
        one.join(*pair)
    chance.shuffle(pairs)
    for pair in pairs:
        other.join(*reversed(pair))
    members = {member for pair in pairs for member in pair}
    assert {m: one.find(m) for m in members} == {m: other.find(m) for m in members}
    assert all(one.find(m) <= m for m in members)


def test_it_knows_only_members_it_was_asked_about() -> None:
    union = Union()
    assert 7 not in union
    assert union.find(7) == 7
    assert 7 in union


def test_it_keeps_the_lowest_id_and_absorbs_the_others() -> None:
    claims = claim([(1, 2, 3)], {1: 30, 2: 10, 3: None}, {1: 0, 2: 1, 3: 2})
    assert claims.kept == [10]
    assert claims.absorbed == [[30]]


def test_it_gives_an_id_to_the_strongest_when_its_members_part() -> None:
    claims = claim([(1,), (2,)], {1: 10, 2: 10}, {1: 3, 2: 0})
    assert claims.kept == [None, 10]
    assert claims.absorbed == [[], []]


def test_it_asks_for_a_new_id_where_there_was_none() -> None:
    assert claim([(1,)], {1: None}, {}).kept == [None]


@given(st.lists(st.lists(st.integers(1, 9), min_size=1, max_size=4, unique=True), max_size=4))
def test_it_gives_every_id_to_one_group_only(groups: list[list[int]]) -> None:
    seen: set[int] = set()
    apart = []
    for group in groups:
        apart.append([member for member in group if member not in seen])
        seen.update(group)
    claims = claim(apart, {m: m // 3 for m in range(10)}, {})
    given_out = [i for i in claims.kept if i is not None] + [i for a in claims.absorbed for i in a]
    assert len(given_out) == len(set(given_out))


def test_it_never_joins_across_a_cut_and_makes_nobody_a_member_by_asking() -> None:
    union = Union([((1, 2), (3,))])
    assert not union.apart(1, 9)
    assert 9 not in union
    assert union.join(1, 9)
    assert union.apart(9, 3)
    assert union.join(3, 9) is False
    assert union.find(3) == 3
    assert union.join(2, 1)
