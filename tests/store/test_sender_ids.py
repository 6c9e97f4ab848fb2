"""What senders call people."""

from datetime import UTC, datetime

from prospector.store import sender_ids
from prospector.store.database import Database
from prospector.tables import Identity, IdentityKind


def known(database: Database, *emails: str) -> None:
    with database.write() as session:
        for email in emails:
            session.add(
                Identity(
                    kind=IdentityKind.EMAIL,
                    value=email,
                    raw=email,
                    first_seen_at=datetime(2026, 11, 20, tzinfo=UTC),
                )
            )


def test_it_remembers_the_last_address_of_an_id_per_feed(database: Database) -> None:
    known(database, "ann@acme.example", "new@acme.example")
    with database.write() as session:
        sender_ids.tell(session, "site", {"42": "ann@acme.example", "43": "nobody@acme.example"})
    with database.read() as session:
        found = sender_ids.emails(session, "site", {"42", "43", "44"})
        assert found == {"42": "ann@acme.example"}
        assert sender_ids.emails(session, "app", {"42"}) == {}
    with database.write() as session:
        sender_ids.tell(session, "site", {"42": "new@acme.example"})
    with database.read() as session:
        assert sender_ids.emails(session, "site", {"42"}) == {"42": "new@acme.example"}


def test_it_takes_more_ids_than_a_statement_holds(database: Database) -> None:
    emails = [f"p{number}@acme.example" for number in range(1_200)]
    known(database, *emails)
    told = {str(number): email for number, email in enumerate(emails)}
    with database.write() as session:
        sender_ids.tell(session, "site", told)
    with database.read() as session:
        assert sender_ids.emails(session, "site", told) == told
