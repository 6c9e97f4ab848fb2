"""Rows not taken, kept with file, line, reason and raw text until they are replayed."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import insert
from sqlmodel import Session, col, func, select, update

from prospector.errors import NotFound
from prospector.tables import ImportFile, RejectRow, RejectStatus

#: Values per IN list, below every driver's limit.
_SOME = 500


@dataclass(frozen=True)
class Wanted:
    """Which rejects are meant; None = any."""

    ids: tuple[int, ...] = ()
    feed: str | None = None
    code: str | None = None
    status: RejectStatus | None = RejectStatus.OPEN


def add(session: Session, rows: Sequence[dict[str, object]]) -> None:
    """Keep rejects (column → value)."""
    if rows:
        session.execute(insert(RejectRow), rows)


def open_texts(session: Session, feed: str) -> Counter[str]:
    """The raw texts of a feed's open rejects: what is delivered again is not kept twice."""
    return Counter(
        session.exec(
            select(RejectRow.raw).where(
                RejectRow.feed == feed, RejectRow.status == RejectStatus.OPEN
            )
        )
    )


def settled(session: Session, feed: str, sha256: str, still: Collection[int]) -> list[int]:
    """Open rejects of earlier imports of this very file whose lines are not refused any more."""
    found = session.exec(
        select(RejectRow.id, RejectRow.line)
        .join(ImportFile, col(ImportFile.id) == col(RejectRow.import_file_id))
        .where(
            RejectRow.feed == feed,
            RejectRow.status == RejectStatus.OPEN,
            ImportFile.sha256 == sha256,
        )
    )
    return [int(reject_id or 0) for reject_id, line in found if line not in still]


def settle(session: Session, ids: Sequence[int], *, run_id: int) -> int:
    """Mark open rejects as replayed, each once; how many were still open."""
    changed = 0
    for start in range(0, len(ids), _SOME):
        result = session.exec(
            update(RejectRow)
            .where(
                col(RejectRow.id).in_(ids[start : start + _SOME]),
                col(RejectRow.status) == RejectStatus.OPEN,
            )
            .values(status=RejectStatus.REPLAYED, replayed_run_id=run_id)
        )
        changed += result.rowcount
    return changed


def refuse_again(session: Session, reject_id: int, *, code: str, detail: str) -> None:
    """Write why a replayed row is refused now."""
    session.exec(
        update(RejectRow)
        .where(col(RejectRow.id) == reject_id, col(RejectRow.status) == RejectStatus.OPEN)
        .values(code=code, detail=detail)
    )


def get(session: Session, reject_id: int) -> RejectRow:
    """One reject.

    Raises:
        NotFound: there is none.
    """
    found = session.get(RejectRow, reject_id)
    if found is None:
        raise NotFound(f"no reject {reject_id}: `prospector rejects list` shows their numbers")
    return found


def find(session: Session, wanted: Wanted, limit: int | None = None) -> list[RejectRow]:
    """Rejects, the oldest first."""
    statement = select(RejectRow).order_by(col(RejectRow.id)).limit(limit)
    if wanted.ids:
        statement = statement.where(col(RejectRow.id).in_(wanted.ids))
    for column, value in (
        (RejectRow.feed, wanted.feed),
        (RejectRow.code, wanted.code),
        (RejectRow.status, wanted.status),
    ):
        if value is not None:
            statement = statement.where(col(column) == value)
    return list(session.exec(statement))


def count(session: Session, wanted: Wanted) -> int:
    """How many rejects are meant."""
    statement = select(func.count()).select_from(RejectRow)
    if wanted.feed is not None:
        statement = statement.where(RejectRow.feed == wanted.feed)
    if wanted.code is not None:
        statement = statement.where(RejectRow.code == wanted.code)
    if wanted.status is not None:
        statement = statement.where(RejectRow.status == wanted.status)
    return session.exec(statement).one()
