"""Texts of a message, by name and by lot."""

from collections import Counter

from prospector.rules.variants import Variant, dealt, template_of, variant_of

HELLO = "hot/1-hello.email.en.j2"


def test_it_reads_and_writes_the_letter_of_a_text() -> None:
    assert variant_of(HELLO) == Variant(HELLO, "a")
    assert variant_of("hot/1-hello.email.en.b.j2") == Variant(HELLO, "b")
    assert [template_of(HELLO, letter) for letter in "ab"] == [HELLO, "hot/1-hello.email.en.b.j2"]


def test_it_deals_evenly_and_moves_few_when_a_text_is_added() -> None:
    two = [dealt(lead, "hot/1-hello", "ab") for lead in range(3_000)]
    three = [dealt(lead, "hot/1-hello", "abc") for lead in range(3_000)]
    assert all(900 < count < 1_100 for count in Counter(three).values())
    assert all(1_400 < count < 1_600 for count in Counter(two).values())
    assert {new for old, new in zip(two, three, strict=True) if old != new} == {"c"}


def test_it_deals_another_message_anew() -> None:
    one, other = ([dealt(lead, place, "ab") for lead in range(200)] for place in ("x/1-a", "y/1-b"))
    assert one != other
