"""Leads are found by id, e-mail or profile, however these are written."""

from datetime import UTC, datetime

import pytest

from prospector.errors import NotFound
from prospector.store import leads
from prospector.store.database import Database
from prospector.tables import Account, Identity, IdentityKind, Lead
from tests.resolve.sightings import rows_of

NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)


def alice(database: Database, *, merged_into: int | None = None) -> int:
    """A lead with an e-mail and a profile identity; returns her id."""
    with database.write() as session:
        lead = Lead(
            email="alice@acme.example", sources={}, first_seen_at=NOON, merged_into=merged_into
        )
        session.add(lead)
        session.flush()
        for kind, value in (
            (IdentityKind.EMAIL, "alice@acme.example"),
            (IdentityKind.PROFILE, "linkedin.com/in/alice-martin"),
        ):
            session.add(
                Identity(kind=kind, value=value, raw=value, lead_id=lead.id, first_seen_at=NOON)
            )
        assert lead.id is not None
        return lead.id


@pytest.mark.parametrize(
    "text",
    [
        "alice@acme.example",
        " Alice@ACME.example ",
        "https://fr.linkedin.com/in/Alice-Martin/?trk=x",
    ],
)
def test_it_finds_a_lead_by_address_and_profile(database: Database, text: str) -> None:
    lead_id = alice(database)
    with database.read() as session:
        assert leads.find(session, text).id == lead_id
        assert leads.find(session, str(lead_id)).id == lead_id


def test_it_follows_merges_to_who_the_lead_is_now(database: Database) -> None:
    with database.write() as session:
        bob = Lead(first_seen_at=NOON)
        session.add(bob)
        session.flush()
        bob_id = bob.id
    lead_id = alice(database, merged_into=bob_id)
    with database.read() as session:
        assert leads.find(session, str(lead_id)).id == bob_id
        assert leads.find(session, "alice@acme.example").id == bob_id


def test_it_names_the_nearest_address_for_one_it_does_not_know(database: Database) -> None:
    alice(database)
    with (
        database.read() as session,
        pytest.raises(NotFound, match=r"did you mean alice@acme\.example"),
    ):
        leads.find(session, "alicia@acme.example")


def test_it_says_how_a_lead_is_written_when_nothing_is_near(database: Database) -> None:
    with database.read() as session:
        with pytest.raises(NotFound, match="an id, an e-mail address or a profile URL"):
            leads.find(session, "999")
        with pytest.raises(NotFound, match="no lead 'zzz'"):
            leads.find(session, "zzz")
        with pytest.raises(NotFound, match="by the e-mail address zoe@initech"):
            leads.find(session, "Zoe <ZOE@Initech.example>")
        with pytest.raises(NotFound, match="known by the profile"):
            leads.find(session, "https://www.linkedin.com/in/zoe-zz/")


def test_it_reads_what_resolve_compares(database: Database) -> None:
    with database.write() as session:
        acme = Account(name="Acme", first_seen_at=NOON)
        session.add(acme)
        session.flush()
        session.add_all(
            [
                Lead(first_name="Claire", account_id=acme.id, first_seen_at=NOON),
                Lead(attributes={"company_guess": "Acme"}, title="CEO at Acme", first_seen_at=NOON),
                Lead(title="Sales, OURS Inc", first_seen_at=NOON),
                Lead(title="Sales at 100% Ours", first_seen_at=NOON, account_id=acme.id),
            ]
        )
    claire, guessing, ours, _ = (row["id"] for row in rows_of(database, "lead"))
    with database.staging() as connection:
        assert [g.lead_id for g in leads.guessing(connection, "ours inc")] == [guessing, ours]
        assert leads.guessing(connection, "0% o")[-1].title == "Sales at 100% Ours"
        assert leads.accounts_of(connection, [claire, guessing]) == {acme.id}
        found = leads.of_accounts(connection, [acme.id or 0])
        card, _ = sorted(leads.cards(connection, [guessing, claire]))
    assert found.sort("lead").row(0)[:3] == (claire, acme.id, "Claire")
    assert (card[0], card[-2:]) == (claire, ("Acme", None))


def test_it_knows_the_identities_of_leads(database: Database) -> None:
    lead_id = alice(database)
    with database.staging() as connection:
        assert len(leads.identities_of(connection, [lead_id])) == 2
        assert leads.identities_of(connection, [lead_id + 1]) == set()


def test_it_names_who_works_there_when_somebody_is_known_by_a_profile_only(
    database: Database,
) -> None:
    with database.write() as session:
        globex = Account(name="Globex", domain="globex.example", first_seen_at=NOON)
        session.add(globex)
        session.flush()
        bob = Lead(account_id=globex.id, first_name="Bob", last_name="Martin", first_seen_at=NOON)
        session.add(bob)
        session.flush()
        there = f"by this e-mail address; at that company: Bob Martin \\(lead {bob.id}\\)"
    with database.read() as session, pytest.raises(NotFound, match=there):
        leads.find(session, "b.martin@globex.example")
