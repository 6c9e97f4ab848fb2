"""What of the store a folder of signal files does not hold yet."""

from collections.abc import Iterator

import polars as pl
from sqlalchemy import text
from sqlmodel import Session

from prospector.store import worlds
from prospector.store.database import Database
from prospector.store.files.manifest import Entity, Marks, Stamped
from prospector.tables import FileStamp

#: Rows read at a time; a part has at most twice as many.
CHUNK = 500_000

#: The columns that are read of each entity, beside its id.
COLUMNS = {
    Entity.SIGNAL: (
        "person_identity_id",
        "account_identity_id",
        "feed",
        "external_id",
        "kind",
        "occurred_at",
        "received_at",
        "confidence",
        "subject_folded",
        "topic_folded",
        "text_folded",
        "subject_of",
        "amount",
        "currency",
        "attributes",
    ),
    Entity.IDENTITY: ("lead_id",),
    Entity.ACCOUNT_IDENTITY: ("account_id",),
    Entity.LEAD: (
        "account_id",
        "first_seen_at",
        "merged_into",
        "title",
        "function",
        "seniority",
        "language",
        "country",
        "civility",
        "owner",
        "posture",
        "decision_style",
        "preferred_channel",
        "lifecycle",
        "email",
        "linkedin_url",
        "phone",
        "attributes",
    ),
    Entity.ACCOUNT: (
        "domain",
        "name",
        "country",
        "region",
        "city",
        "industry",
        "naf_code",
        "employees",
        "revenue",
        "sites",
        "crm_in_place",
        "sales_structure",
        "tools",
        "relation",
        "owner",
        "attributes",
    ),
}
#: What is copied of each entity, where that is not all: nothing of suppressed people. Triggers note
#: these rows when a mark comes or goes.
_COPIED = {
    Entity.LEAD: "suppressed_at IS NULL",
    Entity.SIGNAL: """(person_identity_id IS NULL OR person_identity_id NOT IN (
        SELECT i.id FROM lead l JOIN identity i ON i.lead_id = l.id
        WHERE l.suppressed_at IS NOT NULL))""",
}
#: Entities whose rows come before anybody has looked at them: those are read again each time.
_RESOLVED = (Entity.IDENTITY, Entity.ACCOUNT_IDENTITY)


def marks(session: Session) -> Marks:
    """How far a copy goes that is made in this transaction."""
    tops = {entity: _number(session, f"SELECT max(id) FROM {entity}") for entity in Entity}
    for entity in _RESOLVED:
        first = f"SELECT min(id) FROM {entity} WHERE resolved_run_id IS NULL"
        unresolved = _number(session, first)
        tops[entity] = min(tops[entity], unresolved - 1) if unresolved else tops[entity]
    return Marks(tops, _generation(session))


def reach(session: Session) -> Marks:
    """How far the store itself goes in this transaction, looked at or not."""
    tops = {entity: _number(session, f"SELECT max(id) FROM {entity}") for entity in Entity}
    return Marks(tops, _generation(session))


def is_as_read(session: Session, reached: Marks, *, as_of: int, known_at: int) -> bool:
    """Whether a world of these times is still what it was when the store went so far.

    What came later does not matter unless it had happened and was known by then; whatever was
    changed or went may matter.
    """
    touched = " OR ".join(
        f"(entity = '{entity}' AND row_id <= {reached.tops[entity]:d})" for entity in Entity
    )
    news = (
        f"SELECT 1 FROM changed_row WHERE generation > {reached.generation:d} AND ({touched})",
        f"""SELECT 1 FROM signal WHERE id > {reached.tops[Entity.SIGNAL]:d}
        AND occurred_at <= {as_of:d} AND received_at <= {known_at:d}""",
        f"""SELECT 1 FROM lead WHERE id > {reached.tops[Entity.LEAD]:d}
        AND first_seen_at <= {known_at:d}""",
    )
    return not any(session.execute(text(f"{one} LIMIT 1")).first() for one in news)


def _generation(session: Session) -> int:
    if session.get_bind().dialect.name == "sqlite":
        return _number(session, "SELECT max(generation) FROM changed_row")
    # Transactions that are under way have not ended before it: theirs come later.
    xmin = "SELECT CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS bigint)"
    return _number(session, xmin) - 1


def is_of(session: Session, state: Stamped) -> bool:
    """Whether files in this state were copied from this store: not from one restored since."""
    stamp = session.get(FileStamp, state.folder)
    return stamp is not None and state.stamp in (stamp.stamp, stamp.before)


def set_stamp(database: Database, state: Stamped, *, before: str | None) -> None:
    """Let the store know a state that files are about to be in; it may not come to that."""
    with database.write() as session:
        session.merge(FileStamp(folder=state.folder, stamp=state.stamp, before=before))


def changed(session: Session, entity: Entity, since: Marks) -> pl.Series:
    """The ids of rows that were copied and changed or deleted since, or are not resolved yet."""
    rows = session.execute(
        text("SELECT row_id FROM changed_row WHERE entity = :entity AND generation > :since"),
        {"entity": entity.value, "since": since.generation},
    )
    ids = pl.Series("id", [row[0] for row in rows], dtype=pl.Int64)
    return ids.filter(ids <= since.tops[entity])


def added(
    session: Session, entity: Entity, since: Marks, *, until: Marks | None = None
) -> Iterator[pl.DataFrame]:
    """The rows that came since, in the order of their ids, some at a time."""
    after = since.tops[entity]
    chosen = "id > :after"
    if until is not None:
        chosen += f" AND id <= {until.tops[entity]:d}"
    while True:
        rows = _rows(
            session,
            entity,
            f"{chosen} ORDER BY id LIMIT :most",
            {"after": after, "most": CHUNK},
        )
        if rows.is_empty():
            return
        yield rows
        after = int(rows[entity.key][-1])


def again(session: Session, entity: Entity, ids: pl.Series) -> pl.DataFrame:
    """Some rows, as far as they are still there."""
    parts = [
        _rows(
            session,
            entity,
            f"id IN ({worlds.ids_bound(session)})",
            worlds.bound(session, part.to_list()),
        )
        for part in (ids.slice(start, CHUNK) for start in range(0, max(ids.len(), 1), CHUNK))
    ]
    return pl.concat(parts)


def _rows(session: Session, entity: Entity, chosen: str, values: dict[str, object]) -> pl.DataFrame:
    copied = _COPIED.get(entity, "TRUE")
    return worlds.frame(
        session,
        f"""SELECT id AS {entity.key}{worlds.listed(COLUMNS[entity])} FROM {entity}
        WHERE {copied} AND {chosen}""",
        [entity.key, *COLUMNS[entity]],
        values,
    )


def _number(session: Session, sql: str) -> int:
    return int(session.execute(text(sql)).scalar() or 0)
