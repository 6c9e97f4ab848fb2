"""What follows from what: sound, not complete, and quick enough to run over every pair.

`implies(later, earlier)` is true only when whoever meets the first condition meets the second;
`never(condition)` only when nobody can meet it. Unknown counts as not met, as everywhere.
"""

from dataclasses import dataclass
from functools import reduce
from math import inf

from sqlglot import exp

from prospector.rules.operators import bare, chain
from prospector.rules.spelling import spell_node
from prospector.text import fold

Literal = str | float


@dataclass(frozen=True)
class Domain:
    """What a comparison with constants leaves of a value: some constants, or an interval."""

    values: frozenset[Literal] | None = None
    low: float = -inf
    high: float = inf
    #: Whether the ends themselves are in it.
    closed: tuple[bool, bool] = (True, True)

    def holds(self, value: Literal) -> bool:
        """Whether a constant is in it."""
        if self.values is not None:
            return value in self.values
        if isinstance(value, str):
            return False
        above = value > self.low or (self.closed[0] and value == self.low)
        below = value < self.high or (self.closed[1] and value == self.high)
        return above and below

    def inside(self, other: "Domain") -> bool:
        """Whether every value of this one is in the other."""
        if self.values is not None:
            return all(other.holds(value) for value in self.values)
        if other.values is not None:
            return False
        above = self.low > other.low or (
            self.low == other.low and (other.closed[0] or not self.closed[0])
        )
        below = self.high < other.high or (
            self.high == other.high and (other.closed[1] or not self.closed[1])
        )
        return above and below

    def apart(self, other: "Domain") -> bool:
        """Whether no value is in both."""
        if self.values is not None:
            return not any(other.holds(value) for value in self.values)
        if other.values is not None:
            return other.apart(self)
        first, second = sorted((self, other), key=lambda domain: (domain.low, domain.high))
        touch = first.high == second.low and first.closed[1] and second.closed[0]
        return first.high < second.low or (first.high == second.low and not touch)


def implies(later: exp.Expression, earlier: exp.Expression) -> bool:
    """Whether everyone who meets the later condition meets the earlier one."""
    return _Implication().holds(later, earlier)


