"""Names of people: parts, key and greeting."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospector.identifiers import name_key, split_name, spoken_first_name


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("Claire Durand", "Claire", "Durand"),
        ("DURAND Claire", "Claire", "DURAND"),
        ("Durand, Claire", "Claire", "Durand"),
        ("Dr. Claire Durand", "Claire", "Durand"),
        ("Mme Claire Durand", "Claire", "Durand"),
        ("M. Jean Dupont", "Jean", "Dupont"),
        ("Mme Durand", None, "Durand"),
        ("Jean-Pierre de La Fontaine", "Jean-Pierre", "de La Fontaine"),
        ("DE LA TOUR Marie", "Marie", "DE LA TOUR"),
        ("LE GALL Yann", "Yann", "LE GALL"),
        ("Prof. Dr. Hans von der Heide", "Hans", "von der Heide"),
        ("Jörg Müller-Lüdenscheidt", "Jörg", "Müller-Lüdenscheidt"),
        ("Jane Doe, PhD", "Jane", "Doe"),
        ("Claire Durand (She/Her) 🚀", "Claire", "Durand"),
        ("Claire Durand | Growth", "Claire", "Durand"),
        ("claire.durand", "claire", "durand"),
        ("李小龍", None, "李小龍"),
        ("Bob", "Bob", None),
        ("", None, None),
        ("🚀", None, None),
    ],
)
def test_it_splits_a_name(name: str, first: str | None, last: str | None) -> None:
    assert split_name(name) == (first, last)


@pytest.mark.parametrize(
    "name",
    [
        "Claire Durand",
        "DURAND Claire",
        "Durand, Claire",
        "claire durand",
        "Mme Claire DURAND",
        "Claire Durand, MBA",
    ],
)
def test_it_gives_one_person_one_key(name: str) -> None:
    assert name_key(None, None, name) == "claire durand"
    assert name_key("Claire", "DURAND", name) == "claire durand"


def test_it_keeps_middle_names_but_not_initials() -> None:
    assert name_key(None, None, "María José García Márquez") == "maria jose garcia marquez"
    assert name_key("María José", "García Márquez", None) == "maria jose garcia marquez"
    assert name_key(None, None, "John Q. Smith") == name_key("John", "Smith", None) == "john smith"
    assert name_key("Sean", "O'Brien", None) == "sean o brien"


@pytest.mark.parametrize("name", ["Claire", "Claire D.", "C. Durand", "Marie-Line", "", "Dr"])
def test_it_makes_no_key_of_half_a_name(name: str) -> None:
    assert name_key(None, None, name) is None


def test_it_takes_a_name_in_one_piece_where_names_are_written_so() -> None:
    assert name_key(None, None, "李小龍") == "李小龍"


@given(st.text(max_size=30))
def test_it_is_idempotent_on_full_names(name: str) -> None:
    key = name_key(None, None, name)
    if key and " " in key:
        first, _, last = key.partition(" ")
        assert name_key(first, last, None) in (key, None)


@pytest.mark.parametrize(
    ("first", "spoken"),
    [
        ("MARIE-LINE", "Marie-Line"),
        ("claire", "Claire"),
        ("Claire 🚀", "Claire"),
        ("Dr. Claire", "Claire"),
        ("DeShawn", "DeShawn"),
        ("Jean-pierre", "Jean-Pierre"),
        ("ÉLODIE", "Élodie"),
        ("Marie Line", "Marie Line"),
        ("J. Michael", "Michael"),
        ("Jo", "Jo"),
        ("Robert (Bob)", "Robert"),
        ("d'artagnan", "D'Artagnan"),
    ],
)
def test_it_speaks_a_first_name(first: str, spoken: str) -> None:
    assert spoken_first_name(first) == spoken


@pytest.mark.parametrize(
    "first", [None, "", "C.", "J", "JP", "😀", "Bob123", "claire@acme.example", "."]
)
def test_it_greets_nobody_by_an_initial(first: str | None) -> None:
    assert spoken_first_name(first) is None
