"""The score stage writes what the engine computes, and only what changed."""

from datetime import timedelta

import pytest
from sqlmodel import select

from prospector import score
from prospector.store import scores
from prospector.store.database import Database
from prospector.tables import Run, RunStatus, Score, ScoreHistory
from tests import reference
from tests.rulesets import intent_rule, make_ruleset
from tests.shelf import shelve
from tests.stories import NOW, Story, signal, story

LIKED = intent_rule("liked", "signal.kind = 'post_liked'", 30, half_life=14)


def likes(**more: object) -> Story:
    return story(
        {
            "intent": {"rules": [LIKED]},
            "accounts": {"acme": {"employees": 100}},
            "leads": {"alice": {"account": "acme", "seniority": "director"}, "bob": {}},
            "signals": [{"id": "s1", "by": "alice", "kind": "post_liked", "age": 14}],
            **more,
        }
    )


def stored(database: Database) -> dict[int, Score]:
    with database.read() as session:
        return {row.lead_id: row for row in session.exec(select(Score))}


def test_it_scores_every_lead_also_one_without_signals(database: Database) -> None:
    told = likes()
    shelf = shelve(database, told)
    report = score.score(database, told.ruleset, now=NOW)
    cards, rows = reference.score(told), stored(database)
    assert (report.leads, report.changed, report.moved, report.removed) == (2, 2, 2, 0)
    for name, card in cards.items():
        row = rows[shelf.leads[name]]
        assert (row.intent_nano, row.fit_lower_nano, row.fit_upper_nano, row.grade) == (
            card.intent,
            card.lower,
            card.upper,
            card.grade,
        )
        assert row.fit_expected_nano == card.expected
    assert rows[shelf.leads["alice"]].rule_totals == {"liked": 15_000_000_000}
    assert rows[shelf.leads["alice"]].newest_signal_at == NOW - timedelta(days=14)
    assert rows[shelf.leads["bob"]].rule_totals == {}
    assert rows[shelf.leads["bob"]].newest_signal_at is None


def test_it_leaves_rows_alone_that_stay_the_same(database: Database) -> None:
    told = likes()
    shelf = shelve(database, told)
    score.score(database, told.ruleset, now=NOW)
    later = NOW + timedelta(days=1)
    report = score.score(database, told.ruleset, now=later)
    assert (report.changed, report.moved) == (1, 0)
    rows = stored(database)
    assert rows[shelf.leads["alice"]].as_of == later
    assert rows[shelf.leads["bob"]].as_of == NOW


def test_it_keeps_history_when_the_grade_or_the_rules_change(database: Database) -> None:
    told = likes()
    shelf = shelve(database, told)
    score.score(database, told.ruleset, now=NOW - timedelta(days=14))
    score.score(database, told.ruleset, now=NOW)
    tuned = make_ruleset(intent={"rules": [{**LIKED, "points": 31}]})
    score.score(database, tuned, now=NOW)
    with database.read() as session:
        history = session.exec(
            select(ScoreHistory)
            .where(ScoreHistory.lead_id == shelf.leads["alice"])
            .order_by(ScoreHistory.id)  # type: ignore[arg-type] # a column at class level
        ).all()
    assert [(row.grade, row.ruleset) for row in history] == [
        ("A2", told.ruleset.version),
        ("A3", told.ruleset.version),
        ("A3", tuned.version),
    ]


def test_it_forgets_a_lead_that_was_merged(database: Database) -> None:
    told = likes()
    shelf = shelve(database, told)
    score.score(database, told.ruleset, now=NOW)
    with database.write() as session:
        from prospector.tables import Lead

        lead = session.get_one(Lead, shelf.leads["bob"])
        lead.merged_into = shelf.leads["alice"]
        session.add(lead)
    report = score.score(database, told.ruleset, now=NOW)
    assert report.removed == 1
    assert set(stored(database)) == {shelf.leads["alice"]}


def test_it_gives_the_same_score_later_for_the_same_times(database: Database) -> None:
    told = likes()
    shelf = shelve(database, told)
    score.score(database, told.ruleset, now=NOW)
    before = {key: row.model_dump() for key, row in stored(database).items()}
    late = {"id": "late", "by": "alice", "kind": "post_liked", "age": 20, "received": -3}
    with database.write() as session:
        from tests.shelf import put_signal

        row = signal(late, told.leads)
        row["received_at"] += 3 * 86_400_000_000
        put_signal(session, shelf, row, told.leads)
    report = score.score(database, told.ruleset, now=NOW)
    assert report.changed == 0
    assert {key: row.model_dump() for key, row in stored(database).items()} == before
    known = NOW + timedelta(days=4)
    assert score.score(database, told.ruleset, now=NOW, known_at=known).changed == 1


def test_it_keeps_its_priors_with_the_run(database: Database) -> None:
    told = likes()
    shelve(database, told)
    score.score(database, told.ruleset, now=NOW)
    with database.read() as session:
        found = scores.priors(session, as_of=NOW)
    # Alice is known in both groups and holds both; Bob is unknown: (1 + 5) / (1 + 10).
    assert found == {"core/size": 545_455, "core/role": 545_455}


def test_it_says_that_a_run_failed(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object) -> None:
        raise RuntimeError("no memory")

    told = likes()
    monkeypatch.setattr("prospector.engine.scoring.scores", breaks)
    with pytest.raises(RuntimeError):
        score.score(database, told.ruleset, now=NOW)
    with database.read() as session:
        run = session.exec(select(Run).where(Run.stage == "score")).one()
    assert (run.status, run.error) == (RunStatus.FAILED, "no memory")
