"""The segment each lead falls into: ordered conditions, the first that holds wins."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import NamedTuple

import polars as pl
from sqlglot import exp

from prospector.engine import columns, duck, rfm, surge
from prospector.engine.expressions import column_sql, expressions
from prospector.engine.memory import once_per_version
from prospector.engine.points import FULL, NANO, TENTH, double, tenths_sql, whole
from prospector.engine.signals import counts_sql, known_sql, question_name
from prospector.engine.totals import of_kinds
from prospector.engine.worlds import World
from prospector.rules import fields
from prospector.rules.checker import name_of
from prospector.rules.conditions import Aggregate, Expression
from prospector.rules.dialect import Conditions
from prospector.rules.operators import chain
from prospector.rules.ruleset import Ruleset
from prospector.rules.spelling import to_sql
from prospector.text import fold

#: What a score adds, over the scored lead `n`; points are compared with the one decimal people see.
_SCORE = {
    "fit": "lower",
    "fit.lower": "lower",
    "fit.upper": "upper",
    "fit.expected": "expected",
    "intent": "intent",
}
#: What is read of a signal that is asked about.
_ASKED = ("kind", "lead_id", "account_id", "occurred_at", "received_at", "amount", "currency")


def memberships(ruleset: Ruleset, world: World, scored: pl.DataFrame) -> pl.DataFrame:
    """The segment of each lead that is in one: lead_id, `place` in the file, `branch` that held.

    `scored` has, per lead, the columns of `scoring.scores` that conditions read.
    """
    if not ruleset.segments.segments:
        return pl.DataFrame(schema={"lead_id": pl.Int64, "place": pl.Int64, "branch": pl.Int64})
    found = duck.run(_segments_sql(ruleset), frames(ruleset, world, scored))
    return found.cast({"place": pl.Int64, "branch": pl.Int64})


def holding(ruleset: Ruleset, world: World, scored: pl.DataFrame) -> pl.DataFrame:
    """Every segment whose condition holds for a lead, taken by an earlier one or not: lead_id, `place`."""
    if not ruleset.segments.segments:
        return pl.DataFrame(schema={"lead_id": pl.Int64, "place": pl.Int64})
    given = frames(ruleset, world, scored)
    return duck.run(_holding_sql(ruleset), given).cast({"place": pl.Int64})


def text(ruleset: Ruleset) -> str:
    """All that decides segments over given frames and scores."""
    names = [one.id for one in ruleset.segments.segments]
    sql = _segments_sql(ruleset) if names else ""
    return "\n".join([sql, *names, ruleset.grades.rfm.model_dump_json()])


def reading(ruleset: Ruleset) -> list[pl.Expr]:
    """All that conditions of segments see of a score, over the columns of `scoring.scores`."""
    parsed = _parsed(ruleset)
    read = {name for one in parsed for name in one.fields}
    fired = {name for one in parsed for name in one.fired}
    seen = [_seen(name, parsed) for name in sorted(read & set(_SCORE))]
    seen += [pl.col(name.rpartition(".")[2]) for name in ("grade", "fit.profile") if name in read]
    if "fit.known_share" in read:
        seen.append(pl.col("upper") - pl.col("lower"))
    rules = enumerate(ruleset.intent.rules)
    return [*seen, *(pl.col(f"r{place}") > 0 for place, rule in rules if rule.id in fired)]


def _seen(name: str, parsed: Iterable[Expression]) -> pl.Expr:
    """A number of a score as far as it is looked at: where it is only compared, on which side it lies."""
    tenths = (pl.col(_SCORE[name]) + TENTH // 2) // TENTH
    cuts: set[Decimal] = set()
    for column in (one for each in parsed for one in each.tree.find_all(exp.Column)):
        if name_of(column) == name:
            beside = column.parent
            other = beside.expression if isinstance(beside, _COMPARED) else None
            if not isinstance(other, exp.Literal) or other.is_string:
                return tenths
            cuts.add(Decimal(other.name) * 10)
    sides = (
        step
        for cut in cuts
        for step in (
            tenths > cut.to_integral_value(ROUND_FLOOR),
            tenths >= cut.to_integral_value(ROUND_CEILING),
        )
    )
    return pl.sum_horizontal(one.cast(pl.Int32) for one in sides)


#: What a number before a literal is compared by.
_COMPARED = (exp.GT, exp.GTE, exp.LT, exp.LTE, exp.EQ, exp.NEQ)


def named(ruleset: Ruleset, place: pl.Expr) -> pl.Expr:
    """The id of the segment at a place in the file."""
    names = dict(enumerate(one.id for one in ruleset.segments.segments))
    # With nothing to replace by, as in a file without segments, numbers would stay numbers.
    return place.replace_strict(names or {0: None}, return_dtype=pl.String)


def reason(ruleset: Ruleset, place: int, branch: int) -> str:
    """The part of a segment's condition that held, in one line."""
    expression = _parsed(ruleset)[place]
    ways = branches(expression)
    if len(ways) == 1:
        return " ".join(expression.source.split())
    return ways[branch].unnest().sql(dialect=Conditions, normalize_functions=False)


