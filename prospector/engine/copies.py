"""Signal files, kept up and read: what the store holds, as final columns (docs/signal-files.md).

Whatever is read of them is brought up to the store in the same read transaction: what came or was
changed since they were written is read from the store, so that they are never stale.
"""

import secrets
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from prospector.engine import columns
from prospector.engine.final import final
from prospector.engine.worlds import coded
from prospector.errors import FilesDamaged
from prospector.rules import fields
from prospector.rules.models import SignalsFile
from prospector.store.database import Database
from prospector.store.files import changes, folder, kept
from prospector.store.files.manifest import Entity, Manifest, Marks, Part
from prospector.store.worlds import Session

#: Below so many signals the store itself is read as fast.
LEAST = 50_000
#: A part may grow to so many rows.
MOST = 750_000

#: The columns that are no fields: ids, times, and what ties are broken by.
KEYS = {
    Entity.SIGNAL: (
        "id",
        "person_identity_id",
        "account_identity_id",
        "feed",
        "external_id",
        "occurred_at",
        "received_at",
        "confidence",
    ),
    Entity.IDENTITY: ("id", "lead_id"),
    Entity.ACCOUNT_IDENTITY: ("id", "account_id"),
    Entity.LEAD: ("lead_id", "account_id", "first_seen_at", "merged_into"),
    Entity.ACCOUNT: ("account_id",),
}
_FIELDS = {
    # When it occurred is among the keys.
    Entity.SIGNAL: [name for name in fields.SIGNAL_FIELDS if name != "signal.occurred_at"],
    Entity.LEAD: list(fields.LEAD_FIELDS),
    Entity.ACCOUNT: list(fields.ACCOUNT_FIELDS),
}


def say_nothing(_message: str) -> None:
    """Keep notices to oneself."""


def bring_up(
    database: Database,
    catalogue: SignalsFile,
    *,
    tell: Callable[[str], None] = say_nothing,
    anew: bool = False,
    least: int = LEAST,
) -> None:
    """Write what signal files do not hold yet; where there are none, and many signals, make them.

    `anew` drops what is there first.
    """
    place = database.files
    if place is None:
        return
    with folder.locked(place):
        before = folder.manifest(place)
        state = None if anew else _brought_up(database, place, before, catalogue, tell)
        if state is None:
            _make(database, place, before, catalogue, least)
        elif state != before:
            changes.set_stamp(database, state, before=before.stamp if before else None)
            folder.commit(place, state, before=before)
            # What was computed of the state before may tell of people who went since.
            kept.forget(place)


def _brought_up(
    database: Database,
    place: Path,
    before: Manifest | None,
    catalogue: SignalsFile,
    tell: Callable[[str], None],
) -> Manifest | None:
    """The state after what came since is written; None = the files are of no use."""
    if before is None:
        return None
    try:
        with database.read() as session:
            if before.shape == _shape(catalogue) and changes.is_of(session, before):
                return _write(session, place, before, catalogue)
        why = "signal files are of another state of the store, or lack a declared attribute"
    except FilesDamaged as error:
        why = str(error)
    tell(f"{why}: all are made anew")
    return None


def _make(
    database: Database, place: Path, before: Manifest | None, catalogue: SignalsFile, least: int
) -> None:
    """Write everything, where that is worth it; what was there goes, for what it says of people."""
    kept.forget(place)
    with database.read() as session:
        marks = changes.marks(session)
        if marks.tops[Entity.SIGNAL] < least:
            folder.forget(place)
            return
        nothing = Manifest(
            folder=before.folder if before else secrets.token_hex(8),
            stamp="",
            shape=_shape(catalogue),
            # What was changed before is read as it is now.
            marks=Marks(dict.fromkeys(Entity, 0), marks.generation),
            parts=dict.fromkeys(Entity, ()),
        )
        state = _write(session, place, nothing, catalogue)
    changes.set_stamp(database, state, before=None)
    folder.commit(place, state, before=None)


def _write(session: Session, place: Path, before: Manifest, catalogue: SignalsFile) -> Manifest:
    marks = changes.marks(session)
    parts = {}
    for entity in Entity:
        kept = list(before.parts[entity])
        again = changes.changed(session, entity, before.marks)
        if again.len():
            kept = _rewritten(session, place, kept, entity, again, catalogue)
        for rows in changes.added(session, entity, before.marks, until=marks):
            kept = _appended(place, kept, entity, _final(catalogue, entity, rows))
        parts[entity] = tuple(kept)
    if parts == before.parts:
        return before
    stamp = secrets.token_hex(8)
    return Manifest(before.folder, stamp, before.shape, marks, parts)


