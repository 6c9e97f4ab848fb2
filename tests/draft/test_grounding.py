"""Whether a text says only what is known."""

import pytest

from prospector.draft import grounding
from prospector.draft.grounding import Sources

SOURCES = Sources(
    (
        "Acme has 1,200 machines since 12 November; ask Claire Durand (claire@acme.example).",
        "Read https://ours.example/case and www.ours.example, or acme.example.",
        "1er mars, B2B, 50%",
    )
)


@pytest.mark.parametrize(
    "text",
    [
        "Acme and ACME and acme's 1200 machines",
        "1\u202f200 machines, 1 200 machines, 1200.0 machines",
        "12 nov., November 12, 12 of November",
        "d'Acme, l'Acme, Acme-Claire",
        "see https://ours.example/case.",
        "write to CLAIRE@acme.example!",
        "le 1er mars",
        "50 % for b2b",
        "nothing special here",
    ],
)
def test_it_accepts_what_a_source_has(text: str) -> None:
    found = grounding.ungrounded(text, SOURCES)
    assert found == []


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Globex told us", ["Globex"]),
        ("1,300 machines", ["1,300"]),
        ("since 13 November", ["13 November", "13"]),
        ("since 12 December", ["12 December", "December"]),
        ("on 2026-11-13", ["2026-11-13", "2026", "13"]),
        ("see https://evil.example/case", ["https://evil.example/case"]),
        ("see https://ours.example/other", ["https://ours.example/other"]),
        ("see evil.example now", ["evil.example"]),
        ("write to bob@acme.example", ["bob@acme.example"]),
        ("your 4G network", ["4G"]),
        ("about 51%", ["51"]),
        ("Éric and Łukasz", ["Éric", "Łukasz"]),
        ("Globex, Globex", ["Globex"]),
    ],
)
def test_it_finds_what_no_source_has(text: str, pieces: list[str]) -> None:
    found = grounding.ungrounded(text, SOURCES)
    assert set(pieces) <= set(found)
    assert len(found) == len(set(found))


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("1,200", "1200"),
        ("1 200", "1200"),
        ("1.200,50", "1200.5"),
        ("1,200.50", "1200.5"),
        ("12.0", "12"),
        ("007", "7"),
        ("0", "0"),
        ("3,5", "3.5"),
        ("1.234.567", "1234567"),
    ],
)
def test_it_spells_a_number_in_one_way(written: str, canonical: str) -> None:
    assert grounding.canonical(written) == canonical


def test_it_takes_two_numbers_side_by_side_for_two() -> None:
    sources = Sources(("12 and 300",))
    assert grounding.ungrounded("at 12 300 screens", sources) == []


def test_it_reads_links_without_the_punctuation_around_them() -> None:
    assert grounding.links("(https://a.example/x), www.b.example!") == [
        "https://a.example/x",
        "www.b.example",
    ]


def test_it_reads_an_address_as_one_place() -> None:
    assert list(grounding.places("claire.durand@acme.example")) == ["claire.durand@acme.example"]


def test_it_takes_texts_numbers_and_lists_as_sources() -> None:
    values = ["a", None, 12, 4800.0, 1.5, True, ["b", 3]]
    assert grounding.sources_of(values) == ("a", "12", "4800", "1.5", "b", "3")


def test_it_ignores_days_that_do_not_exist() -> None:
    assert list(grounding.dates("45 November, 31/31/2026, 12 bananas")) == []
