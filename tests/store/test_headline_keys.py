"""The companies that headlines name, by key."""

from prospector.resolve import resolve
from prospector.store import headline_keys
from prospector.store.database import Database, writing
from prospector.store.headline_keys import Key
from tests.resolve.sightings import day, rows_of, see
from tests.rulesets import make_ruleset


def test_it_finds_the_leads_by_a_name_and_by_a_domain_it_was_seen_with(database: Database) -> None:
    see(database, {"domain": "acme.example", "company": "Acme SAS"}, {"domain": "globex.example"})
    see(database, *({"linkedin_url": f"linkedin.com/in/{who}"} for who in ("claire", "bob")))
    resolve(database, make_ruleset(), now=day(0))
    claire, bob = (row["id"] for row in rows_of(database, "lead"))
    companies = {row["value"]: row["id"] for row in rows_of(database, "account_identity")}
    acme, globex = Key("acme", claire), Key("globex.example", bob)
    with database.staging() as connection:
        assert headline_keys.naming(connection, companies.values()) == set()
        with writing(connection):
            headline_keys.add(connection, [acme, globex])
        for told in ("acme", "acme.example"):
            assert headline_keys.naming(connection, [companies[told]]) == {claire}
        # A domain is no name.
        assert headline_keys.naming(connection, [companies["globex.example"]]) == set()


def test_it_keeps_each_once_and_drops_what_no_longer_holds(database: Database) -> None:
    see(database, *({"linkedin_url": f"linkedin.com/in/{who}"} for who in ("claire", "bob")))
    resolve(database, make_ruleset(), now=day(0))
    claire, bob = (row["id"] for row in rows_of(database, "lead"))
    acme, ours, bobs = Key("acme", claire), Key("ours", claire), Key("acme", bob)
    with database.staging() as connection:
        with writing(connection):
            headline_keys.add(connection, [acme, ours, bobs])
            headline_keys.add(connection, [acme])
            headline_keys.drop(connection, [ours, Key("acme", 99)])
        assert headline_keys.of_leads(connection, None) == {acme, bobs}
        assert headline_keys.of_leads(connection, [claire]) == {acme}
