"""One fact that counts twice: a rule that holds whenever another one does."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from prospector.rules import logic
from prospector.rules.folder import Doubt, Folder
from prospector.rules.lints import conditions
from prospector.rules.lints.conditions import Of
from prospector.rules.models.base import Lint
from prospector.rules.ruleset import Ruleset


class _Rule(NamedTuple):
    name: str
    points: float
    when: Of


def doubts(ruleset: Ruleset, folder: Folder) -> Iterator[Doubt]:
    """Every pair of rules that add up points for the same evidence."""
    intent = [
        _Rule(rule.id, rule.points, when) for rule, when in conditions.intent(ruleset, folder)
    ]
    for rule, other in _pairs(intent):
        yield rule.when.doubt(Lint.COUNTED_TWICE, _said(rule, other, "a signal"))
    yield from _fit(ruleset, folder)


def _fit(ruleset: Ruleset, folder: Folder) -> Iterator[Doubt]:
    """Traits of one profile that are one trait, unless they are alternatives of a group."""
    alternatives: dict[str, str] = {}
    profiles: dict[str, list[_Rule]] = {}
    for profile, group, rule, when in conditions.fit(ruleset, folder):
        profiles.setdefault(profile.id, []).append(_Rule(rule.id, rule.points, when))
        if group.pick == "best":
            alternatives[rule.id] = group.id
    for rules in profiles.values():
        for one, other in _pairs(rules):
            shared = alternatives.get(one.name)
            if shared is None or shared != alternatives.get(other.name):
                yield one.when.doubt(Lint.COUNTED_TWICE, _said(one, other, "somebody"))


def _pairs(rules: Sequence[_Rule]) -> Iterator[tuple[_Rule, _Rule]]:
    """Rules of one sign, the first of which never holds without the second; equal ones once."""
    for place, rule in enumerate(rules):
        for number, other in enumerate(rules):
            if place == number or rule.points * other.points <= 0:
                continue
            if not logic.implies(rule.when.tree, other.when.tree):
                continue
            if place < number and logic.implies(other.when.tree, rule.when.tree):
                continue  # equal: said of the later one
            yield rule, other


def _said(rule: _Rule, other: _Rule, who: str) -> str:
    return f"{rule.name} counts twice: {who} that meets it meets {other.name} too (line {other.when.place.line()}), and their points add up; keep one, or let {other.name} leave out what {rule.name} is for"
