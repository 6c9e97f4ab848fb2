"""Every condition and expression of the files, parsed where it stands."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from prospector.errors import Problem
from prospector.rules import conditions, fields
from prospector.rules.conditions import ConditionError, Expression, Scope
from prospector.rules.dialect import MAX_LENGTH
from prospector.rules.documents import Path
from prospector.rules.folder import Folder, Place
from prospector.rules.models import ValueType


class Condition(NamedTuple):
    """A parsed condition and its place."""

    stem: str
    place: Place
    expression: Expression


class _Where(NamedTuple):
    stem: str
    path: Path
    scope: Scope
    expects: ValueType = ValueType.BOOL


def read(folder: Folder) -> tuple[list[Condition], list[Problem]]:
    """The conditions that can be read, and what is wrong with the others."""
    parsed: list[Condition] = []
    problems: list[Problem] = []
    for where in _all(folder):
        for place in folder.find(where.stem, *where.path, of=str):
            if not 0 < len(place.value) <= MAX_LENGTH:
                continue  # the schema says so
            try:
                expression = conditions.parse_in(place.value, where.scope, expects=where.expects)
            except ConditionError as error:
                problems += [
                    place.problem(message, offset=offset) for message, offset in error.faults
                ]
            else:
                parsed.append(Condition(where.stem, place, expression))
    return parsed, problems


def _all(folder: Folder) -> list[_Where]:
    declared = _attributes(folder)
    about_people = {name: kind for name, kind in declared.items() if not _of_signal(name)}
    values = _values(folder)
    intent = Scope({**fields.INTENT, **declared}, values=values)
    fit = Scope({**fields.FIT, **about_people}, values=values, aggregates=False)
    segment = Scope({**fields.SEGMENT, **about_people}, allow_fired=True, values=values)
    priority = Scope(fields.PRIORITY, aggregates=False)
    fit_path = ("profiles", "*", "groups", "*", "rules", "*", "when")
    return [
        _Where("intent", ("rules", "*", "when"), intent),
        _Where("fit", fit_path, fit),
        _Where("segments", ("segments", "*", "when"), segment),
        _Where("segments", ("behaviours", "*", "when"), segment),
        _Where("grades", ("priority",), priority, ValueType.NUMBER),
    ]


def _attributes(folder: Folder) -> dict[str, ValueType]:
    """The declared attributes whose declaration can be read."""
    found: dict[str, ValueType] = {}
    for place in folder.find("signals", "fields", "*", of=dict):
        entity, kind = place.value.get("entity"), place.value.get("type")
        if entity in ("signal", "lead", "account") and kind in [*ValueType]:
            found[f"{entity}.{place.path[1]}"] = ValueType(kind)
    return found


def _of_signal(name: str) -> bool:
    return name.startswith("signal.")


def _values(folder: Folder) -> Mapping[str, Collection[str]]:
    """The texts that fields can hold, as far as the files say."""
    profiles = folder.known("fit", "profiles", "*", "id") or ()
    return {**fields.VALUES, "signal.kind": folder.kinds or (), "fit.profile": profiles}
