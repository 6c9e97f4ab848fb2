"""Company names that are one, names that only look it, and the words that bring them together."""

import pytest

from prospector.resolve.twins.names import Alike, alike, core, is_common_name, label, places, words


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        ("vernaliq", "vernaliq", Alike.SAME),
        ("vernal iq", "vernaliq", Alike.SAME),
        ("vernaliq conseil", "vernaliq", Alike.GENERIC),
        ("vernaliqconseil", "vernaliq", Alike.GENERIC),
        ("vernaliq group", "groupe vernaliq", Alike.GENERIC),
        ("vernaliq", "vernalik", Alike.MISSPELT),
        ("vrenaliq conseil", "vernaliq", Alike.MISSPELT),
        ("vernaliquor", "vernalikor", Alike.TWO_SLIPS),
        ("vernaliq", "vernaliq medical", Alike.SHORTER),
        ("compagnie des eaux vernaliq", "cev", Alike.INITIALS),
        ("vernaliq france", "vernaliq deutschland", Alike.PLACE),
        ("vernaliq", "vernaliq lyon", Alike.PLACE),
        ("vernaliq", "globex", None),
        ("globex medical", "vernaliq medical", None),
        ("agence 12 est", "agence 13 est", None),
        ("ulis", "ulys", None),
    ],
)
def test_it_says_how_two_names_are_alike(one: str, other: str, how: Alike | None) -> None:
    assert alike(one, other) is how
    assert alike(other, one) is how
    if how is not None:
        assert words(one) & words(other), "they would never be compared"


def test_it_looks_through_words_that_many_bear() -> None:
    assert core("vernaliq conseil") == "vernaliq"
    assert core("conseil") == "conseil"
    assert core("martintechnologies") == "martin"


@pytest.mark.parametrize("wrong", ["ernaliquor", "vernaliqour", "vernaliqor", "vernaalquor"])
def test_it_finds_a_slip_wherever_it_is(wrong: str) -> None:
    assert words(wrong) & words("vernaliquor")


def test_it_reads_a_domain_as_a_name() -> None:
    assert label("vernaliq-conseil.example") == "vernaliq conseil"


def test_it_knows_family_names_and_places() -> None:
    assert is_common_name("martin conseil")
    assert not is_common_name("vernaliq conseil")
    assert places("vernaliq lyon", "vernaliq") == {"lyon"}
