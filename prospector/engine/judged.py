"""The terms of the conditions over scored leads, one by one: which hold, and the numbers they read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl
from sqlglot import exp

from prospector.engine import duck, segments
from prospector.engine.expressions import expressions
from prospector.engine.memory import once_per_version
from prospector.engine.points import NANO, double
from prospector.engine.signals import question_name
from prospector.engine.worlds import World
from prospector.rules import conditions, fields
from prospector.rules.checker import Aggregate
from prospector.rules.conditions import Expression
from prospector.rules.dialect import Conditions
from prospector.rules.models import ValueType
from prospector.rules.operators import bare, chain
from prospector.rules.ruleset import Ruleset


@dataclass(frozen=True)
class Term:
    """A part of a condition that neither `and` nor `or` splits further."""

    text: str
    expression: Expression
    #: The columns of `judged` with its truth and with the numbers it reads, by name.
    holds: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class Chain:
    """Parts of a condition joined by `and` (every one must hold) or by `or` (one is enough)."""

    every: bool
    parts: "tuple[Chain | Term, ...]"


Part = Chain | Term


@dataclass(frozen=True)
class Catalogue:
    """The conditions of the segments, by place, part by part, and the query that judges them."""

    conditions: tuple[Part, ...]
    sql: str


def terms(part: Part) -> list[Term]:
    """The terms of a condition, in order."""
    if isinstance(part, Term):
        return [part]
    return [term for inner in part.parts for term in terms(inner)]


def judged(ruleset: Ruleset, world: World, scored: pl.DataFrame) -> pl.DataFrame:
    """One row per scored lead: lead_id, whether each term holds (null = unknown), and its values."""
    return duck.run(catalogue(ruleset).sql, segments.frames(ruleset, world, scored))


@once_per_version
def catalogue(ruleset: Ruleset) -> Catalogue:
    """The conditions of a ruleset's segments, part by part."""
    columns = _Columns(ruleset)
    parsed = expressions(ruleset).segments
    parts = tuple(columns.part(parsed[one.id].tree) for one in ruleset.segments.segments)
    return Catalogue(parts, columns.sql([term for part in parts for term in terms(part)]))


class _Columns:
    """Names the columns of truths and values, each once."""

    def __init__(self, ruleset: Ruleset) -> None:
        self._ruleset = ruleset
        self._fields = fields.segment_fields(ruleset.signals)
        self._holds: dict[str, str] = {}
        self._values: dict[str, str] = {}

    def part(self, node: exp.Expression) -> Part:
        """A condition with its terms' columns."""
        whole = bare(node)
        if isinstance(whole, exp.And | exp.Or):
            parts = tuple(self.part(inner) for inner in chain(whole))
            return Chain(isinstance(whole, exp.And), parts)
        text = whole.sql(dialect=Conditions, normalize_functions=False)
        expression = conditions.parse(text, self._fields, allow_fired=True)
        holds = self._holds.setdefault(text, f"h{len(self._holds)}")
        values = {
            name: self._values.setdefault(name, f"v{len(self._values)}")
            for name in self._read(expression)
        }
        return Term(text, expression, holds, values)

    def _read(self, expression: Expression) -> list[str]:
        """The numbers a term reads, as people write them; texts would tell of the person."""
        return [
            *sorted(name for name in expression.fields if self._fields[name] is ValueType.NUMBER),
            *(f"fired('{rule}')" for rule in sorted(expression.fired)),
            *(_spoken(question) for question in sorted(expression.aggregates, key=str)),
        ]

    def sql(self, found: Sequence[Term]) -> str:
        """The query that gives every column."""
        once = list({term.holds: term for term in found}.values())
        query = segments.query(self._ruleset, [term.expression for term in once])
        texts = self._texts(query.asked)
        selected = [
            "l.lead_id",
            *(f"{ways[0]} AS {term.holds}" for term, ways in zip(once, query.spelled, strict=True)),
            *(
                f"CAST({texts[name]} AS DOUBLE) AS {column}"
                for name, column in self._values.items()
            ),
        ]
        return f"WITH {query.tables}\nSELECT {', '.join(selected)} {query.joined}"

    def _texts(self, asked: Sequence[Aggregate]) -> dict[str, str]:
        """The SQL text of each value."""
        rules = enumerate(self._ruleset.intent.rules)
        kept = (name for name, kind in self._fields.items() if kind is ValueType.NUMBER)
        return {
            **{name: segments.field_sql(name) for name in kept},
            **{f"fired('{rule.id}')": f"(n.r{index} / {double(NANO)})" for index, rule in rules},
            **{_spoken(question): f"c.{question_name(asked, question)}" for question in asked},
        }


def _spoken(question: Aggregate) -> str:
    days = "" if question.days is None else f", {question.days}"
    return f"{question.function}('{question.kind}'{days})"
