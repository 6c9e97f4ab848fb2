"""The parts of fit: each trait of the profile, each ceiling. They add up exactly."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from prospector.engine.points import FULL, on_scale
from prospector.engine.traits import Group, Trait
from prospector.rules.models import say
from prospector.score.sums import TOTAL
from prospector.score.wording import tell

# Any: a row of the engine, by column.
Row = Mapping[str, Any]


@dataclass(frozen=True)
class FitPart:
    """One trait; or, with `cap`, what a ceiling or floor corrects."""

    nano: int
    why: str
    rule: str | None = None
    group: str | None = None
    cap: str | None = None
    #: None = unknown.
    holds: bool | None = None
    #: What it is worth where it holds, on the scale of 100, in nano-points.
    worth: int | None = None
    #: The missing fields that keep it unknown.
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """A lead in the light of one profile."""

    groups: Sequence[Group]
    #: The engine's row of the lead: every trait, and a flag per field that is missing.
    traits: Row
    #: The flag's column, by field.
    flags: Mapping[str, str]
    language: str

    @property
    def full(self) -> int:
        """The raw points that are 100."""
        return sum(group.most for group in self.groups)


class _Raw(NamedTuple):
    """What counts of a trait (or, without one, of a group's ceiling), before the scale of 100."""

    nano: int
    group: Group
    trait: Trait | None = None


def fit_parts(sheet: Sheet) -> list[FitPart]:
    """A part per trait of a profile at its lower bound, and one per ceiling that bound.

    Each part takes the rounding of the running total: put on the scale of 100 one by one they
    would not add up.
    """
    parts: list[FitPart] = []
    running = 0
    for raw in _raw(sheet):
        before, running = running, running + raw.nano
        nano = on_scale(running, sheet.full) - on_scale(before, sheet.full)
        parts.append(_part(sheet, raw, nano))
    reached = on_scale(running, sheet.full)
    kept = max(0, min(FULL, reached))
    if kept != reached:
        why = tell(sheet.language, "ceiling.fit")
        parts.append(FitPart(nano=kept - reached, why=why, cap=TOTAL))
    return parts


def _raw(sheet: Sheet) -> Iterator[_Raw]:
    for group in sheet.groups:
        true = [trait.points for trait in group.traits if sheet.traits[trait.name]]
        worth, given = group.worth(true), 0
        for trait in group.traits:
            nano = _counted(group, trait, sheet.traits[trait.name], worth - given)
            given += max(0, nano)
            yield _Raw(nano, group, trait)
        if given != worth:
            yield _Raw(worth - given, group)


def _counted(group: Group, trait: Trait, holds: bool | None, left: int) -> int:  # noqa: FBT001 - a three-valued fact, not a switch
    """What a trait adds to the lower bound: unknown counts where it subtracts, else not."""
    if trait.points < 0:
        return 0 if holds is False else trait.points
    if not holds:
        return 0
    alone = group.group.pick == "best"
    return 0 if alone and trait.points != left else trait.points


def _part(sheet: Sheet, raw: _Raw, nano: int) -> FitPart:
    group = raw.group.group
    if raw.trait is None:
        limit = f"{group.cap:g}"
        why = tell(sheet.language, "ceiling.group", name=group.id, limit=limit)
        return FitPart(nano=nano, why=why, group=group.id, cap=group.id)
    rule, holds = raw.trait.rule, sheet.traits[raw.trait.name]
    missing = [name for name in raw.trait.expression.fields if sheet.traits[sheet.flags[name]]]
    return FitPart(
        nano=nano,
        why=say(rule.why, sheet.language) or " ".join(rule.when.split()),
        rule=rule.id,
        group=group.id,
        holds=holds,
        worth=on_scale(raw.trait.points, sheet.full),
        unknown=tuple(sorted(missing)) if holds is None else (),
    )
