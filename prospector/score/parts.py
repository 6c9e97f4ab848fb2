"""The parts of intent: each rule with each signal, each ceiling. They add up exactly."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from prospector.rules.models import IntentRule
from prospector.rules.ruleset import Ruleset
from prospector.rules.sentences import sentence
from prospector.score.discounts import Discount, discounts
from prospector.score.repeats import Repeat
from prospector.score.sums import TOTAL, Correction, Sums, add_up
from prospector.score.wording import tell

# Any: rows as the engine and the store give them, by column.
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Source:
    """Where a signal came from."""

    feed: str
    file: str
    line: int


@dataclass(frozen=True)
class IntentPart:
    """One rule's points for one signal; or, with `cap`, what a ceiling or floor corrects."""

    nano: int
    why: str
    rule: str | None = None
    group: str | None = None
    cap: str | None = None
    signal: int | None = None
    kind: str | None = None
    occurred_at: datetime | None = None
    age_days: float | None = None
    rule_points: float | None = None
    share: float | None = None
    confidence: float | None = None
    redundancy: float | None = None
    #: share * confidence * redundancy.
    weight: float | None = None
    decay: float | None = None
    #: What made it count less, and why.
    discounts: tuple[Discount, ...] | None = None
    source: Source | None = None


@dataclass(frozen=True)
class Told:
    """What a `why` may speak of: a lead, its account and the cited signals by id."""

    language: str
    lead: Row
    account: Row
    signals: Mapping[int, Row]
    #: The place of signals that are not alone on their subject.
    repeats: Mapping[int, Repeat] = field(default_factory=dict)
    #: The lead's own signals, newest first.
    own: Sequence[Row] = ()


def intent_parts(
    ruleset: Ruleset, found: Iterable[Row], told: Told
) -> tuple[list[IntentPart], Sums]:
    """A part per contribution, largest first, then one per cap that bound."""
    parts = [_contribution(ruleset, row, told) for row in found]
    before_caps: dict[str, int] = {}
    for part in parts:
        name = str(part.rule)
        before_caps[name] = before_caps.get(name, 0) + part.nano
    sums = add_up(ruleset, before_caps)
    parts.sort(key=lambda part: (-abs(part.nano), part.rule or "", part.signal or 0))
    corrections = [_correction(ruleset, found, told.language) for found in sums.corrections]
    return [*parts, *corrections], sums


def _contribution(ruleset: Ruleset, row: Row, told: Told) -> IntentPart:
    rule: IntentRule = ruleset.intent.rules[row["rule"]]
    signal = told.signals[row["signal_id"]]
    return IntentPart(
        nano=row["nano"],
        why=why(ruleset, rule, signal, told),
        rule=rule.id,
        group=rule.group,
        signal=row["signal_id"],
        kind=signal["kind"],
        occurred_at=signal["occurred_at"],
        age_days=row["age"],
        rule_points=rule.points,
        share=row["share"],
        confidence=row["confidence"],
        redundancy=row["redundancy"],
        weight=row["share"] * row["confidence"] * row["redundancy"],
        decay=row["decay"],
        discounts=discounts(
            ruleset, row, signal, told.repeats.get(row["signal_id"]), told.language
        ),
        source=Source(feed=signal["feed"], file=signal["file"], line=signal["line"]),
    )


def why(ruleset: Ruleset, rule: IntentRule, signal: Row, told: Told) -> str:
    """Why now, in one sentence: the rule's, over the signal it counted."""
    kind = ruleset.signals.kinds.get(signal["kind"])
    return sentence(
        rule.why,
        told.language,
        signal={**signal, "label": kind.label if kind else None},
        lead=told.lead,
        account=told.account,
    )


def _correction(ruleset: Ruleset, found: Correction, language: str) -> IntentPart:
    return IntentPart(
        nano=found.nano,
        why=_ceiling(ruleset, found, language),
        rule=found.rule,
        group=found.group,
        cap=found.cap,
    )


def _ceiling(ruleset: Ruleset, found: Correction, language: str) -> str:
    if found.cap == TOTAL:
        return tell(language, "ceiling.intent")
    if found.rule is not None:
        cap = ruleset.intent_by_id[found.rule].cap
        return tell(language, "ceiling.rule", name=found.rule, limit=f"{cap:g}")
    cap = ruleset.intent.groups[str(found.group)].cap
    return tell(language, "ceiling.group", name=found.group, limit=f"{cap:g}")
