"""What an account is to us, by the strength of who says so."""

import pytest

from prospector.resolve.relations import (
    KINDS,
    LOST,
    NOTHING,
    OPENED,
    PURCHASED,
    STILL_A_CUSTOMER,
    WON,
    Evidence,
    Stated,
    Verdict,
    ours,
    relation_of,
    source_of,
    speaker,
    stated,
)
from prospector.rules.models import CompanyFile
from prospector.tables import Relation
from tests.rulesets import DEFAULTS

COMPANY = CompanyFile.model_validate(
    {
        **DEFAULTS["company"],
        "competitors": ["Vigie Software SAS"],
        "competitor_domains": ["vigie.example"],
        "customer_domains": ["https://www.customer.example"],
        "partner_domains": ["partner.example"],
    }
)
OURS = ours(COMPANY)
NOW = 1_000 * STILL_A_CUSTOMER
CUSTOMER, OPEN, PROSPECT = Relation.CUSTOMER, Relation.OPEN_OPPORTUNITY, Relation.PROSPECT
FORMER = Relation.FORMER_CUSTOMER


def judge(said: Relation | None = None, **last: int) -> Relation:
    """The relation by what the CRM says and the newest deals and purchases (ages before NOW)."""
    evidence = Evidence(
        ["acme.example"],
        ["acme"],
        Stated(said, NOW - 50) if said else None,
        {k: NOW - age for k, age in last.items()},
    )
    return relation_of(OURS, evidence, now=NOW).relation


@pytest.mark.parametrize(
    ("domain", "relation"),
    [
        ("ours.example", Relation.OWN),
        ("vigie.example", Relation.COMPETITOR),
        ("customer.example", Relation.CUSTOMER),
        ("partner.example", Relation.PARTNER),
        ("acme.example", Relation.PROSPECT),
    ],
)
def test_it_reads_company_yaml_by_domain(domain: str, relation: Relation) -> None:
    verdict = relation_of(OURS, Evidence([domain], []), now=NOW)
    assert verdict.relation is relation
    assert (verdict.why == "company.yaml") == (relation is not Relation.PROSPECT)


def test_it_knows_us_and_competitors_by_name() -> None:
    assert (
        relation_of(OURS, Evidence([], ["vigie software"]), now=NOW).relation is Relation.COMPETITOR
    )
    assert relation_of(OURS, Evidence([], ["ours"]), now=NOW).relation is Relation.OWN


def test_it_believes_company_yaml_before_anything_else() -> None:
    evidence = Evidence(["customer.example"], [], Stated(Relation.PROSPECT, NOW), {OPENED: NOW})
    assert relation_of(OURS, evidence, now=NOW).relation is Relation.CUSTOMER


def test_it_is_a_prospect_where_nothing_says_otherwise() -> None:
    assert judge() is PROSPECT
    assert judge(PROSPECT) is PROSPECT


@pytest.mark.parametrize(
    "said", [CUSTOMER, OPEN, FORMER, Relation.PARTNER, Relation.COMPETITOR, Relation.OWN]
)
def test_it_believes_the_crm(said: Relation) -> None:
    assert judge(said) is said


@pytest.mark.parametrize(
    ("last", "relation"),
    [
        ({OPENED: 10}, OPEN),
        ({OPENED: 10, LOST: 5}, PROSPECT),
        ({OPENED: 10, WON: 5}, CUSTOMER),
        ({OPENED: 5, WON: 10}, OPEN),
        ({OPENED: 5, LOST: 5}, PROSPECT),
        ({WON: 5}, CUSTOMER),
        ({LOST: 5}, PROSPECT),
    ],
)
def test_it_follows_deals(last: dict[str, int], relation: Relation) -> None:
    assert judge(None, **last) is relation


def test_it_lets_the_newer_of_crm_and_deals_speak() -> None:
    assert judge(OPEN, deal_lost=10) is PROSPECT  # lost after the CRM was written
    assert judge(OPEN, deal_lost=90) is OPEN  # reopened since
    assert judge(OPEN, deal_won=10) is CUSTOMER
    assert judge(FORMER, deal_won=90) is FORMER
    assert judge(FORMER, deal_won=10) is CUSTOMER
    assert judge(CUSTOMER, deal_lost=10) is CUSTOMER  # an upsell that failed
    assert judge(CUSTOMER, opportunity_opened=10) is OPEN


def test_it_takes_a_recent_buyer_for_a_customer() -> None:
    assert judge(purchased=STILL_A_CUSTOMER) is CUSTOMER
    assert judge(purchased=STILL_A_CUSTOMER + 1) is FORMER
    assert judge(PROSPECT, purchased=5) is CUSTOMER
    assert judge(FORMER, purchased=5) is CUSTOMER  # came back after the CRM was written
    assert judge(FORMER, purchased=90) is FORMER
    assert judge(Relation.PARTNER, purchased=5) is Relation.PARTNER


def test_it_lets_a_persons_word_stand_against_purchases_but_not_against_a_newer_deal() -> None:
    said = Stated(PROSPECT, NOW - 50, by_person=True)
    bought = Evidence([], [], said, {PURCHASED: NOW - 5})
    assert relation_of(OURS, bought, now=NOW).relation is PROSPECT
    opened = Evidence([], [], said, {OPENED: NOW - 5})
    assert relation_of(OURS, opened, now=NOW).relation is OPEN


def test_it_says_where_it_is_written() -> None:
    entry = {
        "feed": "crm",
        "file": "c.csv",
        "line": 3,
        "at": NOW - 50,
        "value": "customer",
        "first_seen": 7,
    }
    assert stated(entry) == Stated(CUSTOMER, NOW - 50)
    assert stated({**entry, "rank": "person"}) == Stated(CUSTOMER, NOW - 50, by_person=True)
    assert stated(None) is None
    by_crm = relation_of(OURS, Evidence([], [], stated(entry)), now=NOW)
    assert source_of(by_crm, entry, None) == {
        "from": "crm", "feed": "crm", "file": "c.csv", "line": 3, "at": NOW - 50, "first_seen": 7,
    }  # fmt: skip
    signal = {"at": NOW - 5, "feed": "shop", "file": "s.csv", "line": 9}
    bought = relation_of(OURS, Evidence([], [], None, {PURCHASED: NOW - 5}), now=NOW)
    assert source_of(bought, None, signal) == {"from": PURCHASED, **signal, "first_seen": NOW - 5}
    nothing = relation_of(OURS, Evidence([], []), now=NOW)
    assert source_of(nothing, None, None) == {}


def test_it_names_kinds_of_the_shipped_catalogue() -> None:
    assert set(KINDS) == {PURCHASED, OPENED, WON, LOST}


def test_it_lets_the_side_speak_that_is_more_than_a_prospect() -> None:
    nothing = Verdict(Relation.PROSPECT, NOTHING)
    prospect, partner, won = (
        Verdict(Relation.PROSPECT, "crm"),
        Verdict(Relation.PARTNER, "crm"),
        Verdict(Relation.CUSTOMER, WON),
    )
    assert speaker([nothing, prospect]) == 1
    assert speaker([prospect, partner]) == 1
    assert speaker([partner, won]) == 1
    assert speaker([partner, won], [Relation.PARTNER]) == 0
    assert speaker([prospect, won], [Relation.PARTNER]) == 1
