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
    for one in impossible:
        yield one.place.problem("nobody can meet this condition: it contradicts itself")
    segments = [one for one in conditions if one.stem == "segments" and one not in impossible]
    for place, later in enumerate(segments):
        for earlier in segments[:place]:
            if logic.implies(later.expression.tree, earlier.expression.tree):
                yield later.place.problem(
                    f"never reached: whoever meets this condition meets that of {_name(folder, earlier)} first (line {earlier.place.line()})"
                )
                break


def _is_condition(condition: Condition) -> bool:
    return condition.stem != "grades"


def _name(folder: Folder, condition: Condition) -> str:
    path = (*condition.place.path[:-1], "id")
    return repr(next(iter(folder.texts("segments", *path)), "an earlier segment"))
