"""Rows not taken, kept with file, line, reason and raw text until they are replayed."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, insert, literal_column, or_
from sqlmodel import Session, col, delete, func, select, update

from prospector.errors import NotFound
from prospector.tables import ImportFile, RejectRow, RejectStatus

#: Values per IN list, below every driver's limit.
_SOME = 500
#: The reason of calls by visitors nobody named: a web site has many, so they are meant only by name.
ANONYMOUS = "anonymous"


@dataclass(frozen=True)
class Wanted:
    """Which rejects are meant; None = any, but those of visitors nobody named."""

    ids: tuple[int, ...] = ()
    feed: str | None = None
    code: str | None = None
    #: A file by its path, or by its name in any folder.
    file: str | None = None
    #: Refused at this time or later.
    since: datetime | None = None
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


def replays(session: Session, file_id: int) -> list[int]:
    """The runs that took rejected rows of an import file later."""
    found = session.exec(
        select(RejectRow.replayed_run_id)
        .where(RejectRow.import_file_id == file_id, col(RejectRow.replayed_run_id).is_not(None))
        .distinct()
    )
    return [int(run_id or 0) for run_id in found]


def refuse_again(
    session: Session, reject_id: int, *, code: str, detail: str, waits_for: str | None = None
) -> None:
    """Write why a replayed row is refused now, and for whom it waits."""
    session.exec(
        update(RejectRow)
        .where(col(RejectRow.id) == reject_id, col(RejectRow.status) == RejectStatus.OPEN)
        .values(code=code, detail=detail, waits_for=waits_for)
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
    statement = select(RejectRow).where(*_conditions(wanted)).order_by(col(RejectRow.id))
    return list(session.exec(statement.limit(limit)))


def waiting(session: Session, feed: str, values: Sequence[str]) -> list[int]:
    """The open rejects that wait for one of a sender's ids."""
    found: list[int] = []
    for start in range(0, len(values), _SOME):
        rows = session.exec(
            select(RejectRow.id).where(
                RejectRow.feed == feed,
                col(RejectRow.waits_for).in_(values[start : start + _SOME]),
                RejectRow.status == RejectStatus.OPEN,
            )
        )
        found += [int(reject_id or 0) for reject_id in rows]
    return sorted(found)


def outdated(session: Session, before: datetime, limit: int) -> list[int]:
    """Calls by visitors nobody named that came before a time, the oldest first."""
    found = session.exec(
        select(RejectRow.id)
        .where(_is_anonymous(), RejectRow.received_at < before)
        .order_by(col(RejectRow.received_at))
        .limit(limit)
    )
    return [number or 0 for number in found]


def forget(session: Session, ids: Sequence[int]) -> None:
    """Delete rejects."""
    for start in range(0, len(ids), _SOME):
        session.exec(delete(RejectRow).where(col(RejectRow.id).in_(ids[start : start + _SOME])))


def feeds(session: Session) -> set[str]:
    """The feeds of which anything came, by file or with a row that was refused."""
    # One row of each file, not one of each reject: there may be millions.
    files = session.exec(select(ImportFile.feed).distinct()).all()
    hooks = select(RejectRow.feed).where(col(RejectRow.import_file_id).is_(None)).distinct()
    return {*files, *session.exec(hooks).all()}


def count(session: Session, wanted: Wanted) -> int:
    """How many rejects are meant."""
    return session.exec(
        select(func.count()).select_from(RejectRow).where(*_conditions(wanted))
    ).one()


def mended(session: Session, numbers: Collection[int]) -> dict[int, str]:
    """The open rejects among these numbers, with their texts."""
    found: dict[int, str] = {}
    ordered = sorted(numbers)
    for start in range(0, len(ordered), _SOME):
        rows = session.exec(
            select(RejectRow.id, RejectRow.raw).where(
                col(RejectRow.id).in_(ordered[start : start + _SOME]),
                RejectRow.status == RejectStatus.OPEN,
            )
        )
        found.update({int(reject_id or 0): raw for reject_id, raw in rows})
    return found


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found = [
        col(column) == value
        for column, value in (
            (RejectRow.feed, wanted.feed),
            (RejectRow.code, wanted.code),
            (RejectRow.status, wanted.status),
        )
        if value is not None
    ]
    if wanted.code is None and not wanted.ids:
        found.append(~_is_anonymous())
    if wanted.ids:
        found.append(col(RejectRow.id).in_(wanted.ids))
    if wanted.file is not None:
        ending = col(RejectRow.file).endswith(f"/{wanted.file}", autoescape=True)
        found.append(or_(col(RejectRow.file) == wanted.file, ending))
    if wanted.since is not None:
        found.append(col(RejectRow.received_at) >= wanted.since)
    return found


def _is_anonymous() -> ColumnElement[bool]:
    """The condition of the partial index, word by word: SQLite knows it by no parameter."""
    return col(RejectRow.code) == literal_column(f"'{ANONYMOUS}'")
