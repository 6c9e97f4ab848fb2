"""A replay knows of each morning what was known then, and nothing else."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from random import Random
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prospector.columns import to_micros
from prospector.engine.pasts import Past
from prospector.measure.backtest.replay import Replay, dawned, replay
from prospector.measure.backtest.window import mornings
from prospector.measure.cases import labelled
from prospector.measure.ladder import Rung
from prospector.measure.lifts import lifts
from prospector.rules.ruleset import Ruleset
from tests.measure.invented import ATTENDED, LIKED, Invented, invent, rules
from tests.measure.told import micros
from tests.stories import SIGNAL, Told

UTC = ZoneInfo("UTC")
SMALL = invent(3, leads=40, days=10, per_day=3)
RULES = rules(ATTENDED, LIKED, capacity=5)


def days_of(past: Invented) -> list[int]:
    return mornings(past.since.date(), past.until.date(), UTC, past.cases["at"])


def played(
    past: Invented, ruleset: Ruleset, *, days: Sequence[int] | None = None, capacity: int = 5
) -> Replay:
    read = Past(past.rows, [ruleset], since=to_micros(past.since))
    return replay(
        read,
        ruleset,
        past.cases,
        days_of(past) if days is None else days,
        capacity=capacity,
        tell=lambda: None,
    )


def with_signals(past: Invented, more: list[Told]) -> Invented:
    rows = [{name: one.get(name) for name in SIGNAL} for one in more]
    signals = pl.concat([past.rows.signals, pl.DataFrame(rows, schema=SIGNAL)])
    return replace(past, rows=replace(past.rows, signals=signals))


BEFORE = played(SMALL, RULES)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(
            st.integers(1, 40),
            st.sampled_from(["post_liked", "event_attended", "touched", "replied_negative"]),
            st.floats(-14, 10),
            st.floats(0.01, 20),
        ),
        min_size=1,
        max_size=8,
    ),
    st.integers(0, 3),
)
def test_it_never_ranks_by_what_was_received_later(
    told: list[tuple[int, str, float, float]], place: int
) -> None:
    days = days_of(SMALL)[: place + 1]
    later = [
        {
            "id": 10_000 + number,
            "feed": "later",
            "external_id": str(number),
            "kind": kind,
            "occurred_at": micros(when),
            "received_at": days[-1] + round(delay * 86_400_000_000),
            "lead_id": lead,
            "confidence": 1.0,
        }
        for number, (lead, kind, when, delay) in enumerate(told)
    ]
    after = played(with_signals(SMALL, later), RULES, days=days)
    known = BEFORE.picks.filter(pl.col("at") <= days[-1])
    assert after.picks.equals(known)
    said = BEFORE.said.join(after.said, on="case", how="semi")
    assert after.said.equals(said)
    assert after.said.height == dawned(SMALL.cases, days).height


def test_it_ranks_by_what_was_received_in_time() -> None:
    days = days_of(SMALL)[:1]
    known = {
        "id": 10_000,
        "feed": "f",
        "external_id": "x",
        "kind": "event_attended",
        "occurred_at": days[0],
        "received_at": days[0],
        "lead_id": 40,
        "confidence": 1.0,
    }
    lead = played(with_signals(SMALL, [known]), RULES, days=days).picks["lead_id"].to_list()
    assert 40 in lead
    assert 40 not in played(SMALL, RULES, days=days).picks["lead_id"].to_list()


def test_it_holds_as_many_as_the_desk_takes_and_nobody_twice_in_a_month() -> None:
    per_day = BEFORE.picks["at"].value_counts()["count"]
    assert per_day.max() == 5
    assert BEFORE.picks["lead_id"].is_unique().all()
    assert BEFORE.eligible >= BEFORE.picks.height


def test_it_leaves_out_whom_nobody_knew_yet() -> None:
    newcomers = pl.when(pl.col("lead_id") > 20).then(micros(4)).otherwise("first_seen_at")
    rows = replace(
        SMALL.rows, leads=SMALL.rows.leads.with_columns(newcomers.alias("first_seen_at"))
    )
    found = played(replace(SMALL, rows=rows), RULES)
    early = found.picks.filter(pl.col("at") < micros(4))
    assert early.height
    assert early["lead_id"].to_list() == [one for one in early["lead_id"] if one <= 20]
    assert found.said.height < BEFORE.said.height


def test_it_gives_cases_the_last_morning_before_them() -> None:
    days = days_of(SMALL)
    dawns = dawned(SMALL.cases, days)
    assert dawns["dawn"].to_list() == dawns["at"].to_list()
    assert dawned(SMALL.cases, days[:1]).height < dawns.height
    assert dawned(SMALL.cases, []).height == 0


@pytest.fixture(scope="module")
def planted() -> Invented:
    """Those who attended answer three times as often; to have liked says nothing."""
    return invent(1, leads=900, per_day=25, base=0.1, attended=3.0)


@pytest.fixture(scope="module")
def said(planted: Invented) -> pl.DataFrame:
    """What the rules said of each case on its morning."""
    return played(planted, rules(ATTENDED, LIKED)).said


def test_it_finds_what_was_planted_and_nothing_else(planted: Invented, said: pl.DataFrame) -> None:
    states = labelled(planted.cases, Rung.REPLIED, now=micros(400))
    judged = states.filter(pl.col("hit").is_not_null()).select("case", "hit")
    by_name = {one.name: one for one in lifts(judged.join(said, on="case"))}
    attended, liked = by_name["attended"].lift, by_name["liked"].lift
    assert attended is not None
    assert liked is not None
    assert attended.low <= 3 <= (attended.high or 0)
    assert by_name["attended"].clear
    assert liked.low <= 1 <= (liked.high or 0)


def test_it_holds_the_truth_19_times_in_20(said: pl.DataFrame) -> None:
    random, tries = Random(4), 400
    chances = [0.3 if attended else 0.1 for attended in said["intent attended"]]
    held = Counter[str]()
    for _ in range(tries):
        hits = pl.Series("hit", [random.random() < chance for chance in chances])
        by_name = {one.name: one.lift for one in lifts(said.with_columns(hits))}
        for name, truth in (("attended", 3.0), ("liked", 1.0)):
            found = by_name[name]
            held[name] += found is not None and found.low <= truth <= (found.high or 0)
    assert 0.92 * tries < held["attended"] < 0.985 * tries
    assert held["liked"] > 0.9 * tries
