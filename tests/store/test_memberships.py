"""Memberships are replaced as a set; every move is kept."""

from collections.abc import Sequence
from datetime import date, timedelta

import polars as pl
import pytest
from sqlmodel import select

from prospector.columns import to_micros
from prospector.store import memberships, rulesets
from prospector.store.database import Database
from prospector.tables import MoveCause, SegmentMovement, Task
from tests.rulesets import make_ruleset
from tests.shelf import shelve
from tests.stories import NOW, Story

RULESET = make_ruleset()


@pytest.fixture
def leads(database: Database) -> list[int]:
    shelf = shelve(database, Story(RULESET, {name: {} for name in ("alice", "bob", "carol")}))
    with database.write() as session:
        rulesets.keep(session, RULESET, now=NOW)
    return list(shelf.leads.values())


NUMBERS = ("lead_id", "drafts_until")


def framed(columns: str, rows: list[tuple[object, ...]]) -> pl.DataFrame:
    schema = {name: pl.Int64 if name in NUMBERS else pl.String for name in columns.split()}
    return pl.DataFrame(rows, schema=schema, orient="row")


def put(
    database: Database,
    *rows: tuple[int, str],
    reason: str = "it holds",
    days: int = 0,
    moves: Sequence[tuple[object, ...]] = (),
    more: tuple[str | None, str | None, int | None] = (None, None, None),
) -> memberships.Changes:
    fresh = framed(
        "lead_id segment reason fired evidence behaviour drafts_as drafts_until",
        [(lead, segment, reason, '["liked"]', "[1, 2]", *more) for lead, segment in rows],
    )
    told = framed("lead_id cause turned set_off task made_on due_on", list(moves))
    now = NOW + timedelta(days=days)
    return memberships.replace(database, fresh, told, ruleset=RULESET.version, now=now)


def test_it_writes_in_chunks_and_counts(
    database: Database, leads: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memberships, "CHUNK", 1)
    assert put(database, *((lead, "hot") for lead in leads)) == memberships.Changes(3, 3)
    with database.read() as session:
        row = memberships.of_lead(session, leads[0])
        assert memberships.sizes(session) == {"hot": 3}
    assert row is not None
    assert (row.segment, row.fired, row.evidence) == ("hot", ["liked"], [1, 2])


def test_it_writes_a_new_reason_without_a_move(database: Database, leads: list[int]) -> None:
    put(database, (leads[0], "hot"))
    assert put(database, (leads[0], "hot"), days=1) == memberships.Changes(0, 0)
    assert put(database, (leads[0], "hot"), reason="else", days=2) == memberships.Changes(1, 0)
    with database.read() as session:
        row = memberships.of_lead(session, leads[0])
    assert row is not None
    assert (row.reason, row.since, row.as_of) == ("else", NOW, NOW + timedelta(days=2))


def test_it_keeps_moves_between_and_out_of_segments(database: Database, leads: list[int]) -> None:
    put(database, (leads[0], "hot"), (leads[1], "hot"))
    assert put(database, (leads[0], "cold"), days=1) == memberships.Changes(2, 2)
    with database.read() as session:
        moves = session.exec(select(SegmentMovement)).all()
        gone = memberships.of_lead(session, leads[1])
        newest = memberships.movements_of(session, leads[0])[0]
    assert sorted((row.lead_id, row.from_segment or "", row.to_segment or "") for row in moves) == [
        (leads[0], "", "hot"),
        (leads[0], "hot", "cold"),
        (leads[1], "", "hot"),
        (leads[1], "hot", ""),
    ]
    assert gone is None
    assert (newest.to_segment, newest.at) == ("cold", NOW + timedelta(days=1))


def test_it_says_who_is_where_since_when(database: Database, leads: list[int]) -> None:
    put(database, (leads[0], "hot"))
    put(database, (leads[0], "hot"), (leads[1], "warm"), days=1)
    with database.read() as session:
        rows = memberships.standing(session).sort("lead_id").rows()
    later = NOW + timedelta(days=1)
    assert rows == [
        (leads[0], "hot", to_micros(NOW)),
        (leads[1], "warm", to_micros(later)),
    ]


def test_it_says_when_a_segment_last_changed(database: Database, leads: list[int]) -> None:
    put(database, (leads[0], "hot"))
    put(database, (leads[0], "warm"), (leads[1], "warm"), days=1)
    put(database, (leads[0], "warm"), days=2)
    with database.read() as session:
        assert memberships.last_moves(session, until=NOW + timedelta(days=9)) == {
            "hot": NOW + timedelta(days=1),
            "warm": NOW + timedelta(days=2),
        }
        assert memberships.last_moves(session, until=NOW) == {"hot": NOW}


def test_it_lists_the_moves_of_a_period(database: Database, leads: list[int]) -> None:
    put(database, (leads[0], "hot"))
    put(database, (leads[0], "warm"), days=1)
    put(database, days=2)
    with database.read() as session:
        found = memberships.moves_between(session, NOW, NOW + timedelta(days=2))
    assert [(move.who, move.from_segment, move.to_segment) for move in found] == [
        ("alice@mail.example", None, "hot"),
        ("alice@mail.example", "hot", "warm"),
    ]


def test_it_keeps_why_they_moved_and_what_that_set_off_once_a_day(
    database: Database, leads: list[int]
) -> None:
    turned = '[{"segment": "hot", "term": "fit > 5", "holds": true, "values": []}]'
    told = ("turned", turned, "came", '{"en": "Call", "fr": "Appeler"}', "2026-11-21", "2026-11-24")
    for segment, days in (("hot", 0), ("cold", 1), ("hot", 2)):
        put(database, (leads[0], segment), days=days, moves=[(leads[0], *told)])
    with database.read() as session:
        moves = memberships.movements_of(session, leads[0])
        tasks = session.exec(select(Task)).all()
    assert len(moves) == 3
    assert (moves[0].cause, moves[0].set_off) == (MoveCause.TURNED, "came")
    assert moves[0].turned == [{"segment": "hot", "term": "fit > 5", "holds": True, "values": []}]
    assert [(task.due_on, task.what["fr"], task.to_segment) for task in tasks] == [
        (date(2026, 11, 24), "Appeler", "hot")
    ]


def test_it_says_when_somebody_left_because_they_have_no_score(
    database: Database, leads: list[int]
) -> None:
    put(database, (leads[0], "hot"), (leads[1], "hot"))
    gone = (leads[0], "gone", "[]", None, None, "2026-11-22", None)
    put(database, days=1, moves=[gone])
    with database.read() as session:
        reasons = [memberships.movements_of(session, lead)[0].reason for lead in leads[:2]]
    assert reasons == [memberships.NO_SCORE, memberships.NONE_HOLDS]


def test_it_keeps_behaviour_and_whose_sequence_they_get(
    database: Database, leads: list[int]
) -> None:
    put(database, (leads[0], "hot"), more=("zen", "thanks", 5))
    assert put(database, (leads[0], "hot"), more=("zen", "thanks", 5)).written == 0
    assert put(database, (leads[0], "hot"), more=("zen", None, None)) == (1, 0)
    assert put(database, (leads[0], "hot"), more=("prudent", None, None)) == (1, 0)
    with database.read() as session:
        row = memberships.of_lead(session, leads[0])
        assert memberships.places(session).rows() == [
            (leads[0], "hot", RULESET.version, None, None)
        ]
    assert row is not None
    assert (row.behaviour, row.drafts_as, row.drafts_until) == ("prudent", None, None)
