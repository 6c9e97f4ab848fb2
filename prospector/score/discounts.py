"""Why a signal counts less than it could: repetition, doubt, somebody else's, no consent."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from prospector.rules.ruleset import Ruleset
from prospector.score.repeats import Repeat

# Any: a row of the engine or the store, by column.
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Discount:
    """A factor below 1 and its reason in words."""

    factor: str
    by: float
    why: str


def discounts(
    ruleset: Ruleset, row: Row, signal: Row, repeat: Repeat | None, language: str
) -> tuple[Discount, ...]:
    """What made one contribution smaller; age is no discount but decay."""
    found = []
    if row["redundancy"] != 1:
        place = _REPEATED[language].format(*(repeat or ("?", "?")))
        found.append(
            Discount("redundancy", row["redundancy"], _counts(place, row["redundancy"], language))
        )
    if row["confidence"] != 1:
        found.append(Discount("confidence", row["confidence"], _doubt(row, signal, language)))
    if row["share"] != 1:
        whose = _WHOSE[language][_of(ruleset, signal)]
        found.append(Discount("share", row["share"], _counts(whose, row["share"], language)))
    return tuple(found)


def hidden(ruleset: Ruleset, signal: Row) -> bool:
    """Whether a tracker saw it without consent: it counts for the company only."""
    kind = ruleset.signals.kinds.get(signal["kind"])
    feed = ruleset.feeds.feeds.get(signal["feed"])
    return kind is not None and kind.needs == "consent" and not (feed and feed.consent)


def percent(share: float, language: str) -> str:
    """A share as people write it: `25%`, `25 %`."""
    number = f"{share * 100:.3g}"
    return f"{number}%" if language == "en" else f"{number.replace('.', ',')}\N{NO-BREAK SPACE}%"


def _doubt(row: Row, signal: Row, language: str) -> str:
    if row["confidence"] == 0 and (signal.get("attributes") or {}).get("machine"):
        return _MACHINE[language]
    return _SURE[language].format(percent(row["confidence"], language))


def _of(ruleset: Ruleset, signal: Row) -> str:
    if hidden(ruleset, signal):
        return "consent"
    return "nobody" if signal.get("person_identity_id") is None else "colleague"


def _counts(why: str, by: float, language: str) -> str:
    return _COUNTS[language].format(why, percent(by, language))


_COUNTS = {"en": "{}: counts {}", "fr": "{} : compte {}"}
_REPEATED = {"en": "number {} of {} on this subject", "fr": "n° {} sur {} à ce sujet"}
_MACHINE = {"en": "a machine did it: weighs nothing", "fr": "fait par une machine : ne pèse rien"}
_SURE = {"en": "the source is {} sure", "fr": "source sûre à {}"}
_WHOSE = {
    "en": {
        "colleague": "a colleague's",
        "nobody": "the company's, nobody named",
        "consent": "without consent, the company's only",
    },
    "fr": {
        "colleague": "d'un collègue",
        "nobody": "de l'entreprise, sans nom",
        "consent": "sans consentement, de l'entreprise seulement",
    },
}
