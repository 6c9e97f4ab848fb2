"""The minute at which a grade falls is the one the score itself says."""

from dataclasses import replace
from math import log2

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prospector.columns import from_micros
from prospector.engine import scoring
from prospector.score.ahead import falling, outlook
from prospector.score.outlook import Fall
from tests import reference
from tests.proving import examples
from tests.rulesets import intent_rule
from tests.stories import DAY, Story, signal, story, world

MINUTE = DAY // 1440


def told(*rules: dict[str, object], **more: object) -> Story:
    return story(
        {
            "intent": {"rules": rules},
            "leads": {"alice": {}},
            "signals": [{"id": "s", "by": "alice", "kind": "post_liked", "subject": "a", "age": 1}],
            **more,
        }
    )


def found(one: Story) -> Fall | None:
    made, _ = world(one)
    (grade,) = scoring.scores(one.ruleset, made, {})["grade"]
    return falling(one.ruleset, made, {}, grade)


def grade_at(one: Story, minutes: int) -> str:
    made, _ = world(one)
    then = replace(made, as_of=made.as_of + minutes * MINUTE)
    return str(scoring.scores(one.ruleset, then, {})["grade"][0])


@pytest.mark.parametrize("half_life", [0.5, 3.7, 14, 90])
def test_it_is_the_first_minute_of_the_worse_grade(half_life: float) -> None:
    one = told(
        intent_rule("liked", "signal.kind = 'post_liked'", 80, half_life=half_life, horizon=200)
    )
    fall = found(one)
    assert fall is not None
    minutes = round((fall.at - from_micros(one.as_of)).total_seconds() / 60)
    assert grade_at(one, minutes) == fall.to != grade_at(one, minutes - 1) == grade_at(one, 0)
    assert fall.on == fall.at.date()
    # 80 x 2^(-age / half-life) shows as less than the cut, so it is under it by half a tenth.
    cut = 50 if 80 * 2 ** (-1 / half_life) >= 49.95 else 20
    days = half_life * log2(80 / (cut - 0.05)) - 1
    assert minutes == pytest.approx(days * 1440, abs=1.01)


def test_it_falls_at_once_with_a_step_and_never_where_nothing_fades() -> None:
    step = told(intent_rule("liked", "signal.kind = 'post_liked'", 80, half_life=3, decay="step"))
    fall = found(step)
    # The like is a day old: in two days it is three days old, and counts no more.
    assert (
        fall == Fall(on=fall.on, to="C3", at=from_micros(step.as_of + 2 * DAY)) if fall else False
    )
    # To the horizon, both ends included: the first minute after it.
    kept = found(
        told(intent_rule("liked", "signal.kind = 'post_liked'", 80, half_life="never", horizon=10))
    )
    assert kept is not None
    assert kept.at == from_micros(step.as_of + 9 * DAY + MINUTE)
    assert found(told(intent_rule("liked", "signal.kind = 'replied'", 80))) is None


def test_it_sees_what_hangs_on_counting_and_on_the_pace_of_the_account() -> None:
    counted = told(
        intent_rule(
            "twice",
            "signal.kind = 'post_liked' and count_signals('post_liked', 7) >= 1",
            80,
            half_life="never",
        )
    )
    fall = found(counted)
    assert fall is not None
    assert fall.at == from_micros(counted.as_of + 6 * DAY + MINUTE)


KINDS = ("post_liked", "post_commented", "event_attended", "job_posted", "tool_adopted")


@settings(max_examples=examples(10, proven=400), deadline=None, derandomize=True)
@given(
    points=st.lists(st.integers(-30, 70), min_size=5, max_size=5, unique=True),
    caps=st.lists(st.sampled_from([None, 10, 25]), min_size=5, max_size=5),
    groups=st.lists(st.sampled_from([None, "g"]), min_size=5, max_size=5),
    done=st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 40)), max_size=6),
)
def test_it_names_the_smallest_signal_that_lifts(
    points: list[int], caps: list[int | None], groups: list[str | None], done: list[tuple[str, int]]
) -> None:
    rules = [
        intent_rule(
            kind.replace("_", "-"), f"signal.kind = '{kind}'", worth, horizon=90, half_life=20
        )
        | ({"cap": cap} if cap else {})
        | ({"group": group} if group else {})
        for kind, worth, cap, group in zip(KINDS, points, caps, groups, strict=True)
    ]
    one = story(
        {
            "intent": {"rules": rules, "groups": {"g": {"cap": 40}}},
            "leads": {"alice": {}},
            "signals": [
                {"id": f"s{n}", "by": "alice", "kind": kind, "subject": f"p{n}", "age": age}
                for n, (kind, age) in enumerate(done)
            ],
        }
    )
    made, _ = world(one)
    card = scoring.scores(one.ruleset, made, {}).row(0, named=True)
    sums: dict[str, int] = {}
    for (rule, _), nano in reference.score(one)["alice"].parts.items():
        sums[rule] = sums.get(rule, 0) + nano
    rises = outlook(one.ruleset, made, {}, card, sums).rises
    after = {}
    for kind, worth in zip(KINDS, points, strict=True):
        new = signal(
            {"id": "new", "by": "alice", "kind": kind, "subject": "new", "age": 0}, one.leads
        )
        then, _ = world(replace(one, signals=[*one.signals, new]))
        grade = scoring.scores(one.ruleset, then, {}).row(0, named=True)["grade"]
        if grade < card["grade"]:
            after[worth] = (kind.replace("_", "-"), grade)
    smallest = after[min(after)] if after else None
    assert (rises and (rises.rule, rises.to)) == smallest
