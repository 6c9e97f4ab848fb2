"""Decide plain companies and people of a batch of sightings by sets, and write them many at a time."""

import time
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from json import loads
from operator import itemgetter
from typing import Any, NamedTuple

import polars as pl
from sqlalchemy import Connection

from prospector.identifiers import name_key
from prospector.resolve.joining.stage import NAMES
from prospector.resolve.mailboxes import any_strangers
from prospector.resolve.plain import accounts, leads, nobodys, sorting
from prospector.resolve.plain.telling import Settled, Told
from prospector.resolve.portions import Pace, portions
from prospector.store import bulk, merges, records
from prospector.store.database import writing
from prospector.store.adding_sqlite import move_log
from prospector.store.namesakes import full_name

#: Groups read at a time.
PAGE = 5_000
_NONE = pl.Series(dtype=pl.Int64)
_PEOPLE = {"n": pl.Int64, "lead": pl.Int64}
_NO_NAMES = pl.DataFrame(schema=NAMES)


class Sort(NamedTuple):
    """One sort of group: where it is written, and how its row is made."""

    entity: records.Entity
    columns: tuple[str, ...]
    think: Callable[[Sequence[Told]], Settled | None]


LEADS = Sort(records.LEAD, leads.COLUMNS, leads.lead)
ACCOUNTS = Sort(records.ACCOUNT, accounts.COLUMNS, accounts.account)


class Made(NamedTuple):
    """What was written, and what has to go the long way."""

    ids: set[int]
    #: Those of them whose relation to us has to be judged.
    stated: set[int]
    #: `id` of a sighting, and those of its identities that are not decided.
    hard: pl.DataFrame
    #: Sightings about which nothing is left to decide.
    resolved: pl.Series
    #: Lead, identity and name (null = none) of those who were seen under no name somebody had.
    names: pl.DataFrame


class LongWay:
    """Where nothing counts as plain."""

    def companies(self, seen: pl.DataFrame) -> Made:
        """No company is written."""
        return Made(set(), set(), seen.select("id", "domain", "company"), _NONE, _NO_NAMES)

    def people(self, seen: pl.DataFrame) -> Made:
        """No person is written."""
        hard = seen.select("id", "email", "profile", "phone", "name")
        return Made(set(), set(), hard, _NONE, _NO_NAMES)


