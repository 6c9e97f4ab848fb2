"""What people decided, as resolve obeys it."""

from prospector.resolve.merging.decisions import NONE, Decision, Decisions, leaving, tied

A, B, C, D = 1, 2, 3, 4
JOIN = Decision(7, frozenset({A}), frozenset({B}))
CUT = Decision(5, frozenset({A}), frozenset({B}), apart=True)


def test_it_ties_together_what_a_merge_joins_and_not_what_one_keeps_apart() -> None:
    assert Decisions([JOIN]).together_with([A]) == {A, B}
    assert Decisions([CUT]).together_with([A]) == {A}
    assert NONE.together_with([A]) == {A}


def test_it_forgets_a_cut_that_a_later_merge_overrules() -> None:
    assert Decisions([JOIN, CUT]).cuts == [CUT]
    assert Decisions([JOIN._replace(overrules=frozenset({5})), CUT]).cuts == []


def test_it_knows_what_runs_across_a_cut() -> None:
    assert CUT.cuts([A, C], [B])
    assert CUT.cuts([B], [A])
    assert not CUT.cuts([A], [C])
    assert not JOIN.cuts([A], [B])


def test_it_lets_what_was_learnt_since_leave_with_its_side() -> None:
    held: dict[int, int | None] = dict.fromkeys((A, B, C, D), 10)
    assert leaving([(A, D), (B, C)], JOIN, held, 10) == {B, C}
    assert leaving([(A, B, C)], JOIN, held, 10) == set()
    assert leaving([(A,), (B, C)], JOIN, {**held, C: 11}, 10) == {B}


def test_it_sees_whether_both_sides_still_hang_together() -> None:
    assert tied([(A, C, B)], JOIN)
    assert not tied([(A, C), (B,)], JOIN)
