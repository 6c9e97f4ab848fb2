"""How each call of the condition language is checked, by the table of functions."""

from sqlglot import exp

from prospector.rules.checker import NAMES, Aggregate, Checker, Type
from prospector.rules.functions import FUNCTIONS, Argument, Function
from prospector.rules.models import ValueType
from prospector.rules.schema import did_you_mean

MAX_DAYS = 3650
_LITERALS = (Argument.WORDS, Argument.RULE, Argument.KIND, Argument.DAYS)
_TYPES = {
    Argument.TEXT: ValueType.TEXT,
    Argument.ITEM: ValueType.TEXT,
    Argument.LIST: ValueType.LIST,
}


def check_call(checker: Checker, node: exp.Expression) -> Type:
    """The type of a call, which must be in the table and have the arguments it says there."""
    name = node.name.lower()
    function = FUNCTIONS.get(name)
    if function is None:
        checker.fault(node, f"unknown function {name!r}{did_you_mean(name, set(FUNCTIONS))}")
        return None
    arguments = node.expressions
    few = len(arguments) < len(function.arguments)
    if few or (len(arguments) > len(function.arguments) and not function.repeats):
        checker.fault(node, f"write it as {function.signature}")
        return function.returns
    wanted = [*function.arguments]
    wanted += [wanted[-1]] * (len(arguments) - len(wanted))
    types = [
        _argument(checker, function, argument, kind)
        for argument, kind in zip(arguments, wanted, strict=True)
    ]
    if function.returns is None:
        return _common(checker, node, types)
    _note(checker, node, function)
    return function.returns


def _argument(checker: Checker, function: Function, node: exp.Expression, wanted: Argument) -> Type:
    if wanted in _LITERALS:
        return _literal_argument(checker, function, node, wanted)
    if wanted is Argument.ITEM and checker.is_unknown_word(node):
        checker.unknown_field(node, as_text=True)
        return None
    found, expected = checker.check(node), _TYPES.get(wanted)
    if expected and found not in (None, expected):
        checker.fault(
            node, f"{function.signature} takes a {NAMES[expected]} here, not a {NAMES[found]}"
        )
    return found


def _literal_argument(
    checker: Checker, function: Function, node: exp.Expression, wanted: Argument
) -> Type:
    text = isinstance(node, exp.Literal) and node.is_string
    if wanted is Argument.DAYS:
        days = node.name if isinstance(node, exp.Literal) and not text else ""
        if not (days.isdecimal() and len(days) <= 4 and 1 <= int(days) <= MAX_DAYS):
            checker.fault(node, f"{function.signature}: days is a whole number, 1 to {MAX_DAYS}")
    elif checker.is_unknown_word(node):
        checker.unknown_field(node, as_text=True)
    elif not text:
        checker.fault(node, f"write it as {function.signature}: texts in single quotes")
    elif wanted is Argument.WORDS:
        return checker.check(node)
    elif wanted is Argument.KIND:
        checker.known_value("signal.kind", node)
    return ValueType.TEXT


def _common(checker: Checker, node: exp.Expression, types: list[Type]) -> Type:
    known = {kind for kind in types if kind is not None}
    if len(known) > 1:
        checker.fault(
            node, f"{node.name.lower()}: values of one type, not {' and '.join(sorted(known))}"
        )
        return None
    if ValueType.LIST in known:
        checker.fault(node, f"{node.name.lower()} takes no list")
    return next(iter(known), None)


def _note(checker: Checker, node: exp.Expression, function: Function) -> None:
    """Remember what the engine must compute for a call."""
    if Argument.RULE in function.arguments:
        if not checker.scope.allow_fired:
            checker.fault(node, "fired() is for segments only")
        checker.fired.add(node.expressions[0].name)
    elif Argument.KIND in function.arguments:
        if not checker.scope.aggregates:
            checker.fault(node, f"{function.name}() is for segments and intent rules only")
        kind, *days = (argument.name for argument in node.expressions)
        count = int(days[0]) if days and days[0].isdecimal() else None
        checker.aggregates.add(Aggregate(function.name, kind, count))
