"""Word lists are read without their comments."""

import pytest

from prospector.data.lists import words
from prospector.text import fold

FOLDED = ("no_company", "particles", "role_words")


def test_it_leaves_comments_and_empty_lines_out() -> None:
    assert words("freemail")[:2] == ("gmail.com", "googlemail.com")
    assert not [word for word in words("role_names") if "#" in word or not word.strip()]


@pytest.mark.parametrize("name", FOLDED)
def test_it_holds_folded_words_where_folded_text_is_compared(name: str) -> None:
    assert [word for word in words(name) if fold(word) != word] == []


@pytest.mark.parametrize("name", [*FOLDED, "freemail", "role_names", "legal_forms"])
def test_it_names_nothing_twice(name: str) -> None:
    entries = words(name)
    assert sorted(entry for entry in set(entries) if entries.count(entry) > 1) == []
