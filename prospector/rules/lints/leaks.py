"""Points for what came back: a score that counts answers cannot be judged by answers."""

from collections.abc import Iterator

from sqlglot import exp

from prospector.errors import Problem
from prospector.rules import conditions as language
from prospector.rules import fields, logic
from prospector.rules.folder import Folder
from prospector.rules.lints import conditions
from prospector.rules.operators import bare, chain
from prospector.rules.ruleset import Ruleset
from prospector.rules.spelling import text_literal

#: Kinds named in a message.
_MOST = 4


def doubts(ruleset: Ruleset, folder: Folder) -> Iterator[Problem]:
    """Every intent rule that gives points for an outcome."""
    known = fields.intent_fields(ruleset.signals)
    outcomes = {
        name: language.parse(f"signal.kind = {text_literal(name)}", known).tree
        for name, kind in ruleset.signals.kinds.items()
        if kind.outcome
    }
    for rule, when in conditions.intent(ruleset, folder):
        if rule.points <= 0:
            continue
        asked = {one.kind for one in when.expression.aggregates} & set(outcomes)
        seen = {name for name, is_it in outcomes.items() if not _excludes(when.tree, is_it)}
        found = [name for name in outcomes if name in asked | seen]
        if found:
            more = f" and {len(found) - _MOST} more" if len(found) > _MOST else ""
            yield when.doubt(
                f"{rule.id} gives points for what came back ({', '.join(found[:_MOST])}{more}): `rules backtest` and `rules learn` would judge it by its own answer; read their figures without it, or name the kinds it is for"
            )


def _excludes(condition: conditions.Node, is_it: conditions.Node) -> bool:
    """Whether a condition surely does not hold for signals of a kind."""
    condition = bare(condition)
    if isinstance(condition, exp.And):
        return any(_excludes(term, is_it) for term in chain(condition)) or logic.never(
            conditions.both(condition, is_it)
        )
    if isinstance(condition, exp.Or):
        return all(_excludes(term, is_it) for term in chain(condition))
    if isinstance(condition, exp.Not):
        return logic.implies(is_it, condition.this)
    if isinstance(condition, exp.NEQ):
        return logic.implies(is_it, exp.EQ(this=condition.this, expression=condition.expression))
    return logic.never(conditions.both(condition, is_it))
