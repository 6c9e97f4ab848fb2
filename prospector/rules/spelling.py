"""Spell a checked condition as SQL text: DuckDB's, which `engine.dialects` rewrites for others.

NULL is "unknown": and / or / not are Kleene's in every engine. Numbers are doubles, x / 0 is
NULL, texts are folded (the columns hold folded text). The text is built here, node by node:
a node this file does not know cannot reach an engine.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from sqlglot import exp

from prospector.rules.checker import Aggregate, name_of
from prospector.rules.conditions import Expression
from prospector.rules.functions import FUNCTIONS, Argument
from prospector.rules.operators import bare, chain, micros_of
from prospector.text import fold

Asked = TypeVar("Asked")


def to_sql(
    expression: Expression,
    column: Callable[[str], str],
    *,
    aggregate: Callable[[Aggregate], str] | None = None,
    fired: Callable[[str], str] | None = None,
) -> str:
    """The SQL text of a condition.

    `column` gives the text of a field, `aggregate` that of a question about all signals (a
    number) and `fired` that of a rule having fired (a truth value).
    """
    return _Speller(column, aggregate, fired).spell(expression.tree)


def spell_node(node: exp.Expression) -> str:
    """A part of a checked tree in one fixed spelling: equal texts mean equal conditions."""
    return _Speller(
        column=str,
        aggregate=lambda question: "{}({}, {})".format(*question),
        fired=lambda rule: f"fired({rule})",
    ).spell(node)


def text_literal(value: str) -> str:
    """A text as a SQL literal; folded, it holds neither a backslash nor a quote to escape."""
    return "'" + fold(value).replace("'", "''") + "'"


@dataclass(frozen=True)
class _Speller:
    column: Callable[[str], str]
    aggregate: Callable[[Aggregate], str] | None
    fired: Callable[[str], str] | None

    def spell(self, node: exp.Expression) -> str:
        return _SPELLINGS[type(node)](self, node)


def _logic(speller: _Speller, node: exp.Expression) -> str:
    word = " AND " if isinstance(node, exp.And) else " OR "
    return f"({word.join(speller.spell(term) for term in chain(node))})"


def _not(speller: _Speller, node: exp.Expression) -> str:
    return f"(NOT {speller.spell(node.this)})"


def _paren(speller: _Speller, node: exp.Expression) -> str:
    return speller.spell(node.this)


def _comparison(speller: _Speller, node: exp.Expression) -> str:
    sign = _SIGNS[type(node)]
    return f"({speller.spell(node.this)} {sign} {speller.spell(node.expression)})"


def _in(speller: _Speller, node: exp.Expression) -> str:
    items = ", ".join(speller.spell(item) for item in node.expressions)
    return f"({speller.spell(node.this)} IN ({items}))"


def _between(speller: _Speller, node: exp.Expression) -> str:
    value, low, high = (speller.spell(node.args[part]) for part in ("this", "low", "high"))
    return f"({value} BETWEEN {low} AND {high})"


def _is(speller: _Speller, node: exp.Expression) -> str:
    value = speller.spell(node.this)
    if isinstance(node.expression, exp.Null):
        return f"({value} IS NULL)"
    truth = value if node.expression.this else f"NOT {value}"
    return f"coalesce({truth}, FALSE)"


def _column(speller: _Speller, node: exp.Expression) -> str:
    return speller.column(name_of(node))


def _literal(_speller: _Speller, node: exp.Expression) -> str:
    return text_literal(node.name) if node.args["is_string"] else _double(float(node.name))


def _double(value: float) -> str:
    text = repr(value)
    return text if "e" in text else f"{text}e0"


def _boolean(_speller: _Speller, node: exp.Expression) -> str:
    return "TRUE" if node.this else "FALSE"


def _arithmetic(speller: _Speller, node: exp.Expression) -> str:
    left, right = _number(speller, node.this), _number(speller, node.expression)
    if isinstance(node, exp.Div):
        return f"({left} / nullif({right}, 0e0))"
    return f"({left} {_SIGNS[type(node)]} {right})"


def _negative(speller: _Speller, node: exp.Expression) -> str:
    return f"(- {_number(speller, node.this)})"


def _number(speller: _Speller, node: exp.Expression) -> str:
    """An operand as a double: whole numbers would overflow, and divide without remainder."""
    text = speller.spell(node)
    return text if isinstance(bare(node), _DOUBLES) else f"CAST({text} AS DOUBLE)"


def _date(_speller: _Speller, node: exp.Expression) -> str:
    return f"CAST({micros_of(node.this.name)} AS BIGINT)"


def _call(speller: _Speller, node: exp.Expression) -> str:
    function = FUNCTIONS[node.name.lower()]
    names = [argument.name for argument in node.expressions]
    if Argument.RULE in function.arguments:
        return _given(speller.fired, function.name)(names[0])
    if Argument.KIND in function.arguments:
        days = int(names[1]) if len(names) > 1 else None
        question = Aggregate(function.name, names[0], days)
        return _given(speller.aggregate, function.name)(question)
    return _given(function.spelling, function.name)(
        [speller.spell(argument) for argument in node.expressions]
    )


def _given(callback: Callable[[Asked], str] | None, name: str) -> Callable[[Asked], str]:
    if callback is None:
        raise ValueError(f"{name}() has no text here: give to_sql the callback that spells it")
    return callback


_DOUBLES = (exp.Literal, exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Neg)
_SIGNS: dict[type[exp.Expression], str] = {
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
    exp.Add: "+",
    exp.Sub: "-",
    exp.Mul: "*",
}
_SPELLINGS: dict[type[exp.Expression], Callable[[_Speller, exp.Expression], str]] = {
    exp.And: _logic,
    exp.Or: _logic,
    exp.Not: _not,
    exp.Paren: _paren,
    exp.EQ: _comparison,
    exp.NEQ: _comparison,
    exp.LT: _comparison,
    exp.LTE: _comparison,
    exp.GT: _comparison,
    exp.GTE: _comparison,
    exp.In: _in,
    exp.Between: _between,
    exp.Is: _is,
    exp.Column: _column,
    exp.Literal: _literal,
    exp.Boolean: _boolean,
    exp.Add: _arithmetic,
    exp.Sub: _arithmetic,
    exp.Mul: _arithmetic,
    exp.Div: _arithmetic,
    exp.Neg: _negative,
    exp.Cast: _date,
    exp.Anonymous: _call,
}
