"""Parse a condition: SQL text in, a checked tree and what it speaks of out."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sqlglot import exp

from prospector.rules.checker import NAMES, Aggregate, Checker, Scope
from prospector.rules.dialect import ConditionError, tree_of
from prospector.rules.models import ValueType
from prospector.rules.operators import RULES

__all__ = ["Aggregate", "ConditionError", "Expression", "Scope", "parse", "parse_in"]


@dataclass(frozen=True)
class Expression:
    """A checked condition (or number), ready to be spelled for an engine."""

    source: str
    tree: exp.Expression = field(repr=False, compare=False)
    type: ValueType
    fields: frozenset[str]
    fired: frozenset[str]
    aggregates: frozenset[Aggregate]


def parse(
    source: str,
    fields: Mapping[str, ValueType],
    *,
    expects: ValueType = ValueType.BOOL,
    allow_fired: bool = False,
    kinds: Collection[str] = (),
) -> Expression:
    """Read one condition over some fields; `kinds` are the catalogue's signal kinds.

    Raises:
        ConditionError: it is not in the language; `faults` holds everything wrong with it.
    """
    values = {"signal.kind": kinds} if kinds else {}
    return parse_in(source, Scope(fields, allow_fired, values), expects=expects)


def parse_in(source: str, scope: Scope, *, expects: ValueType = ValueType.BOOL) -> Expression:
    """Read one condition in a scope.

    Raises:
        ConditionError: it is not in the language; `faults` holds everything wrong with it.
    """
    tree = tree_of(source)
    checker = Checker(scope, RULES)
    found = checker.check(tree)
    if found is not None and found is not expects:
        checker.fault(tree, f"a {NAMES[expects]} is wanted here, not a {NAMES[found]}")
    if checker.faults:
        raise ConditionError(sorted(set(checker.faults), key=lambda fault: fault.offset))
    return Expression(
        source=source,
        tree=tree,
        type=expects,
        fields=frozenset(checker.fields),
        fired=frozenset(checker.fired),
        aggregates=frozenset(checker.aggregates),
    )
