"""Take files in: load what a feed remembers, think batch by batch, save, report."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection
from sqlmodel import Session

from prospector.collect import batch, plan, reading, registry, report, source, taking
from prospector.collect.header import delimiter_named
from prospector.collect.plan import Told
from prospector.collect.reading import Opened
from prospector.collect.record import key_of
from prospector.collect.reject import Reject
from prospector.collect.report import CollectReport, FileReport, ImportReport
from prospector.collect.source import Checked
from prospector.collect.table import Table
from prospector.collect.taking import Options, Taking
from prospector.errors import InputError, NotFound
from prospector.rules.ruleset import Ruleset
from prospector.store import arrivals, feeds, imports, rejects, runs, signals
from prospector.store.arrivals import Arrivals, Origin
from prospector.store.database import Database
from prospector.store.rejects import Wanted
from prospector.tables import ImportFile, RejectRow, RejectStatus

#: Rejects per write transaction.
_REJECTS = 1_000
#: Called while a file is read: its name, characters read so far, its size in bytes.
Progress = Callable[[str, int, int], None]


def import_files(  # noqa: PLR0913 - one has a default
    database: Database,
    ruleset: Ruleset,
    paths: Sequence[Path],
    options: Options,
    *,
    now: datetime,
    progress: Progress | None = None,
) -> ImportReport:
    """Take files in: every row ends up taken, seen or rejected.

    Every file is opened and recognised before the first row is written.

    Raises:
        InputError: a file cannot be taken at all; none was.
        UsageError: the options cannot mean that.
    """
    found = [
        _open(database, ruleset, _check(path, options), options, now=now)
        for path in source.files(paths)
    ]
    return _take_all(database, found, options, now=now, progress=progress)


def collect(
    database: Database,
    ruleset: Ruleset,
    workspace: Path,
    *,
    now: datetime,
    feeds: Sequence[str] = (),
) -> CollectReport:
    """Take in the files of the configured feeds that were not taken before.

    A file that cannot be taken is told in the report; the others go on.

    Raises:
        NotFound: no feed has that name.
    """
    reports: list[ImportReport] = []
    errors: list[str] = []
    for name in _wanted_feeds(ruleset, feeds):
        options = Options(feed=name, base=workspace)
        for path in _paths(ruleset, name, workspace, errors if feeds else []):
            try:
                checked = _check(path, options)
                if _is_known(database, name, checked):
                    continue
                taken = _open(database, ruleset, checked, options, now=now)
                reports.append(_take_all(database, [taken], options, now=now))
            except InputError as error:
                errors.append(str(error))
    files = [file for one in reports for file in one.files]
    return report.collected(files, feeds=len(_wanted_feeds(ruleset, feeds)), errors=errors)


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


def _check(path: Path, options: Options) -> Checked:
    return source.check(source.open_path(path, options.base), options.encoding)


def _open(
    database: Database, ruleset: Ruleset, checked: Checked, options: Options, *, now: datetime
) -> Taking:
    """Recognise a file and settle how it is read; nothing is written."""
    said = _told(ruleset, options.feed or "", _remembered(database, options.feed), options)
    known = registry.KNOWN_KEYS.union(map(key_of, said.map.values()))
    opened = reading.open_file(checked, known, delimiter_named(options.delimiter))
    profile = taking.recognise(opened, opened.headers(), options)
    feed = options.feed or profile.name
    remembered = _remembered(database, feed)
    told = _told(ruleset, feed, remembered, options)
    with database.read() as session:
        first = imports.first_received(session, feed, checked.sha256)
    found = taking.start(checked.label, opened, profile, told, options, ruleset, now=now)
    if first is not None and found.day is None:
        found.export_was(first)  # the same file again: it was exported then, not now
    notices = [checked.encoding.notice] if checked.encoding.notice else []
    notices += taking.remembered_notices(feed, remembered, options)
    found.notices.update(dict.fromkeys(notices))
    return found


def _remembered(database: Database, feed: str | None) -> Told:
    if feed is None:
        return Told()
    with database.read() as session:
        return Told(*feeds.remembered(session, feed))


def _told(ruleset: Ruleset, feed: str, remembered: Told, options: Options) -> Told:
    """What was said about a feed: once, then in feeds.yaml, then on this command line."""
    now_said = Told(options.map, options.set)
    plan.check_told(now_said, ruleset.signals.fields, taking.manner(ruleset, None))
    return remembered.then(taking.told_by_rules(ruleset, feed)).then(now_said)


def _take_all(
    database: Database,
    found: list[Taking],
    options: Options,
    *,
    now: datetime,
    progress: Progress | None = None,
) -> ImportReport:
    """Take opened files in under one run; its counts become visible together at the end."""
    feed = found[0].feed if len({item.feed for item in found}) == 1 else None
    run_id = runs.begin(database, "collect", now=now, feed=feed)
    try:
        for item in found:
            if item.opened is not None:
                _take(database, item, item.opened, run_id, now=now, progress=progress)
        reports = [item.report() for item in found]
        settled = [_settled(database, item) for item in found]
        with database.write() as session:
            for item, ids in zip(found, settled, strict=True):
                _finish(session, item, ids, run_id)
                _remember(session, item.feed, options, now=now)
            runs.finish(session, run_id, now=now, counts=report.counts(reports))
    except BaseException as error:
        runs.fail(database, run_id, now=now, error=str(error) or type(error).__name__)
        raise
    return report.total(reports, run_id)


def _take(  # noqa: PLR0913 - the loop's own variables
    database: Database,
    item: Taking,
    opened: Opened,
    run_id: int,
    *,
    now: datetime,
    progress: Progress | None,
) -> None:
    checked = opened.checked
    with database.write() as session:
        item.file_id = imports.begin(session, item.file_row(opened, run_id=run_id, now=now))
    origin = Origin(run_id, item.feed, item.label)
    kept = None
    with arrivals.desk(database) as desk:
        for table in opened.tables():
            refused = _take_table(database, desk, item, table, origin)
            if refused:
                if kept is None:
                    with database.read() as session:
                        kept = rejects.open_texts(session, item.feed)
                _keep(database, item, taking.new_texts(refused, kept), run_id, now)
            if progress is not None:
                item.done += sum(map(len, table.raws))
                progress(checked.label, item.done, checked.size)


def _take_table(
    database: Database, desk: Connection, item: Taking, table: Table, origin: Origin
) -> list[Reject]:
    """One batch: think, insert, count; returns what was refused."""
    understood = batch.understand(table, item.plan_for(table), item.stamp.declared)
    previous: dict[str, int] = {}
    subjects = understood.undated_subjects
    if subjects and item.day is None:
        with database.read() as session:
            previous = signals.previous_exports(session, item.feed, subjects, item.exported_at)
    ready = batch.complete(
        understood, item.clock(previous), item.stamp, item.ruleset.signals.kinds, item.ordinals
    )
    frames = ready.frames
    taken = arrivals.take(
        desk,
        Arrivals(frames.people, frames.companies, frames.sightings, frames.signals),
        origin,
    )
    item.count(ready, taken.signals + taken.updates)
    return ready.rejects


def _keep(
    database: Database, item: Taking, found: list[Reject], run_id: int, now: datetime
) -> None:
    """Save rejects, some hundred per transaction."""
    rows = [item.reject_row(reject, run_id=run_id, now=now) for reject in found]
    for start in range(0, len(rows), _REJECTS):
        with database.write() as session:
            rejects.add(session, rows[start : start + _REJECTS])


def _settled(database: Database, item: Taking) -> list[int]:
    """What earlier imports of this very file refused and this one took."""
    if item.opened is None:
        return []
    sha256 = item.opened.checked.sha256
    with database.read() as session:
        return rejects.settled(session, item.feed, sha256, still=item.refused)


def _finish(session: Session, item: Taking, settled: list[int], run_id: int) -> None:
    """Make a file's counts visible, and close the rejects it settles."""
    counts = item.report()
    imports.finish(
        session,
        item.file_id,
        rows=counts.rows,
        taken=counts.taken,
        seen=counts.seen,
        rejected=counts.rejected,
    )
    rejects.settle(session, settled, run_id=run_id)


