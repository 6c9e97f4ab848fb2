"""Likenesses and how sure they are."""

from prospector.resolve.matches import (
    CONFIDENCE,
    NAME_ONLY,
    OTHER_KIND,
    SAME_KIND,
    Card,
    Match,
    by_confidence,
    namesakes,
)
from prospector.resolve.people import SAME_NAME_WHY, SAME_PHONE_WHY

SLUG, OTHER_SLUG, OPAQUE = (
    f"https://www.linkedin.com/in/{slug}" for slug in ("claire", "claire-d", "ACoAAB1234567890abc")
)


def card(
    lead: int,
    *,
    email: str | None = None,
    profile: str | None = None,
    account: int | None = 1,
    last: str = "Durand",
) -> Card:
    return Card(lead, account, "Claire", last, email, profile)


def sure(one: Card, other: Card) -> float | None:
    found = namesakes([one, other])
    assert namesakes([other, one]) == found
    return found[0].confidence if found else None


def test_it_is_the_surer_the_less_stands_against_it() -> None:
    mail = card(1, email="claire@acme.example")
    assert sure(mail, card(2)) == NAME_ONLY
    assert sure(mail, card(2, profile=SLUG)) == OTHER_KIND
    assert sure(mail, card(2, email="c.durand@acme.example")) == SAME_KIND
    assert sure(card(1, profile=SLUG), card(2, profile=OPAQUE)) == OTHER_KIND
    assert sure(card(1, profile=SLUG), card(2, profile=OTHER_SLUG)) == SAME_KIND


def test_it_takes_namesakes_with_two_addresses_and_two_profiles_for_two_people() -> None:
    one = card(1, email="claire@acme.example", profile=SLUG)
    assert sure(one, card(2, email="c.durand@acme.example", profile=OTHER_SLUG)) is None


def test_it_compares_only_full_names_at_one_company() -> None:
    assert sure(card(1), card(2, account=2)) is None
    assert sure(card(1, account=None), card(2, account=None)) is None
    assert sure(card(1), card(2, last="Martin")) is None
    assert (
        namesakes([Card(1, 1, "Claire", None, None, None), Card(2, 1, "Claire", None, None, None)])
        == []
    )


def test_it_finds_every_pair_of_three() -> None:
    found = namesakes([card(3), card(1), card(2)])
    assert {(match.lead_id, match.other_lead_id) for match in found} == {(1, 2), (1, 3), (2, 3)}


def test_it_writes_a_pair_one_way() -> None:
    assert Match(7, 3, None, "", 1).pair == Match(3, 7, None, "", 1).pair == "lead:3|lead:7"
    assert Match(7, None, 3, "", 1).pair == "lead:7|account:3"


def test_it_sorts_the_surest_last() -> None:
    assert by_confidence(Match(1, 2, None, "a", 0.6)) < by_confidence(Match(1, 2, None, "a", 0.9))


def test_it_has_a_confidence_for_every_likeness_of_the_ladder() -> None:
    assert CONFIDENCE == {SAME_NAME_WHY: NAME_ONLY, SAME_PHONE_WHY: SAME_KIND}
