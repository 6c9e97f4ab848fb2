"""Folding is what equality means to a reader."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospector.text import clean, fold, shown


@pytest.mark.parametrize(
    ("raw", "folded"),
    [
        ("Directeur Général — Ventes", "directeur general ventes"),
        ("C++ / C#", "c c"),
        ("Łódź, 東京", "lodz 東京"),
        ("Œuvre", "oeuvre"),
        ("\uff21\uff22\uff23", "abc"),
        ("Straße", "strasse"),
        ("zero\u200bwidth", "zerowidth"),
        ("post_liked", "post liked"),
    ],
)
def test_it_folds_case_accents_and_punctuation(raw: str, folded: str) -> None:
    assert fold(raw) == folded


@given(st.text())
def test_it_folds_once_and_for_all(raw: str) -> None:
    assert fold(fold(raw)) == fold(raw)


@pytest.mark.parametrize("nothing", ["", " ", "-", "N/A", "null", "None", "\t"])
def test_it_takes_every_spelling_of_nothing_for_none(nothing: str) -> None:
    assert clean(nothing) is None


def test_it_trims_and_drops_control_characters() -> None:
    assert clean(" Ana\u0000\tLópez\n") == "Ana López"


def test_it_shows_what_would_steer_a_terminal() -> None:
    assert shown("a\x1b]0;evil\x07\r\x9b31m \u202eb\t\n") == "a␛]0;evil␇␍\ufffd31m \ufffdb\t\n"
    assert shown("Élodie 日本 🙂") == "Élodie 日本 🙂"
