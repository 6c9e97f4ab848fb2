"""Rule totals and group totals within their caps, as expressions over `r0`, `r1` and so on."""

from collections.abc import Sequence

import polars as pl

from prospector.engine.points import nano
from prospector.rules.models import IntentRule
from prospector.rules.ruleset import Ruleset


def group_of(rule: IntentRule) -> str:
    """Its group; a rule without one is a group of its own, and no slug has a space."""
    return rule.group or f"rule {rule.id}"


def members(ruleset: Ruleset) -> dict[str, list[int]]:
    """The places of the rules of each group, groups as they first come in the file."""
    found: dict[str, list[int]] = {}
    for place, rule in enumerate(ruleset.intent.rules):
        found.setdefault(group_of(rule), []).append(place)
    return found


def rule_total(ruleset: Ruleset, place: int) -> pl.Expr:
    """What a rule gives in the end, of its total before its cap."""
    return _within(pl.col(f"r{place}"), ruleset.intent.rules[place].cap)


def group_total(ruleset: Ruleset, name: str, totals: Sequence[pl.Expr]) -> pl.Expr:
    """What a group gives in the end, of what its rules do."""
    return _within(pl.sum_horizontal(list(totals)), group_cap(ruleset, name))


def group_cap(ruleset: Ruleset, name: str) -> float | None:
    """The cap of a group; None = it has none."""
    declared = ruleset.intent.groups.get(name)
    return None if declared is None else declared.cap


def _within(total: pl.Expr, cap: float | None) -> pl.Expr:
    return total if cap is None else total.clip(-nano(cap), nano(cap))
