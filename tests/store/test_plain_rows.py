"""While rows of plain values are made, nothing is searched for cycles; afterwards it is again."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from prospector.store.database import Database
from prospector.store.plain_rows import plain_rows
from prospector.store.worlds import frame


@contextmanager
def _searches() -> Iterator[list[int]]:
    seen: list[int] = []

    def note(phase: str, told: dict[str, int]) -> None:
        if phase == "start":
            seen.append(told["generation"])

    gc.callbacks.append(note)
    try:
        yield seen
    finally:
        gc.callbacks.remove(note)


def test_it_searches_for_no_cycles_while_rows_are_read(database: Database) -> None:
    many = "WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < 5000)"
    with database.read() as session:
        frame(session, f"{many} SELECT id FROM n", ["id"], {})
        with _searches() as seen:
            found = frame(session, f"{many} SELECT id, id FROM n", ["id", "lead_id"], {})
    assert found.height == 5000
    # A row is an object: each 700 of them would be searched, and in the end everything.
    assert len(seen) <= 1


def test_it_leaves_searches_as_they_were() -> None:
    with plain_rows():
        assert not gc.isenabled()
        with plain_rows():
            pass
        assert not gc.isenabled()

    assert gc.isenabled()
    gc.disable()
    try:
        with plain_rows():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
