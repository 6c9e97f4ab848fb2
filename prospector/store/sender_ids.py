"""What senders call people: ids of their own, the e-mail each was last told with, and who waits for them."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel

from prospector.tables import IdentityKind

_T = SQLModel.metadata.tables
_SENDER_ID, _IDENTITY = _T["sender_id"], _T["identity"]
# Any: the two dialects' insert share no type, only `on_conflict_do_update`.
_DIALECT_INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
#: Values per IN list, below every driver's limit.
_SOME = 500


def emails(session: Session, feed: str, values: Collection[str]) -> dict[str, str]:
    """The e-mail of each of a feed's ids that was ever told with one."""
    found: dict[str, str] = {}
    for some in _parts(values):
        statement = (
            select(_SENDER_ID.c.value, _IDENTITY.c.value)
            .join(_IDENTITY, _IDENTITY.c.id == _SENDER_ID.c.identity_id)
            .where(_SENDER_ID.c.feed == feed, _SENDER_ID.c.value.in_(some))
        )
        found.update((row[0], row[1]) for row in session.execute(statement))
    return found


def tell(session: Session, feed: str, told: Mapping[str, str]) -> None:
    """Write which e-mail an id was told with; a newer one replaces it. E-mails nobody has are left out.

    Each is pending until `settle`: rejects may wait for it.
    """
    insert = _DIALECT_INSERT[session.get_bind().dialect.name](_SENDER_ID)
    statement = insert.on_conflict_do_update(
        index_elements=["feed", "value"],
        set_={"identity_id": insert.excluded.identity_id, "pending": True},
    )
    for some in _parts(told):
        wanted = {told[value] for value in some}
        rows = session.execute(
            select(_IDENTITY.c.value, _IDENTITY.c.id).where(
                _IDENTITY.c.kind == IdentityKind.EMAIL, _IDENTITY.c.value.in_(wanted)
            )
        )
        ids: dict[str, int] = {row[0]: row[1] for row in rows}
        found = [
            {"feed": feed, "value": value, "identity_id": ids[told[value]], "pending": True}
            for value in some
            if told[value] in ids
        ]
        if found:
            session.execute(statement, found)


def pending(session: Session, feed: str) -> list[str]:
    """The ids that rejects may wait for, since they were told."""
    statement = select(_SENDER_ID.c.value).where(_SENDER_ID.c.feed == feed, _SENDER_ID.c.pending)
    return [row[0] for row in session.execute(statement)]


def settle(session: Session, feed: str, values: Collection[str], *, is_pending: bool) -> None:
    """Say whether rejects may still wait for ids that were told."""
    for some in _parts(values):
        whose = (_SENDER_ID.c.feed == feed, _SENDER_ID.c.value.in_(some))
        session.execute(update(_SENDER_ID).where(*whose).values(pending=is_pending))


def _parts(values: Collection[str]) -> Iterator[list[str]]:
    every = sorted(values)
    return (every[start : start + _SOME] for start in range(0, len(every), _SOME))
