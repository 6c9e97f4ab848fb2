"""Both languages have a word for everything."""

import pytest

from prospector.segment.table import wording
from prospector.tables import Channel, Purpose


@pytest.mark.parametrize("words", [wording.HEADINGS, wording.PARTS], ids=["headings", "parts"])
def test_it_says_the_same_in_both_languages(words: dict[str, dict[str, str]]) -> None:
    assert list(words["en"]) == list(words["fr"])
    assert all(words["fr"].values())


@pytest.mark.parametrize("language", ["en", "fr"])
def test_it_has_a_word_for_every_purpose_and_channel(language: str) -> None:
    assert set(wording.PURPOSES[language]) == set(Purpose)
    assert {*Channel, "or"} == set(wording.CHANNELS[language])
