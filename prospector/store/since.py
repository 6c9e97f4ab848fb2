"""What came since the last resolve that may change what accounts are to us.

A resolve keeps among its run's counts how far it had looked, so that the next one looks at what came
after. Where that cannot be told (the last one stopped, somebody merged leads, time ran backwards), it
looks at everything.
"""

import json
from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import Connection
from sqlmodel import Session

from prospector.store.files import changes
from prospector.store.files.manifest import Entity
from prospector.store.staging import read_rows

#: A resolve that kept no keys of headlines called its mark another name.
_MARK = "looked to "


class Mark(NamedTuple):
    """How far a resolve had looked; times in microseconds."""

    #: The newest signal, and the newest change of one.
    signal: int
    generation: int
    #: When that was, and when time alone may change something; 0 = it never does.
    at: int
    due: int
    #: What told it who we are, in one number.
    company: int
    #: How many pairs people had refused.
    refused: int


def as_counts(mark: Mark) -> dict[str, int]:
    """A mark as a run keeps it among its counts."""
    return {f"{_MARK}{name}": value for name, value in mark._asdict().items()}


def last(connection: Connection, run_id: int) -> Mark | None:
    """The mark of the last resolve, if nothing since then has decided who is who; else None."""
    rows = read_rows(
        connection,
        "SELECT stage, status, CAST(counts AS TEXT) FROM run"
        f" WHERE stage IN ('resolve', 'merge') AND id < {run_id:d} ORDER BY id DESC LIMIT 1",
    )
    if not rows or rows[0][:2] != ("resolve", "done"):
        return None
    kept = json.loads(rows[0][2])
    values = [kept.get(f"{_MARK}{name}") for name in Mark._fields]
    return None if None in values else Mark._make(values)


def mark(connection: Connection, at: int, company: int) -> Mark:
    """How far a resolve that begins now will have looked."""
    now = changes.marks(Session(bind=connection))
    return Mark(now.tops[Entity.SIGNAL], now.generation, at, 0, company, refusals(connection))


def refusals(connection: Connection) -> int:
    """How many pairs people have refused."""
    found = read_rows(connection, "SELECT count(*) FROM suggestion WHERE status = 'refused'")
    return int(found[0][0])


def changed_signals(connection: Connection, mark: Mark) -> bool:
    """Whether signals were changed or deleted since."""
    return bool(
        read_rows(
            connection,
            "SELECT 1 FROM changed_row WHERE entity = 'signal'"
            f" AND generation > {mark.generation:d} LIMIT 1",
        )
    )


def accounts(connection: Connection, mark: Mark, kinds: Collection[str]) -> set[int]:
    """The accounts that gave signals of some kinds since."""
    rows = read_rows(
        connection,
        "SELECT DISTINCT coalesce(i.account_id, l.account_id) FROM signal s"
        " LEFT JOIN account_identity i ON i.id = s.account_identity_id"
        " LEFT JOIN identity p ON p.id = s.person_identity_id LEFT JOIN lead l ON l.id = p.lead_id"
        f" WHERE s.id > {mark.signal:d} AND s.kind IN ({_listed(kinds)})",
    )
    return {row[0] for row in rows if row[0] is not None}


def next_due(connection: Connection, after: int, kinds: Collection[str], *, now: int) -> int:
    """When the next of the signals after one will have happened and be known; 0 = all are."""
    later = "CASE WHEN occurred_at > received_at THEN occurred_at ELSE received_at END"
    rows = read_rows(
        connection,
        f"SELECT min({later}) FROM signal WHERE id > {after:d} AND kind IN ({_listed(kinds)})"
        f" AND {later} > {now:d}",
    )
    return rows[0][0] or 0


def sooner(one: int, other: int) -> int:
    """The sooner of two times, where 0 is never."""
    return min(one, other) if one and other else one or other


def _listed(kinds: Collection[str]) -> str:
    return ", ".join(f"'{kind}'" for kind in kinds)
