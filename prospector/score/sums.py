"""The three sums of intent in plain numbers: rules, groups, total, each within its ceiling."""

from collections.abc import Mapping
from dataclasses import dataclass

from prospector.engine.points import FULL, clip, nano
from prospector.rules.ruleset import Ruleset


@dataclass(frozen=True)
class Correction:
    """What a ceiling or floor takes from, or gives to, the sum before it."""

    #: The rule or group it belongs to, or `total`.
    cap: str
    rule: str | None
    group: str | None
    nano: int


@dataclass(frozen=True)
class Sums:
    """Intent from its rules' sums before caps."""

    #: Nano-points by rule id.
    before_caps: Mapping[str, int]
    corrections: tuple[Correction, ...]
    raw: int
    intent: int


TOTAL = "total"


def add_up(ruleset: Ruleset, before_caps: Mapping[str, int]) -> Sums:
    """Clip rules, then groups, then the total; `before_caps` is by rule id."""
    corrections: list[Correction] = []
    groups: dict[str, int] = {}
    ungrouped = 0
    for rule in ruleset.intent.rules:
        total = before_caps.get(rule.id, 0)
        clipped = clip(total, rule.cap)
        if clipped != total:
            corrections.append(Correction(rule.id, rule.id, rule.group, clipped - total))
        if rule.group is None:
            ungrouped += clipped
        else:
            groups[rule.group] = groups.get(rule.group, 0) + clipped
    raw = ungrouped
    for name, total in groups.items():
        group = ruleset.intent.groups.get(name)
        clipped = clip(total, group.cap if group else None)
        if clipped != total:
            corrections.append(Correction(name, None, name, clipped - total))
        raw += clipped
    intent = max(0, min(FULL, raw))
    if intent != raw:
        corrections.append(Correction(TOTAL, None, None, intent - raw))
    return Sums(before_caps, tuple(corrections), raw, intent)


def digit_of(ruleset: Ruleset, intent: int) -> str:
    """The intent digit of a number of nano-points, as people see it."""
    tenth = nano(0.1)
    seen = (intent + tenth // 2) // tenth * tenth
    cuts = ruleset.grades.intent
    if seen >= nano(cuts.first):
        return "1"
    return "2" if seen >= nano(cuts.second) else "3"
