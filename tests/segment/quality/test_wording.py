"""Both languages say the same things, and have a word for every size, strength and measure."""

from string import Formatter

from prospector.segment.quality.contrast import Strength
from prospector.segment.quality.groups import Size
from prospector.segment.quality.wording import WORDS, Teller


def test_it_has_every_word_in_both_languages_with_the_same_places() -> None:
    def places(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None} - {"count"}

    assert WORDS["en"].keys() == WORDS["fr"].keys() >= {*Size, *Strength}
    for name, text in WORDS["en"].items():
        assert places(text) == places(WORDS["fr"][name]), name


def test_it_lists_counts_and_writes_numbers() -> None:
    french = Teller("fr")
    assert french.listed(["a", "b", "c"]) == "a, b et c"
    assert french.listed(["a"]) == Teller("en").listed(["a"]) == "a"
    assert [french.counted("leads", count, name="a") for count in (1, 2)] == [
        "a (1 personne)",
        "a (2 personnes)",
    ]
    assert (french.number("1,234.5"), french.percent(0.25)) == ("1\u202f234,5", "25\xa0%")
    assert Teller("en").percent(0.25) == "25%"
