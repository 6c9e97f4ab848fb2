"""Why a lead moved: the terms of a condition that turned, with the numbers they read then and now."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from prospector.engine.judged import Chain, Part, Term

# Any: a row of the engine, by column.
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Value:
    """A number a term reads; None = not known, or nobody knew the lead then."""

    name: str
    before: float | None
    now: float | None


@dataclass(frozen=True)
class Turned:
    """A term of a segment's condition that came to hold, or holds no longer (None = unknown now)."""

    segment: str
    term: str
    holds: bool | None
    values: tuple[Value, ...]


def arrived(segment: str, condition: Part, before: Row | None, now: Row) -> list[Turned]:
    """What made a condition hold: the terms that decide it and did not hold before."""
    return [_turned(segment, term, before, now) for term in _came(condition, before, now)]


def departed(segment: str, condition: Part, before: Row, now: Row) -> list[Turned]:
    """What ended a condition: the terms it rested on that hold no longer."""
    return [_turned(segment, term, before, now) for term in _went(condition, before, now)]


def holds(part: Part, row: Row | None) -> bool:
    """Whether a condition held; unknown does not."""
    if row is None:
        return False
    if isinstance(part, Term):
        return row[part.holds] is True
    inner = (holds(one, row) for one in part.parts)
    return all(inner) if part.every else any(inner)


def _came(part: Part, before: Row | None, now: Row) -> Iterator[Term]:
    if not holds(part, now) or holds(part, before):
        return
    yield from [part] if isinstance(part, Term) else _each(_came, part, before, now)


def _went(part: Part, before: Row, now: Row) -> Iterator[Term]:
    if holds(part, now) or not holds(part, before):
        return
    yield from [part] if isinstance(part, Term) else _each(_went, part, before, now)


# Any: `_came` or `_went`.
def _each(look: Any, part: Chain, before: Row | None, now: Row) -> Iterator[Term]:
    seen: set[str] = set()
    for inner in part.parts:
        for term in look(inner, before, now):
            if term.text not in seen:
                seen.add(term.text)
                yield term


def _turned(segment: str, term: Term, before: Row | None, now: Row) -> Turned:
    return Turned(
        segment,
        term.text,
        now[term.holds],
        tuple(
            Value(name, before[column] if before is not None else None, now[column])
            for name, column in term.values.items()
        ),
    )
