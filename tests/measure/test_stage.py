"""Cases are read from the store, with nothing that was not known."""

from datetime import timedelta

import pytest
from sqlmodel import select

from prospector.columns import to_micros
from prospector.measure.ladder import Rung
from prospector.measure.stage import cases
from prospector.review import stage as review
from prospector.store import drafts
from prospector.store.database import Database
from prospector.tables import Identity, IdentityKind, Run, SkipReason
from tests.review.rows import NOW, fill
from tests.shelf import Shelf, put_signal
from tests.stories import NOW as LATER
from tests.stories import signal

DAY = timedelta(days=1)


@pytest.fixture
def queued(database: Database) -> list[int]:
    """Drafts of Bob, Dora, Charlie and Erin."""
    return fill(database)


def test_it_reads_what_people_decided(database: Database, queued: list[int]) -> None:
    bob, dora, charlie, erin = queued
    review.approve(database, [bob], actor="alice", now=NOW + DAY)
    review.approve(database, [erin], actor="alice", now=NOW + DAY, bulk=True)
    review.approve(database, [charlie], actor="alice", now=NOW + DAY)
    review.undo(database, [charlie], actor="alice", now=NOW + DAY)
    review.skip(database, [dora], SkipReason.BAD_FIT, actor="alice", now=NOW + DAY)
    with database.read() as session:
        found = cases(session, known_at=NOW + 2 * DAY)
        before = cases(session, known_at=NOW)
    at = to_micros(NOW + DAY)
    assert found.sort("draft_id").select("draft_id", "approved", "label", "bulk").rows() == [
        (bob, at, None, False),
        (dora, None, "bad_fit", False),
        (charlie, None, None, False),
        (erin, at, None, True),
    ]
    assert before["decided_at"].null_count() == before.height == 4


def test_it_reads_what_came_back_and_was_known(database: Database, queued: list[int]) -> None:
    bob = queued[0]
    with database.write() as session:
        run_id = session.exec(select(Run.id)).one()
        seen = Identity(
            kind=IdentityKind.EMAIL,
            value="bob@mail.example",
            raw="bob@mail.example",
            lead_id=drafts.get(session, bob).lead_id,
            first_seen_at=NOW,
        )
        session.add(seen)
        session.flush()
        shelf = Shelf(run_id=run_id or 0, people={"bob": seen.id or 0})
        for number, kind in enumerate(("touched", "meeting_booked")):
            told = {"id": number, "by": "bob", "kind": kind, "age": 3 - number, "received": 1}
            put_signal(session, shelf, signal(told, {}), {})
    with database.read() as session:
        found = cases(session, known_at=LATER)
        before = cases(session, known_at=LATER - 2 * DAY)
    met = found.filter(found[Rung.MEETING].is_not_null())
    assert met.select("draft_id", "source", "touched_at").rows() == [
        (bob, "draft", to_micros(LATER - 3 * DAY))
    ]
    assert found.height == 4
    assert before["touched_at"].null_count() == 4
