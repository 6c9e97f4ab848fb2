"""Where somebody is decides which law holds, by which clock they live, and when they rest."""

from dataclasses import replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from prospector.policy import places
from prospector.policy.gates import GateCode, Subject
from prospector.policy.judge import first_gate
from prospector.tables import Channel
from tests.policy.people import candidate, context, subject
from tests.policy.world import PARIS, rules

EMAIL, LINKEDIN = Channel.EMAIL, Channel.LINKEDIN
NOTE = {"en": "UWG § 7", "fr": "UWG § 7"}
LAWS: dict[str, Any] = {
    "countries": {"DE": {"email": "consent", "note": NOTE}, "XX": {"email": "refused", "linkedin": "refused"}},
}  # fmt: skip
PROFILE = "linkedin.com/in/c"


def judged(laws: dict[str, Any], *, agreed: bool = False, **columns: Any) -> Subject:
    """A lead under these laws."""
    ruleset = rules(**laws)
    one = candidate(**columns)
    barred = places.barred(one, ruleset.policy, agreed=agreed)
    return subject(ruleset, {"barred": barred}, **columns)


def stopped(laws: dict[str, Any], *, agreed: bool = False, **columns: Any) -> str | None:
    gate = first_gate(judged(laws, agreed=agreed, **columns), context(rules(**laws)))
    assert gate is None or gate.code is GateCode.COUNTRY
    return gate.reason if gate else None


def test_it_stops_who_must_agree_first_and_says_by_which_law() -> None:
    only_email = {
        **LAWS,
        "countries": {"DE": {"email": "consent", "linkedin": "consent", "note": NOTE}},
    }
    said = stopped(only_email, country="DE")
    assert said == (
        "Germany asks for consent to messages by e-mail or by LinkedIn (UWG § 7), and none is known"
    )
    assert stopped(only_email, agreed=True, country="DE") is None
    assert stopped(only_email, country="FR") is None


def test_it_takes_a_channel_that_the_law_leaves() -> None:
    ruleset = rules(**LAWS)
    one = candidate(country="DE", linkedin_url=PROFILE)
    barred = places.barred(one, ruleset.policy, agreed=False)
    assert barred == {EMAIL}
    found = judged(LAWS, country="DE", linkedin_url=PROFILE)
    assert places.country_gate(found, context(ruleset)) is None
    assert places.barred(one, ruleset.policy, agreed=True) == frozenset()
    refused = candidate(country="XX")
    assert places.barred(refused, ruleset.policy, agreed=True) == {EMAIL, LINKEDIN}


def test_it_says_that_a_country_refuses() -> None:
    said = stopped(LAWS, country="XX")
    assert said == "XX bars messages by e-mail or by LinkedIn"


@pytest.mark.parametrize(
    ("law", "stops"), [("allowed", False), ("consent", True), ("refused", True)]
)
def test_it_does_with_an_unknown_country_as_the_policy_says(law: str, *, stops: bool) -> None:
    said = stopped({"unknown_country": law}, country=None)
    assert (said is not None) is stops
    assert said is None or said.startswith("Their country is not known")
    assert stopped({"unknown_country": law}, country="FR") is None


def test_it_asks_for_the_country_of_those_of_whom_none_is_known() -> None:
    laws: dict[str, Any] = {"unknown_country": "consent"}
    gate = places.country_gate(judged(laws, country=None), context(rules(**laws)))
    assert gate is not None
    assert "`--set country=FR`" in gate.action
    known: dict[str, Any] = {"countries": {"DE": {"email": "consent", "linkedin": "consent"}}}
    gate = places.country_gate(judged(known, country="DE"), context(rules(**known)))
    assert gate is not None
    assert "country=" not in gate.action


@pytest.mark.parametrize(
    ("code", "name"), [("FR", "France"), ("DE", "Allemagne"), ("LU", "Luxembourg")]
)
def test_it_calls_countries_by_their_french_names(code: str, name: str) -> None:
    laws: dict[str, Any] = {"countries": {code: {"email": "refused", "linkedin": "refused"}}}
    french = replace(context(rules(**laws)), language="fr")
    gate = places.country_gate(judged(laws, country=code), french)
    assert gate is not None
    assert gate.reason.startswith(f"{name}\xa0: les messages par e-mail ou par LinkedIn")


def test_it_tells_a_country_by_a_domain_where_nothing_else_does() -> None:
    laws = {"countries": {"DE": {"email": "refused", "linkedin": "refused"}}}
    said = stopped(laws, country=None, account_domain="firma.de")
    assert said is not None
    assert said.startswith("Germany (by their domain) bars")
    assert stopped(laws, country=None, account_domain="firma.it", email="a@firma.it") is None
    assert stopped(laws, country="FR", account_domain="firma.de") is None


@pytest.mark.parametrize(
    ("columns", "zone"),
    [
        ({"time_zone": "Asia/Tokyo", "country": "FR"}, "Asia/Tokyo"),
        ({"time_zone": "Paris time", "country": "JP"}, "Asia/Tokyo"),
        ({"country": "DE"}, "Europe/Berlin"),
        ({"country": "US"}, "Europe/Paris"),
        ({}, "Europe/Paris"),
    ],
)
def test_it_finds_the_zone_somebody_lives_by(columns: dict[str, Any], zone: str) -> None:
    assert places.zone_of(candidate(**columns), PARIS) == ZoneInfo(zone)


def test_it_knows_public_holidays_and_of_unknown_countries_none() -> None:
    assert places.holiday("FR", date(2026, 7, 14)) == "National Day"
    assert places.holiday("FR", date(2026, 7, 14), "fr") == "Fête nationale"
    assert places.holiday("DE", date(2026, 7, 14)) is None
    assert places.holiday("QQ", date(2026, 1, 1)) is None
