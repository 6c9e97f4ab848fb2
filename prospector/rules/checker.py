"""Check a condition's tree: only known nodes, only known fields, and types that agree.

Nothing passes that is not named in `operators.py` and `calls.py`. sqlglot's own type annotator
is no help: it accepts `account.employees >= 'fifty'`.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlglot import exp

from prospector.rules import fields as all_fields
from prospector.rules.dialect import MAX_DEPTH, Fault, offset_of
from prospector.rules.models import ValueType
from prospector.rules.schema import did_you_mean
from prospector.text import fold

#: A type, or None when it is already known to be wrong (one mistake is one message).
Type = ValueType | None

#: Types as messages call them.
NAMES: dict[ValueType, str] = {
    ValueType.BOOL: "true-or-false value",
    ValueType.NUMBER: "number",
    ValueType.TEXT: "text",
    ValueType.TIME: "time",
    ValueType.LIST: "list",
}


class Aggregate(NamedTuple):
    """A question about all signals of a lead: `count_signals('page_visited', 30)`."""

    function: str
    kind: str
    days: int | None


@dataclass(frozen=True)
class Scope:
    """What a condition may speak of."""

    fields: Mapping[str, ValueType]
    allow_fired: bool = False
    #: Known texts of some fields: `signal.kind`, `grade`, `account.relation`.
    values: Mapping[str, Collection[str]] = field(default_factory=dict)
    aggregates: bool = True

    @property
    def kinds(self) -> Collection[str]:
        """Every signal kind; empty = unknown here, so not checked."""
        return self.values.get("signal.kind", ())


class Checker:
    """Walks one tree; keeps what it read and everything that is wrong."""

    def __init__(self, scope: Scope, rules: "Mapping[type[exp.Expression], Rule]") -> None:
        self.scope = scope
        self.faults: list[Fault] = []
        self.fields: set[str] = set()
        self.fired: set[str] = set()
        self.aggregates: set[Aggregate] = set()
        self._rules = rules
        self._depth = 0

    def fault(self, node: exp.Expression, message: str) -> None:
        """Note a mistake at a node."""
        self.faults.append(Fault(message, offset_of(node)))

    def check(self, node: exp.Expression) -> Type:
        """The type of a node."""
        rule = self._rules.get(type(node))
        if rule is None or not rule.covers(node):
            self.fault(node, _refusal(node))
            return None
        if self._depth >= MAX_DEPTH:
            self.fault(node, f"nested deeper than {MAX_DEPTH} levels")
            return None
        self._depth += 1
        try:
            return rule.check(self, node)
        finally:
            self._depth -= 1

    def expect(self, node: exp.Expression, wanted: ValueType, where: str) -> None:
        """Note a mistake unless a node has a type."""
        found = self.check(node)
        if found not in (None, wanted):
            self.fault(node, f"{where} takes a {NAMES[wanted]}, not a {NAMES[found]}")

    def is_unknown_word(self, node: exp.Expression) -> bool:
        """Whether a node is a single word that names no field."""
        bare = isinstance(node, exp.Column) and not node.table
        return bare and name_of(node) not in self.scope.fields

    def unknown_field(self, node: exp.Expression, *, as_text: bool) -> None:
        """Note a field that is not there; where a text may stand, a bare word was meant as one."""
        name, written = name_of(node), name_of(node, lower=False)
        if any(part.args.get("quoted") for part in node.find_all(exp.Identifier)):
            self.fault(node, f"texts go in single quotes: '{written}'")
            return
        if as_text or fold(written) in {fold(kind) for kind in self.scope.kinds}:
            hint = f"; did you mean the text '{written}'?"
        elif name in all_fields.INTENT or name in all_fields.SEGMENT:
            hint = " here" + (_SIGNALS_HINT if name.startswith("signal.") else "")
        else:
            owners = [known for known in self.scope.fields if known.endswith(f".{name}")]
            near = f"; did you mean {owners[0]!r}?" if owners else ""
            hint = near or did_you_mean(name, set(self.scope.fields))
        self.fault(node, f"unknown field {written!r}{hint}")

    def known_value(self, name: str, value: exp.Expression) -> None:
        """Note a text that is not among a field's known ones."""
        known = self.scope.values.get(name)
        if known and fold(value.name) not in {fold(text) for text in known}:
            word = name.rsplit(".", 1)[-1]
            hint = did_you_mean(value.name, set(known))
            self.fault(value, f"unknown {word} {value.name!r}{hint}")


class Rule(NamedTuple):
    """How one node class is checked, and which of its parts the language knows."""

    check: Callable[[Checker, exp.Expression], Type]
    parts: tuple[str, ...] = ("this", "expression")

    def covers(self, node: exp.Expression) -> bool:
        """Whether a node has no part beyond the known ones."""
        return all(
            key in self.parts or value is None or value is False or value == []
            for key, value in node.args.items()
        )


def name_of(column: exp.Expression, *, lower: bool = True) -> str:
    """A column as people name it, `signal.kind`; case does not matter."""
    parts = column.parts if isinstance(column, exp.Column) else [column]
    name = ".".join(part.name for part in parts)
    return name.lower() if lower else name


def _refusal(node: exp.Expression) -> str:
    for kinds, message in _REFUSALS:
        if isinstance(node, kinds):
            return message
    return "this is not part of the condition language"


_SIGNALS_HINT = ": use fired('rule-id') or count_signals('kind', days)"
_REFUSALS: tuple[tuple[tuple[type, ...], str], ...] = (
    (
        (exp.Like, exp.ILike, exp.RegexpLike, exp.SimilarTo, exp.Glob),
        "patterns are not part of the language: use contains(), starts_with() or matches_word()",
    ),
    ((exp.Query, exp.Subquery, exp.Exists), "a condition holds no SELECT"),
    ((exp.Case,), "`case` is not part of the language: write several rules, or use and / or"),
    ((exp.Column,), "a field is written entity.name, such as account.employees"),
    ((exp.In,), "`in` needs a list of values: in ('a', 'b')"),
    ((exp.DPipe,), "texts cannot be joined: compare each with and / or"),
)
