"""Whoever is suppressed leaves: scores are as if they had never been, files do not name them."""

from zoneinfo import ZoneInfo

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from sqlalchemy import text

from prospector import pipeline, policy, score, segment
from prospector.engine import copies, scoring
from prospector.policy.stage import LeaveReport
from prospector.store import cases, scores, worlds
from prospector.store.database import Database
from prospector.store.files import folder
from prospector.store.files.manifest import Entity
from prospector.tables import Score, ScoreHistory, SegmentMembership, SegmentMovement
from tests.rulesets import segment as a_segment
from tests.shelf import Shelf, let_others_end, put_signal, shelve
from tests.stories import NOW, Told, story, world

KEY = b"a key outside the database"
PARIS = ZoneInfo("Europe/Paris")
#: Alice and Bob work at Acme; Carol, elsewhere, was seen there. Each of them moves the others' points.
TOLD: Told = {
    "intent": {
        "rules": [
            {"id": "likes", "when": "signal.kind = 'post_liked'", "points": 10, "scope": "account"},
            {"id": "crowd", "when": "distinct_people('post_liked', 30) >= 2", "points": 5},
        ]
    },
    "segments": {"segments": [a_segment("all", "true")]},
    "accounts": {"acme": {}, "globex": {}},
    "leads": {
        "alice": {"account": "acme"},
        "bob": {"account": "acme"},
        "carol": {"account": "globex"},
    },
    "signals": [
        {"id": "a1", "by": "alice", "kind": "post_liked", "subject": "one", "age": 1},
        {"id": "a2", "by": "alice", "kind": "post_liked", "subject": "two", "account": "globex", "age": 2},
        {"id": "b1", "by": "bob", "kind": "post_liked", "subject": "one", "age": 3},
        {"id": "c1", "by": "carol", "kind": "post_liked", "subject": "two", "age": 4},
        {"id": "none", "kind": "job_posted", "account": "acme", "age": 1},
    ],
}  # fmt: skip
STORY = story(TOLD)
RULES = STORY.ruleset


@pytest.fixture
def shelf(database: Database) -> Shelf:
    found = shelve(database, STORY)
    with database.write() as session:
        for table in ("identity", "account_identity"):
            session.execute(text(f"UPDATE {table} SET resolved_run_id = {found.run_id}"))
    return found


def run(database: Database) -> None:
    """What the daily job does from the scores on, with signal files however few signals there are."""
    let_others_end(database)
    policy.let_leave(database, now=NOW, key=KEY)
    copies.bring_up(database, RULES.signals, least=0)
    score.score(database, RULES, now=NOW)
    segment.segment(database, RULES, now=NOW, zone=PARIS)


def suppress(database: Database, value: str) -> None:
    policy.suppress(database, RULES, value, reason="asked", now=NOW, zone=PARIS, key=KEY)


def points(database: Database, shelf: Shelf) -> dict[str, int]:
    names = {lead_id: name for name, lead_id in shelf.leads.items()}
    with database.read() as session:
        found = scores.frame(session)
    return {names[row["lead_id"]]: row["intent_nano"] for row in found.iter_rows(named=True)}


def without(*names: str) -> dict[str, int]:
    """The points of everybody if these people had never been."""
    signals = [one for one in TOLD["signals"] if one.get("by") not in names]
    leads = {name: one for name, one in TOLD["leads"].items() if name not in names}
    made, ids = world(story({**TOLD, "signals": signals, "leads": leads}))
    back = {lead_id: name for name, lead_id in ids.items()}
    found = scoring.scores(RULES, made, scoring.priors(RULES, made))
    return {back[row["lead_id"]]: row["intent"] for row in found.iter_rows(named=True)}


def filed(database: Database, entity: Entity) -> set[int]:
    """The ids of every row that any signal file holds."""
    assert database.files is not None
    state = folder.manifest(database.files)
    assert state is not None
    parts = [folder.read(database.files, part, [entity.key]) for part in state.parts[entity]]
    return {int(i) for part in parts for i in part[entity.key]}


