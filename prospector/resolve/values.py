"""Which of several stated values holds, since when, and what it replaced.

Values are never applied one after the other: the whole line of statements is judged at once, so
that neither the order of imports nor their repetition can change what comes out.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from prospector.tables import SourceRank

# Any: a value has its field's own type.
Value = Any

RANKS = {SourceRank.FEED: 1, SourceRank.CRM: 2, SourceRank.PERSON: 3}
#: A value somebody gave beats one we derived, whoever gave it.
GIVEN, DERIVED = 2, 1


class Origin(NamedTuple):
    """Where a statement stands; times in microseconds."""

    feed: str
    rank: SourceRank
    file: str
    line: int
    seen: int
    received: int
    #: Decides between statements alike in everything else, the same way every time.
    tie: str


class Statement(NamedTuple):
    """One value a source gave for one field."""

    value: Value
    origin: Origin
    level: int = GIVEN
    #: The field it was derived from, if it was.
    derived_from: str | None = None

    def strength(self) -> tuple[int, int, int, int, str]:
        """Given beats derived, a person beats a CRM beats a feed, newer beats older."""
        origin = self.origin
        return (self.level, RANKS[origin.rank], origin.seen, origin.received, origin.tie)


class Replaced(NamedTuple):
    """A value that held until another took its place."""

    value: Value
    source: dict[str, Any]  # Any: what the source map holds, text and numbers
    until: int


class Held(NamedTuple):
    """The value that holds, where it comes from, and those it replaced, oldest first."""

    value: Value
    source: dict[str, Any] | None  # Any: as above; None where no value holds
    replaced: tuple[Replaced, ...] = ()


def held(statements: Sequence[Statement]) -> Held:
    """The strongest statement's value, and the line of values as they became known."""
    first = statements[0].value
    if all(statement.value == first for statement in statements):
        chosen = max(statements, key=Statement.strength)
        return Held(first, None if first is None else _source(chosen, statements))
    best: Statement | None = None
    replaced: list[Replaced] = []
    for received, together in groupby(sorted(statements, key=_received), key=_received):
        strongest = max([*together, *([best] if best else [])], key=Statement.strength)
        if best is not None and best.value is not None and best.value != strongest.value:
            replaced.append(Replaced(best.value, _source(best, statements), received))
        best = strongest
    if best is None or best.value is None:
        return Held(None, None, tuple(replaced))
    return Held(best.value, _source(best, statements), tuple(replaced))


def _received(statement: Statement) -> int:
    return statement.origin.received


def _source(chosen: Statement, statements: Iterable[Statement]) -> dict[str, Any]:  # Any: see Held
    """The source map's entry: first and last seen are when we were told this value."""
    told = [_received(s) for s in statements if s.value == chosen.value]
    source: dict[str, Any] = {
        "feed": chosen.origin.feed,
        "rank": chosen.origin.rank.value,
        "file": chosen.origin.file,
        "line": chosen.origin.line,
        "first_seen": min(told),
        "last_seen": max(told),
    }
    if chosen.derived_from:
        source["from"] = chosen.derived_from
    return source
