"""The run log: what ran, when, with which counts."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlmodel import Session, select, update

from prospector.errors import StoreError
from prospector.store.database import Database
from prospector.tables import Run, RunStatus


def begin(database: Database, stage: str, *, now: datetime, feed: str | None = None) -> int:
    """Write that a run began; returns its id."""
    with database.write() as session:
        run = Run(stage=stage, feed=feed, status=RunStatus.RUNNING, as_of=now, started_at=now)
        session.add(run)
        session.flush()
        return int(run.id or 0)


@contextmanager
def under_way(
    database: Database, stage: str, *, now: datetime, feed: str | None = None
) -> Iterator[int]:
    """A run that ends as failed when its block does not end well, be it by a Ctrl-C."""
    run_id = begin(database, stage, now=now, feed=feed)
    try:
        yield run_id
    except BaseException as error:
        fail(database, run_id, now=now, error=str(error) or type(error).__name__)
        raise


def finish(session: Session, run_id: int, *, now: datetime, counts: dict[str, int]) -> None:
    """Make a run's work visible as done, in the transaction of its last rows."""
    session.exec(
        update(Run)
        .where(Run.id == run_id)  # type: ignore[arg-type]
        .values(status=RunStatus.DONE, finished_at=now, counts=counts)
    )


def fail(database: Database, run_id: int, *, now: datetime, error: str) -> None:
    """Write that a run failed, and why; one that was done just before stays done."""
    with database.write() as session:
        session.exec(
            update(Run)
            .where(Run.id == run_id, Run.status == RunStatus.RUNNING)  # type: ignore[arg-type]
            .values(status=RunStatus.FAILED, finished_at=now, error=error)
        )


def latest(session: Session, stage: str) -> Run | None:
    """The newest finished run of a stage."""
    statement = (
        select(Run).where(Run.stage == stage, Run.status == RunStatus.DONE).order_by(Run.id.desc())  # type: ignore[union-attr]
    )
    return session.exec(statement).first()


def require_whole(session: Session, *stages: str) -> None:
    """Refuse to build on a stage whose newest run is under way or was stopped half-way.

    A stage's rows appear in chunks; they are whole when its run is done.

    Raises:
        StoreError: one is not; redoing it is safe.
    """
    for stage in stages:
        newest = session.exec(
            select(Run).where(Run.stage == stage).order_by(Run.id.desc())  # type: ignore[union-attr]
        ).first()
        if newest is not None and newest.status is not RunStatus.DONE:
            raise StoreError(
                f"the last {stage} run (of {newest.started_at:%Y-%m-%d %H:%M} UTC) is {newest.status}: wait for it, or redo it with `prospector run`"
            )
