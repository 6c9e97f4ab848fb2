"""Which rules the signals and leads of a world ever meet, whatever they are worth today."""

from dataclasses import replace

import polars as pl

from prospector.engine import scoring
from prospector.engine.points import nano
from prospector.engine.traits import groups_of
from prospector.engine.worlds import World
from prospector.rules.models import IntentRule
from prospector.rules.ruleset import Ruleset
from prospector.text import fold

#: Days that no signal is older than.
_EVER = 1_000_000.0


def bare(ruleset: Ruleset) -> Ruleset:
    """The same conditions without decay, horizon, redundancy, caps and groups: a point per signal."""
    rules = [_bare(rule) for rule in ruleset.intent.rules]
    intent = ruleset.intent.model_copy(update={"rules": rules})
    return replace(ruleset, intent=intent, version=f"{ruleset.version} bare")


def _bare(rule: IntentRule) -> IntentRule:
    return rule.model_copy(
        update={
            "points": 1.0,
            "half_life": "never",
            "horizon": _EVER,
            "redundancy": 1.0,
            "share": 1.0,
            "cap": None,
            "group": None,
        }
    )


def fired(ruleset: Ruleset, world: World) -> set[str]:
    """The intent rules that some signal of the world meets for some lead."""
    told = bare(ruleset)
    totals = scoring.scores(told, world, {})
    return {
        rule.id for place, rule in enumerate(told.intent.rules) if (totals[f"r{place}"] > 0).any()
    }


def holding(ruleset: Ruleset, world: World) -> dict[str, tuple[int, int]]:
    """Per fit rule, of how many leads it is known whether it holds, and for how many it does."""
    told = scoring.traits(ruleset, world)
    return {
        trait.rule.id: (told[trait.name].count(), int(told[trait.name].sum() or 0))
        for group in groups_of(ruleset)
        for trait in group.traits
    }


def shared(ruleset: Ruleset, world: World) -> pl.DataFrame:
    """Per pair of intent rules, how many contributions rest on one signal: one, other, both, all.

    `all` counts those of `one`; `both` those where the same signal gives the same lead points by
    `other` too.
    """
    told = bare(ruleset)
    rules = pl.DataFrame({"rule": range(len(told.intent.rules))}, schema={"rule": pl.Int32})
    wanted = world.leads.select("lead_id").join(rules, how="cross")
    found = scoring.contributions(told, world, wanted).filter(pl.col("nano") >= nano(0.5))
    facts = found.select("lead_id", "signal_id", "rule").unique()
    every = facts.group_by("rule").len("all")
    pairs = facts.join(facts, on=["lead_id", "signal_id"], suffix="_other")
    return (
        pairs.filter(pl.col("rule") != pl.col("rule_other"))
        .group_by("rule", "rule_other")
        .len("both")
        .join(every, on="rule")
        .select(pl.col("rule").alias("one"), pl.col("rule_other").alias("other"), "both", "all")
        .sort("one", "other")
    )


def kinds(world: World) -> dict[str, int]:
    """How many signals of each kind there are, by the kind as the engine folds it."""
    return dict(world.signals["kind"].value_counts().iter_rows())


def of_kinds(seen: dict[str, int], names: list[str]) -> int:
    """How many signals there are of some kinds."""
    return sum(seen.get(fold(name), 0) for name in names)