def test_it_scores_everybody_as_if_who_is_suppressed_had_never_been(
    database: Database, shelf: Shelf
) -> None:
    run(database)
    assert points(database, shelf) == without()
    suppress(database, "alice@acme.example")
    run(database)
    assert points(database, shelf) == without("alice") != without()
    assert filed(database, Entity.LEAD) == {shelf.leads["bob"], shelf.leads["carol"]}
    assert filed(database, Entity.SIGNAL) == {shelf.signals[n] for n in ("b1", "c1", "none")}
    with database.read() as session:
        for table in (Score, ScoreHistory, SegmentMembership, SegmentMovement):
            assert shelf.leads["alice"] not in {
                row[0]
                for row in session.execute(text(f"SELECT lead_id FROM {table.__tablename__}"))
            }
    suppress(database, "acme.example")
    run(database)
    assert points(database, shelf) == without("alice", "bob")
    policy.unsuppress(database, RULES, "acme.example", key=KEY)
    policy.unsuppress(database, RULES, "alice@acme.example", key=KEY)
    run(database)
    assert points(database, shelf) == without()
    assert filed(database, Entity.SIGNAL) == set(shelf.signals.values())


def test_it_says_who_left_and_forgets_them_once(database: Database, shelf: Shelf) -> None:
    run(database)
    suppress(database, "alice@acme.example")
    assert policy.let_leave(database, now=NOW, key=KEY) == LeaveReport(0, 0, forgotten=1)
    assert policy.let_leave(database, now=NOW, key=KEY) == LeaveReport(0, 0, 0)
    assert "alice" in shelf.leads


def test_it_leaves_learning_sets_and_past_days(database: Database, shelf: Shelf) -> None:
    suppress(database, "alice@acme.example")
    with database.read() as session:
        bought = worlds.of_kinds(session, ["post_liked"], as_of=NOW, known_at=NOW)
        assert shelf.leads["alice"] not in set(bought["lead_id"])
        past = worlds.signals(session, [], as_of=NOW, known_at=NOW)
        assert set(past["id"]) == {shelf.signals[n] for n in ("b1", "c1", "none")}
        assert cases.load(session, ["post_liked"], known_at=NOW).signals.height == 2


def test_it_lets_who_objects_leave_while_serving(database: Database, shelf: Shelf) -> None:
    run(database)
    first = pipeline.follow(database, RULES, None, now=NOW, zone=PARIS, key=KEY)
    assert first is not None
    with database.write() as session:
        objection = {**STORY.signals[0], "id": "out", "external_id": "out", "kind": "opted_out"}
        put_signal(session, shelf, objection, STORY.leads)
    let_others_end(database)
    pipeline.follow(database, RULES, first, now=NOW, zone=PARIS, key=KEY)
    assert points(database, shelf) == without("alice")


def test_it_lets_people_leave_while_serving(database: Database, shelf: Shelf) -> None:
    run(database)
    first = pipeline.follow(database, RULES, None, now=NOW, zone=PARIS, key=KEY)
    assert first is not None
    suppress(database, "alice@acme.example")
    let_others_end(database)
    touched = pipeline.follow(database, RULES, first, now=NOW, zone=PARIS, key=KEY)
    assert touched is not None
    assert touched.leads == 3
    assert points(database, shelf) == without("alice")
    policy.unsuppress(database, RULES, "alice@acme.example", key=KEY)
    let_others_end(database)
    assert pipeline.follow(database, RULES, touched, now=NOW, zone=PARIS, key=KEY)
    assert points(database, shelf) == without()
    with database.read() as session:
        stored = scores.frame(session)
    score.score(database, RULES, now=NOW)
    with database.read() as session:
        assert_frame_equal(
            stored.select(pl.exclude("rule_totals")),
            scores.frame(session).select(pl.exclude("rule_totals")),
        )
