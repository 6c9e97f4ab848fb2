"""Replay: take rejected rows again, with the file and line they came from."""

from dataclasses import replace
from datetime import datetime

from prospector.collect import reading, registry, report, taking
from prospector.collect.intake.stage import remember, remembered, take_table, told
from prospector.collect.report import FileReport, ImportReport
from prospector.collect.taking import Options
from prospector.rules.ruleset import Ruleset
from prospector.store import arrivals, imports, rejects, runs
from prospector.store.arrivals import Origin
from prospector.store.database import Database
from prospector.store.rejects import Wanted
from prospector.tables import ImportFile, RejectRow, RejectStatus


def replay(
    database: Database,
    ruleset: Ruleset,
    wanted: Wanted,
    options: Options,
    *,
    now: datetime,
) -> ImportReport:
    """Take rejected rows again, with the file and line they came from.

    Rows that are understood now are marked replayed, once; the others stay, with today's reason.
    """
    with database.read() as session:
        rows = rejects.find(session, replace(wanted, status=RejectStatus.OPEN))
        files = imports.by_ids(session, sorted({row.import_file_id or 0 for row in rows}))
    run_id = runs.begin(database, "collect", now=now)
    reports: list[FileReport] = []
    try:
        for file_id, file in files.items():
            some = [row for row in rows if row.import_file_id == file_id]
            reports.append(_replay_file(database, ruleset, file, some, options, run_id, now))
        with database.write() as session:
            runs.finish(session, run_id, now=now, counts=report.counts(reports))
    except BaseException as error:
        runs.fail(database, run_id, now=now, error=str(error) or type(error).__name__)
        raise
    return report.total(reports, run_id)


def _replay_file(  # noqa: PLR0913, PLR0917 - one private step of `replay`
    database: Database,
    ruleset: Ruleset,
    file: ImportFile,
    rows: list[RejectRow],
    options: Options,
    run_id: int,
    now: datetime,
) -> FileReport:
    profile = registry.named(options.profile or file.format.partition("/")[0])
    table = reading.from_rejects(
        [(row.line, row.raw) for row in rows], rows[0].header, file.delimiter, profile.reshape
    )
    options = replace(options, feed=file.feed)
    words = told(ruleset, file.feed, remembered(database, file.feed), options)
    item = taking.start(file.path, None, profile, words, options, ruleset, now=now)
    if item.day is None:
        item.export_was(file.received_at)
    with arrivals.desk(database) as desk:
        refused = take_table(database, desk, item, table, Origin(run_id, file.feed, file.path))
    again = {reject.line: reject for reject in refused}
    with database.write() as session:
        for row in rows:
            reject = again.get(row.line)
            if reject is not None:
                rejects.refuse_again(
                    session, row.id or 0, code=reject.code.value, detail=reject.detail
                )
        good = [row.id or 0 for row in rows if row.line not in again]
        rejects.settle(session, good, run_id=run_id)
        remember(session, file.feed, options, now=now)
    return item.report()
