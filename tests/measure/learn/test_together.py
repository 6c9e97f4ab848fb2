"""Many mornings asked at once give what each gives alone."""

from dataclasses import replace

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from prospector.engine import scoring
from prospector.engine.worlds import World
from prospector.measure.learn.together import together
from tests.proving import examples
from tests.rulesets import intent_rule
from tests.stories import DAY, Story, story, world

RULES = {
    "rules": [
        intent_rule("liked", "signal.kind = 'post_liked'", 10, cap=25),
        intent_rule("firm", "signal.kind = 'job_posted'", 20, scope="account", share=0.5),
        intent_rule("busy", "count_signals('post_liked', 10) >= 2", 7),
        intent_rule("mid", "signal.kind = 'post_liked' and account.employees > 50", 3),
    ]
}


def told(signals: list[tuple[str, str, float]]) -> Story:
    return story(
        {
            "intent": RULES,
            "accounts": {"acme": {"employees": 100}, "globex": {"employees": 10}},
            "leads": {
                "alice": {"account": "acme"},
                "bob": {"account": "acme"},
                "erin": {},
                "zoe": {"account": "globex"},
            },
            "signals": [
                {"id": f"s{index}", "by": by, "kind": kind, "subject": "same", "age": age}
                for index, (by, kind, age) in enumerate(signals)
            ],
        }
    )


def morning(one: Story, days_ago: float) -> World:
    """The world of a day: nothing later is in it."""
    at = one.as_of - round(days_ago * DAY)
    found = world(replace(one, as_of=at, known_at=at))[0]
    return replace(found, signals=found.signals.filter(pl.col("occurred_at") <= at))


SIGNALS = st.lists(
    st.tuples(
        st.sampled_from(["alice", "bob", "erin", "zoe"]),
        st.sampled_from(["post_liked", "job_posted"]),
        st.floats(0, 60),
    ),
    max_size=12,
)


@settings(max_examples=examples(12, proven=400), deadline=None)
@given(signals=SIGNALS, days=st.lists(st.integers(0, 40), min_size=1, max_size=4, unique=True))
def test_it_scores_every_morning_as_if_it_were_asked_alone(
    signals: list[tuple[str, str, float]], days: list[int]
) -> None:
    one = told(signals)
    worlds = {found.as_of: found for found in (morning(one, day) for day in days)}
    whole, asked = together(worlds)
    columns = ["at", "lead_id", "r0", "r1", "r2", "r3", "intent", "lower", "grade"]
    every = scoring.scores(one.ruleset, whole, {}).rename({"lead_id": "asked"})
    found = every.join(asked, on="asked").select(columns).sort("at", "lead_id")
    alone = pl.concat(
        scoring.scores(one.ruleset, found, {}).with_columns(pl.lit(at).alias("at"))
        for at, found in worlds.items()
    )
    assert found.equals(alone.select(columns).sort("at", "lead_id"))
