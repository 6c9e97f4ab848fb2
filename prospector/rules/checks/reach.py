"""Rules and segments that nobody can ever meet."""

from collections.abc import Iterator, Sequence

from prospector.errors import Problem
from prospector.rules import logic
from prospector.rules.checks.wording import Condition
from prospector.rules.folder import Folder


def problems(folder: Folder, conditions: Sequence[Condition]) -> Iterator[Problem]:
    """Conditions that contradict themselves, and segments an earlier one takes everybody from."""
    impossible = [
        one for one in conditions if _is_condition(one) and logic.never(one.expression.tree)
    ]
    by_move = set(folder.texts("segments", "on_move", "*", "segment"))
    for one in impossible:
        if one.stem == "segments" and _id(folder, one) in by_move:
            continue  # nobody falls into it: a move brings them
        yield one.place.problem("nobody can meet this condition: it contradicts itself")
    for ordered in ("segments", "behaviours"):
        yield from _taken(
            folder,
            [one for one in conditions if one.place.path[0] == ordered and one not in impossible],
        )


def _taken(folder: Folder, ordered: Sequence[Condition]) -> Iterator[Problem]:
    for place, later in enumerate(ordered):
        for earlier in ordered[:place]:
            if logic.implies(later.expression.tree, earlier.expression.tree):
                yield later.place.problem(
                    f"never reached: whoever meets this condition meets that of {_name(folder, earlier)} first (line {earlier.place.line()})"
                )
                break


def _is_condition(condition: Condition) -> bool:
    return condition.stem != "grades"


def _name(folder: Folder, condition: Condition) -> str:
    return repr(_id(folder, condition) or "an earlier one")


def _id(folder: Folder, condition: Condition) -> str | None:
    path = (*condition.place.path[:-1], "id")
    return next(iter(folder.texts(condition.stem, *path)), None)
