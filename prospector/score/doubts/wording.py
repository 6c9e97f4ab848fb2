"""Say what the data says against the rules, at the place of each rule."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from prospector.rules import logic
from prospector.rules.folder import Doubt, Folder
from prospector.rules.lints import conditions
from prospector.rules.lints.conditions import at
from prospector.rules.models.base import Lint
from prospector.rules.ruleset import Ruleset
from prospector.score.doubts.hits import of_kinds

#: Signals of a rule's kinds, or leads of whom a trait is known, below which silence says nothing.
ENOUGH = 50
#: The share of one rule's signals that another one counts too, from which they say one thing.
SAME = 0.95
#: Kinds or rules named in a message.
_MOST = 6


@dataclass(frozen=True)
class Seen:
    """What was looked at: signals since when, by kind, and leads."""

    signals: int
    since: str
    kinds: Mapping[str, int]
    leads: int

    @property
    def words(self) -> str:
        """How much data it was."""
        return f"{self.signals} signals since {self.since}"


def dead_intent(ruleset: Ruleset, folder: Folder, fired: set[str], seen: Seen) -> Iterator[Doubt]:
    """Rules that no signal ever met; those whose kinds never came are told together.

    A rule with an acceptance is told alone, so that the acceptance is of itself.
    """
    waiting: dict[str | None, list[tuple[str, int]]] = {}
    for index, (rule, when) in enumerate(conditions.intent(ruleset, folder)):
        if rule.id in fired:
            continue
        own = [kind for kind in ruleset.signals.kinds if when.may_see(kind)]
        came = of_kinds(dict(seen.kinds), own)
        if came >= ENOUGH:
            yield at(folder, "intent", "rules", index, "id").doubt(
                Lint.NEVER_FIRED,
                f"{rule.id} never fired: none of {came} signals of its kinds met it (of {seen.words}); check its condition, or take it out",
            )
        elif not came and seen.signals >= ENOUGH:
            alone = Lint.NEVER_FIRED in rule.accept
            waiting.setdefault(rule.id if alone else None, []).append((rule.id, index))
    for rules in waiting.values():
        place = at(folder, "intent", "rules", rules[0][1], "id")
        yield place.doubt(
            Lint.NEVER_FIRED,
            f"{_listed([name for name, _ in rules])} never fired: no signal of their kinds came among {seen.words}; add a feed that brings them, or take the rules out",
        )


def dead_fit(
    ruleset: Ruleset, folder: Folder, holding: Mapping[str, tuple[int, int]], seen: Seen
) -> Iterator[Doubt]:
    """Traits that hold for nobody; those of which nothing is known are told together."""
    unknown: dict[str | None, list[tuple[str, conditions.Of]]] = {}
    for *_, rule, when in conditions.fit(ruleset, folder):
        known, holds = holding[rule.id]
        if holds or rule.disqualify:
            continue
        if known >= ENOUGH:
            yield when.doubt(
                Lint.HOLDS_FOR_NOBODY,
                f"{rule.id} holds for none of the {known} leads of whom it is known; check its condition, or take it out",
            )
        elif not known and seen.leads >= ENOUGH:
            alone = Lint.HOLDS_FOR_NOBODY in rule.accept
            unknown.setdefault(rule.id if alone else None, []).append((rule.id, when))
    for rules in unknown.values():
        fields = sorted({name for _, when in rules for name in when.expression.fields})
        verb, them = ("is", "it") if len(fields) == 1 else ("are", "them")
        yield rules[0][1].doubt(
            Lint.HOLDS_FOR_NOBODY,
            f"{_listed([name for name, _ in rules])} can be told of none of {seen.leads} leads: {_listed(fields)} {verb} filled for nobody; import {them}, or take the rules out",
        )


def counted_twice(ruleset: Ruleset, folder: Folder, shared: pl.DataFrame) -> Iterator[Doubt]:
    """Pairs of rules that, in the data, the same signals fire, though their text does not say so."""
    told = list(conditions.intent(ruleset, folder))
    alike = {
        (one, other): (both, every)
        for one, other, both, every in shared.iter_rows()
        if every >= ENOUGH and both >= SAME * every
    }
    for (one, other), (both, every) in alike.items():
        (rule, when), (second, whens) = told[one], told[other]
        if rule.points * second.points <= 0 or ((other, one) in alike and one < other):
            continue
        if logic.implies(when.tree, whens.tree) or logic.implies(whens.tree, when.tree):
            continue  # the text says so: it is told of the text
        yield when.doubt(
            Lint.COUNTED_TWICE_IN_DATA,
            f"{rule.id} counts twice in the data: of {every} times a signal fired it, {second.id} (line {whens.place.line()}) fired on the same signal {both} times, and their points add up; keep one, or let one leave out what the other is for",
        )


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    return ", ".join(names[:_MOST]) + more


def settled(
    fired: set[str], holding: Mapping[str, tuple[int, int]], shared: pl.DataFrame, names: list[str]
) -> set[tuple[str, Lint]]:
    """Rules of which the data says that a doubt is out of place: no acceptance of it is needed.

    `names` are the intent rules in order.
    """
    often = shared.filter(pl.col("all") >= ENOUGH)["one"].unique()
    return {
        *((name, Lint.NEVER_FIRED) for name in fired),
        *((name, Lint.HOLDS_FOR_NOBODY) for name, (_, holds) in holding.items() if holds),
        *((names[one], Lint.COUNTED_TWICE_IN_DATA) for one in often),
    }
