"""Both languages say the same things."""

from string import Formatter

from prospector.collect.wording import WORDS


def test_it_has_every_word_in_both_languages_with_the_same_places() -> None:
    def places(text: str) -> set[str | None]:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}

    assert WORDS["en"].keys() == WORDS["fr"].keys()
    for name, text in WORDS["en"].items():
        assert places(text) == places(WORDS["fr"][name]), name
