"""The run log says what ran and how it ended."""

import pytest
from sqlmodel import select

from prospector.errors import StoreError
from prospector.store import runs
from prospector.store.database import Database
from prospector.tables import Run, RunStatus
from tests.store.test_rehearsal import NOW


def test_it_shows_a_run_as_done_with_its_last_rows(database: Database) -> None:
    run_id = runs.begin(database, "score", now=NOW)
    with database.read() as session:
        assert runs.latest(session, "score") is None
    with database.write() as session:
        runs.finish(session, run_id, now=NOW, counts={"leads": 3})
    with database.read() as session:
        run = runs.latest(session, "score")
    assert run is not None
    assert (run.id, run.status, run.counts) == (run_id, RunStatus.DONE, {"leads": 3})


def test_it_keeps_the_error_of_a_failed_run(database: Database) -> None:
    run_id = runs.begin(database, "collect", feed="likers", now=NOW)
    runs.fail(database, run_id, now=NOW, error="half a file")
    with database.read() as session:
        run = session.exec(select(Run)).one()
    assert (run.status, run.error, run.feed) == (RunStatus.FAILED, "half a file", "likers")


@pytest.mark.parametrize("error", [KeyboardInterrupt(), StoreError("KeyboardInterrupt")])
def test_it_keeps_that_a_run_was_stopped_but_not_of_one_that_was_done(
    database: Database, error: BaseException
) -> None:
    def stop(*, is_done: bool) -> None:
        with runs.under_way(database, "score", now=NOW) as run_id:
            if is_done:
                with database.write() as session:
                    runs.finish(session, run_id, now=NOW, counts={})
            raise error

    for is_done in (False, True):
        with pytest.raises(type(error)):
            stop(is_done=is_done)
    with database.read() as session:
        found = [(run.status.value, run.error) for run in session.exec(select(Run))]
    assert found == [("failed", "KeyboardInterrupt"), ("done", None)]


def test_it_builds_on_no_stage_that_stopped_half_way(database: Database) -> None:
    with database.read() as session:
        runs.require_whole(session, "score")  # it never ran: there is nothing half done
    stopped = runs.begin(database, "score", now=NOW)
    with database.read() as session, pytest.raises(StoreError, match=r"last score run .* running"):
        runs.require_whole(session, "score")
    runs.fail(database, stopped, now=NOW, error="disk full")
    with database.read() as session, pytest.raises(StoreError, match=r"failed: .*prospector run"):
        runs.require_whole(session, "segment", "score")
    redone = runs.begin(database, "score", now=NOW)
    with database.write() as session:
        runs.finish(session, redone, now=NOW, counts={})
    with database.read() as session:
        runs.require_whole(session, "score")
