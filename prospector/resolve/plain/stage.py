"""Decide plain companies and people of a batch of sightings by sets, and write them many at a time."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from json import loads
from typing import NamedTuple

import polars as pl
from sqlalchemy import Connection

from prospector.identifiers import name_key
from prospector.resolve.joining.told import NAMES, NOTHING, Told
from prospector.resolve.mailboxes import any_strangers
from prospector.resolve.plain import accounts, leads, nobodys, sorting
from prospector.resolve.plain.telling import Settled
from prospector.resolve.portions import Pace
from prospector.store import bulk, merges, records
from prospector.store.adding_sqlite import move_log
from prospector.store.database import writing
from prospector.store.namesakes import full_name

#: Groups read at a time.
PAGE = 5_000
_NONE = pl.Series(dtype=pl.Int64)


class Sort(NamedTuple):
    """One sort of group: where it is written, and how the rows are made."""

    entity: records.Entity
    settle: Callable[[pl.DataFrame], Settled]


_IS_NAMED = pl.col("first_name", "last_name").str.contains("[A-Za-z]")
#: By what colleagues are found; of those with a whole name the address is never looked at.
_CARD = {
    "lead": pl.col("id"),
    "account": pl.col("account_id"),
    "first": pl.col("first_name"),
    "last": pl.col("last_name"),
    "email": pl.when(~pl.all_horizontal(_IS_NAMED).fill_null(value=False)).then("email"),
}

LEADS = Sort(records.LEAD, leads.settle)
ACCOUNTS = Sort(records.ACCOUNT, accounts.settle)


class Made(NamedTuple):
    """What was written, and what has to go the long way."""

    ids: set[int]
    #: Those of them whose relation to us has to be judged.
    stated: set[int]
    #: `id` of a sighting, and those of its identities that are not decided.
    hard: pl.DataFrame
    #: Sightings about which nothing is left to decide.
    resolved: pl.Series
    #: What was told of leads.
    told: Told


class Written(NamedTuple):
    """The groups that were written, and those that turned out to be none."""

    #: The number of each, and its id.
    groups: pl.DataFrame
    #: Ids of those whose relation to us somebody stated.
    stated: set[int]
    refused: pl.Series
    #: Of leads: what their colleagues are found by.
    cards: pl.DataFrame


class LongWay:
    """Where nothing counts as plain."""

    def companies(self, seen: pl.DataFrame) -> Made:
        """No company is written."""
        return Made(set(), set(), seen.select("id", "domain", "company"), _NONE, NOTHING)

    def people(self, seen: pl.DataFrame) -> Made:
        """No person is written."""
        hard = seen.select("id", "email", "profile", "phone", "name")
        return Made(set(), set(), hard, _NONE, NOTHING)


class Plain(LongWay):
    """The plain lane of one run."""

    def __init__(self, connection: Connection, run_id: int) -> None:
        self.connection = connection
        self.run_id = run_id
        self.pace = Pace()
        #: What people decided of companies: new people are planned with the accounts of then.
        self.decided = merges.decided(connection, merges.COMPANIES)

    def companies(self, seen: pl.DataFrame) -> Made:
        """Write the new companies of some sightings that are plain."""
        unknown = bulk.unknown(self.connection, records.ACCOUNT)
        new = self.new(records.ACCOUNT, unknown, nobodys.freemail_domains(unknown))
        found = sorting.companies(seen, new)
        done = self.write(ACCOUNTS, found)
        left = found.members.filter(pl.col("n").is_in(done.refused.implode()))["identity"]
        again = seen.select(
            "id", *(pl.when(pl.col(c).is_in(left.implode())).then(c) for c in ("domain", "company"))
        ).filter(pl.any_horizontal(pl.col("domain", "company").is_not_null()))
        hard = pl.concat([found.hard, again]).sort("id")
        return Made(set(done.groups["id"]), done.stated, hard, _NONE, NOTHING)

    def people(self, seen: pl.DataFrame) -> Made:
        """Write the new people of some sightings that are plain, whose companies are known by now."""
        unknown = bulk.unknown(self.connection, records.LEAD)
        new = self.new(records.LEAD, unknown, nobodys.role_addresses(unknown))
        rows = sorting.linked(seen, new)
        found = sorting.people(rows, new, self.odd(sorting.several(rows)))
        done = self.write(LEADS, found)
        settled = found.rows.filter("settled")["id"]
        told = Told(_names(found, seen, unknown, done.groups), done.cards)
        return Made(set(done.groups["id"]), set(), found.hard, settled, told)

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

    def write(self, sort: Sort, found: sorting.Sorted) -> Written:
        """Write plain groups page by page."""
        written, stated, refused, cards = [], [], [], [NOTHING.cards]
        pages = zip(_pages(found.rows), _pages(found.members.drop_nulls("n")), strict=True)
        for page, members in pages:
            settled = sort.settle(bulk.told(self.connection, sort.entity, page))
            made = self.save(sort, settled, page, members)
            written.append(made)
            stated.append(made.filter(pl.col("n").is_in(sorted(settled.stated))))
            refused.append(page.select(pl.col("n").unique()).join(made, on="n", how="anti")["n"])
            if sort is LEADS:
                cards.append(settled.rows.join(made, on="n").select(**_CARD))
        self.release(sort.entity, found.members.filter(pl.col("n").is_null()))
        none = pl.DataFrame(schema={"n": pl.Int64, "id": pl.Int64})
        return Written(
            pl.concat([none, *written]),
            set(pl.concat([none, *stated])["id"]),
            pl.concat([none["n"], *refused]),
            pl.concat(cards),
        )

    def save(
        self, sort: Sort, settled: Settled, page: pl.DataFrame, members: pl.DataFrame
    ) -> pl.DataFrame:
        """Write some groups whole, in transactions of some tens of milliseconds: `n` and `id` of each."""
        numbers = settled.rows["n"]
        rows = settled.rows.drop("n")
        made = [pl.DataFrame(schema={"n": pl.Int64, "id": pl.Int64})]
        pointing, sightings = Slices(members), Slices(page.filter("settled"))
        start = 0
        while start < rows.height:
            part = numbers[start : start + self.pace.size]
            known = pointing.upto(part)
            with self.measured():
                ids = bulk.insert(self.connection, sort.entity, rows[start : start + part.len()])
                holders = pl.DataFrame({"n": part, "id": ids})
                pointers = known.join(holders, on="n").rename({"id": "holder"}).sort("identity")
                bulk.point(self.connection, sort.entity, pointers, self.run_id)
                self.remember(sort.entity, settled, holders)
                if sort is LEADS:
                    done = sightings.upto(part)["id"].to_list()
                    bulk.resolved(self.connection, done)
            made.append(holders)
            start += part.len()
        return pl.concat(made)

    def remember(self, entity: records.Entity, settled: Settled, holders: pl.DataFrame) -> None:
        """Keep what was replaced while the rows came in."""
        if not settled.replaced:
            return
        ids = dict(holders.rows())
        old = [
            (ids[n], records.OldValue(field, value.value, value.source, value.until))
            for n, field, value in settled.replaced
            if n in ids
        ]
        records.remember(self.connection, entity.table, old, self.run_id)

    def release(self, entity: records.Entity, members: pl.DataFrame) -> None:
        """Point the identities of nobody to nobody."""
        for part in members.rename({"n": "holder"}).iter_slices(1_000):
            with self.measured():
                bulk.point(self.connection, entity, part, self.run_id)

    @contextmanager
    def measured(self) -> Iterator[None]:
        """One write transaction; how long it took decides how much the next one writes."""
        with writing(self.connection):
            merges.require(self.connection, self.decided, merges.COMPANIES)
            began = time.thread_time()
            yield
        self.pace.took(time.thread_time() - began)
        move_log(self.connection)


class Slices:
    """Rows sorted by the number of their group, taken part by part."""

    def __init__(self, rows: pl.DataFrame) -> None:
        self.rows = rows
        self.start = 0

    def upto(self, part: pl.Series) -> pl.DataFrame:
        """The rows of the groups up to the last of a part."""
        stop = int(self.rows["n"].search_sorted(part[-1], side="right"))
        start, self.start = self.start, stop
        return self.rows[start:stop]


def _names(
    found: sorting.Sorted, seen: pl.DataFrame, unknown: pl.DataFrame, people: pl.DataFrame
) -> pl.DataFrame:
    """Under which names plain people (group, id) were seen, where all are new."""
    names = unknown.filter(pl.col("kind") == "name_company").select(
        identity="id", name=full_name("value")
    )
    told = (
        found.rows.join(seen.select("id", identity="name"), on="id")
        .select("n", "identity")
        .unique()
        .join(names, on="identity", how="left")
        .join(people.rename({"id": "lead"}), on="n")
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
