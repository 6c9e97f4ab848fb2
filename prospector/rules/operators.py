"""How each operator of the condition language is checked."""

import re
from collections.abc import Mapping
from datetime import date
from math import isfinite

from sqlglot import exp

from prospector.rules.calls import check_call
from prospector.rules.checker import NAMES, Checker, Rule, Type, name_of
from prospector.rules.models import ValueType
from prospector.text import fold

#: Beyond this a double no longer tells whole numbers apart.
MAX_NUMBER = 1e15
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def chain(node: exp.Expression) -> list[exp.Expression]:
    """The terms of `a and b and c` (or of `or`), which sqlglot nests to the left."""
    terms: list[exp.Expression] = []
    left = node
    while type(left) is type(node):
        terms.append(left.args["expression"])
        left = left.args["this"]
    return [left, *reversed(terms)]


def bare(node: exp.Expression) -> exp.Expression:
    """A node without the parentheses around it."""
    while isinstance(node, exp.Paren):
        node = node.this
    return node


def micros_of(day: str) -> int | None:
    """Midnight UTC of a day, in the store's microseconds since 1970."""
    if not _DATE.fullmatch(day):
        return None
    try:
        return (date.fromisoformat(day) - date(1970, 1, 1)).days * 86_400_000_000
    except ValueError:
        return None


def _logic(checker: Checker, node: exp.Expression) -> Type:
    word = "and" if isinstance(node, exp.And) else "or"
    for term in chain(node):
        checker.expect(term, ValueType.BOOL, f"`{word}`")
    return ValueType.BOOL


def _not(checker: Checker, node: exp.Expression) -> Type:
    checker.expect(node.this, ValueType.BOOL, "`not`")
    return ValueType.BOOL


def _paren(checker: Checker, node: exp.Expression) -> Type:
    return checker.check(node.this)


def _comparison(checker: Checker, node: exp.Expression) -> Type:
    left, right = node.this, node.expression
    if isinstance(left, exp.Null) or isinstance(right, exp.Null):
        checker.fault(node, "nothing equals null: write `… is null` or `… is not null`")
        return ValueType.BOOL
    types = _operand(checker, left, right), _operand(checker, right, left)
    if types[0] is None or types[1] is None:
        return ValueType.BOOL
    if types[0] is not types[1]:
        checker.fault(node, f"cannot compare a {NAMES[types[0]]} with a {NAMES[types[1]]}")
    elif types[0] is ValueType.LIST:
        checker.fault(node, "a list cannot be compared: use has(list, 'value')")
    elif types[0] is ValueType.BOOL and not isinstance(node, exp.EQ | exp.NEQ):
        checker.fault(node, "true and false have no order: use = or <>")
    if isinstance(node, exp.EQ | exp.NEQ):
        _known_value(checker, left, right)
        _known_value(checker, right, left)
    return ValueType.BOOL


def _operand(checker: Checker, node: exp.Expression, other: exp.Expression) -> Type:
    """One side of a comparison; a bare word beside a text field was meant as a text."""
    if checker.is_unknown_word(node) and _holds_text(checker, other):
        checker.unknown_field(node, as_text=True)
        return None
    return checker.check(node)


def _holds_text(checker: Checker, node: exp.Expression) -> bool:
    is_field = isinstance(node, exp.Column)
    return is_field and checker.scope.fields.get(name_of(node)) is ValueType.TEXT


def _in(checker: Checker, node: exp.Expression) -> Type:
    found = checker.check(node.this)
    items = node.args.get("expressions") or []
    if not items:
        checker.fault(node, "`in` needs a list of values: in ('a', 'b')")
    for item in items:
        _item(checker, node.this, item, found)
    return ValueType.BOOL


def _item(checker: Checker, field: exp.Expression, item: exp.Expression, wanted: Type) -> None:
    """One value of the list of `in`."""
    literal = item.this if isinstance(item, exp.Neg) else item
    if checker.is_unknown_word(item):
        checker.unknown_field(item, as_text=True)
    elif isinstance(item, exp.Null):
        checker.fault(item, "null is in no list: write `… is null or … in (…)`")
    elif not isinstance(literal, exp.Literal):
        checker.fault(item, "the list of `in` holds texts or numbers only")
    else:
        found = checker.check(item)
        if wanted not in (None, found):
            checker.fault(item, f"a {NAMES[wanted]} is not found among values of another type")
        _known_value(checker, field, item)


