"""Identities are looked up by kind and canonical value."""

from datetime import UTC, datetime

from prospector.store import identities
from prospector.store.database import Database
from prospector.tables import Identity, IdentityKind, Lead

NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)


def test_it_knows_the_lead_of_an_identity_and_of_no_other_kind(database: Database) -> None:
    with database.write() as session:
        session.add(lead := Lead(first_seen_at=NOON))
        session.flush()
        session.add(
            Identity(
                kind=IdentityKind.EMAIL,
                value="alice@acme.example",
                raw="Alice@acme.example",
                lead_id=lead.id,
                first_seen_at=NOON,
            )
        )
        lead_id = lead.id
    with database.read() as session:
        assert identities.lead_of(session, IdentityKind.EMAIL, "alice@acme.example") == lead_id
        assert identities.lead_of(session, IdentityKind.PROFILE, "alice@acme.example") is None


def test_it_lists_addresses_and_profiles_by_their_beginning(database: Database) -> None:
    with database.write() as session:
        session.add(lead := Lead(first_seen_at=NOON))
        session.flush()
        for kind, value, owner in (
            (IdentityKind.EMAIL, "alice@acme.example", lead.id),
            (IdentityKind.PROFILE, "linkedin.com/in/alice", lead.id),
            (IdentityKind.EMAIL, "al%ce@acme.example", lead.id),
            (IdentityKind.EMAIL, "alicia@acme.example", None),
        ):
            session.add(
                Identity(kind=kind, value=value, raw=value, lead_id=owner, first_seen_at=NOON)
            )
    with database.read() as session:
        assert identities.starting_with(session, "ali") == [
            "alice@acme.example",
            "linkedin.com/in/alice",
        ]
        assert identities.starting_with(session, "al%") == ["al%ce@acme.example"]
