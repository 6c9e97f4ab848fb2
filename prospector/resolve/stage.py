"""Resolve: read what is not resolved yet and all that hangs together with it, decide, write.

Everything written follows from the sightings alone, so a run that stops half way is simply run
again: each short transaction leaves whole leads and accounts behind.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime

import polars as pl
from sqlalchemy import Connection

from prospector.columns import to_micros
from prospector.resolve.comparing.stage import Comparing
from prospector.resolve.joining.stage import Joining
from prospector.resolve.plain.stage import LongWay, Plain
from prospector.resolve.portions import portions
from prospector.resolve.relations import in_a_number
from prospector.resolve.twins.stage import suggest
from prospector.rules.models import CompanyFile
from prospector.rules.ruleset import Ruleset
from prospector.store import bulk, records, resolutions, runs, since
from prospector.store.alone import PATIENCE_S, alone
from prospector.store.arrivals import desk
from prospector.store.database import Database, writing
from prospector.store.plain_rows import plain_rows

#: Sightings sorted at a time: bounds memory (they are numbers), changes no result.
BATCH = 1_000_000
#: Page cache on SQLite: less than an import's, for resolve holds the numbers of a batch as well.
CACHE_KB = 96 * 1024
#: So few sightings are not worth sorting: all of them go the long way.
FEW = 50
#: Sightings that go the long way together: they are read whole, with all that hangs together.
LONG_WAY = 20_000
#: Sightings marked in one transaction.
MARKED = 5_000


@dataclass(frozen=True)
class ResolveReport:
    """What a run of resolve did."""

    sightings: int = 0
    new_leads: int = 0
    updated_leads: int = 0
    new_accounts: int = 0
    updated_accounts: int = 0
    linked: int = 0
    merged: int = 0
    suggested: int = 0
    relations: int = 0


def resolve(
    database: Database, ruleset: Ruleset, *, now: datetime, patience_s: float = PATIENCE_S
) -> ResolveReport:
    """Give every sighting its lead and account, and every lead and account its values.

    Raises:
        StoreBusy: another resolve is at work still, after so many seconds.
    """
    with (
        alone(database, "resolve", patience_s=patience_s),
        runs.under_way(database, "resolve", now=now) as run_id,
    ):
        # A search for cycles would go through every row in memory, again and again.
        with desk(database, cache_kb=CACHE_KB) as connection, plain_rows():
            report, mark = _resolve(connection, ruleset.company, run_id, now)
        with database.write() as session:
            counts = {**asdict(report), **since.as_counts(mark)}
            runs.finish(session, run_id, now=now, counts=counts)
    return report


def _resolve(
    connection: Connection, company: CompanyFile, run_id: int, now: datetime
) -> tuple[ResolveReport, since.Mark]:
    """Batch by batch, what is plain before what takes judgement; what compares whole sets comes last."""
    mark = since.mark(connection, to_micros(now), in_a_number(company))
    joining = Joining(connection, run_id, now)
    joining.changed_leads |= resolutions.left_behind(connection, records.LEAD, run_id)
    joining.changed_accounts |= resolutions.left_behind(connection, records.ACCOUNT, run_id)
    sightings = 0
    while (seen := bulk.pending(connection, BATCH)).height:
        _batch(joining, seen)
        sightings += seen.height
    joining.companies(resolutions.unresolved(connection, "account_identity"))
    joining.people(resolutions.unresolved(connection, "identity"), ())
    before = since.looked(connection, run_id, at=mark.at, company=mark.company)
    comparing = Comparing(joining, company, before)
    if comparing.has_news():
        comparing.run()
    twins = suggest(joining)
    report = ResolveReport(
        sightings=sightings,
        relations=comparing.relations,
        suggested=comparing.suggested + twins,
        **joining.counts,
    )
    return report, mark


def _batch(joining: Joining, seen: pl.DataFrame) -> None:
    """Decide some sightings, accounts before people: what is plain first, then what takes judgement."""
    plain = Plain(joining.connection, joining.run_id) if seen.height > FEW else LongWay()
    companies = plain.companies(seen)
    joining.companies_heard.update(seen["company"].drop_nulls().unique())
    for touched in _touched(companies.hard):
        # Before the next ones: a run that stops here would not know who has to move along.
        joining.people((), joining.companies(touched))
    people = plain.people(seen)
    joining.add(companies.ids, companies.stated, people.ids, people.told)
    for touched in _touched(people.hard):
        joining.people(touched, ())
    rest = seen.filter(~pl.col("id").is_in(people.resolved.implode()))["id"].to_list()
    for part in portions(rest, MARKED):
        with writing(joining.connection):
            bulk.resolved(joining.connection, part)


def _touched(hard: pl.DataFrame) -> Iterator[set[int]]:
    """The identities of what is not plain, those of some sightings at a time."""
    for part in hard.iter_slices(LONG_WAY):
        yield {i for row in part.drop("id").iter_rows() for i in row if i is not None}
