"""The queue as it is read."""

from prospector.store import drafts, queue
from prospector.store.database import Database
from prospector.tables import DraftStatus
from tests.review.rows import NOW, fill


def names(rows: list[queue.QueueRow]) -> list[str | None]:
    return [row.lead.name for row in rows]


def test_it_lists_best_first_with_one_account_together(database: Database) -> None:
    fill(database)
    with database.read() as session:
        rows = queue.rows(session, DraftStatus.QUEUED)
    assert names(rows) == ["Bob Martin", "Charlie Petit", "Dora Nowak", "Erin"]


def test_it_lists_one_owner_or_one_draft(database: Database) -> None:
    *_, erin = fill(database)
    with database.read() as session:
        assert names(queue.rows(session, DraftStatus.QUEUED, owner="bob")) == ["Erin"]
        assert names(queue.rows(session, draft=erin)) == ["Erin"]
        assert queue.rows(session, DraftStatus.HELD) == []


def test_it_tells_everything_about_a_draft(database: Database) -> None:
    first, *_ = fill(database)
    with database.read() as session:
        row = queue.rows(session, draft=first)[0]
    assert (row.lead.email, row.lead.title) == ("bob@mail.example", "CTO")
    assert (row.account.name, row.account.domain) == ("Acme", "acme.example")
    assert (row.grade, row.priority, row.fit, row.intent) == ("A1", 30.0, 80.0, 45.123456789)
    assert row.held is None


def test_it_tells_of_a_lead_without_account(database: Database) -> None:
    *_, erin = fill(database)
    with database.read() as session:
        row = queue.rows(session, draft=erin)[0]
    assert (row.account.id, row.account.name, row.account.domain) == (None, None, None)


def test_it_tells_which_gate_holds_a_draft(database: Database) -> None:
    first, *_ = fill(database)
    with database.write() as session:
        drafts.move(
            session,
            first,
            DraftStatus.QUEUED,
            DraftStatus.HELD,
            held_gate="caps",
            held_reason="25 of 25 e-mails today",
            held_until=NOW,
        )
        row = queue.rows(session, DraftStatus.HELD)[0]
    assert row.held == queue.Hold("caps", "25 of 25 e-mails today", NOW)


def test_it_ranks_drafts_by_priority_alone_for_bulk_approval(database: Database) -> None:
    bob, dora, charlie, erin = fill(database)
    with database.read() as session:
        assert queue.ids(session) == [bob, dora, charlie, erin]
        assert queue.ids(session, limit=2) == [bob, dora]
        assert queue.ids(session, owner="bob") == [erin]


def test_it_gives_the_cited_signals_in_the_order_asked(database: Database) -> None:
    first, *_ = fill(database)
    with database.read() as session:
        row = queue.rows(session, draft=first)[0]
        cited = queue.cited(session, [*row.cites, 999])
        assert [(one.kind, one.subject, one.file, one.line) for one in cited] == [
            ("job_posted", "Sales Manager", "jobs.json", 3)
        ]
        assert queue.cited(session, []) == []
