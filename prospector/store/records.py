"""Write leads and accounts as resolve decided them: rows, identities, merges, replaced values."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, delete, insert, select, update
from sqlmodel import SQLModel

from prospector.columns import from_micros, to_micros
from prospector.errors import StoreBusy
from prospector.store import following, merges
from prospector.tables import MergeOrigin

_TABLES = SQLModel.metadata.tables
_CHUNK = 500
#: Judged anew from deals and purchases at every run, so its history is what was replaced.
_BY_REPLACEMENT = "relation"

# Any: columns of many types by name.
Columns = Mapping[str, Any]


class Entity(NamedTuple):
    """Where leads or accounts and their identities are kept."""

    table: str
    identities: str
    pointer: str


LEAD = Entity("lead", "identity", "lead_id")
ACCOUNT = Entity("account", "account_identity", "account_id")


class Member(NamedTuple):
    """An identity, where it pointed when it was read, and why it points where it will."""

    id: int
    held: int | None
    method: str


class OldValue(NamedTuple):
    """A value that was replaced; time in microseconds."""

    field: str
    value: Any  # Any: the field's own type
    source: dict[str, Any]
    until: int


class Write(NamedTuple):
    """A lead or account to write: `id` None = new, `columns` None = the row stays as it is."""

    id: int | None
    columns: Columns | None
    old: Sequence[OldValue]
    members: Sequence[Member]
    #: Other ids that turned out to be this one.
    absorbed: Sequence[int]


class Saved(NamedTuple):
    """What was written: every id concerned, and counts."""

    ids: set[int]
    new: int
    changed: int
    linked: int
    merged: int


def save(
    connection: Connection, entity: Entity, writes: Sequence[Write], run_id: int, now: datetime
) -> Saved:
    """Write some leads or accounts whole, in the open transaction.

    Raises:
        StoreBusy: another resolver decided on one of their identities meanwhile.
    """
    _check(connection, entity, writes)
    new = [write.columns for write in writes if write.id is None and write.columns]
    changed = [{"id": w.id, **w.columns} for w in writes if w.id is not None and w.columns]
    made = iter(add(connection, entity.table, new))
    change(connection, entity.table, changed)
    ids = [next(made) if write.id is None else write.id for write in writes]
    pointers = [
        _pointer(entity, member, target, run_id)
        for write, target in zip(writes, ids, strict=True)
        for member in write.members
    ]
    change(connection, entity.identities, pointers)
    _replace_history(connection, entity.table, dict(zip(ids, writes, strict=True)), run_id)
    _merge(connection, entity, writes, run_id, now)
    absorbed = [loser for write in writes for loser in write.absorbed]
    linked = sum(m.held is None for w in writes if w.id is not None for m in w.members)
    return Saved({*ids, *absorbed}, len(new), len(changed), linked, len(absorbed))


def release(connection: Connection, entity: Entity, members: Sequence[Member], run_id: int) -> None:
    """Point identities to nobody: a function's address, a shared phone."""
    change(connection, entity.identities, [_pointer(entity, m, None, run_id) for m in members])


def pointers(connection: Connection, entity: Entity, ids: Collection[int]) -> dict[int, int | None]:
    """Where identities point right now."""
    identity = _TABLES[entity.identities]
    found: dict[int, int | None] = {}
    for part in parts(sorted(ids)):
        statement = select(identity.c.id, identity.c[entity.pointer]).where(identity.c.id.in_(part))
        found.update({row[0]: row[1] for row in connection.execute(statement)})
    return found


