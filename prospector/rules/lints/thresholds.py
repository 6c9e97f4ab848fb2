"""Numbers out of reach: cuts no score comes to, grades nobody gets, points a cap never lets through."""

from collections.abc import Iterator
from math import inf

from sqlglot import exp

from prospector.rules import fields, logic
from prospector.rules.dialect import Conditions
from prospector.rules.folder import Doubt, Folder
from prospector.rules.lints import conditions
from prospector.rules.lints.conditions import at
from prospector.rules.models.base import Lint
from prospector.rules.operators import bare, chain
from prospector.rules.ruleset import Ruleset

FULL = 100.0


def doubts(ruleset: Ruleset, folder: Folder) -> Iterator[Doubt]:
    """Everything that asks for what no lead can have."""
    yield from _points(ruleset, folder)
    yield from _cuts(ruleset, folder)
    gettable = grades(ruleset)
    for index, grade in enumerate(ruleset.policy.grades):
        if grade not in gettable:
            place = at(folder, "policy", "grades", index)
            yield place.doubt(
                Lint.OUT_OF_REACH,
                f"no lead can be graded {grade}: move the cuts in grades.yaml, or leave it out",
            )
    yield from _segments(ruleset, folder, gettable)


def most_intent(ruleset: Ruleset) -> float:
    """The highest intent that caps let through; where no rule gives points yet, nothing is known."""
    groups: dict[str, float] = {}
    for rule in ruleset.intent.rules:
        if rule.points > 0:
            name = rule.group or f"rule {rule.id}"
            groups[name] = groups.get(name, 0) + (inf if rule.cap is None else rule.cap)
    if not groups:
        return FULL
    caps = {name: group.cap for name, group in ruleset.intent.groups.items()}
    most = sum(min(found, caps.get(name) or inf) for name, found in groups.items())
    return min(FULL, most)


def grades(ruleset: Ruleset) -> list[str]:
    """The grades that a lead can get."""
    fit, intent = ruleset.grades.fit, ruleset.grades.intent
    most = most_intent(ruleset)
    letters = ["A", *(["B"] if fit.B < fit.A else []), *(["C"] if fit.B > 0 else [])]
    digits = [
        *(["1"] if intent.first <= most else []),
        *(["2"] if intent.second < intent.first and intent.second <= most else []),
        *(["3"] if intent.second > 0 else []),
    ]
    return [letter + digit for letter in letters for digit in digits]


def _points(ruleset: Ruleset, folder: Folder) -> Iterator[Doubt]:
    """Points that no signal ever gives."""
    for index, rule in enumerate(ruleset.intent.rules):
        group = ruleset.intent.groups.get(rule.group or "")
        limits = {
            "its cap": rule.cap,
            f"the cap of group {rule.group}": group.cap if group else None,
        }
        for name, limit in limits.items():
            if limit is not None and abs(rule.points) > limit:
                place = at(folder, "intent", "rules", index, "points")
                yield place.doubt(
                    Lint.OUT_OF_REACH,
                    f"{rule.id} never gives its {rule.points:g} points: {name} is {limit:g}; raise the cap or lower the points",
                )
                break


def _cuts(ruleset: Ruleset, folder: Folder) -> Iterator[Doubt]:
    fit, intent = ruleset.grades.fit, ruleset.grades.intent
    most = most_intent(ruleset)
    for digit, cut in (("1", intent.first), ("2", intent.second)):
        if cut > most:
            yield at(folder, "grades", "intent", digit).doubt(
                Lint.OUT_OF_REACH,
                f"no lead can be a {digit}: the caps in intent.yaml let intent come to {most:g} at most; lower the cut or raise a cap",
            )
    for stem, better, worse, high, low in (
        ("fit", "A", "B", fit.A, fit.B),
        ("intent", "1", "2", intent.first, intent.second),
    ):
        if high == low:
            yield at(folder, "grades", stem, worse).doubt(
                Lint.OUT_OF_REACH,
                f"no lead can be a {worse}: whoever reaches {low:g} is a {better} already; lower this cut",
            )
    for stem, worst, last, least in (("fit", "B", "C", fit.B), ("intent", "2", "3", intent.second)):
        if least == 0:
            yield at(folder, "grades", stem, worst).doubt(
                Lint.OUT_OF_REACH, f"no lead can be a {last}: nobody is below 0; raise this cut"
            )


def _segments(ruleset: Ruleset, folder: Folder, gettable: list[str]) -> Iterator[Doubt]:
    """Conditions, or alternatives of one, that ask for numbers or grades nobody has."""
    possible = conditions.of_segment(ruleset, _possible(ruleset, gettable)).tree
    for segment, when in conditions.segments(ruleset, folder):
        for branch in _branches(when.tree):
            if not logic.never(branch) and logic.never(_all(branch, possible)):
                said = (
                    ""
                    if bare(branch) is bare(when.tree)
                    else f" by `{branch.sql(dialect=Conditions, normalize_functions=False)}`"
                )
                yield when.doubt(
                    Lint.OUT_OF_REACH,
                    f"nobody comes to {segment.id}{said}: it asks for a number or grade that no lead can have (intent comes to {most_intent(ruleset):g} at most, fit to 100; grades are {', '.join(gettable)})",
                )


def _possible(ruleset: Ruleset, gettable: list[str]) -> str:
    """What every lead meets."""
    numbers = [name for name in fields.segment_fields(ruleset.signals) if name.startswith("fit")]
    ranges = [
        f"{name} between 0 and 100"
        for name in ("fit", "fit.lower", "fit.upper", "fit.expected")
        if name in numbers
    ]
    listed = ", ".join(f"'{grade}'" for grade in {*gettable, "C3"})
    return " and ".join(
        [
            *ranges,
            "fit.known_share between 0 and 1",
            f"intent between 0 and {most_intent(ruleset):g}",
            f"grade in ({listed})",
        ]
    )


def _branches(tree: exp.Expression) -> list[exp.Expression]:
    whole = bare(tree)
    return chain(whole) if isinstance(whole, exp.Or) else [whole]


def _all(branch: exp.Expression, possible: exp.Expression) -> exp.Expression:
    """The terms of both, side by side, as contradictions are looked for."""
    terms = [
        *(chain(bare(branch)) if isinstance(bare(branch), exp.And) else [branch]),
        *chain(bare(possible)),
    ]
    found = terms[0].copy()
    for term in terms[1:]:
        found = exp.And(this=found, expression=term.copy())
    return found
