"""Conditions in plain Python, for the reference scorer: no SQL, no sqlglot, None is unknown.

The text is turned into Python's own syntax and walked; it shares nothing with `prospector.rules`.
"""

import ast
import operator
import re
from collections.abc import Callable, Mapping
from typing import Any

from prospector.text import fold

Value = Any  # what a field may hold: bool, number, folded text, list of folded texts, None
_COMPARE: dict[type[ast.cmpop], Callable[[Value, Value], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
_COMPUTE: dict[type[ast.operator], Callable[[Value, Value], Value]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def holds(
    condition: str,
    value_of: Callable[[str], Value],
    functions: Mapping[str, Callable[..., Value]],
) -> bool | None:
    """True, False, or None = unknown."""
    result: bool | None = evaluate(condition, value_of, functions)
    return result


def evaluate(
    text: str, value_of: Callable[[str], Value], functions: Mapping[str, Callable[..., Value]]
) -> Value:
    """What an expression comes to; None = unknown."""
    return _value(_tree(text), value_of, functions)


def _tree(condition: str) -> ast.expr:
    parts = re.split(r"('[^']*')", condition)
    for index in range(0, len(parts), 2):
        text = re.sub(r"<>|!=", "≠", parts[index])
        text = re.sub(r"(?<![<>=])=", "==", text).replace("≠", "!=")
        parts[index] = re.sub(r"([\w.]+) between (\S+) and (\S+)", r"(\1 >= \2 and \1 <= \3)", text)
    return ast.parse("".join(parts).strip(), mode="eval").body


def _value(  # noqa: C901, PLR0911 - one line per piece of syntax reads as a table
    node: ast.expr, value_of: Callable[[str], Value], functions: Mapping[str, Callable[..., Value]]
) -> Value:
    def value(inner: ast.expr) -> Value:
        return _value(inner, value_of, functions)

    match node:
        case ast.BoolOp(op=op, values=values):
            decisive = isinstance(op, ast.Or)
            found = [value(item) for item in values]
            return decisive if decisive in found else None if None in found else not decisive
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            inner = value(operand)
            return None if inner is None else not inner
        case ast.Compare(left=left, ops=[ast.Is() | ast.IsNot() as op], comparators=_):
            return (value(left) is None) == isinstance(op, ast.Is)
        case ast.Compare(left=left, ops=[ast.In() | ast.NotIn() as op], comparators=[right]):
            options = [value(item) for item in getattr(right, "elts", [right])]
            inner = value(left)
            return None if inner is None else (inner in options) == isinstance(op, ast.In)
        case ast.BinOp(left=left, op=op, right=right):
            pair = value(left), value(right)
            by_nothing = isinstance(op, ast.Div) and not pair[1]
            return None if None in pair or by_nothing else _COMPUTE[type(op)](*pair)
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            pair = value(left), value(right)
            return None if None in pair else _COMPARE[type(op)](*pair)
        case ast.Call(func=ast.Name(id=name), args=args):
            return functions[name](*[value(item) for item in args])
        case ast.Constant(value=constant):
            return fold(constant) if isinstance(constant, str) else constant
        case ast.Name(id="true" | "false" as word):
            return word == "true"
    return value_of(ast.unparse(node))
