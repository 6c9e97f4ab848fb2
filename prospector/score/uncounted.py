"""The signals of a lead that give no rule anything, and why."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from prospector.engine.expressions import expressions
from prospector.rules.models import IntentRule
from prospector.rules.ruleset import Ruleset
from prospector.score.discounts import hidden
from prospector.score.parts import Source, Told
from prospector.score.wording import tell

# Any: a row of the store, by column.
Row = Mapping[str, Any]
_DAY = 86_400


@dataclass(frozen=True)
class Uncounted:
    """A signal that no rule counted."""

    signal: int
    kind: str
    subject: str | None
    occurred_at: datetime
    source: Source
    #: `no_consent`, `too_old`, `condition` or `no_rule`.
    code: str
    why: str


def uncounted(
    ruleset: Ruleset, counted: Collection[int], told: Told, as_of: datetime
) -> list[Uncounted]:
    """The lead's own signals (newest first) that gave nothing, with the first reason for it."""
    found = []
    for signal in told.own:
        if signal["id"] not in counted:
            age = (as_of - signal["occurred_at"]).total_seconds() / _DAY
            code, why = _reason(ruleset, signal, age, told)
            found.append(
                Uncounted(
                    signal=signal["id"],
                    kind=signal["kind"],
                    subject=signal["subject"],
                    occurred_at=signal["occurred_at"],
                    source=Source(signal["feed"], signal["file"], signal["line"]),
                    code=code,
                    why=why,
                )
            )
    return found


def _reason(ruleset: Ruleset, signal: Row, age: float, told: Told) -> tuple[str, str]:
    language = told.language
    if hidden(ruleset, signal):
        return "no_consent", tell(language, "no_consent")
    reading = [rule for rule in ruleset.intent.rules if f"'{signal['kind']}'" in rule.when]
    if not reading:
        return "no_rule", tell(language, "no_rule")
    horizon = max(_horizon(ruleset, rule) for rule in reading)
    if age > horizon:
        return "too_old", tell(language, "too_old", days=f"{age:.0f}", horizon=f"{horizon:g}")
    names = ", ".join(rule.id for rule in reading)
    missing = ", ".join(dict.fromkeys(_missing(ruleset, reading, signal, told)))
    if missing:
        return "condition", tell(language, "condition.unknown", rules=names, fields=missing)
    return "condition", tell(language, "condition", rules=names)


def _horizon(ruleset: Ruleset, rule: IntentRule) -> float:
    return rule.horizon or ruleset.intent.defaults.horizon


def _missing(ruleset: Ruleset, reading: list[IntentRule], signal: Row, told: Told) -> Iterator[str]:
    """The fields these rules read and nobody knows."""
    rows = {"signal": signal, "lead": told.lead, "account": told.account}
    for rule in reading:
        for field in sorted(expressions(ruleset).intent[rule.id].fields):
            entity, _, name = field.partition(".")
            row = rows[entity]
            value = row[name] if name in row else (row.get("attributes") or {}).get(name)
            if value in (None, "", []):
                yield field