def _rewritten(  # noqa: PLR0913, PLR0917 - one private step of `_write`
    session: Session,
    place: Path,
    parts: Sequence[Part],
    entity: Entity,
    again: pl.Series,
    catalogue: SignalsFile,
) -> list[Part]:
    """The parts with some rows as they are now, or without them where they are no more."""
    fresh = _final(catalogue, entity, changes.again(session, entity, again))
    kept: list[Part] = []
    reach = 0
    for part in parts:
        touched = again.is_between(reach + 1, part.last)
        if touched.any():
            mine = fresh.filter(pl.col(entity.key).is_between(reach + 1, part.last))
            rows = folder.read(place, part, fresh.columns)
            rows = pl.concat([_without(rows, entity, again), mine]).sort(entity.key)
            kept += [folder.write(place, entity, rows)] if rows.height else []
        else:
            kept.append(part)
        reach = part.last
    beyond = fresh.filter(pl.col(entity.key) > reach)
    return _appended(place, kept, entity, beyond) if beyond.height else kept


def _appended(place: Path, parts: Sequence[Part], entity: Entity, rows: pl.DataFrame) -> list[Part]:
    """Parts with new rows at the end, joined with those before them that are no larger."""
    kept = list(parts)
    while kept and kept[-1].rows <= rows.height and kept[-1].rows + rows.height <= MOST:
        rows = pl.concat([folder.read(place, kept.pop(), rows.columns), rows])
    return [*kept, folder.write(place, entity, rows)]


@dataclass(frozen=True)
class Copies:
    """Signal files as they are now, and the read transaction that says what came since."""

    session: Session
    place: Path
    state: Manifest
    catalogue: SignalsFile

    def read(self, entity: Entity, names: Collection[str]) -> pl.DataFrame:
        """Some columns of all rows of an entity, as the store has them.

        Raises:
            FilesDamaged: a file is not as it was written.
        """
        wanted = list(dict.fromkeys((*KEYS[entity][:1], *names)))
        return pl.concat(self.some(entity, wanted))

    def some(
        self, entity: Entity, wanted: Sequence[str], kinds: Collection[str] | None = None
    ) -> Iterator[pl.DataFrame]:
        """The same, some rows at a time; of signals those of some kinds, where they are named.

        Raises:
            FilesDamaged: a file is not as it was written.
        """
        again, since = self.since(entity, wanted)
        for part in self.state.parts[entity]:
            yield _without(folder.read(self.place, part, wanted, kinds=kinds), entity, again)
        yield since if kinds is None else since.filter(pl.col("kind").is_in(sorted(kinds)))

    def since(
        self, entity: Entity, names: Collection[str] | None = None
    ) -> tuple[pl.Series, pl.DataFrame]:
        """What the files do not hold: the ids whose rows there are old, and every row since.

        Some columns of them, or all.
        """
        again = changes.changed(self.session, entity, self.state.marks)
        told = [changes.again(self.session, entity, again)]
        told += changes.added(self.session, entity, self.state.marks)
        since = [_final(self.catalogue, entity, rows) for rows in told]
        return again, pl.concat([rows.select(names or rows.columns) for rows in since])

    def files(self, entity: Entity) -> list[Path]:
        """The files of an entity, for an engine that reads them by itself.

        Raises:
            FilesDamaged: one is not there, or not whole.
        """
        return [folder.whole(self.place, part) for part in self.state.parts[entity]]


@dataclass(frozen=True)
class Standing:
    """How signal files stand to their store."""

    signals: int
    size: int
    #: They are of this store, with the columns that are declared now.
    usable: bool
    #: Files that are not as they were written.
    damaged: tuple[str, ...]


def standing(database: Database, catalogue: SignalsFile) -> Standing | None:
    """How the signal files of a store are; None = there are none. Every byte of them is read."""
    place = database.files
    state = folder.manifest(place) if place else None
    if place is None or state is None:
        return None
    parts = [part for entity in Entity for part in state.parts[entity]]
    with database.read() as session:
        usable = copies(session, catalogue) is not None
    return Standing(
        signals=state.rows(Entity.SIGNAL),
        size=sum(part.size for part in parts),
        usable=usable,
        damaged=tuple(part.name for part in parts if not folder.is_as_written(place, part)),
    )


def copies(session: Session, catalogue: SignalsFile) -> Copies | None:
    """The signal files of a session's store; None = there are none that can be used."""
    place: Path | None = session.info.get("files")
    state = folder.manifest(place) if place else None
    if (
        place is None
        or state is None
        or state.shape != _shape(catalogue)
        or not changes.is_of(session, state)
    ):
        return None
    return Copies(session, place, state, catalogue)


def _shape(catalogue: SignalsFile) -> dict[str, str]:
    """The declared attributes, which have columns of their own."""
    return {name: kind.value for name, kind in sorted(fields.attributes(catalogue).items())}


def _final(catalogue: SignalsFile, entity: Entity, told: pl.DataFrame) -> pl.DataFrame:
    """Rows as the files hold them."""
    if entity not in _FIELDS:
        return told.select(KEYS[entity])
    declared = [name for name in _shape(catalogue) if name.startswith(f"{entity}.")]
    spread = columns.spread(told, [name.partition(".")[2] for name in declared])
    rows = final(catalogue, spread, KEYS[entity], [*_FIELDS[entity], *declared])
    return coded(rows) if entity is Entity.SIGNAL else rows


def _without(rows: pl.DataFrame, entity: Entity, ids: pl.Series) -> pl.DataFrame:
    return rows.filter(~pl.col(entity.key).is_in(ids.implode())) if ids.len() else rows
