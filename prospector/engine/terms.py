"""Each intent rule as SQL over a signal `s`, a lead `l`, its account `a` and its counts `c`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlglot import exp

from prospector.engine.expressions import column, column_sql, entities, expressions
from prospector.engine.points import double, nano, round_sql
from prospector.engine.signals import question_name
from prospector.engine.surge import join_sql, reads
from prospector.rules.checker import name_of
from prospector.rules.conditions import Aggregate, Expression
from prospector.rules.models import Decay, HalfLife, IntentRule, Scope
from prospector.rules.operators import bare, chain
from prospector.rules.ruleset import Ruleset
from prospector.rules.spelling import text_literal, to_sql
from prospector.text import fold

_WHOLE = "1e0"


@dataclass(frozen=True)
class Term:
    """One rule, spelled."""

    index: int
    rule: IntentRule
    #: Whether the signal counts: the condition holds and the horizon is not passed.
    counts: str
    redundancy: str
    decay: str
    #: The rows its condition reads: signal, lead, account.
    reads: frozenset[str]
    #: The kinds it can count at all; None = any.
    kinds: frozenset[str] | None
    #: The columns of a signal that its condition reads.
    columns: frozenset[str]
    asked: tuple[Aggregate, ...]
    #: Whether it asks for the account's pace.
    paced: bool

    def points(self, share: float) -> str:
        """The contribution at a share, rounded once."""
        weights = (
            double(nano(self.rule.points) * share),
            "s.confidence",
            self.redundancy,
            self.decay,
        )
        return round_sql(" * ".join(weight for weight in weights if weight != _WHOLE))

    @property
    def name(self) -> str:
        """The column of its total."""
        return f"r{self.index}"

    @property
    def whole_account(self) -> bool:
        """Whether it counts all signals of the account."""
        return self.rule.scope is Scope.ACCOUNT

    @property
    def asks(self) -> bool:
        """Whether its condition asks about all signals of the lead."""
        return bool(self.asked)

    @property
    def ranked(self) -> bool:
        """Whether repetitions count less."""
        return self.redundancy != _WHOLE

    @property
    def alone(self) -> bool:
        """Whether a signal says all: nothing of its lead or account is read."""
        return not self.whole_account and not self.paced and self.reads <= {"signal"}

    @property
    def judged_per_lead(self) -> bool:
        """Whether the account's signals must be judged anew for each of its leads."""
        return self.whole_account and "lead" in self.reads


def terms(ruleset: Ruleset) -> list[Term]:
    """Every intent rule, in the order of the file."""
    parsed, asked = expressions(ruleset).intent, questions(ruleset)
    return [
        _term(ruleset, index, parsed[rule.id], asked)
        for index, rule in enumerate(ruleset.intent.rules)
    ]


def questions(ruleset: Ruleset) -> list[Aggregate]:
    """What intent and fit rules ask about all signals of a lead."""
    parsed = expressions(ruleset)
    found = {q for e in (*parsed.intent.values(), *parsed.fit.values()) for q in e.aggregates}
    return sorted(found, key=str)


def joins(reading: Iterable[Term], account: str) -> str:
    """The rows beside signal and lead that some of these rules read."""
    reading = list(reading)
    found = []
    if any("account" in term.reads for term in reading):
        found.append(f"LEFT JOIN accounts a ON a.account_id = {account}")
    if any(term.asks for term in reading):
        found.append("LEFT JOIN counts c ON c.lead_id = l.lead_id")
    if any(term.paced for term in reading):
        found.append(join_sql(account))
    return " ".join(found)


def _term(ruleset: Ruleset, index: int, expression: Expression, asked: Sequence[Aggregate]) -> Term:
    rule, defaults = ruleset.intent.rules[index], ruleset.intent.defaults
    when = to_sql(
        expression, column_sql, aggregate=lambda question: f"c.{question_name(asked, question)}"
    )
    factor = rule.redundancy or defaults.redundancy
    return Term(
        index=index,
        rule=rule,
        counts=f"{when} AND s.age <= {double(rule.horizon or defaults.horizon)}",
        redundancy=_WHOLE if factor == 1 else f"pow({double(factor)}, s.nth - 1)",
        decay=_decay(ruleset, rule, expression),
        reads=frozenset(entities(expression)),
        kinds=pinned_kinds(expression.tree),
        columns=frozenset(column(name) for name in expression.fields if name.startswith("signal.")),
        asked=tuple(sorted(expression.aggregates, key=str)),
        paced=reads(expression),
    )


def _decay(ruleset: Ruleset, rule: IntentRule, expression: Expression) -> str:
    """The rule's own half-life, else that of the kind, else the default."""
    shape = rule.decay or ruleset.intent.defaults.decay
    default = ruleset.intent.defaults.half_life
    if rule.half_life is not None:
        return _fading(shape, rule.half_life)
    kinds = {fold(name): kind.half_life for name, kind in ruleset.signals.kinds.items()}
    pinned = pinned_kinds(expression.tree) or set(kinds)
    by_half_life: dict[HalfLife, list[str]] = {}
    for kind in sorted(pinned):
        by_half_life.setdefault(kinds.get(kind) or default, []).append(kind)
    if len(by_half_life) == 1:
        return _fading(shape, next(iter(by_half_life)))
    cases = " ".join(
        f"WHEN s.kind IN ({', '.join(map(text_literal, names))}) THEN {_fading(shape, half_life)}"
        for half_life, names in by_half_life.items()
    )
    return f"CASE {cases} ELSE {_fading(shape, default)} END"


def _fading(shape: Decay, half_life: HalfLife) -> str:
    if half_life == "never":
        return _WHOLE
    if shape is Decay.LINEAR:
        return f"greatest(0e0, 1e0 - s.age / {double(2 * half_life)})"
    if shape is Decay.STEP:
        return f"CASE WHEN s.age < {double(half_life)} THEN 1e0 ELSE 0e0 END"
    return f"pow(2e0, -s.age / {double(half_life)})"


def pinned_kinds(tree: exp.Expression) -> frozenset[str] | None:
    """The kinds of signals that a condition can hold for, folded; None = any."""
    whole = bare(tree)
    if isinstance(whole, exp.And | exp.Or):
        found = [pinned_kinds(term) for term in chain(whole)]
        some = [kinds for kinds in found if kinds is not None]
        if isinstance(whole, exp.And):
            return frozenset.intersection(*some) if some else None
        return frozenset().union(*some) if len(some) == len(found) else None
    if isinstance(whole, exp.In | exp.EQ) and _is_kind(whole.this):
        values = whole.expressions or [whole.expression]
        if all(isinstance(value, exp.Literal) for value in values):
            return frozenset(fold(value.name) for value in values)
    return None


def _is_kind(node: exp.Expression) -> bool:
    return isinstance(node, exp.Column) and name_of(node) == "signal.kind"
