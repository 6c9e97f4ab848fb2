"""Doubts that somebody knows of and wants: `accept: {lint: reason}` beside the rule."""

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from prospector.rules.documents import Path
from prospector.rules.folder import Doubt, Folder, Place
from prospector.rules.models.base import Lint

#: Where an `accept` may stand: it is about what it stands in, and all within.
_PLACES: dict[str, Path] = {
    "intent": ("rules", "*"),
    "fit": ("profiles", "*", "groups", "*", "rules", "*"),
    "segments": ("segments", "*"),
    "grades": (),
}
#: Doubts that rest on data: without it, nobody can say that an acceptance is out of place.
_OF_DATA = frozenset({Lint.NEVER_FIRED, Lint.HOLDS_FOR_NOBODY, Lint.COUNTED_TWICE_IN_DATA})


class Accepted(NamedTuple):
    """A doubt that stays, and why."""

    doubt: Doubt
    reason: str


class Sorted(NamedTuple):
    """Doubts to look into, and those that were."""

    open: list[Doubt]
    accepted: list[Accepted]


def sort_out(
    doubts: Iterable[Doubt], folder: Folder, *, settled: Collection[tuple[str, Lint]] = ()
) -> Sorted:
    """Tell accepted doubts from open ones; an acceptance of nothing is a doubt itself.

    `settled` are the rules, by id, of which the data says that a doubt is out of place.
    """
    places = list(_acceptances(folder))
    result, used = Sorted([], []), set[Path]()
    for doubt in sorted(set(doubts)):
        found = next((place for place in places if _covers(place, doubt)), None)
        if found is None:
            result.open.append(doubt)
        else:
            used.add((found.document.file, *found.path))
            result.accepted.append(Accepted(doubt, str(found.value).strip()))
    for place in places:
        if (place.document.file, *place.path) not in used and _pointless(place, settled):
            said = f"{place.path[-1]} is no doubt here any more: take its acceptance out"
            result.open.append(place.doubt(Lint.ACCEPTS_NOTHING, said))
    result.open.sort()
    return result


def _acceptances(folder: Folder) -> Iterator[Place]:
    for stem, path in _PLACES.items():
        yield from folder.find(stem, *path, "accept", "*", of=str)


def _covers(place: Place, doubt: Doubt) -> bool:
    *within, _, lint = place.path
    return (
        place.document.file == doubt.file
        and doubt.lint == lint
        and doubt.path[: len(within)] == tuple(within)
    )


def _pointless(place: Place, settled: Collection[tuple[str, Lint]]) -> bool:
    """Whether an unused acceptance is surely one: without data, doubts of data may come yet."""
    *within, _, name = place.path
    lint = Lint(str(name))
    if lint not in _OF_DATA:
        return True
    return (str(place.document.get((*within, "id"))), lint) in settled
