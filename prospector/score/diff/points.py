"""Which rule moved intent, which moved fit: whose points differ most between two sides.

A rule counts for no more than its group's total moved: one that gives more points under a ceiling
that was reached already has changed nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from prospector.engine import scoring
from prospector.engine.ceilings import group_of, group_total, members
from prospector.engine.points import nano
from prospector.engine.traits import Group, groups_of
from prospector.score.diff.largest import ZERO, largest, total
from prospector.score.diff.sides import Side

#: Leads whose traits are compared at once: a column per fit rule and side.
_CHUNK = 50_000


def intent_columns(side: Side, prefix: str) -> list[pl.Expr]:
    """The total of every rule and group of a side, by name: `PREFIX rule ID`, `PREFIX group NAME`."""
    ruleset = side.ruleset
    columns = [
        pl.col(f"r{place}").alias(f"{prefix} rule {rule.id}")
        for place, rule in enumerate(ruleset.intent.rules)
    ]
    for name, places in members(ruleset).items():
        found = group_total(ruleset, name, [pl.col(f"r{place}") for place in places])
        columns.append(found.alias(f"{prefix} group {name}"))
    return columns


def moving_rule(old: Side, new: Side, sign: pl.Expr) -> pl.Expr:
    """The intent rule whose points moved most in the direction of `sign`; null = none did."""
    groups = {rule.id: group_of(rule) for side in (old, new) for rule in side.ruleset.intent.rules}
    return largest(
        {
            rule: pl.min_horizontal(
                _moved(old, new, f"rule {rule}") * sign, _moved(old, new, f"group {group}") * sign
            )
            for rule, group in groups.items()
        }
    )


def turning_rule(old: Side, new: Side) -> pl.Expr:
    """The intent rule whose own points moved most, either way and under whatever ceiling; null = none did."""
    names = {rule.id: None for side in (old, new) for rule in side.ruleset.intent.rules}
    return largest({rule: _moved(old, new, f"rule {rule}").abs() for rule in names})


def moving_group(old: Side, new: Side, sign: pl.Expr) -> pl.Expr:
    """The same of groups of rules: for the leads whose rules give what they gave."""
    names = {group_of(rule) for side in (old, new) for rule in side.ruleset.intent.rules}
    return largest({name: _moved(old, new, f"group {name}") * sign for name in sorted(names)})


def _moved(old: Side, new: Side, name: str) -> pl.Expr:
    return _of(new, "new", name) - _of(old, "old", name)


def _of(side: Side, prefix: str, name: str) -> pl.Expr:
    kind, _, key = name.partition(" ")
    own = [rule.id if kind == "rule" else group_of(rule) for rule in side.ruleset.intent.rules]
    return pl.col(f"{prefix} {name}") if key in own else ZERO


@dataclass(frozen=True)
class _Counted:
    """What each fit rule of each profile counts for, as columns of one side."""

    rules: Mapping[tuple[str, str], pl.Expr]
    groups: Mapping[tuple[str, str], pl.Expr]
    group_of: Mapping[tuple[str, str], str]


def moving_traits(old: Side, new: Side, wanted: pl.DataFrame) -> pl.DataFrame:
    """The fit rule or group whose points moved most: lead_id, fit_rule, fit_group.

    `wanted` has lead_id, `profile` (where to look) and `fit_sign` (+1 up, -1 down).
    """
    parts = [
        _moving_traits(old, new, wanted.slice(start, _CHUNK))
        for start in range(0, wanted.height, _CHUNK)
    ]
    empty = pl.DataFrame(
        schema={"lead_id": pl.Int64, "fit_rule": pl.String, "fit_group": pl.String}
    )
    return pl.concat(parts) if parts else empty


def _moving_traits(old: Side, new: Side, wanted: pl.DataFrame) -> pl.DataFrame:
    before, after = _counted(old, "old"), _counted(new, "new")
    frame = wanted
    for side, prefix in ((old, "old"), (new, "new")):
        told = scoring.traits(side.ruleset, side.world.only(wanted["lead_id"]))
        renamed = {name: f"{prefix} {name}" for name in told.columns if name != "lead_id"}
        frame = frame.join(told.rename(renamed), on="lead_id", how="left")
    own = {**before.group_of, **after.group_of}
    groups = {
        key: _here(before.groups, after.groups, key) for key in {**before.groups, **after.groups}
    }
    rules = {
        key[1]: pl.min_horizontal(_here(before.rules, after.rules, key), groups[key[0], own[key]])
        for key in {**before.rules, **after.rules}
    }
    named = {f"{profile}/{group}": value for (profile, group), value in groups.items()}
    return frame.select(
        "lead_id", largest(rules).alias("fit_rule"), largest(named).alias("fit_group")
    )


def _here(
    before: Mapping[tuple[str, str], pl.Expr],
    after: Mapping[tuple[str, str], pl.Expr],
    key: tuple[str, str],
) -> pl.Expr:
    """How far it moved in the direction looked for; nothing in another profile."""
    moved = (after.get(key, ZERO) - before.get(key, ZERO)) * pl.col("fit_sign")
    return pl.when(pl.col("profile") == key[0]).then(moved).otherwise(ZERO)


def _counted(side: Side, prefix: str) -> _Counted:
    rules: dict[tuple[str, str], pl.Expr] = {}
    groups: dict[tuple[str, str], pl.Expr] = {}
    owners: dict[tuple[str, str], str] = {}
    for group in groups_of(side.ruleset):
        profile = group.profile.id
        counts = _of_group(group, prefix)
        groups[profile, group.group.id] = _worth(group, list(counts.values()))
        for rule, value in counts.items():
            rules[profile, rule] = value
            owners[profile, rule] = group.group.id
    return _Counted(rules, groups, owners)


def _of_group(group: Group, prefix: str) -> dict[str, pl.Expr]:
    """What each rule of a group counts at the lower bound: unknown counts where it subtracts."""
    found: dict[str, pl.Expr] = {}
    taken = pl.lit(value=False)
    for trait in sorted(group.traits, key=lambda trait: -trait.points):
        holds = pl.col(f"{prefix} {trait.name}")
        if trait.points < 0:
            counts = holds.fill_null(value=True)
        elif group.group.pick == "best":
            true = holds.fill_null(value=False)
            counts, taken = true & ~taken, taken | true
        else:
            counts = holds.fill_null(value=False)
        found[trait.rule.id] = pl.when(counts).then(pl.lit(trait.points, pl.Int64)).otherwise(ZERO)
    return found


def _worth(group: Group, counts: list[pl.Expr]) -> pl.Expr:
    if group.group.pick == "best" or group.group.cap is None:
        return total(counts)
    positive = total([count.clip(0, None) for count in counts]).clip(None, nano(group.group.cap))
    return positive + total([count.clip(None, 0) for count in counts])