def load(connection: Connection, table: str, ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Rows of `lead` or `account` by id, columns by name (Any: of many types)."""
    rows: dict[int, dict[str, Any]] = {}
    for part in parts(sorted(set(ids))):
        statement = select(_TABLES[table]).where(_TABLES[table].c.id.in_(part))
        rows.update({row["id"]: dict(row) for row in connection.execute(statement).mappings()})
    return rows


def add(connection: Connection, table: str, rows: Sequence[Columns]) -> list[int]:
    """Insert rows and give their ids, in the order of the rows."""
    if not rows:
        return []
    made = _TABLES[table]
    statement = insert(made).returning(made.c.id, sort_by_parameter_order=True)
    return list(connection.execute(statement, [dict(row) for row in rows]).scalars())


def change(connection: Connection, table: str, rows: Sequence[Columns]) -> None:
    """Set the given columns of rows by their `id`; every row gives the same columns."""
    if not rows:
        return
    changed = _TABLES[table]
    columns = [name for name in rows[0] if name != "id"]
    statement = (
        update(changed)
        .where(changed.c.id == bindparam("_id"))
        .values({name: bindparam(f"_{name}", type_=changed.c[name].type) for name in columns})
    )
    connection.execute(
        statement,
        [{"_id": row["id"], **{f"_{name}": row[name] for name in columns}} for row in rows],
    )


def remember(
    connection: Connection, entity: str, old: Sequence[tuple[int, OldValue]], run_id: int
) -> None:
    """Keep values that were replaced, with the id of whose they were."""
    rows = [
        {
            "entity": entity,
            "entity_id": entity_id,
            "field": o.field,
            "old_value": o.value,
            "source": o.source,
            "until": from_micros(o.until),
            "run_id": run_id,
        }
        for entity_id, o in old
    ]
    if rows:
        connection.execute(insert(_TABLES["field_value"]), rows)


def parts(items: Sequence[int]) -> Iterable[Sequence[int]]:
    """Slices short enough for the variables of one statement."""
    return (items[start : start + _CHUNK] for start in range(0, len(items), _CHUNK))


def _check(connection: Connection, entity: Entity, writes: Sequence[Write]) -> None:
    merges.lock(connection)
    held = {member.id: member.held for write in writes for member in write.members}
    if pointers(connection, entity, held) != held:
        raise StoreBusy("another resolve is at work: run it again when that one has ended")


def _pointer(entity: Entity, member: Member, target: int | None, run_id: int) -> Columns:
    return {
        "id": member.id,
        entity.pointer: target,
        "method": str(member.method),
        "resolved_run_id": run_id,
    }


def _merge(
    connection: Connection, entity: Entity, writes: Sequence[Write], run_id: int, now: datetime
) -> None:
    """Record that leads, or accounts, were one; what left for the loser counts for the winner."""
    found = [
        merges.New(
            winner_id=write.id or 0,
            loser_id=loser,
            kept=[member.id for member in write.members if member.held == write.id],
            moved=[member.id for member in write.members if member.held == loser],
            reason="their identities were seen together",
        )
        for write in writes
        for loser in write.absorbed
    ]
    if found:
        sort, follow = _MERGED[entity]
        merges.add(connection, found, MergeOrigin.RESOLVE, run_id=run_id, at=now, sort=sort)
        follow(connection, {i for new in found for i in (new.winner_id, new.loser_id)})


_MERGED = {
    LEAD: (merges.PEOPLE, following.people),
    ACCOUNT: (merges.COMPANIES, following.companies),
}


def _replace_history(
    connection: Connection, entity: str, writes: Mapping[int, Write], run_id: int
) -> None:
    """Make the replaced values of some leads or accounts these; leave those already known alone.

    They follow from the sightings like the current values do: a backfilled row may change them.
    """
    wanted = {(i, o.field, o.until): (i, o) for i, write in writes.items() for o in write.old}
    table = _TABLES["field_value"]
    statement = select(table).where(
        table.c.entity == entity,
        table.c.entity_id.in_(sorted(writes)),
        table.c.field != _BY_REPLACEMENT,
    )
    gone = []
    for row in connection.execute(statement).mappings():
        key = (row["entity_id"], row["field"], to_micros(row["until"]))
        if key in wanted and wanted[key][1][1:3] == (row["old_value"], row["source"]):
            del wanted[key]
        else:
            gone.append(row["id"])
    if gone:
        connection.execute(delete(table).where(table.c.id.in_(gone)))
    remember(connection, entity, list(wanted.values()), run_id)
