"""One batch of rows through every thinking step: from a table to what the store takes and what it refuses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from prospector.collect import arriving, keys, machines, people, records, times
from prospector.collect.arriving import Frames, Stamp
from prospector.collect.keys import Ordinals
from prospector.collect.plan import Plan
from prospector.collect.records import Records
from prospector.collect.reject import Reject, RejectCode
from prospector.collect.table import Table
from prospector.collect.times import Clock
from prospector.rules.models import AttributeField, KindRule


@dataclass(frozen=True)
class Understood:
    """A batch as far as it can be read without the store."""

    table: Table
    plan: Plan
    records: Records

    @property
    def undated_subjects(self) -> list[str]:
        """Subjects whose earlier exports help to date the batch."""
        return times.undated_subjects(self.records)


@dataclass(frozen=True)
class Ready:
    """A batch ready for the store: frames of the good rows, the refused ones, and notices."""

    rows: int
    good: int
    frames: Frames
    rejects: list[Reject]
    notices: tuple[str, ...]


def understand(table: Table, plan: Plan, declared: Mapping[str, AttributeField]) -> Understood:
    """Read a table's values and find out whom its rows speak of."""
    types = {name: field.type for name, field in declared.items()}
    found = records.read(table, plan, types)
    people.identify(found)
    return Understood(table, plan, found)


def complete(
    batch: Understood,
    clock: Clock,
    stamp: Stamp,
    kinds: Mapping[str, KindRule],
    ordinals: Ordinals | None,
) -> Ready:
    """Date what nobody dated, and give every signal its id."""
    found, table = batch.records, batch.table
    if stamp.told:
        times.date_as_told(found, stamp.told_at(table.lines))
    times.assume(found, clock)
    machines.discount(found)
    natural: dict[str, Sequence[str]] = {name: kind.natural_key for name, kind in kinds.items()}
    ids = keys.external_ids(
        found,
        natural,
        None if batch.plan.profile.accumulates else ordinals,
        id_per_kind=batch.plan.profile.id_per_kind,
    )
    lines = pl.Series("line", table.lines, dtype=pl.Int64)
    rejects = [*table.rejects, *_rejects(found, table)]
    return Ready(
        rows=table.size,
        good=table.size - len(rejects),
        frames=arriving.frames(found, ids, lines, stamp),
        rejects=sorted(rejects),
        notices=(*batch.plan.notices, *_misread(found), *_wants(found, batch.plan)),
    )


def _rejects(found: Records, table: Table) -> list[Reject]:
    wrong = found.code.is_not_null().arg_true().to_list()
    return [
        Reject(
            table.lines[row],
            table.raws[row],
            RejectCode(found.code[row]),
            str(found.detail[row]),
            table.bytes_of(row),
        )
        for row in wrong
    ]


def _misread(found: Records) -> list[str]:
    return [
        f"{name}: {count} not understood and left out, first in line {line}: {detail}"
        for name, (count, line, detail) in found.misread.items()
    ]


def _wants(found: Records, plan: Plan) -> list[str]:
    return [
        f"nothing says {wish}"
        for name, wish in plan.profile.wants.items()
        if found.text(name).null_count() == found.height and found.height
    ]
