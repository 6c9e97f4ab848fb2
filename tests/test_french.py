"""French as it is set, and sentences that are told again."""

import pytest

from prospector.french import Phrasebook, number, numeral, typeset

BOOK = Phrasebook(
    {
        "{field}: {why}": "{field} : {why:told}",
        "{cells} cells where the header has {columns}": "{cells} cellules pour {columns} colonnes",
        "{text} is no date": "{text} n'est pas une date",
        "{size} MB": "{size:n} Mo",
        "said so": "sur décision",
    }
)


@pytest.mark.parametrize(
    ("plain", "typeset_"),
    [
        ("fait : oui ; non ? si !", "fait\xa0: oui\xa0; non\xa0? si\xa0!"),
        ("« les {places} », 25 %.", "«\xa0les {places}\xa0», 25\xa0%."),
        ("sûr à {sure} % : oui", "sûr à {sure}\xa0%\xa0: oui"),
        ("`--map x=y` puis a :b", "`--map x=y` puis a :b"),
    ],
)
def test_it_ends_no_line_before_a_mark(plain: str, typeset_: str) -> None:
    assert typeset(plain) == typeset_


def test_it_writes_numbers() -> None:
    assert [number(text) for text in ("1,234.5", "42.5", "7")] == ["1\u202f234,5", "42,5", "7"]
    assert [numeral("1,234.5", language) for language in ("en", "fr")] == [
        "1,234.5",
        "1\u202f234,5",
    ]


@pytest.mark.parametrize(
    ("english", "french"),
    [
        ("5 cells where the header has 6", "5 cellules pour 6 colonnes"),
        ("'a\nb' is no date", "'a\nb' n'est pas une date"),
        ("occurred_at: '45/10' is no date", "occurred_at\xa0: '45/10' n'est pas une date"),
        ("60.5 MB", "60,5 Mo"),
        ("said so", "sur décision"),
        # Not of the book, though it looks as if: a sentence inside is not known.
        ("Total: 5", "Total: 5"),
        ("they said so", "they said so"),
    ],
)
def test_it_tells_a_sentence_again_and_leaves_what_it_does_not_know(
    english: str, french: str
) -> None:
    assert BOOK(english, "fr") == french
    assert BOOK(english, "en") == english
