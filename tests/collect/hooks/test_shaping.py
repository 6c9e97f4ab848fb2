"""What mapping functions share."""

import pytest

from prospector.collect.aliases import ALIASES
from prospector.collect.hooks import shaping
from prospector.collect.record import key_of


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://ours.example/pricing", "pricing_visited"),
        ("https://ours.example/fr/Tarifs/", "pricing_visited"),
        ("https://ours.example/nos-tarifs.html", "pricing_visited"),
        ("/plans?x=1", "pricing_visited"),
        ("https://ours.example/carri%C3%A8res", "careers_visited"),
        ("https://ours.example/jobs/driver", "careers_visited"),
        ("https://ours.example/blog/pricing-of-planning", "pricing_visited"),
        ("https://ours.example/planning", "page_visited"),
        ("https://ours.example/", "page_visited"),
        ("https://ours.example", "page_visited"),
        ("not a page", "page_visited"),
        ("https://[broken", "page_visited"),
    ],
)
def test_it_tells_prices_and_careers_from_other_pages(url: str, kind: str) -> None:
    assert shaping.page(url)["kind"] == kind


def test_it_keeps_of_an_address_what_names_nobody() -> None:
    found = shaping.page("https://anna:pass@ours.example/a?email=b@acme.example#c")
    assert (found["url"], found["subject"]) == ("https://ours.example/a", "/a")
    assert shaping.page(None, "Prices") == {"kind": "page_visited", "subject": "Prices"}


def test_it_keeps_what_no_field_holds_and_never_fills_a_field_by_accident() -> None:
    found = shaping.extras(
        {
            "rows": 4,
            "title": "x",
            "email": "x",
            "lead": {"email": "y"},
            "deep": {"a": 1, "b": {"c": 2}},
        }
    )
    assert found == {
        "rows": 4,
        "property title": "x",
        "property email": "x",
        "lead email": "y",
        "deep a": 1,
    }
    assert not [name for name in found if key_of(name) in ALIASES]


def test_it_keeps_so_many_attributes_and_no_more() -> None:
    assert len(shaping.extras({f"k{number}": number for number in range(500)})) == 50


def test_it_reads_texts_and_numbers_alone_as_text() -> None:
    assert shaping.text(None, True, {}, " ", 3) == "3"
    assert shaping.address("u-1", "@", 3, "a@acme.example") == "a@acme.example"
    assert shaping.inside({"a": {"b": [1]}}, "a", "b") == {}


def test_it_reads_answers_as_columns_that_never_say_what_happened() -> None:
    own = {"kind": "met", "email": "alice@acme.example", "occurred_at": "2026-11-20"}
    said = {
        "Société": "Acme",
        "date": "1999-01-01",
        "email": "x",
        "Message": "Hi",
        "n": 3,
        "b": True,
    }
    found = shaping.columns(own, said)
    assert list(found)[:3] == list(own)
    assert found == {
        **own,
        "Société": "Acme",
        "property date": "1999-01-01",
        "property Message": "Hi",
        "n": 3,
    }


def test_it_reads_no_id_longer_than_an_index_holds() -> None:
    assert shaping.sender_id(None, " 42 ") == "42"
    assert shaping.sender_id("x" * 200) == "x" * 200
    assert shaping.sender_id("x" * 201) is None
    assert shaping.sender_id(None) is None
