"""Both languages say the same things."""

from string import Formatter

from prospector.policy.wording import (
    ENDS,
    RELATIONS,
    VALUES,
    WEEKDAYS,
    WORDS,
    called,
    tell,
)
from prospector.review.funnel import ORDER
from prospector.store.enrolments import OBJECTIONS
from prospector.tables import DraftStatus, SkipReason


def test_it_has_every_word_in_both_languages_with_the_same_places() -> None:
    def places(text: str) -> set[str | None]:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}

    assert WORDS["en"].keys() == WORDS["fr"].keys()
    for name, text in WORDS["en"].items():
        assert places(text) == places(WORDS["fr"][name]), name


def test_it_names_ends_relations_values_and_days_in_both() -> None:
    for table in (ENDS, RELATIONS, VALUES):
        assert table["en"].keys() == table["fr"].keys()
    assert len(WEEKDAYS["en"]) == len(WEEKDAYS["fr"]) == 7


def test_it_calls_each_gate_status_and_reason_by_a_french_name() -> None:
    for code in (*ORDER, *DraftStatus, *SkipReason, *OBJECTIONS):
        assert called(code, "en") == code.replace("_", " ")
        assert called(code, "fr") != called(code, "en"), code


def test_it_keeps_a_reason_that_somebody_typed() -> None:
    assert called("demandé au téléphone", "fr") == "demandé au téléphone"


def test_it_speaks_english_where_there_is_no_other() -> None:
    assert tell("", "nothing") == tell("en", "nothing") != tell("fr", "nothing")
