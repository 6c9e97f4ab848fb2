"""A score as a waterfall: bars from zero to the score, each beginning where the last one ended."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from prospector.engine.points import points
from prospector.score.parts import IntentPart
from prospector.score.sums import TOTAL
from prospector.score.traits import FitPart


@dataclass(frozen=True)
class Bar:
    """One step: a rule with all its signals, or what a ceiling or floor takes or gives."""

    #: The rule, or the rule, group or `total` whose ceiling it is.
    name: str
    group: str | None
    why: str
    nano: int
    #: The running total before it, in nano-points.
    start: int
    #: The parts it sums up, by their place.
    parts: tuple[int, ...]
    #: Whether it is a ceiling or floor.
    cap: bool = False

    @property
    def end(self) -> int:
        """The running total after it."""
        return self.start + self.nano

    def as_json(self) -> dict[str, object]:
        """The bar in points."""
        return {
            "name": self.name,
            "group": self.group,
            "why": self.why,
            "cap": self.cap,
            "points": points(self.nano),
            "from": points(self.start),
            "to": points(self.end),
            "parts": list(self.parts),
        }


@dataclass(frozen=True)
class _Step:
    name: str
    group: str | None
    why: str
    nano: int
    parts: tuple[int, ...]
    cap: bool = False


def intent_bars(parts: Sequence[IntentPart]) -> list[Bar]:
    """A bar per rule, largest first within its group, each followed by the ceiling that bound it."""
    numbered = list(enumerate(parts))
    rules: dict[str, list[tuple[int, IntentPart]]] = {}
    for number, part in numbered:
        if part.cap is None:
            rules.setdefault(str(part.rule), []).append((number, part))
    caps = {(part.rule, part.cap or ""): (number, part) for number, part in numbered if part.cap}
    totals = {rule: sum(part.nano for _, part in found) for rule, found in rules.items()}
    groups = {rule: found[0][1].group for rule, found in rules.items()}
    weight: dict[str, int] = {}
    for rule, total in totals.items():
        weight[_family(rule, groups[rule])] = weight.get(_family(rule, groups[rule]), 0) + total
    order = sorted(
        rules,
        key=lambda rule: (
            -weight[_family(rule, groups[rule])],
            _family(rule, groups[rule]),
            -totals[rule],
            rule,
        ),
    )
    return _run(_intent_steps(order, rules, caps))


def _family(rule: str, group: str | None) -> str:
    """A rule without a group is a group of its own; no slug has a space."""
    return group or f"rule {rule}"


def _intent_steps(
    order: Sequence[str],
    rules: dict[str, list[tuple[int, IntentPart]]],
    caps: dict[tuple[str | None, str], tuple[int, IntentPart]],
) -> Iterator[_Step]:
    for _, family in groupby(order, key=lambda rule: _family(rule, rules[rule][0][1].group)):
        group = None
        for rule in family:
            found = rules[rule]
            group = found[0][1].group
            yield _Step(
                rule,
                group,
                found[0][1].why,
                sum(part.nano for _, part in found),
                tuple(number for number, _ in found),
            )
            yield from _ceiling(caps.get((rule, rule)))
        if group is not None:
            yield from _ceiling(caps.get((None, group)))
    yield from _ceiling(caps.get((None, TOTAL)))


def _ceiling(found: tuple[int, IntentPart | FitPart] | None) -> Iterator[_Step]:
    if found is not None:
        number, part = found
        yield _Step(str(part.cap), part.group, part.why, part.nano, (number,), cap=True)


def fit_bars(parts: Sequence[FitPart]) -> list[Bar]:
    """A bar per trait that gives or takes points, and per ceiling, in the order of the profile."""
    steps: list[_Step] = []
    for number, part in enumerate(parts):
        if part.cap is not None:
            steps += _ceiling((number, part))
        elif part.nano:
            steps.append(_Step(str(part.rule), part.group, part.why, part.nano, (number,)))
    return _run(steps)


def _run(steps: Iterable[_Step]) -> list[Bar]:
    bars, total = [], 0
    for step in steps:
        bar = Bar(step.name, step.group, step.why, step.nano, total, step.parts, step.cap)
        bars.append(bar)
        total = bar.end
    return bars
