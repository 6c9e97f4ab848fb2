"""What speaks for and against two companies being one."""

from enum import StrEnum

from prospector.resolve.twins.evidence import Card, Evidence, Twins, likely, weigh
from prospector.resolve.twins.evidence import compare as compared
from prospector.resolve.twins.names import Alike


def card(
    number: int, *names: str, domain: str | None = None, city: str | None = None, country: str | None = None
) -> Card:  # fmt: skip
    return Card(number, frozenset(names), domain, city, country)


def compare(one: Card, other: Card) -> set[StrEnum] | None:
    found = compared(one, other)
    return set(found) if found else None


def sure(one: Card, other: Card) -> float:
    found = compared(one, other)
    return weigh(found)[1] if found else 0.0


def test_it_suggests_a_name_beside_a_domain_that_spells_it() -> None:
    found = compare(card(1, domain="vernaliq-conseil.example"), card(2, "vernaliq conseil"))
    assert found == {Alike.SPELLED, Evidence.ONE_DOMAIN}
    (twins,) = likely([(card(2, "vernaliq"), card(1, domain="vernaliq.example"))])
    assert twins.pair == "account:1|account:2"
    assert twins.reason == "a domain spells the other's name, one of them is only a name"


def test_it_suggests_a_slip_of_the_pen_and_a_short_form() -> None:
    acme = card(1, "vernaliq conseil", domain="vernaliq.example", city="Lyon", country="FR")
    assert sure(acme, card(2, "vernalik conseil")) > 0.8
    assert sure(acme, card(2, "vernaliq", city="Lyon")) > 0.9


def test_it_suggests_one_label_with_two_endings() -> None:
    french, other = (card(n, domain=f"vernaliq.{end}") for n, end in enumerate(("fr", "com")))
    assert compare(french, other) == {Alike.LABELS}
    assert sure(french, other) > 0.5
    named = [one._replace(names=frozenset({"vernaliq"})) for one in (french, other)]
    assert compare(*named) == {Alike.SAME, Evidence.SAME_LABEL}


def test_it_keeps_subsidiaries_namesakes_and_look_alikes_low() -> None:
    acme = card(1, "vernaliq", domain="vernaliq.example", city="Paris", country="FR")
    branch = card(2, "vernaliq deutschland", domain="vernaliq.de", city="Berlin", country="DE")
    namesake = card(3, "vernaliq", domain="vernaliq-lyon.example", city="Lyon", country="FR")
    fake = card(4, "vernaliq", domain="xn--vernliq-5fg.example")  # a Cyrillic a
    martins = (
        card(5, "martin conseil", city="Paris"),
        card(6, "martin group", domain="martin.example"),
    )
    assert sure(acme, branch) < 0.05
    assert sure(acme, namesake) < 0.1
    assert Evidence.LOOKS_LIKE in (compare(acme, fake) or ())
    assert sure(acme, fake) < 0.05
    assert sure(*martins) < 0.5
    assert likely([(acme, other) for other in (branch, namesake, fake)]) == []


def test_it_takes_a_place_more_for_nothing_where_both_are_there() -> None:
    one, other = card(1, "vernaliq", city="Lyon"), card(2, "vernaliq lyon", city="LYON")
    assert Alike.GENERIC in (compare(one, other) or ())
    assert Alike.PLACE in (compare(one, other._replace(city="Paris")) or ())


def test_it_compares_nothing_without_a_likeness() -> None:
    assert compare(card(1, "vernaliq"), card(2, "globex")) is None


def test_it_tells_what_speaks_against_last() -> None:
    found: set[Alike | Evidence] = {Alike.SHORTER, Evidence.ONE_DOMAIN, Evidence.OTHER_CITY}
    assert (
        weigh(found)[0] == "one name begins the other, one of them is only a name; but another city"
    )
    assert Twins(1, 2, "", 0.9).pair == "account:1|account:2"