def _remember(session: Session, feed: str, options: Options, *, now: datetime) -> None:
    if not options.map and not options.set:
        return
    said = Told(*feeds.remembered(session, feed)).then(Told(options.map, options.set))
    feeds.remember(session, feed, mapping=said.map, constants=said.set, now=now)


def _wanted_feeds(ruleset: Ruleset, names: Sequence[str]) -> list[str]:
    known = ruleset.feeds.feeds
    for name in names:
        if name not in known:
            raise NotFound(
                f"no feed {name!r} in rules/feeds.yaml: it has {', '.join(known) or 'none'}"
            )
    return list(names) or list(known)


def _paths(ruleset: Ruleset, feed: str, workspace: Path, errors: list[str]) -> Iterable[Path]:
    try:
        return source.files([workspace / ruleset.feeds.feeds[feed].path])
    except InputError as error:
        errors.append(f"feed {feed}: {error}")
        return []


def _is_known(database: Database, feed: str, checked: Checked) -> bool:
    with database.read() as session:
        return imports.first_received(session, feed, checked.sha256) is not None


def _replay_file(  # noqa: PLR0913, PLR0917 - one private step of `replay`
    database: Database,
    ruleset: Ruleset,
    file: ImportFile,
    rows: list[RejectRow],
    options: Options,
    run_id: int,
    now: datetime,
) -> FileReport:
    table = reading.from_rejects(
        [(row.line, row.raw) for row in rows], rows[0].header, file.delimiter
    )
    profile = registry.named(options.profile or file.format.partition("/")[0])
    options = replace(options, feed=file.feed)
    told = _told(ruleset, file.feed, _remembered(database, file.feed), options)
    item = taking.start(file.path, None, profile, told, options, ruleset, now=now)
    if item.day is None:
        item.export_was(file.received_at)
    with arrivals.desk(database) as desk:
        refused = _take_table(database, desk, item, table, Origin(run_id, file.feed, file.path))
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
        _remember(session, file.feed, options, now=now)
    return item.report()
