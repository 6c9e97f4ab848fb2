"""What plain sightings tell, and the source map's text where they agree."""

from collections.abc import Sequence
from functools import lru_cache
from json import dumps, loads
from typing import Any, NamedTuple

from pydantic_core import from_json

from prospector.resolve.fields import Row
from prospector.resolve.values import RANKS, Origin, Replaced
from prospector.sourcemap import SHARED
from prospector.tables import SourceRank


class Told(NamedTuple):
    """A sighting of a plain group `n`, as the store gives it; times in microseconds."""

    n: int
    id: int
    email: str | None
    profile: str | None
    phone: str | None
    domain: str | None
    account_id: int | None
    company_id: int | None
    feed: str
    rank: str
    file: str
    line: int
    seen: int
    received: int
    tie: str
    lead_json: str
    account_json: str


class Settled(NamedTuple):
    """A new lead or account: its columns, in the order of its table's, and what was replaced on the way."""

    columns: tuple[Any, ...]  # Any: columns of many types
    replaced: Sequence[tuple[str, Replaced]] = ()
    #: Whether somebody said what the company is to us.
    stated: bool = False


def read(text: str) -> dict[str, Any]:  # Any: the record's typed values
    """What a sighting says, out of its JSON."""
    try:
        said: dict[str, Any] = from_json(text)
    except ValueError:  # half a pair of surrogates, which only Python takes
        said = loads(text)
    return said


def row_of(told: Told) -> Row:
    """A sighting as it is judged when sightings do not agree."""
    origin = Origin(
        told.feed,
        SourceRank(told.rank),
        told.file,
        told.line,
        told.seen,
        told.received,
        told.tie,
    )
    return Row(
        told.id,
        origin,
        read(told.lead_json),
        read(told.account_json),
        email=told.email,
        profile=told.profile,
        phone=told.phone,
        domain=told.domain,
        account_id=told.account_id,
    )


def agreed_source(rows: Sequence[Told]) -> tuple[str, int]:
    """The source of everything rows say in the same words, as JSON text; and when it was first told."""
    chosen = rows[0]
    first = last = chosen.received
    if len(rows) > 1:
        chosen = max(rows, key=_strength)
        first = min(row.received for row in rows)
        last = max(row.received for row in rows)
    start = _start(chosen.feed, chosen.rank, chosen.file)
    return f'{start}{chosen.line}, "first_seen": {first}, "last_seen": {last}}}', first


def _strength(row: Told) -> tuple[int, int, int, str]:
    return _RANKS[row.rank], row.seen, row.received, row.tie


_RANKS = {rank.value: strength for rank, strength in RANKS.items()}


@lru_cache(maxsize=1024)
def _start(feed: str, rank: str, file: str) -> str:
    return f'{{"feed": {dumps(feed)}, "rank": "{rank}", "file": {dumps(file)}, "line": '


def source_map(source: str, fields: str) -> str:
    """A stored source map: every field told by the one source; `fields` as `entries` gives them."""
    return f'{{"{SHARED}": {source}{fields}}}' if fields else "{}"


def entries(fields: Sequence[str], derived: Sequence[tuple[str, str]] = ()) -> str:
    """The fields of a source map that share its source; `derived` with what they follow from."""
    plain = "".join(f', {dumps(field)}: ""' for field in fields)
    return plain + "".join(f", {dumps(field)}: {dumps(origin)}" for field, origin in derived)