def _between(checker: Checker, node: exp.Expression) -> Type:
    types = [checker.check(node.args[part]) for part in ("this", "low", "high")]
    known = {kind for kind in types if kind is not None}
    if len(known) > 1 or known & {ValueType.BOOL, ValueType.LIST}:
        checker.fault(node, "`between` takes three numbers, three texts or three times")
    return ValueType.BOOL


def _is(checker: Checker, node: exp.Expression) -> Type:
    found = checker.check(node.this)
    if isinstance(node.expression, exp.Null):
        return ValueType.BOOL
    if not isinstance(node.expression, exp.Boolean):
        checker.fault(node, "`is` goes with null, true or false only")
    elif found is not None and found is not ValueType.BOOL:
        checker.fault(node, f"a {NAMES[found]} is neither true nor false")
    return ValueType.BOOL


def _column(checker: Checker, node: exp.Expression) -> Type:
    name = name_of(node)
    if name not in checker.scope.fields:
        checker.unknown_field(node, as_text=False)
        return None
    checker.fields.add(name)
    return checker.scope.fields[name]


def _literal(checker: Checker, node: exp.Expression) -> Type:
    if node.args["is_string"]:
        if not fold(node.name):
            checker.fault(
                node,
                f"'{node.name}' has no letter or digit, and only these are compared; for a missing value write `… is null`",
            )
        return ValueType.TEXT
    try:
        value = float(node.name)
    except ValueError:
        value = float("inf")
    if not isfinite(value) or abs(value) > MAX_NUMBER:
        checker.fault(node, f"not a usable number: {node.name[:40]}")
    return ValueType.NUMBER


def _boolean(_checker: Checker, _node: exp.Expression) -> Type:
    return ValueType.BOOL


def _null(checker: Checker, node: exp.Expression) -> Type:
    checker.fault(node, "null stands only after `is` and `is not`")
    return None


def _arithmetic(checker: Checker, node: exp.Expression) -> Type:
    for part in ("this", "expression"):
        if part in node.args:
            checker.expect(node.args[part], ValueType.NUMBER, "arithmetic")
    return ValueType.NUMBER


def _date(checker: Checker, node: exp.Expression) -> Type:
    """`date '2026-01-31'`, which is the one type written before a text."""
    text = node.this
    target = node.args.get("to")
    is_date = isinstance(target, exp.DataType) and target.this is exp.DataType.Type.DATE
    if not is_date or not (isinstance(text, exp.Literal) and text.is_string):
        checker.fault(node, "the only typed value is a day: date '2026-01-31'")
        return None
    if micros_of(text.name) is None:
        checker.fault(node, f"'{text.name}' is not a day: write date '2026-01-31'")
        return None
    return ValueType.TIME


def _known_value(checker: Checker, side: exp.Expression, value: exp.Expression) -> None:
    """Refuse a text its field can never hold."""
    if isinstance(side, exp.Column) and isinstance(value, exp.Literal) and value.is_string:
        checker.known_value(name_of(side), value)


RULES: Mapping[type[exp.Expression], Rule] = {
    exp.And: Rule(_logic),
    exp.Or: Rule(_logic),
    exp.Not: Rule(_not),
    exp.Paren: Rule(_paren),
    exp.EQ: Rule(_comparison),
    exp.NEQ: Rule(_comparison),
    exp.LT: Rule(_comparison),
    exp.LTE: Rule(_comparison),
    exp.GT: Rule(_comparison),
    exp.GTE: Rule(_comparison),
    exp.In: Rule(_in, ("this", "expressions")),
    exp.Between: Rule(_between, ("this", "low", "high")),
    exp.Is: Rule(_is),
    exp.Column: Rule(_column, ("this", "table")),
    exp.Literal: Rule(_literal, ("this", "is_string")),
    exp.Boolean: Rule(_boolean),
    exp.Null: Rule(_null),
    exp.Add: Rule(_arithmetic),
    exp.Sub: Rule(_arithmetic),
    exp.Mul: Rule(_arithmetic),
    exp.Div: Rule(_arithmetic, ("this", "expression", "typed", "safe")),
    exp.Neg: Rule(_arithmetic),
    exp.Cast: Rule(_date, ("this", "to")),
    exp.Anonymous: Rule(check_call, ("this", "expressions")),
}
