"""Whether a rule could ever hold for a lead: what it asks of lead and account alone."""

from dataclasses import replace

import polars as pl
from sqlglot import exp

from prospector.engine import duck
from prospector.engine.expressions import column_sql, expressions
from prospector.engine.memory import once_per_version
from prospector.engine.worlds import World
from prospector.rules import fields
from prospector.rules.checker import name_of
from prospector.rules.conditions import Expression
from prospector.rules.operators import chain
from prospector.rules.ruleset import Ruleset
from prospector.rules.spelling import to_sql

#: They look at all signals of a lead: one more signal may change them.
_COUNTING = frozenset({"days_since", "count_signals", "distinct_people"})


def possible(ruleset: Ruleset, world: World) -> pl.DataFrame:
    """Per lead, `r0`, `r1`, …: whether the part of a rule that no signal can change holds."""
    frames = {"leads": world.leads, "accounts": world.accounts}
    return duck.run(_possible_sql(ruleset), frames)


@once_per_version
def _possible_sql(ruleset: Ruleset) -> str:
    parsed = expressions(ruleset).intent
    columns = ["l.lead_id"]
    for index, rule in enumerate(ruleset.intent.rules):
        whole = parsed[rule.id]
        terms = [to_sql(replace(whole, tree=term), column_sql) for term in _fixed(whole)]
        columns.append(f"({' AND '.join(['TRUE', *terms])}) IS TRUE AS r{index}")
    return f"""SELECT {", ".join(columns)}
FROM leads l LEFT JOIN accounts a ON a.account_id = l.account_id"""


def _fixed(expression: Expression) -> list[exp.Expression]:
    """The terms around the outermost `and` that read no signal."""
    whole = expression.tree.unnest()
    terms = chain(whole) if isinstance(whole, exp.And) else [expression.tree]
    return [term for term in terms if not _depends_on_signals(term)]


def _depends_on_signals(term: exp.Expression) -> bool:
    names = [name_of(column) for column in term.find_all(exp.Column)]
    reads = any(name.startswith("signal.") or name in fields.SURGE_FIELDS for name in names)
    return reads or any(call.name.lower() in _COUNTING for call in term.find_all(exp.Anonymous))
