"""What was known of each case, as numbers: points of today's rules, and what new ones would see."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import polars as pl

from prospector.engine.points import NANO
from prospector.engine.traits import Group, Trait, groups_of
from prospector.measure.learn.candidates import TRIED, Candidate
from prospector.rules.conditions import Expression
from prospector.rules.models import FitRule, IntentRule
from prospector.rules.ruleset import Ruleset


class Feature(NamedTuple):
    """One column of numbers: a rule of today in its points, or a candidate."""

    name: str
    #: "intent" or "fit": which file it is, or would be, a rule of.
    part: str
    rule: IntentRule | FitRule | None
    candidate: Candidate | None = None

    @property
    def points(self) -> float:
        """The points that one unit of the column stands for today."""
        return self.rule.points if self.rule else 0.0


def features(ruleset: Ruleset, candidates: Sequence[Candidate]) -> list[Feature]:
    """Every rule of today that gives points, and every candidate, in the order of the files."""
    scoring = [rule for group in groups_of(ruleset) for rule in group.group.rules if rule.points]
    return [
        *(Feature(f"intent {rule.id}", "intent", rule) for rule in ruleset.intent.rules),
        *(Feature(f"fit {rule.id}", "fit", rule) for rule in scoring),
        *(
            Feature(f"new {one.condition}", "intent" if one.of_signal else "fit", None, one)
            for one in candidates
        ),
    ]


def table(
    ruleset: Ruleset,
    candidates: Sequence[Candidate],
    *,
    totals: pl.DataFrame,
    traits: pl.DataFrame,
    profiles: pl.DataFrame,
) -> pl.DataFrame:
    """One row per lead: `lead_id` and the column of every feature.

    Rules count in points of the scale they add to: what an intent rule gave after its cap, what a
    fit rule gave of 100. A new signal rule counts in tenths of the points it was tried with; a new
    condition on people is 1, 0 or null = unknown. `totals` and `traits` are those of
    `trial.trying(ruleset, candidates)`; `profiles` (lead_id, profile) says which profile counts today.
    """
    groups = groups_of(ruleset)
    found = totals.join(traits, on="lead_id").join(profiles, on="lead_id")
    intent = [
        (pl.col(f"r{index}") / NANO).alias(f"intent {rule.id}")
        for index, rule in enumerate(ruleset.intent.rules)
    ]
    return found.select(
        "lead_id",
        *intent,
        *(column for group in groups for column in _of_fit(group, _full(groups, group))),
        *_of_candidates(candidates, len(intent), sum(len(group.traits) for group in groups)),
    )


def of_outcomes(ruleset: Ruleset, parsed: dict[str, Expression]) -> set[str]:
    """Intent rules on outcome kinds: they know how it went, so nothing is learnt for them."""
    outcomes = [name for name, kind in ruleset.signals.kinds.items() if kind.outcome]
    return {
        rule.id
        for rule in ruleset.intent.rules
        if any(f"'{name}'" in parsed[rule.id].source for name in outcomes)
    }


def _full(groups: list[Group], of: Group) -> int:
    """What 100 stands for in a group's profile."""
    return sum(group.most for group in groups if group.profile is of.profile)


def _of_fit(group: Group, full: int) -> Iterator[pl.Expr]:
    """What each rule gives of 100 where its profile is the one that counts."""
    scoring = [trait for trait in group.traits if trait.points]
    better: list[Trait] = []
    for trait in sorted(scoring, key=lambda one: -one.points):
        counts = (pl.col("profile") == group.profile.id) & _true(trait)
        if group.group.pick == "best" and trait.points > 0:
            for other in better:
                counts = counts & ~_true(other)
            better.append(trait)
        worth = 100 * trait.points / full
        yield (counts.cast(pl.Float64) * worth).alias(f"fit {trait.rule.id}")


def _of_candidates(candidates: Sequence[Candidate], totals: int, traits: int) -> Iterator[pl.Expr]:
    """Candidates stand behind today's rules, those of signals and those of people in their order."""
    for one in candidates:
        if one.of_signal:
            column = pl.col(f"r{totals}") / (NANO * TRIED)
            totals += 1
        else:
            column = pl.col(f"t{traits}").cast(pl.Float64)
            traits += 1
        yield column.alias(f"new {one.condition}")


def _true(trait: Trait) -> pl.Expr:
    return pl.col(trait.name).fill_null(value=False)
