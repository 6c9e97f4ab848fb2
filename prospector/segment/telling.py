"""Why a lead moved, in one line of English or French."""

from collections.abc import Mapping, Sequence
from typing import Any

from prospector.french import Phrasebook, numeral
from prospector.rules.phrases import phrase
from prospector.tables import MoveCause

# Any: what turned, as the store keeps it.
Turned = Mapping[str, Any]

#: Terms named; a newcomer meets every term of a long condition at once.
MOST = 3
#: Below it the second decimal tells something: of a trend, or a share.
_SMALL = 10
_MORE = {"en": " and {} more", "fr": " et {} de plus"}
_CAUSES = {
    "en": {
        MoveCause.RULES: "the rules changed",
        MoveCause.CORRECTED: "a merge or a correction",
        MoveCause.GONE: "they have no score any more",
    },
    "fr": {
        MoveCause.RULES: "les règles ont changé",
        MoveCause.CORRECTED: "une fusion ou une correction",
        MoveCause.GONE: "elle n'a plus de score",
    },
}
_ENDED = {
    "en": {False: "no longer: {}", None: "not known any more: {}"},
    "fr": {
        False: "plus vrai\N{NO-BREAK SPACE}: {}",
        None: "n'est plus connu\N{NO-BREAK SPACE}: {}",
    },
}
_NEW = {"en": "new: {}", "fr": "nouvelle\N{NO-BREAK SPACE}: {}"}
_UNKNOWN = {"en": "unknown", "fr": "inconnu"}


#: Reasons that are no condition of a rule; the store keeps their English.
kept = Phrasebook(
    {
        "no segment's condition holds": "la condition d'aucun segment n'est remplie",
        "they have no score any more": "plus aucun score",
    }
)


def why(
    cause: MoveCause | None, turned: Sequence[Turned] | None, reason: str, language: str
) -> str:
    """The cause of a move, or the terms that turned with their numbers; else its reason."""
    if cause in _CAUSES[language]:
        return _CAUSES[language][cause]
    found = list(turned or ())
    if not found:
        return kept(reason, language)
    told = "; ".join(term(one, language) for one in found[:MOST])
    if len(found) > MOST:
        told += _MORE[language].format(len(found) - MOST)
    return _NEW[language].format(told) if cause is MoveCause.NEW else told


def term(one: Turned, language: str) -> str:
    """A term that turned: `rfm.frequency is at least 4 (3 -> 4)`."""
    numbers = ", ".join(filter(None, (_change(value, language) for value in one["values"])))
    words = phrase(one["term"], language) + (f" ({numbers})" if numbers else "")
    return words if one["holds"] else _ENDED[language][one["holds"]].format(words)


def _change(value: Turned, language: str) -> str | None:
    before, now = (_number(value[name], language) for name in ("before", "now"))
    if value["before"] is None:
        return None if value["now"] is None else now
    return f"{before} -> {now}"


def _number(value: float | None, language: str) -> str:
    """A number as people write it: one decimal, two below ten, none where it is whole."""
    if value is None:
        return _UNKNOWN[language]
    text = f"{value:,.{2 if abs(value) < _SMALL else 1}f}"
    return numeral(text.rstrip("0").removesuffix("."), language)
