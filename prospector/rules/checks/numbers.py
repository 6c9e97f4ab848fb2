"""Numbers and names that contradict each other inside one file."""

import re
from collections.abc import Iterator

from prospector.data.lists import words
from prospector.errors import Problem
from prospector.rules import fields
from prospector.rules.folder import Folder, Place
from prospector.rules.schema import did_you_mean

_NAME = re.compile(r"[a-z_][a-z0-9_]*", re.ASCII)


def problems(folder: Folder) -> Iterator[Problem]:
    """Caps that cap nothing, cuts out of order, profiles nobody can fit, names of nothing."""
    yield from _caps(folder)
    yield from _cuts(folder)
    yield from _profiles(folder)
    yield from _attributes(folder)
    yield from _countries(folder)


def _caps(folder: Folder) -> Iterator[Problem]:
    for place in folder.find("fit", "profiles", "*", "groups", "*", of=dict):
        if place.value.get("cap") is not None and place.value.get("pick", "best") == "best":
            cap = Place(place.document, (*place.path, "cap"), None)
            yield cap.problem(
                "cap: a group with `pick: best` counts one rule; give that rule fewer points, or write `pick: sum`"
            )


def _cuts(folder: Folder) -> Iterator[Problem]:
    for name, better, worse in (("fit", "A", "B"), ("intent", "1", "2")):
        for place in folder.find("grades", name, of=dict):
            high, low = (_number(place.value.get(cut)) for cut in (better, worse))
            if high is not None and low is not None and high < low:
                cut = Place(place.document, (*place.path, better), None)
                yield cut.problem(f"{better}: {high:g} is below the cut of {worse}, {low:g}")


def _profiles(folder: Folder) -> Iterator[Problem]:
    for profile in folder.find("fit", "profiles", "*", of=dict):
        points = profile.document.find(
            *profile.path, "groups", "*", "rules", "*", "points", of=object
        )
        if not any((_number(value) or 0) > 0 for _, value in points):
            yield profile.problem("a profile needs a rule with positive points: nobody would fit")


def _attributes(folder: Folder) -> Iterator[Problem]:
    for place in folder.find("signals", "fields", "*", of=dict):
        name = str(place.path[-1])
        full = f"{place.value.get('entity')}.{name}"
        if not _NAME.fullmatch(name):
            yield place.document.key_problem(
                place.path,
                f"a condition cannot name {name!r}: use small letters, digits and _",
            )
        elif full in fields.INTENT:
            yield place.document.key_problem(place.path, f"{full} is a built-in field")


def _countries(folder: Folder) -> Iterator[Problem]:
    known = {code for code, _, _ in (entry.partition(" = ") for entry in words("countries"))}
    for place in folder.find("policy", "countries", "*", of=dict):
        code = str(place.path[-1])
        if code not in known:
            message = f"unknown country {code!r}{did_you_mean(code, known)}: codes are those of ISO 3166, as DE"
            yield place.document.key_problem(place.path, message)


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value)
