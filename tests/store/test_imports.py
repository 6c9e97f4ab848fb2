"""Files taken in."""

from prospector.store import imports, runs
from prospector.store.database import Database
from prospector.tables import ImportFile
from tests.collect import kit


def file(run_id: int, sha256: str = "s") -> ImportFile:
    return ImportFile(
        run_id=run_id,
        feed="f",
        path="a.csv",
        sha256=sha256,
        size=1,
        format="generic/csv",
        encoding="utf-8",
        received_at=kit.NOW,
    )


def test_it_shows_counts_when_the_file_is_done(database: Database) -> None:
    run_id = runs.begin(database, "collect", now=kit.NOW)
    with database.write() as session:
        file_id = imports.begin(session, file(run_id))
    with database.write() as session:
        imports.finish(session, file_id, rows=3, taken=1, seen=1, rejected=1)
    with database.read() as session:
        found = imports.by_ids(session, [file_id, 99])
    assert list(found) == [file_id]
    counts = (
        found[file_id].rows,
        found[file_id].taken,
        found[file_id].seen,
        found[file_id].rejected,
    )
    assert counts == (3, 1, 1, 1)


def test_it_knows_a_file_only_from_a_run_that_ended_well(database: Database) -> None:
    run_id = runs.begin(database, "collect", now=kit.NOW)
    with database.write() as session:
        imports.begin(session, file(run_id))
    with database.read() as session:
        assert imports.first_received(session, "f", "s") is None
    with database.write() as session:
        runs.finish(session, run_id, now=kit.NOW, counts={})
    with database.read() as session:
        assert imports.first_received(session, "f", "s") == kit.NOW
        assert imports.first_received(session, "other", "s") is None