class _Implication:
    """One question; sub-questions are answered once."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], bool] = {}

    def holds(self, later: exp.Expression, earlier: exp.Expression) -> bool:
        later, earlier = bare(later), bare(earlier)
        key = (id(later), id(earlier))
        if key not in self._known:
            self._known[key] = self._find(later, earlier)
        return self._known[key]

    def _find(self, later: exp.Expression, earlier: exp.Expression) -> bool:
        if always(earlier) or never(later) or spell_node(later) == spell_node(earlier):
            return True
        if isinstance(later, exp.Or):
            return all(self.holds(term, earlier) for term in chain(later))
        if isinstance(earlier, exp.And):
            return all(self.holds(later, term) for term in chain(earlier))
        if isinstance(later, exp.And) and any(self.holds(term, earlier) for term in chain(later)):
            return True
        if isinstance(earlier, exp.Or):
            any_term = any(self.holds(later, term) for term in chain(earlier))
            return any_term or _among(later, chain(earlier))
        return _atom_implies(later, earlier)


def always(node: exp.Expression) -> bool:
    """Whether everyone meets a condition, whatever is unknown."""
    node = bare(node)
    if isinstance(node, exp.And):
        return all(always(term) for term in chain(node))
    if isinstance(node, exp.Or):
        terms = [bare(term) for term in chain(node)]
        return _either_way(terms) or any(always(term) for term in terms)
    return _truth(node) is True


def _either_way(terms: list[exp.Expression]) -> bool:
    """Whether `x is null` stands beside `x is not null`."""
    denied = {spell_node(bare(term.this)) for term in terms if isinstance(term, exp.Not)}
    return any(isinstance(term, exp.Is) and spell_node(term) in denied for term in terms)


def never(node: exp.Expression) -> bool:
    """Whether nobody can meet a condition."""
    node = bare(node)
    if isinstance(node, exp.Or):
        return all(never(term) for term in chain(node))
    if isinstance(node, exp.And):
        return any(never(term) for term in chain(node)) or _contradicts(chain(node))
    if isinstance(node, exp.Not):
        return always(node.this)
    atom = _atom(node)
    return _truth(node) is False or (atom is not None and atom[1].low > atom[1].high)


def _contradicts(terms: list[exp.Expression]) -> bool:
    """Whether two terms want different things of one value."""
    subjects: dict[str, list[Domain]] = {}
    for term in terms:
        for subject, domain in _domains(term).items():
            subjects.setdefault(subject, []).append(domain)
    return any(
        one.apart(other)
        for domains in subjects.values()
        for place, one in enumerate(domains)
        for other in domains[:place]
    )


def _domains(node: exp.Expression) -> dict[str, Domain]:
    """What a condition leaves of the values it speaks of; an `or` of constants is their union."""
    node = bare(node)
    if isinstance(node, exp.And):
        return reduce(lambda found, term: {**_domains(term), **found}, chain(node), {})
    if isinstance(node, exp.Or):
        return _union([_domains(term) for term in chain(node)])
    atom = _atom(node)
    return {} if atom is None else {atom[0]: atom[1]}


def _union(terms: list[dict[str, Domain]]) -> dict[str, Domain]:
    shared = set(terms[0]).intersection(*terms[1:])
    united: dict[str, Domain] = {}
    for subject in shared:
        values = [term[subject].values for term in terms]
        if all(value is not None for value in values):
            united[subject] = Domain(frozenset().union(*(value or () for value in values)))
    return united


def _among(later: exp.Expression, terms: list[exp.Expression]) -> bool:
    """Whether `x in ('a', 'b')` is spread over several terms: `x = 'a' or x = 'b'`."""
    first = _atom(later)
    if first is None or first[1].values is None:
        return False
    others = [atom[1] for term in terms if (atom := _atom(bare(term))) and atom[0] == first[0]]
    return all(any(other.holds(value) for other in others) for value in first[1].values)


def _atom_implies(later: exp.Expression, earlier: exp.Expression) -> bool:
    first = _atom(later)
    if first is None:
        return False
    second = _atom(earlier)
    if second is not None:
        return first[0] == second[0] and first[1].inside(second[1])
    if isinstance(earlier, exp.Not):
        denied = bare(earlier.this)
        if isinstance(denied, exp.Is) and isinstance(denied.expression, exp.Null):
            return spell_node(denied.this) == first[0]  # a comparison that holds knows its value
        denied_atom = _atom(denied)
    else:
        denied_atom = _equality(earlier) if isinstance(earlier, exp.NEQ) else None
    return denied_atom is not None and denied_atom[0] == first[0] and first[1].apart(denied_atom[1])


def _atom(node: exp.Expression) -> tuple[str, Domain] | None:
    """A comparison of one value with constants: which value, and what is left of it."""
    if isinstance(node, exp.EQ):
        return _equality(node)
    if isinstance(node, exp.In):
        values = frozenset(_constant(item) for item in node.expressions)
        return spell_node(node.this), Domain(frozenset(v for v in values if v is not None))
    if isinstance(node, exp.Between):
        low, high = _number(node.args["low"]), _number(node.args["high"])
        if low is None or high is None:
            return None
        return spell_node(node.this), Domain(low=low, high=high)
    return _inequality(node)


def _equality(node: exp.Expression) -> tuple[str, Domain] | None:
    for side, other in ((node.this, node.expression), (node.expression, node.this)):
        value = _constant(other)
        if value is not None and _constant(side) is None:
            return spell_node(side), Domain(frozenset({value}))
    return None


def _inequality(node: exp.Expression) -> tuple[str, Domain] | None:
    if not isinstance(node, exp.GT | exp.GTE | exp.LT | exp.LTE):
        return None
    upward, closed = isinstance(node, exp.GT | exp.GTE), isinstance(node, exp.GTE | exp.LTE)
    side, limit = node.this, _number(node.expression)
    if limit is None:
        side, limit, upward = node.expression, _number(node.this), not upward
    if limit is None or _number(side) is not None:
        return None
    if upward:
        return spell_node(side), Domain(low=limit, closed=(closed, True))
    return spell_node(side), Domain(high=limit, closed=(True, closed))


def _truth(node: exp.Expression) -> bool | None:
    """The truth of a condition over constants alone."""
    node = bare(node)
    if isinstance(node, exp.Boolean):
        return bool(node.this)
    if isinstance(node, exp.Not):
        denied = _truth(node.this)
        return None if denied is None else not denied
    if isinstance(node, exp.EQ | exp.NEQ):
        left, right = _constant(node.this), _constant(node.expression)
        known = left is not None and right is not None
        return (left == right) is isinstance(node, exp.EQ) if known else None
    return None


def _constant(node: exp.Expression) -> Literal | None:
    node = bare(node)
    if isinstance(node, exp.Literal) and node.is_string:
        return fold(node.name)
    if isinstance(node, exp.Boolean):
        return str(bool(node.this)).upper()
    return _number(node)


def _number(node: exp.Expression) -> float | None:
    node = bare(node)
    if isinstance(node, exp.Neg):
        value = _number(node.this)
        return None if value is None else -value
    if isinstance(node, exp.Literal) and not node.is_string:
        return float(node.name)
    return None
