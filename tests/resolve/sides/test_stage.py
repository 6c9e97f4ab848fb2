"""What speaks of each side of accounts that people merged."""

import pytest

from prospector.resolve import resolve
from prospector.resolve.joining.stage import Joining
from prospector.resolve.merging import accounts
from prospector.resolve.sides import Side, Sides, of_accounts
from prospector.store import accounts as stored
from prospector.store.database import Database
from prospector.tables import Relation
from tests.resolve.sightings import account, day, see, signal
from tests.rulesets import make_ruleset

RULES = make_ruleset()
FR, COM = "vernaliq-france.example", "vernaliq.example"
PROFILES = {COM: "linkedin.com/in/claire", FR: "linkedin.com/in/bob"}


@pytest.fixture
def found(database: Database) -> Sides:
    """A customer by the CRM whose French office is a prospect there, and bought."""
    see(
        database,
        {"domain": COM, "company": "Vernaliq", "relation": "customer"},
        {"domain": FR, "relation": "prospect", "received": day(2)},
        *({"linkedin_url": profile, "domain": domain} for domain, profile in PROFILES.items()),
        {"email": "eve@gmail.com"},
    )
    signal(database, "purchased", FR, day(1))
    signal(database, "purchased", None, day(2), person=PROFILES[FR])
    signal(database, "deal_lost", None, day(1), person=PROFILES[COM])
    resolve(database, RULES, now=day(3))
    accounts.merge(database, RULES, COM, FR, reason="one group", actor="alice", now=day(3))
    home = account(database, COM)["id"]
    with database.staging() as connection:
        newest = stored.newest(connection, ["purchased", "deal_lost", "deal_won"], now=day(3))
        newest[home]["deal_won"] = newest[home]["deal_lost"]._replace(file="nobody's")
        found = of_accounts(Joining(connection, 1, day(3)), {home}, newest)
        assert of_accounts(Joining(connection, 1, day(3)), (), newest) == {}
    return found[home]


def side(found: Sides, domain: str) -> Side:
    return next(one for one in found.sides if domain in [value for _, value in one.known])


def test_it_tells_each_side_as_if_nobody_had_merged_it(found: Sides) -> None:
    france, rest = side(found, FR), side(found, COM)
    assert (france.stated or {})["value"] == Relation.PROSPECT
    assert (rest.stated or {})["value"] == Relation.CUSTOMER
    assert {value for _, value in rest.known} == {COM, "vernaliq"}
    assert "purchased" not in rest.newest
    assert "deal_lost" in rest.newest
    assert "deal_lost" not in france.newest


def test_it_takes_the_newest_signal_and_that_of_nobody_for_both(found: Sides) -> None:
    assert side(found, FR).newest["purchased"].line == 2
    assert {one.newest["deal_won"].file for one in found.sides} == {"nobody's"}
    assert found.chosen == []
