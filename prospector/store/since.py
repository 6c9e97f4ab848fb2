"""What came since the last resolve that may change what accounts are to us.

A resolve keeps among its run's counts how far it had looked, so that the next one looks at what came
after; a merge compares what it changed. Where that cannot be told (one of them stopped, time ran
backwards, signals are gone), it looks at everything.
"""

import json
from typing import NamedTuple

from sqlalchemy import Connection
from sqlmodel import Session

from prospector.store.files import changes
from prospector.store.files.manifest import Entity
from prospector.store.staging import read_rows
from prospector.tables import OF_RELATIONS

#: A resolve that kept no keys of headlines called its mark another name.
_MARK = "looked to "


class Mark(NamedTuple):
    """How far a resolve had looked; times in microseconds."""

    #: The newest signal, and the newest change of one.
    signal: int
    generation: int
    #: When that was.
    at: int
    #: What told it who we are, in one number.
    company: int
    #: How many pairs people had refused.
    refused: int


def as_counts(mark: Mark) -> dict[str, int]:
    """A mark as a run keeps it among its counts."""
    return {f"{_MARK}{name}": value for name, value in mark._asdict().items()}


def looked(connection: Connection, run_id: int, *, at: int, company: int) -> Mark | None:
    """How far the last resolve before a run had looked; None = everything has to be looked at again."""
    before = last(connection, run_id, at=at)
    if before is None or before.company != company:
        return None
    return None if _is_lost(connection, before) else before


def last(connection: Connection, run_id: int, *, at: int) -> Mark | None:
    """The mark of the last resolve, if that and every merge since then are done, and not after a time."""
    rows = read_rows(
        connection,
        "SELECT status, as_of, CAST(counts AS TEXT) FROM run"
        f" WHERE stage IN ('resolve', 'merge') AND id < {run_id:d} AND id >="
        " (SELECT max(id) FROM run WHERE stage = 'resolve' AND status = 'done'"
        f" AND id < {run_id:d}) ORDER BY id",
    )
    if not rows or any(status != "done" or as_of > at for status, as_of, _ in rows):
        return None
    kept = json.loads(rows[0][2])
    values = [kept.get(f"{_MARK}{name}") for name in Mark._fields]
    return None if None in values else Mark._make(values)


def mark(connection: Connection, at: int, company: int) -> Mark:
    """How far a resolve that begins now will have looked."""
    now = changes.marks(Session(bind=connection))
    return Mark(now.tops[Entity.SIGNAL], now.generation, at, company, refusals(connection))


def refusals(connection: Connection) -> int:
    """How many pairs people have refused."""
    found = read_rows(connection, "SELECT count(*) FROM suggestion WHERE status = 'refused'")
    return int(found[0][0])


def accounts(connection: Connection, mark: Mark, *, now: int, lapse: int) -> set[int]:
    """The accounts of which signals came since, or were changed, or count from now on, or no longer.

    A signal counts once it has happened and is known, and may do so no longer after a `lapse`.
    """
    since = f"> {mark.at:d} AND s.{{}} <= {now:d}"
    lapsed = f">= {mark.at - lapse:d} AND s.occurred_at <= {now - lapse:d}"
    found = [
        f"SELECT s.id FROM signal s WHERE ({OF_RELATIONS}) AND {condition}"
        for condition in (
            f"s.id > {mark.signal:d}",
            f"s.occurred_at {since.format('occurred_at')}",
            f"s.received_at {since.format('received_at')}",
            f"s.occurred_at {lapsed}",
        )
    ]
    rows = read_rows(
        connection,
        "SELECT DISTINCT coalesce(i.account_id, l.account_id) FROM"
        f" ({' UNION '.join([*found, _changed(mark)])}) t {_SPEAKS}",
    )
    return {row[0] for row in rows if row[0] is not None}


_SPEAKS = (
    "JOIN signal s ON s.id = t.id LEFT JOIN account_identity i ON i.id = s.account_identity_id"
    " LEFT JOIN identity p ON p.id = s.person_identity_id LEFT JOIN lead l ON l.id = p.lead_id"
)


def _changed(mark: Mark) -> str:
    return (
        "SELECT row_id AS id FROM changed_row WHERE entity = 'signal'"
        f" AND generation > {mark.generation:d}"
    )


def _is_lost(connection: Connection, mark: Mark) -> bool:
    """Whether a signal was deleted since, or emptied: nobody can tell any more whose it was."""
    return bool(
        read_rows(
            connection,
            f"SELECT 1 FROM ({_changed(mark)}) t LEFT JOIN signal s ON s.id = t.id"
            " WHERE s.person_identity_id IS NULL AND s.account_identity_id IS NULL LIMIT 1",
        )
    )
