"""What resolve reads: what is pending, and what hangs together."""

from prospector.resolve import resolve
from prospector.store import resolutions
from prospector.store.database import Database
from prospector.tables import AccountIdentityKind, IdentityKind, SourceRank
from tests.resolve.sightings import day, rows_of, see
from tests.rulesets import make_ruleset

ROWS = (
    {"email": "claire@acme.example", "name": "Claire Durand", "company": "Acme"},
    {"email": "claire@acme.example", "linkedin_url": "linkedin.com/in/claire"},
    {"company": "Acme", "domain": "acme.test"},
)


def ids(database: Database, table: str) -> dict[str, int]:
    return {row["value"]: row["id"] for row in rows_of(database, table)}


def test_it_finds_the_sightings_of_identities(database: Database) -> None:
    see(database, *ROWS)
    people, companies = ids(database, "identity"), ids(database, "account_identity")
    with database.staging() as connection:
        of = resolutions.sightings_of_people
        first, second = of(connection, {people["claire@acme.example"]})
        assert (first.id < second.id, first.line, second.line) == (True, 2, 3)
        assert (first.rank, first.feed) == (SourceRank.CRM, "crm")
        assert first.lead_values()["name"] == "Claire Durand"
        assert first.account_values() == {"company": "Acme"}
        assert len(list(first.people())) == len(list(first.companies())) == 2
        assert [s.line for s in of(connection, {people["linkedin.com/in/claire"]})] == [3]
        assert of(connection, ()) == []
        found = resolutions.sightings_of_companies(connection, {companies["acme"]})
        assert [s.line for s in found] == [2, 4]


def test_it_reads_identities_with_the_others_of_their_lead(database: Database) -> None:
    see(database, *ROWS)
    people, companies = ids(database, "identity"), ids(database, "account_identity")
    with database.staging() as connection:
        (alone,) = resolutions.people(connection, {people["claire@acme.example"]})
        assert (alone.kind, alone.value, alone.holder) == (
            IdentityKind.EMAIL,
            "claire@acme.example",
            None,
        )
    resolve(database, make_ruleset(), now=day(1))
    with database.staging() as connection:
        found = resolutions.people(connection, {people["claire@acme.example"]})
        assert {i.value for i in found} == {
            "claire@acme.example",
            "linkedin.com/in/claire",
            "claire durand|acme",
        }
        (domain,) = resolutions.companies(connection, {companies["acme.example"]})
        assert domain.kind is AccountIdentityKind.DOMAIN


def test_it_pairs_names_with_their_domains(database: Database) -> None:
    see(database, *ROWS, {"company": "Acme", "country": "FR"})
    companies = ids(database, "account_identity")
    with database.staging() as connection:
        found = set(resolutions.pairs(connection, {companies["acme"]}))
    acme = companies["acme"]
    assert found == {
        (companies["acme.example"], acme),
        (companies["acme.test"], acme),
        (None, acme),
    }


def test_it_knows_what_nobody_has_looked_at(database: Database) -> None:
    see(database, *ROWS)
    with database.staging() as connection:
        assert len(resolutions.unresolved(connection, "identity")) == 3
        assert resolutions.in_signals(connection, "person_identity_id", [1, 2]) == set()
    resolve(database, make_ruleset(), now=day(1))
    with database.staging() as connection:
        assert resolutions.unresolved(connection, "identity") == set()
        assert resolutions.unresolved(connection, "account_identity") == set()