def frames(ruleset: Ruleset, world: World, scored: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """What every query over scored leads reads."""
    folded = scored.with_columns(columns.folded(scored["grade"]), columns.folded(scored["profile"]))
    given = {
        "signals": _asked_about(ruleset, world),
        "leads": world.leads,
        "accounts": world.accounts,
        "scored": folded,
        "parameters": pl.DataFrame({"as_of": world.as_of, "known_at": world.known_at}),
    }
    found = cuts(ruleset, world)
    return given if found is None else {**given, "rfm_cuts": rfm.parameters(found)}


def _asked_about(ruleset: Ruleset, world: World) -> pl.DataFrame:
    """The signals that conditions over scored leads ask about: none, where they ask about scores alone."""
    parsed = expressions(ruleset)
    asked = [*parsed.segments.values(), *parsed.behaviours.values()]
    kinds = {fold(question.kind) for one in asked for question in one.aggregates}
    if any(map(_reads_rfm, asked)):
        kinds.update(map(fold, ruleset.grades.rfm.kinds))
    paced = any(map(surge.reads, asked))
    if not (kinds or paced):
        return world.signals.clear()
    signals = world.signals.select(name for name in _ASKED if name in world.signals.columns)
    return signals if paced else of_kinds(signals, kinds)


def cuts(ruleset: Ruleset, world: World) -> rfm.Cuts | None:
    """Where the scores of buyers begin, from all buyers of the world unless it was told.

    None = no condition asks for buyers.
    """
    if not reads_rfm(ruleset):
        return None
    if world.cuts is not None:
        return world.cuts

    def make() -> pl.DataFrame:
        times = pl.DataFrame({"as_of": world.as_of, "known_at": world.known_at})
        given = {"signals": world.signals, "parameters": times}
        return rfm.kept(rfm.cuts(ruleset.grades.rfm, given))

    return rfm.told(world.kept.frame(cuts_text(ruleset), make))


def cuts_text(ruleset: Ruleset) -> str:
    """What decides the scores of buyers over given frames."""
    return f"rfm {ruleset.grades.rfm.model_dump_json()}"


def reads_rfm(ruleset: Ruleset) -> bool:
    """Whether some condition compares a buyer with the others."""
    parsed = expressions(ruleset)
    return any(map(_reads_rfm, (*parsed.segments.values(), *parsed.behaviours.values())))


def _reads_rfm(expression: Expression) -> bool:
    return not expression.fields.isdisjoint(fields.RFM_FIELDS)


def _parsed(ruleset: Ruleset) -> list[Expression]:
    parsed = expressions(ruleset).segments
    return [parsed[segment.id] for segment in ruleset.segments.segments]


def branches(expression: Expression) -> list[exp.Expression]:
    """What stands around the outermost `or`."""
    whole = expression.tree.unnest()
    return chain(whole) if isinstance(whole, exp.Or) else [expression.tree]


class Query(NamedTuple):
    """The parts of a query over scored leads, and each condition branch by branch."""

    tables: str
    joined: str
    spelled: list[list[str]]
    #: The questions about all signals: `c.q0`, `c.q1` and on answer them.
    asked: Sequence[Aggregate]


def query(ruleset: Ruleset, parsed: Sequence[Expression]) -> Query:
    """A query that can tell these conditions of scored leads."""
    asked = sorted({q for expression in parsed for q in expression.aggregates}, key=str)
    parts = [known_sql()]
    joined = ["FROM leads l JOIN scored n ON n.lead_id = l.lead_id"]
    joined.append("LEFT JOIN accounts a ON a.account_id = l.account_id")
    if asked:
        parts.append(counts_sql(asked))
        joined.append("LEFT JOIN counts c ON c.lead_id = l.lead_id")
    if any(map(surge.reads, parsed)):
        parts.append(surge.bursts_sql(ruleset))
        joined.append(surge.join_sql("l.account_id"))
    if any(map(_reads_rfm, parsed)):
        rule = ruleset.grades.rfm
        parts += [rfm.bought_sql(rule.kinds), rfm.values_sql(rule), rfm.scores_sql()]
        joined.append(
            "LEFT JOIN rfm f ON f.whose = CASE WHEN l.account_id IS NULL THEN 'lead' ELSE 'account' END"
            " AND f.buyer = coalesce(l.account_id, l.lead_id)"
        )
    spelled = [
        [_spelled(ruleset, expression, branch, asked) for branch in branches(expression)]
        for expression in parsed
    ]
    return Query(", ".join(parts), " ".join(joined), spelled, asked)


@once_per_version
def _segments_sql(ruleset: Ruleset) -> str:
    asked = query(ruleset, _parsed(ruleset))
    places = " ".join(
        f"WHEN {' OR '.join(ways)} THEN {place}" for place, ways in enumerate(asked.spelled)
    )
    held = " ".join(
        f"WHEN {way} THEN {number}" for ways in asked.spelled for number, way in enumerate(ways)
    )
    return f"""WITH {asked.tables}
SELECT * FROM (
    SELECT l.lead_id, CASE {places} END AS place, CASE {held} END AS branch
    {asked.joined}
) WHERE place IS NOT NULL"""


@once_per_version
def _holding_sql(ruleset: Ruleset) -> str:
    asked = query(ruleset, _parsed(ruleset))
    places = ", ".join(
        f"CASE WHEN {' OR '.join(ways)} THEN {place} END"
        for place, ways in enumerate(asked.spelled)
    )
    return f"""WITH {asked.tables}
SELECT * FROM (SELECT l.lead_id, unnest([{places}]) AS place {asked.joined})
WHERE place IS NOT NULL"""


def _spelled(
    ruleset: Ruleset, expression: Expression, branch: exp.Expression, asked: Sequence[Aggregate]
) -> str:
    totals = {rule.id: f"n.r{index}" for index, rule in enumerate(ruleset.intent.rules)}
    return to_sql(
        replace(expression, tree=branch),
        field_sql,
        aggregate=lambda question: f"c.{question_name(asked, question)}",
        fired=lambda rule: f"({totals[rule]} > 0)",
    )


def field_sql(name: str) -> str:
    """The SQL text of a field that conditions over scored leads read."""
    if name in _SCORE:
        tenths = f"CAST({tenths_sql(f'n.{_SCORE[name]}')} AS DOUBLE)"
        return f"({tenths} / {double(NANO)})"
    if name == "fit.known_share":
        return f"(CAST({whole(FULL)} - (n.upper - n.lower) AS DOUBLE) / {double(FULL)})"
    if name in ("fit.profile", "grade"):
        return f"n.{name.removeprefix('fit.')}"
    if name == "rfm.frequency":
        return "coalesce(f.frequency, 0)"
    if name in fields.RFM_FIELDS:
        return f"f.{name.removeprefix('rfm.')}"
    return column_sql(name)
