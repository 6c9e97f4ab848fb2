"""Scores are replaced as a set; only what differs is written."""

from datetime import timedelta
from typing import Any

import polars as pl
import pytest
from sqlmodel import select

from prospector.columns import to_micros
from prospector.store import rulesets, runs, scores
from prospector.store.database import Database
from prospector.tables import ScoreHistory
from tests.rulesets import make_ruleset
from tests.shelf import shelve
from tests.stories import NOW, Story

RULESET = make_ruleset()
LEADS = ("alice", "bob", "carol", "dave", "erin")


@pytest.fixture
def leads(database: Database) -> list[int]:
    shelf = shelve(database, Story(RULESET, {name: {} for name in LEADS}))
    with database.write() as session:
        rulesets.keep(session, RULESET, now=NOW)
    return list(shelf.leads.values())


def fresh(lead_ids: list[int], **more: Any) -> pl.DataFrame:
    row = {
        "ruleset": RULESET.version,
        "as_of": to_micros(NOW),
        "known_at": to_micros(NOW),
        "profile": "core",
        "fit_nano": 0,
        "fit_lower_nano": 0,
        "fit_upper_nano": 7,
        "fit_expected_nano": 3,
        "intent_nano": 5,
        "intent_raw_nano": 5,
        "grade": "C3",
        "disqualified_by": None,
        "unknown_field": "lead.title",
        "priority": 0.5,
        "rule_totals": '{"liked": 5}',
        "newest_signal_at": None,
        **more,
    }
    texts = dict.fromkeys(("disqualified_by", "unknown_field"), pl.String)
    schema = {**texts, "newest_signal_at": pl.Int64}
    return pl.DataFrame([{"lead_id": lead, **row} for lead in lead_ids], schema_overrides=schema)


def test_it_writes_in_chunks_what_is_new(
    database: Database, leads: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scores, "CHUNK", 2)
    assert scores.replace(database, fresh(leads)) == scores.Changes(5, 5, 0)
    with database.read() as session:
        assert scores.frame(session).height == 5
        assert scores.grades(session) == {"C3": 5}


def test_it_leaves_equal_rows_and_their_times_alone(database: Database, leads: list[int]) -> None:
    scores.replace(database, fresh(leads))
    later = to_micros(NOW + timedelta(days=1))
    assert scores.replace(database, fresh(leads, as_of=later)) == scores.Changes(0, 0, 0)
    changed = fresh(leads, as_of=later, rule_totals='{"liked": 4}')
    assert scores.replace(database, changed) == scores.Changes(5, 0, 0)
    with database.read() as session:
        row = scores.of_lead(session, leads[0])
    assert row is not None
    assert (row.as_of, row.rule_totals) == (NOW + timedelta(days=1), {"liked": 4})


def test_it_writes_whatever_differs_where_the_grade_stays(
    database: Database, leads: list[int]
) -> None:
    scores.replace(database, fresh(leads))
    other: dict[str, Any] = {"profile": "other", "priority": 0.6, "newest_signal_at": 8}
    other |= {"disqualified_by": "rule", "unknown_field": None, "rule_totals": "{}"}
    other |= {f"{name}_nano": 9 for name in ("fit", "fit_lower", "fit_upper", "fit_expected")}
    other |= {"intent_nano": 9, "intent_raw_nano": 9}
    changed: dict[str, Any] = {}
    for name, value in other.items():
        changed[name] = value
        told = fresh(leads[:1], **changed)
        assert scores.replace(database, told, among=leads[:1]) == scores.Changes(1, 0, 0), name
    with database.read() as session:
        found = scores.frame(session, leads[:1])
    assert found.equals(fresh(leads[:1], **changed).select(found.columns))


def test_it_keeps_history_of_grades_and_forgets_who_is_gone(
    database: Database, leads: list[int]
) -> None:
    scores.replace(database, fresh(leads))
    better = fresh(leads[:2], grade="A1", intent_nano=90)
    assert scores.replace(database, better) == scores.Changes(2, 2, 3)
    with database.read() as session:
        rows = session.exec(select(ScoreHistory).where(ScoreHistory.lead_id == leads[0])).all()
        assert {row.grade for row in rows} == {"C3", "A1"}
        assert scores.of_lead(session, leads[4]) is None


def test_it_counts_leads_per_band(database: Database, leads: list[int]) -> None:
    frames = [fresh([lead], intent_nano=10 * place) for place, lead in enumerate(leads)]
    scores.replace(database, pl.concat(frames))
    with database.read() as session:
        assert scores.histogram(session, "intent_nano", width=20) == {0: 2, 1: 2, 2: 1}


def test_it_finds_the_priors_of_a_time_else_the_newest(database: Database) -> None:
    for days, prior in ((0, 100), (1, 200)):
        now = NOW + timedelta(days=days)
        run_id = runs.begin(database, "score", now=now)
        with database.write() as session:
            runs.finish(session, run_id, now=now, counts={"leads": 1, "prior core/size": prior})
    runs.begin(database, "score", now=NOW + timedelta(days=2))  # it never finished
    with database.read() as session:
        assert scores.priors(session, as_of=NOW) == {"core/size": 100}
        assert scores.priors(session, as_of=NOW + timedelta(days=9)) == {"core/size": 200}
        assert scores.priors(session) == {"core/size": 200}


def test_it_knows_no_priors_before_the_first_run(database: Database) -> None:
    with database.read() as session:
        assert scores.priors(session) == {}


def test_it_replaces_the_scores_of_some_leads(database: Database, leads: list[int]) -> None:
    scores.replace(database, fresh(leads))
    touched, gone = leads[:2], leads[1:2]
    changed = fresh(leads[:1], grade="B2")
    assert scores.replace(database, changed, among=touched) == scores.Changes(1, 1, 1)
    with database.read() as session:
        left = scores.frame(session)
        assert set(left["lead_id"]) == set(leads) - set(gone)
        assert scores.grades(session) == {"B2": 1, "C3": 3}
    nobody = fresh(leads[:1]).clear()
    assert scores.replace(database, nobody, among=[]) == scores.Changes(0, 0, 0)