class Plain(LongWay):
    """The plain lane of one run."""

    def __init__(self, connection: Connection, run_id: int) -> None:
        self.connection = connection
        self.run_id = run_id
        self.pace = Pace()

    def companies(self, seen: pl.DataFrame) -> Made:
        """Write the new companies of some sightings that are plain."""
        unknown = bulk.unknown(self.connection, records.ACCOUNT)
        new = self.new(records.ACCOUNT, unknown, nobodys.freemail_domains(unknown))
        found = sorting.companies(seen, new)
        ids, stated, refused = self.write(ACCOUNTS, found)
        left = found.members.filter(pl.col("n").is_in(refused.implode()))["identity"]
        again = seen.select(
            "id", *(pl.when(pl.col(c).is_in(left.implode())).then(c) for c in ("domain", "company"))
        ).filter(pl.any_horizontal(pl.col("domain", "company").is_not_null()))
        hard = pl.concat([found.hard, again]).sort("id")
        return Made(set(ids), stated, hard, _NONE, _NO_NAMES)

    def people(self, seen: pl.DataFrame) -> Made:
        """Write the new people of some sightings that are plain, whose companies are known by now."""
        unknown = bulk.unknown(self.connection, records.LEAD)
        new = self.new(records.LEAD, unknown, nobodys.role_addresses(unknown))
        rows = sorting.linked(seen, new)
        found = sorting.people(rows, new, self.odd(sorting.several(rows)))
        ids, stated, _ = self.write(LEADS, found)
        settled = found.rows.filter("settled")["id"]
        return Made(set(ids), stated, found.hard, settled, _names(found, seen, unknown, ids))

    def new(self, entity: records.Entity, unknown: pl.DataFrame, nobody: pl.Series) -> sorting.New:
        """The identities nobody has looked at yet."""
        return sorting.New(unknown["id"], nobody, bulk.alone(self.connection, entity))

    def odd(self, several: pl.DataFrame) -> set[int]:
        """Mailboxes that came with names of strangers."""
        names: defaultdict[int, set[str]] = defaultdict(set)
        for head, told in bulk.names(self.connection, several) if several.height else ():
            said = loads(told)
            if person := name_key(said.get("first_name"), said.get("last_name"), said.get("name")):
                names[head].add(person)
        return {head for head, found in names.items() if any_strangers(found)}

    def write(self, sort: Sort, found: sorting.Sorted) -> tuple[list[int], set[int], pl.Series]:
        """Write plain groups page by page: new ids, those `stated`, and the numbers of groups that were none."""
        written: list[int] = []
        stated: set[int] = set()
        refused: list[int] = []
        pages = zip(_pages(found.rows), _pages(found.members.drop_nulls("n")), strict=True)
        for page, members in pages:
            settled = []
            for n, group in self.told(sort.entity, page):
                outcome = sort.think(group)
                if outcome is None:
                    refused.append(n)
                else:
                    settled.append((n, outcome))
            ids = self.save(sort, settled, page, members)
            written += ids
            stated.update(i for i, (_, s) in zip(ids, settled, strict=True) if s.stated)
        self.release(sort.entity, found.members.filter(pl.col("n").is_null()))
        return written, stated, pl.Series(refused, dtype=pl.Int64)

    def told(self, entity: records.Entity, page: pl.DataFrame) -> Iterator[tuple[int, list[Told]]]:
        """The sightings of some groups, group by group."""
        rows = map(Told._make, bulk.told(self.connection, entity, page))
        return ((n, list(group)) for n, group in groupby(rows, key=itemgetter(0)))

    def save(
        self,
        sort: Sort,
        settled: Sequence[tuple[int, Settled]],
        page: pl.DataFrame,
        members: pl.DataFrame,
    ) -> list[int]:
        """Write some groups whole, in transactions of some tens of milliseconds; returns their ids."""
        written: list[int] = []
        pointing = Slices(members.select("n", "method", "identity").rows())
        sightings = Slices(page.filter("settled").select("n", "id").rows())
        while part := settled[len(written) : len(written) + self.pace.size]:
            with self.measured():
                made = [outcome.columns for _, outcome in part]
                ids = bulk.insert(self.connection, sort.entity, sort.columns, made)
                holder = {n: i for (n, _), i in zip(part, ids, strict=True)}
                pointers = [(holder[n], *more) for n, *more in pointing.upto(part) if n in holder]
                bulk.point(self.connection, sort.entity, pointers, self.run_id)
                self.remember(sort.entity, part, ids)
                if sort is LEADS:
                    done = [i for n, i in sightings.upto(part) if n in holder]
                    bulk.resolved(self.connection, done, self.run_id)
            written += ids
        return written

    def remember(
        self, entity: records.Entity, part: Sequence[tuple[int, Settled]], ids: Sequence[int]
    ) -> None:
        """Keep what was replaced while the rows came in."""
        old = [
            (i, records.OldValue(field, value.value, value.source, value.until))
            for i, (_, outcome) in zip(ids, part, strict=True)
            for field, value in outcome.replaced
        ]
        records.remember(self.connection, entity.table, old, self.run_id)

    def release(self, entity: records.Entity, members: pl.DataFrame) -> None:
        """Point the identities of nobody to nobody."""
        rows = [(None, method, i) for _, i, method in members.iter_rows()]
        for part in portions(rows, 1_000):
            with self.measured():
                bulk.point(self.connection, entity, part, self.run_id)

    @contextmanager
    def measured(self) -> Iterator[None]:
        """One write transaction; how long it took decides how much the next one writes."""
        with writing(self.connection):
            merges.lock(self.connection)
            began = time.monotonic()
            yield
        self.pace.took(time.monotonic() - began)
        move_log(self.connection)


class Slices:
    """Rows sorted by the number of their group, taken part by part."""

    def __init__(self, rows: Sequence[tuple[Any, ...]]) -> None:
        self.rows = rows
        self.start = 0

    def upto(self, part: Sequence[tuple[int, Settled]]) -> Sequence[tuple[Any, ...]]:
        """The rows of the groups up to the last of a part."""
        stop = bisect_right(self.rows, part[-1][0], self.start, key=itemgetter(0))
        start, self.start = self.start, stop
        return self.rows[start:stop]


def _names(
    found: sorting.Sorted, seen: pl.DataFrame, unknown: pl.DataFrame, ids: Sequence[int]
) -> pl.DataFrame:
    """Under which names plain people (by the order of their groups) were seen, where all are new."""
    names = unknown.filter(pl.col("kind") == "name_company").select(
        identity="id", name=full_name("value")
    )
    people = pl.DataFrame({"n": range(len(ids)), "lead": ids}, schema=_PEOPLE)
    told = (
        found.rows.join(seen.select("id", identity="name"), on="id")
        .select("n", "identity")
        .unique()
        .join(names, on="identity", how="left")
        .join(people, on="n")
    )
    had = told.filter(pl.col("identity").is_not_null() & pl.col("name").is_null())["lead"]
    known = told.filter(~pl.col("lead").is_in(had.implode())).select(*NAMES)
    # Of somebody seen under a name and without one, the row without says nothing.
    nameless = pl.col("identity").is_null() & (pl.len().over("lead") > 1)
    return known.filter(~nameless)


def _pages(rows: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The rows of `PAGE` groups at a time."""
    rows = rows.sort("n", maintain_order=True)
    start, last = 0, rows["n"].max()
    for first in range(0, last + 1 if isinstance(last, int) else 0, PAGE):
        stop = int(rows["n"].search_sorted(first + PAGE))
        yield rows.slice(start, stop - start)
        start = stop
