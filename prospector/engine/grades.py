"""Step two, the rest: groups and their caps, intent, grade and priority."""

import polars as pl

from prospector.engine.expressions import expressions
from prospector.engine.points import (
    FULL,
    NANO,
    TENTH,
    clip_sql,
    double,
    nano,
    tenths_sql,
    whole,
)
from prospector.engine.surge import join_sql, reads
from prospector.rules import fields
from prospector.rules.ruleset import Ruleset
from prospector.rules.spelling import to_sql

#: Where the numbers of a priority expression come from.
_NUMBERS = {
    "intent": "intent",
    "fit": "lower",
    "fit_lower": "lower",
    "fit_upper": "upper",
    "fit_expected": "expected",
}
#: An account's pace, where the priority asks for it.
PACE = ("surge", "momentum")
#: What a score says of a fit.
FIT = ("profile", "lower", "upper", "expected", "unknown_field", "disqualified_by")


def numbers_sql(ruleset: Ruleset) -> str:
    """The statement `numbers`: per lead its totals before caps, its newest reason and its fit."""
    totals = [f"coalesce(t.r{index}, 0) AS r{index}" for index in _places(ruleset)]
    pace = [f"b.{name}" for name in PACE] if paced(ruleset) else []
    joined = f"JOIN leads l ON l.lead_id = f.lead_id {join_sql('l.account_id')}" if pace else ""
    return f"""numbers AS (
    SELECT {", ".join(["f.*", "w.newest", *totals, *pace])}
    FROM fits f JOIN newest w ON w.lead_id = f.lead_id
    LEFT JOIN totals t ON t.lead_id = f.lead_id {joined}
)"""


def scores_sql(ruleset: Ruleset) -> str:
    """The statements from `numbers` to `scores`: one row per lead with everything a score is."""
    rules = ruleset.intent.rules
    capped = [
        f"{clip_sql(f'r{place}', rules[place].cap)} AS r{place}" for place in _places(ruleset)
    ]
    told = ["lead_id", "newest", *FIT, *(PACE if paced(ruleset) else ())]
    return f"""capped AS (
    SELECT {", ".join([*told, *capped])} FROM numbers
), summed AS (
    SELECT *, {_raw(ruleset)} AS raw FROM capped
), intents AS (
    SELECT *, greatest({whole(0)}, least({whole(FULL)}, raw)) AS intent FROM summed
), scores AS (
    SELECT *, {_grade(ruleset)} AS grade, coalesce({_priority(ruleset)}, 0e0) AS priority
    FROM intents
)"""


def band(number: pl.Expr, cuts: tuple[float, float]) -> pl.Expr:
    """On which side of two cuts a number of a score lies: 1 (the best), 2 or 3."""
    # Cuts compare the one decimal that people see.
    seen = (number + TENTH // 2) // TENTH * TENTH
    first, second = (nano(cut) for cut in cuts)
    return pl.when(seen >= first).then(1).when(seen >= second).then(2).otherwise(3)


def paced(ruleset: Ruleset) -> bool:
    """Whether the priority asks for the account's pace."""
    return reads(expressions(ruleset).priority)


def columns_of(ruleset: Ruleset) -> list[str]:
    """The columns of `scores`, in order."""
    rules = [f"r{index}" for index in _places(ruleset)]
    return ["lead_id", "newest", "raw", *rules, "intent", *FIT, "grade", "priority"]


def _places(ruleset: Ruleset) -> range:
    return range(len(ruleset.intent.rules))


def _raw(ruleset: Ruleset) -> str:
    """The sum of the groups' totals, each within its cap."""
    totals: dict[str, list[str]] = {}
    for index, rule in enumerate(ruleset.intent.rules):
        # A rule without a group is a group of its own; no slug has a space.
        totals.setdefault(rule.group or f"rule {rule.id}", []).append(f"r{index}")
    caps = {name: group.cap for name, group in ruleset.intent.groups.items()}
    groups = [clip_sql(" + ".join(names), caps.get(group)) for group, names in totals.items()]
    return " + ".join(groups) or whole(0)


def _grade(ruleset: Ruleset) -> str:
    fit, intent = ruleset.grades.fit, ruleset.grades.intent
    letter = _cut("lower", [(fit.A, "A"), (fit.B, "B")], "C")
    digit = _cut("intent", [(intent.first, "1"), (intent.second, "2")], "3")
    return f"CASE WHEN disqualified_by IS NOT NULL THEN 'C3' ELSE {letter} || {digit} END"


def _cut(column: str, cuts: list[tuple[float, str]], below: str) -> str:
    seen = tenths_sql(column)
    cases = " ".join(f"WHEN {seen} >= {whole(nano(least))} THEN '{name}'" for least, name in cuts)
    return f"CASE {cases} ELSE '{below}' END"


def _priority(ruleset: Ruleset) -> str:
    return to_sql(expressions(ruleset).priority, _number)


def _number(name: str) -> str:
    if name in fields.SURGE_FIELDS:
        return name.partition(".")[2]
    return f"({_NUMBERS[name]} / {double(NANO)})"
