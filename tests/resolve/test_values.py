"""Which value holds, since when, and what it replaced."""

import random

from hypothesis import given
from hypothesis import strategies as st

from prospector.resolve.values import DERIVED, GIVEN, Held, Origin, Statement, held
from prospector.tables import SourceRank

RANKS = (SourceRank.FEED, SourceRank.CRM, SourceRank.PERSON)


def says(
    value: object,
    *,
    rank: str = "crm",
    seen: int = 0,
    received: int | None = None,
    level: int = GIVEN,
) -> Statement:
    """A statement at whole times."""
    told = seen if received is None else received
    origin = Origin(f"{rank}-feed", SourceRank(rank), "x.csv", 2, seen, told, f"{value}{seen}")
    return Statement(value, origin, level)


def old(outcome: Held) -> list[tuple[object, int]]:
    return [(replaced.value, replaced.until) for replaced in outcome.replaced]


def test_it_prefers_a_person_to_a_crm_to_a_feed() -> None:
    outcome = held(
        [says("feed", rank="feed", seen=9), says("person", rank="person"), says("crm", seen=5)]
    )
    assert outcome.value == "person"
    assert outcome.source is not None
    assert outcome.source["rank"] == "person"


def test_it_prefers_the_newer_of_one_rank() -> None:
    assert held([says("new", seen=2), says("old", seen=1)]).value == "new"


def test_it_prefers_what_was_given_to_what_was_derived() -> None:
    assert (
        held(
            [says("given", rank="feed"), says("derived", rank="person", seen=9, level=DERIVED)]
        ).value
        == "given"
    )


def test_it_holds_nothing_where_the_newest_title_tells_nothing() -> None:
    outcome = held([says("sales", seen=1, level=DERIVED), says(None, seen=2, level=DERIVED)])
    assert outcome.value is None
    assert outcome.source is None
    assert old(outcome) == [("sales", 2)]


def test_it_says_who_told_it_first_and_last() -> None:
    outcome = held([says("a", seen=1), says("a", seen=3), says("b", rank="feed", seen=5)])
    assert outcome.source == {
        "feed": "crm-feed", "rank": "crm", "file": "x.csv", "line": 2, "first_seen": 1, "last_seen": 3,
    }  # fmt: skip


def test_it_remembers_what_held_until_when_it_was_known_better() -> None:
    outcome = held([says("c", seen=3), says("a", seen=1), says("b", seen=2), says("a", seen=4)])
    assert outcome.value == "a"
    assert old(outcome) == [("a", 2), ("b", 3), ("c", 4)]


def test_it_remembers_nothing_that_lost_on_arrival() -> None:
    assert old(held([says("crm", seen=1), says("feed", rank="feed", seen=2)])) == []
    # Two values in one import: only the stronger ever held.
    assert old(held([says("a", seen=1, received=5), says("b", seen=2, received=5)])) == []


STATEMENTS = st.lists(
    st.builds(
        says,
        st.sampled_from(["a", "b", "c"]),
        rank=st.sampled_from([rank.value for rank in RANKS]),
        seen=st.integers(0, 5),
        received=st.integers(0, 5),
        level=st.sampled_from([GIVEN, DERIVED]),
    ),
    min_size=1,
    max_size=8,
)


@given(STATEMENTS, st.randoms(use_true_random=False))
def test_it_does_not_depend_on_order_or_repetition(
    statements: list[Statement], chance: random.Random
) -> None:
    again = [*statements, chance.choice(statements)]
    chance.shuffle(again)
    assert held(again) == held(statements)


@given(STATEMENTS)
def test_it_gives_back_what_was_known_at_any_time(statements: list[Statement]) -> None:
    outcome = held(statements)
    for now in range(7):
        told = [s for s in statements if s.origin.received <= now]
        expected = max(told, key=Statement.strength).value if told else None
        assert as_known(outcome, now) == expected


def as_known(outcome: Held, now: int) -> object:
    """What the engine makes of the rows: the first replaced later, else the current value."""
    for replaced in outcome.replaced:
        if replaced.until > now:
            return replaced.value if replaced.source["first_seen"] <= now else None
    return outcome.value if outcome.source and outcome.source["first_seen"] <= now else None
