"""One row per segment, in one language."""

from typing import Any

from prospector.rules.models.acting import SegmentRule
from prospector.segment.table.kpi import NOTHING
from prospector.segment.table.rows import Counts, counts, row, steps
from tests.rulesets import PERSONA, segment

RULE: dict[str, Any] = segment(
    "hot",
    "true",
    label={"en": "Hot", "fr": "Chaud"},
    purpose="win_back",
    persona={**PERSONA, "person": {"en": "A director", "fr": "Une directrice"}},
    sequence=[
        {"slug": "hello", "channels": ["linkedin", "email"]},
        {"slug": "again", "channels": ["email"], "wait": 7},
    ],
)


def rule() -> SegmentRule:
    return SegmentRule.model_validate(RULE)


def test_it_speaks_the_language_asked_for() -> None:
    french = row(rule(), Counts(3, 2, 0.5), None, language="fr")
    english = row(rule(), Counts(3, 2, 0.5), None, language="en")
    assert (french.label, french.purpose) == ("Chaud", "reconquête")
    assert (english.label, english.purpose) == ("Hot", "win back")
    assert (french.decision_maker, english.decision_maker) == ("Une directrice", "A director")
    assert (french.counts, french.kpi) == (Counts(3, 2, 0.5), NOTHING)


def test_it_says_the_sequence_in_words() -> None:
    sequence = rule().sequence
    assert steps(sequence, language="en") == "LinkedIn or e-mail, then after 7 days e-mail"
    assert steps(sequence, language="fr") == "LinkedIn ou e-mail, puis après 7 jours e-mail"
    assert steps(sequence[:1], language="en") == "LinkedIn or e-mail"


def test_it_shares_out_everybody_in_segments() -> None:
    assert counts({"hot": 3, "gone": 1}, {"hot": 2}, "hot") == Counts(3, 2, 0.75)
    assert counts({}, {}, "hot") == Counts(0, 0, 0.0)
