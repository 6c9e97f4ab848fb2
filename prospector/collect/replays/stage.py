"""Replay: take rejected rows again, with the file and line they came from."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from operator import itemgetter

from prospector.collect import reading, registry, report, taking
from prospector.collect.intake.stage import remember, remembered, take_table, told
from prospector.collect.keys import Ordinals
from prospector.collect.reject import Reject, storable
from prospector.collect.report import FileReport, ImportReport
from prospector.collect.taking import Options
from prospector.columns import to_micros
from prospector.rules.ruleset import Ruleset
from prospector.store import arrivals, imports, inbox, rejects, runs, sender_ids, signals
from prospector.store.arrivals import Origin
from prospector.store.database import Database
from prospector.store.rejects import Wanted
from prospector.tables import ImportFile, RejectRow, RejectStatus

#: Rows per portion: each is settled in one short transaction.
ROWS = 500


def replay(
    database: Database,
    ruleset: Ruleset,
    wanted: Wanted,
    options: Options,
    *,
    now: datetime,
) -> ImportReport:
    """Take rejected rows again, with the file and line they came from, as received when they first came.

    Rows that are understood now are marked replayed, once; the others stay, with today's reason.
    Some rows at a time: a replay that was stopped is simply done again.
    """
    with database.read() as session:
        rows = rejects.find(session, replace(wanted, status=RejectStatus.OPEN))
        files = imports.by_ids(session, sorted({row.import_file_id or 0 for row in rows}))
    reports: list[FileReport] = []
    with runs.under_way(database, "collect", now=now) as run_id:
        for file_id, file in files.items():
            some = [row for row in rows if row.import_file_id == file_id]
            reports.append(_replay_file(database, ruleset, file, some, options, run_id, now))
        with database.write() as session:
            runs.finish(session, run_id, now=now, counts=report.counts(reports))
    return report.total(reports, run_id)


def replay_people(database: Database, ruleset: Ruleset, feed: str, *, now: datetime) -> None:
    """Take again what a feed's sender said of people by ids that are understood only now.

    An id stays pending until that is done: whoever stops in between leaves it to the next. What is
    taken may say whose a visitor's id is: those that wait for it are next.
    """
    while told := _pending(database, feed):
        with database.read() as session:
            ids = tuple(rejects.waiting(session, feed, told))
        for start in range(0, len(ids), ROWS):
            some = Wanted(ids=ids[start : start + ROWS])
            replay(database, ruleset, some, Options(feed=feed), now=now)
        with database.write() as session:
            sender_ids.settle(session, feed, told, is_pending=False)


def _pending(database: Database, feed: str) -> list[str]:
    with database.read() as session:
        return sender_ids.pending(session, feed)


def _some(rows: list[RejectRow]) -> Iterator[list[RejectRow]]:
    """Rows of one header, some at a time, no two of one line: JSON items may share it."""
    seen: Counter[int] = Counter()
    ranked = []
    for row in sorted(rows, key=lambda row: (row.line, row.id or 0)):
        ranked.append(((row.header or "", seen[row.line]), row))
        seen[row.line] += 1
    for _, group in groupby(sorted(ranked, key=itemgetter(0)), key=itemgetter(0)):
        whole = [row for _, row in group]
        for start in range(0, len(whole), ROWS):
            yield whole[start : start + ROWS]


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
    options = replace(options, feed=file.feed)
    words = told(ruleset, file.feed, remembered(database, file.feed), options)
    item = taking.start(file.path, None, profile, words, options, ruleset, now=now)
    item.again = True
    item.ordinals = Ordinals(_of_another_row(database, file, rows))
    item.came_at(file.received_at, is_json=file.delimiter is None)
    if file.path == inbox.FILE:
        came = {row.line: to_micros(row.received_at) for row in rows}
        with database.read() as session:
            item.came_one_by_one(came, inbox.apart(session, list(came)))
    origin = Origin(run_id, file.feed, file.path)
    with arrivals.desk(database) as desk:
        for some in _some(rows):
            table = reading.from_rejects(
                [(row.line, row.raw) for row in some],
                some[0].header,
                file.delimiter,
                profile.reshape,
            )
            refused = take_table(database, desk, item, table, origin)
            _settle(database, some, refused, run_id)
    with database.write() as session:
        remember(session, file.feed, options, now=now)
    return item.report()


def _of_another_row(
    database: Database, file: ImportFile, rows: list[RejectRow]
) -> Callable[[str], bool]:
    """Whether an id belongs to an equal row of the same file that was taken before."""
    lines = {row.line for row in rows}
    with database.read() as session:
        runs_of_file = [file.run_id, *rejects.replays(session, file.id or 0)]

    def answer(external_id: str) -> bool:
        with database.read() as session:
            return signals.is_of_another_row(
                session, file.feed, external_id, runs=runs_of_file, lines=lines
            )

    return answer


def _settle(database: Database, rows: list[RejectRow], refused: list[Reject], run_id: int) -> None:
    """Close what was taken; the rest keeps today's reason."""
    again = {reject.line: reject for reject in refused}
    with database.write() as session:
        for row in rows:
            if reject := again.get(row.line):
                code, detail = reject.code.value, storable(reject.detail)
                rejects.refuse_again(
                    session, row.id or 0, code=code, detail=detail, waits_for=reject.waits_for
                )
        good = [row.id or 0 for row in rows if row.line not in again]
        rejects.settle(session, good, run_id=run_id)
