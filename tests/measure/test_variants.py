"""Variants of messages, compared by what came back."""

import polars as pl
import pytest

from prospector.measure.cases import DAY
from prospector.measure.ladder import Rung
from prospector.measure.variants import Trial, Variants, variants
from tests.measure.told import decision, draft, made, micros, signal, touch

HELLO = "hot/1-hello.email.en.j2"
OTHER = "hot/1-hello.email.en.b.j2"
NOW = micros(300)


def told(
    texts: list[str], hits: list[bool], *, days: list[float] | None = None, wrote: bool = True
) -> pl.DataFrame:
    """A draft a lead, touched the same day, some of whom replied two days later."""
    numbers = range(len(texts))
    on = days or [float(number // 2 % 50) for number in numbers]
    found = made(
        [draft(number, number, on[number]) for number in numbers],
        [decision(number, "approve", on[number]) for number in numbers],
        [touch(number, on[number]) for number in numbers] if wrote else [],
        [signal("replied", on[number] + 2, lead=number) for number in numbers if hits[number]],
    )
    named = pl.DataFrame(
        {"draft_id": list(numbers), "template": texts},
        schema={"draft_id": pl.Int64, "template": pl.String},
    )
    return found.join(named, on="draft_id", how="left")


def asked(found: pl.DataFrame, rung: Rung | None = Rung.REPLIED) -> Variants:
    return variants(found, rung, now=NOW)


def only(found: pl.DataFrame) -> Trial:
    (trial,) = asked(found).trials
    return trial


def test_it_gives_each_text_its_rate_and_what_it_brings_over_the_first() -> None:
    texts = [HELLO, OTHER] * 100
    hits = [number % 10 == 0 or number % 4 == 1 for number in range(200)]
    trial = only(told(texts, hits))
    first, second = trial.texts
    assert (trial.message, first.variant, second.variant) == (HELLO, "a", "b")
    assert (first.rate.count, first.rate.n, second.rate.count, second.rate.n) == (20, 100, 50, 100)
    assert first.difference is None
    assert second.difference is not None
    assert second.difference.value == pytest.approx(0.3)
    assert second.difference.low > 0


def test_it_answers_too_few_where_there_are_too_few() -> None:
    first, second = only(told([HELLO, OTHER] * 20, [True, False] * 20)).texts
    assert (first.rate.n, first.rate.share, second.rate.share) == (20, None, None)
    assert second.difference is None


def test_it_says_nothing_of_messages_with_one_text() -> None:
    assert asked(told([HELLO] * 80, [True, False] * 40)).trials == ()
    assert asked(told([], [])).trials == ()


def test_it_counts_from_when_every_text_went_out_to_when_one_stopped() -> None:
    # Ten of the first text before the second began, five after it was withdrawn.
    days = [*range(10), 10.0, 10.0, 20.0, 20.0, *range(30, 35)]
    texts = [HELLO] * 10 + [HELLO, OTHER] * 2 + [HELLO] * 5
    trial = only(told(texts, [False] * 19, days=[float(day) for day in days]))
    assert (trial.since, trial.until) == (micros(10), micros(20))
    assert [one.rate.n for one in trial.texts] == [2, 2]


def test_it_judges_answers_by_those_who_were_written_to() -> None:
    unsent = told([HELLO, OTHER] * 10, [False] * 20, wrote=False)
    assert [one.rate.n for one in only(unsent).texts] == [0, 0]


def test_it_takes_a_skip_of_the_message_for_a_miss_of_its_text() -> None:
    skipped = made(
        [draft(1, 1, 1), draft(2, 2, 1), draft(3, 3, 1)],
        [
            decision(1, "approve", 1),
            decision(2, "skip", 1, reason="bad_message"),
            decision(3, "skip", 1, reason="bad_timing"),
        ],
    )
    names = pl.DataFrame({"draft_id": [1, 2, 3], "template": [HELLO, OTHER, OTHER]})
    found = skipped.join(names, on="draft_id", how="left")
    (trial,) = variants(found, Rung.APPROVED, now=micros(1) + DAY).trials
    assert [(one.rate.count, one.rate.n) for one in trial.texts] == [(1, 1), (0, 1)]


def test_it_takes_the_highest_rung_with_enough_cases() -> None:
    texts = [HELLO, OTHER] * 60
    assert asked(told(texts, [number % 3 == 0 for number in range(120)]), None).rung is Rung.REPLIED
    assert asked(told([], []), None).rung in Rung
