"""Whose a lead already is, and how that is told."""

from typing import Any

import pytest

from prospector.policy import ours
from prospector.policy.gates import Gate, GateCode
from prospector.store.candidates import Standing
from prospector.store.lookalikes import Lookalike
from prospector.store.suppressions import BOUNCED, Match
from prospector.tables import Relation, SuppressionKind
from tests.policy.people import candidate, context, subject
from tests.policy.world import NOW, UPSELL, rules

Facts = dict[str, Any]  # Any: facts and columns of several types

HUBSPOT = {"feed": "hubspot", "rank": "crm", "file": "hubspot.csv", "line": 12}


def found(gate: Gate | None) -> Gate:
    assert gate is not None
    return gate


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({}, Relation.PROSPECT),
        ({"account_domain": "ours.example"}, Relation.OWN),
        ({"email": "dora@ours.example", "relation": Relation.CUSTOMER}, Relation.OWN),
        ({"email": "dora@mail.ours.example"}, Relation.OWN),
        ({"relation": Relation.OPEN_OPPORTUNITY}, Relation.OPEN_OPPORTUNITY),
        ({"account_domain": "rival.example"}, Relation.COMPETITOR),
        ({"email": "d@friend.example", "account_domain": None}, Relation.PARTNER),
        ({"account_domain": "happy.example"}, Relation.CUSTOMER),
        ({"account_domain": "happy.example", "relation": Relation.FORMER_CUSTOMER}, Relation.FORMER_CUSTOMER),
        ({"relation": None, "account_domain": None, "email": None}, Relation.PROSPECT),
    ],
)  # fmt: skip
def test_it_knows_the_relation_from_our_domains_the_store_and_company_yaml(
    columns: Facts, expected: Relation
) -> None:
    assert ours.relation_of(candidate(**columns), rules().company) is expected


def test_it_names_the_line_that_makes_a_company_a_customer() -> None:
    standing = Standing(Relation.CUSTOMER, {"relation": HUBSPOT})
    one = subject(facts={"standing": standing}, relation=Relation.CUSTOMER)
    gate = found(ours.customer(one, context()))
    assert gate.reason == "Globex is a customer (hubspot, hubspot.csv line 12)"
    assert gate.lifts_at is None


def test_it_names_company_yaml_when_that_says_it() -> None:
    gate = found(ours.customer(subject(account_domain="happy.example"), context()))
    assert gate.reason == "Globex is a customer (customer_domains of company.yaml)"
    rival = found(ours.competitor(subject(account_domain="rival.example"), context()))
    assert rival.reason == "Globex is a competitor (competitor_domains of company.yaml)"
    friend = found(ours.partner(subject(account_domain="friend.example"), context()))
    assert friend.reason == "Globex is a partner (partner_domains of company.yaml)"
    own = found(ours.own_staff(subject(email="dora@ours.example"), context()))
    assert own.reason == "dora@ours.example is one of us (own_domains of company.yaml)"


def test_it_lets_a_segment_speak_to_the_relations_it_was_made_for() -> None:
    ruleset = rules(UPSELL)
    asked = subject(ruleset, relation=Relation.CUSTOMER, segment="upsell")
    assert ours.customer(asked, context()) is None
    assert ours.partner(subject(ruleset, relation=Relation.PARTNER, segment="upsell"), context())
    assert ours.customer(subject(relation=Relation.FORMER_CUSTOMER), context()) is None


def test_it_names_the_owner_of_an_open_deal() -> None:
    one = subject(relation=Relation.OPEN_OPPORTUNITY, account_owner="Alice Martin")
    gate = found(ours.open_opportunity(one, context()))
    assert gate.reason == "Globex is in an open deal with Alice Martin (the store)"
    assert "Tell Alice Martin" in gate.action
    nobody = found(ours.open_opportunity(subject(relation=Relation.OPEN_OPPORTUNITY), context()))
    assert "Tell whoever owns the deal" in nobody.action


def test_it_holds_what_belongs_to_somebody_who_is_no_sdr() -> None:
    standing = Standing(Relation.PROSPECT, {"owner": HUBSPOT})
    one = subject(facts={"standing": standing}, account_owner="Dana Smith")
    gate = found(ours.other_owner(one, context()))
    assert gate.reason == (
        "Globex belongs to Dana Smith (hubspot, hubspot.csv line 12),"
        " who is not among the SDRs of policy.yaml"
    )
    person = found(ours.other_owner(subject(owner="dana@ours.example"), context()))
    assert person.reason.startswith("This person belongs to dana@ours.example, who")
    for known in ("alice", "Alice Martin", "ALICE@ours.example"):
        assert ours.other_owner(subject(owner=known), context()) is None


