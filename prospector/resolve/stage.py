"""Resolve: read what is not resolved yet and all that hangs together with it, decide, write.

Everything written follows from the sightings alone, so a run that stops half way is simply run
again: each short transaction leaves whole leads and accounts behind.
"""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection

from prospector.resolve.comparing.stage import Comparing
from prospector.resolve.joining.stage import Joining
from prospector.resolve.portions import portions
from prospector.rules.models import CompanyFile
from prospector.rules.ruleset import Ruleset
from prospector.store import records, resolutions, runs
from prospector.store.database import Database, writing

#: Sightings read at a time: bounds memory, changes no result.
BATCH = 20_000


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


def resolve(database: Database, ruleset: Ruleset, *, now: datetime) -> ResolveReport:
    """Give every sighting its lead and account, and every lead and account its values."""
    run_id = runs.begin(database, "resolve", now=now)
    try:
        with database.staging() as connection:
            report = _resolve(connection, ruleset.company, run_id, now)
        with database.write() as session:
            runs.finish(session, run_id, now=now, counts=asdict(report))
    except Exception as error:
        runs.fail(database, run_id, now=now, error=str(error))
        raise
    return report


def _resolve(
    connection: Connection, company: CompanyFile, run_id: int, now: datetime
) -> ResolveReport:
    """Accounts before people, batch by batch; what compares whole sets comes last."""
    joining = Joining(connection, run_id, now)
    sightings = 0
    while batch := resolutions.pending(connection, BATCH):
        moved = joining.companies({i for s in batch for i in s.companies()})
        joining.people({i for s in batch for i in s.people()}, moved)
        # Only now: whatever stops before is done again.
        for part in portions(batch):
            with writing(connection):
                records.resolved(connection, [s.id for s in part], run_id)
        sightings += len(batch)
    joining.companies(resolutions.unresolved(connection, "account_identity"))
    joining.people(resolutions.unresolved(connection, "identity"), ())
    comparing = Comparing(joining, company)
    comparing.run()
    return ResolveReport(
        sightings=sightings,
        relations=comparing.relations,
        suggested=comparing.suggested,
        **joining.counts,
    )
