"""Step two, the rest: groups and their caps, intent, grade and priority."""

from prospector.engine.expressions import expressions
from prospector.engine.points import FULL, NANO, clip_sql, double, nano, tenths_sql, whole
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
_PACE = ", b.surge, b.momentum"


def intents_sql(ruleset: Ruleset) -> str:
    """The statement `intents`: raw = the sum of the groups' totals, each within its cap."""
    totals: dict[str, list[str]] = {}
    for index, rule in enumerate(ruleset.intent.rules):
        # A rule without a group is a group of its own; no slug has a space.
        totals.setdefault(rule.group or f"rule {rule.id}", []).append(f"r{index}")
    caps = {name: group.cap for name, group in ruleset.intent.groups.items()}
    groups = [clip_sql(" + ".join(names), caps.get(group)) for group, names in totals.items()]
    raw = " + ".join(groups) or whole(0)
    return f"intents AS (\n    SELECT *, {raw} AS raw FROM totals\n)"


def scores_sql(ruleset: Ruleset) -> str:
    """The statements up to `scores`: one row per lead with everything a score is."""
    rules = [f"n.r{index}" for index in range(len(ruleset.intent.rules))]
    paced = reads(expressions(ruleset).priority)
    pace = f"JOIN leads l ON l.lead_id = n.lead_id {join_sql('l.account_id')}" if paced else ""
    return f"""{intents_sql(ruleset)}, numbers AS (
    SELECT {", ".join(["n.lead_id", "n.newest", "n.raw", *rules])},
        greatest({whole(0)}, least({whole(FULL)}, n.raw)) AS intent,
        f.profile, f.lower, f.upper, f.expected, f.unknown_field, f.disqualified_by{_PACE if paced else ""}
    FROM intents n JOIN fits f ON f.lead_id = n.lead_id {pace}
), scores AS (
    SELECT *, {_grade(ruleset)} AS grade, coalesce({_priority(ruleset)}, 0e0) AS priority
    FROM numbers
)"""


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
