"""Why a signal counts less than it could: repetition, doubt, somebody else's, no consent."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from prospector.french import numeral
from prospector.rules.ruleset import Ruleset
from prospector.score.repeats import Repeat
from prospector.score.wording import tell

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
        place, of = repeat or ("?", "?")
        said = tell(language, "repeated", place=place, of=of)
        found.append(
            Discount("redundancy", row["redundancy"], _counts(said, row["redundancy"], language))
        )
    if row["confidence"] != 1:
        found.append(Discount("confidence", row["confidence"], _doubt(row, signal, language)))
    if row["share"] != 1:
        whose = tell(language, f"whose.{_of(ruleset, signal)}")
        found.append(Discount("share", row["share"], _counts(whose, row["share"], language)))
    return tuple(found)


def hidden(ruleset: Ruleset, signal: Row) -> bool:
    """Whether a tracker saw it without consent: it counts for the company only."""
    kind = ruleset.signals.kinds.get(signal["kind"])
    feed = ruleset.feeds.feeds.get(signal["feed"])
    return kind is not None and kind.needs == "consent" and not (feed and feed.consent)


def percent(share: float, language: str) -> str:
    """A share as people write it: `25%`, `25 %`."""
    return tell(language, "percent", number=numeral(f"{share * 100:.3g}", language))


def _doubt(row: Row, signal: Row, language: str) -> str:
    if row["confidence"] == 0 and (signal.get("attributes") or {}).get("machine"):
        return tell(language, "machine")
    return tell(language, "sure", share=percent(row["confidence"], language))


def _of(ruleset: Ruleset, signal: Row) -> str:
    if hidden(ruleset, signal):
        return "consent"
    return "nobody" if signal.get("person_identity_id") is None else "colleague"


def _counts(why: str, by: float, language: str) -> str:
    return tell(language, "discount", why=why, share=percent(by, language))
