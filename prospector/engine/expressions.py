"""Every condition of a ruleset, parsed once, and where its fields stand in the frames."""

from collections.abc import Iterator
from dataclasses import dataclass

from prospector.engine.memory import once_per_version
from prospector.rules import conditions, fields
from prospector.rules.conditions import Expression
from prospector.rules.models import FitRule, ValueType
from prospector.rules.ruleset import Ruleset

#: The alias of each entity's row in every query.
ALIASES = {"signal": "s", "lead": "l", "account": "a"}
#: Fields whose column has another name: the feed itself is kept as given, to break ties.
_COLUMNS = {"signal.feed": "feed_folded", "signal.occurred_at": "stated_at"}


@dataclass(frozen=True)
class Expressions:
    """The parsed conditions, by the id of their rule, segment or behaviour."""

    intent: dict[str, Expression]
    fit: dict[str, Expression]
    segments: dict[str, Expression]
    behaviours: dict[str, Expression]
    priority: Expression

    def all(self) -> Iterator[Expression]:
        """Every one of them."""
        yield from self.intent.values()
        yield from self.fit.values()
        yield from self.segments.values()
        yield from self.behaviours.values()

    def fields_of(self, entity: str) -> list[str]:
        """The fields of an entity that some condition reads."""
        read = {name for expression in self.all() for name in expression.fields}
        if read & set(fields.RFM_FIELDS):
            read |= {"signal.amount", "signal.currency"}
        stored = read - set(fields.SURGE_FIELDS)
        return sorted(name for name in stored if name.startswith(f"{entity}."))


@once_per_version
def expressions(ruleset: Ruleset) -> Expressions:
    """Parse the conditions of a ruleset that the loader has already checked."""
    catalogue = ruleset.signals
    intent, fit = fields.intent_fields(catalogue), fields.fit_fields(catalogue)
    segments = fields.segment_fields(catalogue)
    return Expressions(
        intent={rule.id: conditions.parse(rule.when, intent) for rule in ruleset.intent.rules},
        fit={rule.id: conditions.parse(rule.when, fit) for rule in fit_rules(ruleset)},
        segments={
            segment.id: conditions.parse(segment.when, segments, allow_fired=True)
            for segment in ruleset.segments.segments
        },
        behaviours={
            one.id: conditions.parse(one.when, segments, allow_fired=True)
            for one in ruleset.segments.behaviours
        },
        priority=conditions.parse(
            ruleset.grades.priority, fields.PRIORITY, expects=ValueType.NUMBER
        ),
    )


def fit_rules(ruleset: Ruleset) -> Iterator[FitRule]:
    """Every fit rule, in the order of the file."""
    for profile in ruleset.fit.profiles:
        for group in profile.groups:
            yield from group.rules


def column(name: str) -> str:
    """The column of a field in its entity's frame: a declared attribute has a prefix."""
    if name in _COLUMNS:
        return _COLUMNS[name]
    word = name.partition(".")[2]
    return word if name in fields.INTENT else f"attribute_{word}"


def column_sql(name: str) -> str:
    """The SQL text of a field of a signal, lead or account; an account's pace is in `bursts b`."""
    if name in fields.SURGE_FIELDS:
        return f'b."{name.partition(".")[2]}"'
    return f'{ALIASES[name.partition(".")[0]]}."{column(name)}"'


def entities(expression: Expression) -> set[str]:
    """Which rows a condition reads; functions over all signals are about a lead."""
    read = {name.partition(".")[0] for name in expression.fields}
    return read | {"lead"} if expression.aggregates else read