@pytest.mark.parametrize(
    ("relation", "words"),
    [
        (Relation.OWN, "one of us"),
        (Relation.CUSTOMER, "a customer"),
        (Relation.OPEN_OPPORTUNITY, "in an open deal"),
        (Relation.COMPETITOR, "a competitor"),
        (Relation.PROSPECT, None),
        (None, None),
    ],
)
def test_it_holds_a_suggested_match_with_somebody_taken(
    relation: Relation | None, words: str | None
) -> None:
    other = Lookalike("same name at the same company", "Charlie of Happy", relation, lead_id=7)
    gate = ours.suggested_match(subject(facts={"suggested": [other]}), context())
    if words is None:
        assert gate is None
    else:
        expected = f"They may be Charlie of Happy (same name at the same company), who is {words}"
        assert found(gate).reason == expected


def test_it_holds_a_suggested_match_with_somebody_who_objected() -> None:
    other = Lookalike("same name", "Charlie of Happy", None, lead_id=7)
    one = subject(facts={"suggested": [other]})
    assert ours.suggested_match(one, context()) is None
    gate = found(ours.suggested_match(one, context(objected=frozenset({7}))))
    assert gate.code is GateCode.SUGGESTED_MATCH
    assert gate.reason.endswith("who is not to be written to")


def test_it_holds_everybody_at_a_company_that_may_be_one_that_is_taken() -> None:
    twin = Lookalike("one letter differs", "Happy SAS", Relation.CUSTOMER, of_company=True)
    gate = found(ours.suggested_match(subject(facts={"suggested": [twin]}), context()))
    assert gate.reason == "Globex may be Happy SAS (one letter differs), which is a customer"
    listed = Lookalike("one letter differs", "Happy SAS", None, "happy.example", of_company=True)
    assert ours.suggested_match(subject(facts={"suggested": [listed]}), context())
    free = Lookalike("one letter differs", "Globax", None, "globax.example", of_company=True)
    one = subject(facts={"suggested": [free]})
    assert ours.suggested_match(one, context()) is None
    assert ours.suggested_match(one, context(closed_domains=frozenset({"globax.example"})))


def test_it_lets_a_segment_for_customers_speak_to_a_company_that_may_be_one() -> None:
    twin = Lookalike("one letter differs", "Happy SAS", Relation.CUSTOMER, of_company=True)
    asked = subject(rules(UPSELL), {"suggested": [twin]}, segment="upsell")
    assert ours.suggested_match(asked, context()) is None


def test_it_says_since_when_and_why_somebody_is_suppressed() -> None:
    match = Match(SuppressionKind.PROFILE, "opted_out", "replies, replies.csv line 3", NOW)
    gate = found(ours.suppressed(subject(facts={"suppressed": [match]}), context()))
    assert gate.reason == (
        "Never to be written to since 16 November 2026: opted out"
        " (their profile, replies, replies.csv line 3)"
    )
    assert gate.lifts_at is None


def test_it_does_not_take_a_dead_address_for_an_objection() -> None:
    match = Match(SuppressionKind.EMAIL, BOUNCED, "mail", NOW)
    assert ours.suppressed(subject(facts={"suppressed": [match]}), context()) is None
    assert not ours.objects([match])
    assert ours.objects([match, match._replace(reason="asked")])


def test_it_reads_source_entries_of_people_and_of_nothing() -> None:
    typed = Standing(Relation.CUSTOMER, {"relation": {"person": "alice"}})
    one = subject(facts={"standing": typed}, relation=Relation.CUSTOMER)
    assert found(ours.customer(one, context())).reason == "Globex is a customer (alice)"
    nothings: list[Facts] = [{}, {"relation": None}, {"relation": {}}]
    for nothing in nothings:
        bare = subject(
            facts={"standing": Standing(Relation.CUSTOMER, nothing)}, relation=Relation.CUSTOMER
        )
        assert found(ours.customer(bare, context())).reason.endswith(
            "(customer_domains of company.yaml)"
        )
