"""Why a signal counts less."""

from typing import Any

import pytest

from prospector.rules.ruleset import Ruleset
from prospector.score.discounts import Discount, discounts, hidden, percent
from prospector.score.repeats import Repeat
from tests.rulesets import make_ruleset

FEED = {"path": "x", "origin": "a test"}
RULESET: Ruleset = make_ruleset(
    feeds={"feeds": {"web": FEED, "asked": {**FEED, "consent": True}}},
)
# Any: rows of the engine and the store.
FULL: dict[str, Any] = {"redundancy": 1.0, "confidence": 1.0, "share": 1.0}
LIKED: dict[str, Any] = {
    "kind": "post_liked",
    "feed": "web",
    "person_identity_id": 3,
    "attributes": None,
}


@pytest.mark.parametrize(
    ("row", "signal", "english", "french"),
    [
        (
            {"redundancy": 0.25},
            {},
            ("redundancy", 0.25, "number 3 of 4 on this subject: counts 25%"),
            "n° 3 sur 4 à ce sujet\xa0: compte 25\xa0%",
        ),
        (
            {"confidence": 0.6},
            {},
            ("confidence", 0.6, "the source is 60% sure"),
            "source sûre à 60\xa0%",
        ),
        (
            {"confidence": 0.0},
            {"attributes": {"machine": "yes"}},
            ("confidence", 0.0, "a machine did it: weighs nothing"),
            "fait par une machine\xa0: ne pèse rien",
        ),
        (
            {"confidence": 0.0},
            {},
            ("confidence", 0.0, "the source is 0% sure"),
            "source sûre à 0\xa0%",
        ),
        (
            {"share": 0.125},
            {},
            ("share", 0.125, "a colleague's: counts 12.5%"),
            "d'un collègue\xa0: compte 12,5\xa0%",
        ),
        (
            {"share": 0.5},
            {"person_identity_id": None},
            ("share", 0.5, "the company's, nobody named: counts 50%"),
            "de l'entreprise, sans nom\xa0: compte 50\xa0%",
        ),
        (
            {"share": 0.5},
            {"kind": "pricing_visited"},
            ("share", 0.5, "without consent, the company's only: counts 50%"),
            "sans consentement, de l'entreprise seulement\xa0: compte 50\xa0%",
        ),
    ],
)
def test_it_says_each_reason(
    row: dict[str, Any], signal: dict[str, Any], english: tuple[str, float, str], french: str
) -> None:
    given = (RULESET, FULL | row, LIKED | signal, Repeat(3, 4))
    assert discounts(*given, "en") == (Discount(*english),)
    assert discounts(*given, "fr")[0].why == french


def test_it_says_nothing_of_what_counts_whole() -> None:
    assert discounts(RULESET, FULL, LIKED, Repeat(1, 4), "en") == ()


def test_it_lists_several() -> None:
    row = FULL | {"redundancy": 0.5, "share": 0.5, "confidence": 0.3}
    found = discounts(RULESET, row, LIKED, Repeat(2, 2), "en")
    assert [one.factor for one in found] == ["redundancy", "confidence", "share"]


def test_it_hides_trackers_of_feeds_without_consent() -> None:
    visit = LIKED | {"kind": "pricing_visited"}
    assert hidden(RULESET, visit)
    assert hidden(RULESET, visit | {"feed": "gone"})
    assert not hidden(RULESET, visit | {"feed": "asked"})
    assert not hidden(RULESET, LIKED)


def test_it_writes_shares_as_people_do() -> None:
    assert (percent(1, "en"), percent(0.0625, "fr")) == ("100%", "6,25\xa0%")
