"""Files taken in, with their counts."""

from datetime import datetime

from sqlmodel import Session, col, select, update

from prospector.tables import ImportFile, Run, RunStatus


def begin(session: Session, file: ImportFile) -> int:
    """Write that a file is being taken in; its counts come with `finish`."""
    session.add(file)
    session.flush()
    return int(file.id or 0)


def finish(  # noqa: PLR0913 - the four counts of a file
    session: Session, file_id: int, *, rows: int, taken: int, seen: int, rejected: int
) -> None:
    """Write a file's counts, in the transaction of its run's end."""
    session.exec(
        update(ImportFile)
        .where(col(ImportFile.id) == file_id)
        .values(rows=rows, taken=taken, seen=seen, rejected=rejected)
    )


def first_received(session: Session, feed: str, sha256: str) -> datetime | None:
    """When a feed first brought exactly this file, in a run that ended well."""
    return session.exec(
        select(ImportFile.received_at)
        .join(Run, col(Run.id) == col(ImportFile.run_id))
        .where(ImportFile.feed == feed, ImportFile.sha256 == sha256, Run.status == RunStatus.DONE)
        .order_by(col(ImportFile.id))
    ).first()


def by_ids(session: Session, ids: list[int]) -> dict[int, ImportFile]:
    """Files by id."""
    found = session.exec(select(ImportFile).where(col(ImportFile.id).in_(ids)))
    return {int(file.id or 0): file for file in found}
