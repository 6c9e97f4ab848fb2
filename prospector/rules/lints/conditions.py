"""Conditions of sound rules, parsed, and one that must hold beside another."""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from sqlglot import exp

from prospector.rules import conditions, fields, logic
from prospector.rules.conditions import Expression
from prospector.rules.folder import Doubt, Folder, Place
from prospector.rules.models import (
    FitGroup,
    FitProfile,
    FitRule,
    IntentRule,
    SegmentRule,
    ValueType,
)
from prospector.rules.models.base import Lint
from prospector.rules.operators import bare, chain
from prospector.rules.ruleset import Ruleset
from prospector.rules.spelling import text_literal

Node = exp.Expression


class Of(NamedTuple):
    """A parsed condition and where it stands."""

    expression: Expression
    place: Place

    @property
    def tree(self) -> Node:
        """Its tree."""
        return self.expression.tree

    def may_see(self, kind: str) -> bool:
        """Whether it may hold for signals of a kind."""
        return not excludes(self.tree, _is_of_kind(kind))

    def doubt(self, lint: Lint, message: str) -> Doubt:
        """A doubt about it."""
        return self.place.doubt(lint, message)


def intent(ruleset: Ruleset, folder: Folder) -> Iterator[tuple[IntentRule, Of]]:
    """The intent rules."""
    known = fields.intent_fields(ruleset.signals)
    for index, rule in enumerate(ruleset.intent.rules):
        place = at(folder, "intent", "rules", index, "when")
        yield rule, Of(conditions.parse(rule.when, known), place)


def fit(ruleset: Ruleset, folder: Folder) -> Iterator[tuple[FitProfile, FitGroup, FitRule, Of]]:
    """The fit rules, with their profile and group."""
    known = fields.fit_fields(ruleset.signals)
    for first, profile in enumerate(ruleset.fit.profiles):
        for second, group in enumerate(profile.groups):
            for third, rule in enumerate(group.rules):
                path = ("profiles", first, "groups", second, "rules", third, "when")
                yield (
                    profile,
                    group,
                    rule,
                    Of(conditions.parse(rule.when, known), at(folder, "fit", *path)),
                )


def segments(ruleset: Ruleset, folder: Folder) -> Iterator[tuple[SegmentRule, Of]]:
    """The segments."""
    for index, segment in enumerate(ruleset.segments.segments):
        place = at(folder, "segments", "segments", index, "when")
        yield segment, Of(of_segment(ruleset, segment.when), place)


def of_segment(ruleset: Ruleset, text: str) -> Expression:
    """A condition as segments read it."""
    return conditions.parse(text, fields.segment_fields(ruleset.signals), allow_fired=True)


def at(folder: Folder, stem: str, *path: str | int) -> Place:
    """A place of a file."""
    return Place(folder.documents[stem], path, None)


def both(one: Node, other: Node) -> Node:
    """The condition that two conditions hold."""
    return exp.And(this=exp.Paren(this=one.copy()), expression=exp.Paren(this=other.copy()))


def excludes(condition: Node, fact: Node) -> bool:
    """Whether a condition surely does not hold where a fact does."""
    condition = bare(condition)
    if isinstance(condition, exp.And) and any(excludes(one, fact) for one in chain(condition)):
        return True
    if isinstance(condition, exp.Or):
        return all(excludes(one, fact) for one in chain(condition))
    if isinstance(condition, exp.Not):
        return logic.implies(fact, condition.this)
    if isinstance(condition, exp.NEQ):
        return logic.implies(fact, exp.EQ(this=condition.this, expression=condition.expression))
    return logic.never(both(condition, fact))


@cache
def _is_of_kind(kind: str) -> Node:
    known = {"signal.kind": ValueType.TEXT}
    return conditions.parse(f"signal.kind = {text_literal(kind)}", known).tree
