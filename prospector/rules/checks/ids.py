"""Names that must be one of a kind."""

from collections.abc import Iterator

from prospector.errors import Problem
from prospector.rules.documents import Path
from prospector.rules.folder import Folder, Place

#: File, path of the name, and how much of the path two equal names must share to clash.
_UNIQUE: tuple[tuple[str, Path, int], ...] = (
    ("fit", ("profiles", "*", "id"), 0),
    ("fit", ("profiles", "*", "groups", "*", "id"), 2),
    ("fit", ("profiles", "*", "groups", "*", "rules", "*", "id"), 0),
    ("intent", ("rules", "*", "id"), 0),
    ("segments", ("segments", "*", "id"), 0),
    ("segments", ("segments", "*", "sequence", "*", "slug"), 2),
    ("segments", ("behaviours", "*", "id"), 0),
    ("segments", ("on_move", "*", "id"), 0),
    ("policy", ("sdrs", "*", "id"), 0),
    ("company", ("senders", "*", "id"), 0),
    ("proofs", ("proofs", "*", "id"), 0),
)


def problems(folder: Folder) -> Iterator[Problem]:
    """Every name that was already given."""
    for stem, pattern, shared in _UNIQUE:
        first: dict[tuple[object, ...], Place] = {}
        for place in folder.find(stem, *pattern, of=str):
            key = (*place.path[:shared], place.value)
            if key in first:
                word = pattern[-1]
                yield place.problem(
                    f"duplicate {word} {place.value!r}: line {first[key].line()} has it already"
                )
            first.setdefault(key, place)
