"""Take files in: open and recognise, think batch by batch, save, count."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import polars as pl
from sqlalchemy import Connection
from sqlmodel import Session

from prospector.collect import (
    batch,
    expanding,
    machines,
    mending,
    naming,
    plan,
    reading,
    registry,
    report,
    source,
    taking,
)
from prospector.collect.batch import Ready
from prospector.collect.header import delimiter_named
from prospector.collect.plan import Told
from prospector.collect.profile import Profile
from prospector.collect.reading import Opened
from prospector.collect.record import key_of
from prospector.collect.reject import Reject, RejectCode
from prospector.collect.report import ImportReport
from prospector.collect.source import Checked
from prospector.collect.table import Table
from prospector.collect.taking import Options, Taking
from prospector.rules.ruleset import Ruleset
from prospector.store import arrivals, clicks, feeds, imports, rejects, runs, sender_ids, signals
from prospector.store.arrivals import Arrivals, Origin
from prospector.store.database import Database

#: Rejects per write transaction.
_REJECTS = 1_000
#: Clicks found to be a machine's, per write transaction.
_CLICKS = 1_000
#: Called inside a transaction; what it raises takes that back.
Check = Callable[[Session], None]
#: Called while a file is read: its name, bytes read so far, its size in bytes, rows so far.
Progress = Callable[[str, int, int, int], None]


def check(path: Path, options: Options) -> Checked:
    """Look at every byte of a file once.

    Raises:
        InputError: it cannot be taken at all.
    """
    opened = source.open_path(path, options.base)
    return source.check(opened, options.encoding, patience=options.patience)


def open_checked(
    database: Database, ruleset: Ruleset, checked: Checked, options: Options, *, now: datetime
) -> Taking:
    """Recognise a file and settle how it is read; nothing is written."""
    said = told(ruleset, options.feed or "", remembered(database, options.feed), options)
    known = registry.KNOWN_KEYS.union(map(key_of, said.map.values()))
    opened = reading.open_file(checked, known, delimiter_named(options.delimiter))
    profile = taking.recognise(opened, opened.headers(), options)
    opened = replace(opened, reshape=profile.reshape)
    feed = options.feed or profile.name
    before = remembered(database, feed)
    words = _above(opened, profile).then(told(ruleset, feed, before, options))
    with database.read() as session:
        first = imports.first_received(session, feed, checked.sha256)
    found = taking.start(checked.label, opened, profile, words, options, ruleset, now=now)
    if first is not None and found.day is None:
        found.export_was(first)  # the same file again: it was exported then, not now
    notices = [checked.encoding.notice] if checked.encoding.notice else []
    notices += taking.remembered_notices(feed, before, options)
    found.notices.update(dict.fromkeys(notices))
    return found


def _above(opened: Opened, profile: Profile) -> Told:
    """What stands above the header, for the rows below."""
    if profile.preamble is None or opened.layout is None:
        return Told()
    return Told(set=profile.preamble(opened.layout.preamble))


def remembered(database: Database, feed: str | None) -> Told:
    """What a feed was told by earlier commands."""
    if feed is None:
        return Told()
    with database.read() as session:
        return Told(*feeds.remembered(session, feed))


def told(ruleset: Ruleset, feed: str, before: Told, options: Options) -> Told:
    """What was said about a feed: once, then in feeds.yaml, then on this command line."""
    now_said = Told(options.map, options.set)
    plan.check_told(now_said, ruleset.signals.fields, taking.manner(ruleset, None))
    return before.then(taking.told_by_rules(ruleset, feed)).then(now_said)


def take_all(  # noqa: PLR0913 - three have a default
    database: Database,
    found: list[Taking],
    options: Options,
    *,
    now: datetime,
    progress: Progress | None = None,
    guard: Check | None = None,
    seal: Check | None = None,
) -> ImportReport:
    """Take opened files in under one run; its counts become visible together at the end.

    `guard` is part of every transaction that keeps rejects, `seal` of the last one: what they
    raise leaves the run failed, to be redone. Signals need no guard, they are seen the second time.
    """
    feed = found[0].feed if len({item.feed for item in found}) == 1 else None
    with runs.under_way(database, "collect", now=now, feed=feed) as run_id:
        for item in found:
            if item.opened is not None:
                _take(database, item, item.opened, run_id, now=now, progress=progress, guard=guard)
        reports = [item.report() for item in found]
        settled = [_settled(database, item) for item in found]
        with database.write() as session:
            # First, as it locks the feed's lease: whoever takes a lease away locks its run after it.
            if seal is not None:
                seal(session)
            for item, ids in zip(found, settled, strict=True):
                _finish(session, item, ids, run_id)
                remember(session, item.feed, options, now=now)
            runs.finish(session, run_id, now=now, counts=report.counts(reports))
    return report.total(reports, run_id)


def _take(  # noqa: PLR0913 - the loop's own variables
    database: Database,
    item: Taking,
    opened: Opened,
    run_id: int,
    *,
    now: datetime,
    progress: Progress | None,
    guard: Check | None,
) -> None:
    checked = opened.checked
    with database.write() as session:
        item.file_id = imports.begin(session, item.file_row(opened, run_id=run_id, now=now))
    origin = Origin(run_id, item.feed, item.label)
    kept = None
    with arrivals.desk(database) as desk:
        for table in opened.tables():
            refused = take_table(database, desk, item, table, origin)
            del table  # before the next one is read
            if refused:
                if kept is None:
                    with database.read() as session:
                        kept = rejects.open_texts(session, item.feed)
                _keep(database, item, taking.new_texts(refused, kept), run_id, now, guard)
            if progress is not None:
                progress(checked.label, item.bytes.total, checked.size, item.rows)
    item.check_whole()


def take_table(
    database: Database, desk: Connection, item: Taking, table: Table, origin: Origin
) -> list[Reject]:
    """One batch: think, insert, count; returns what was refused."""
    item.mended |= mending.numbers(table)
    table = mending.unnumbered(table)
    table = expanding.expand(table, item.profile.also, exported_at=item.exported_at)
    told = naming.told(table, item.profile.sender_id) if item.profile.sender_id else {}
    table = _named(database, item, table, told)
    table, alone = _met(database, item, table, told)
    ready = _understood(database, item, table)
    frames = ready.frames
    taken = arrivals.take(
        desk,
        Arrivals(frames.people, frames.companies, frames.sightings, frames.signals),
        origin,
    )
    _discount_bursts(database, desk, item.feed, frames.signals)
    _learn(database, item, told)
    ready = replace(ready, rejects=_waiting(item, table, alone, ready.rejects))
    item.count(table, ready, taken.signals + taken.updates)
    return ready.rejects


def _understood(database: Database, item: Taking, table: Table) -> Ready:
    """A batch ready for the store; what it was read by is forgotten before rows are written."""
    understood = batch.understand(table, item.plan_for(table), item.stamp.declared)
    previous: dict[str, int] = {}
    subjects = understood.undated_subjects
    if subjects and item.day is None:
        with database.read() as session:
            previous = signals.previous_exports(session, item.feed, subjects, item.exported_at)
    return batch.complete(
        understood, item.clock(previous), item.stamp, item.ruleset.signals.kinds, item.ordinals
    )


def _discount_bursts(database: Database, desk: Connection, feed: str, taken: pl.DataFrame) -> None:
    """Give no weight to clicks of a scanner that came in several batches, files or webhooks."""
    found = machines.suspects(taken)
    if found.is_empty():
        return
    burst = machines.bursts(clicks.beside(desk, feed, found, within=machines.WITHIN))
    with database.read() as session:
        weighing = clicks.weighing(session, burst)
    for start in range(0, len(weighing), _CLICKS):
        with database.write() as session:
            clicks.weigh_nothing(session, weighing[start : start + _CLICKS], mark=machines.MACHINE)


def _named(database: Database, item: Taking, table: Table, told: dict[str, str]) -> Table:
    """The rows that name a person by the sender's own id, with the e-mail it was told with."""
    column = item.profile.sender_id
    wanted = naming.unnamed(table, column) if column else set()
    if column is None or not wanted:
        return table
    with database.read() as session:
        known = sender_ids.emails(session, item.feed, wanted - told.keys())
    return naming.named(table, column, known | told)


def _met(
    database: Database, item: Taking, table: Table, told: dict[str, str]
) -> tuple[Table, dict[int, str]]:
    """The rows of visitors with whom they were told to be, where the feed declares consent.

    Adds to `told` whom these rows say they are. Their ids go no further than this.
    """
    user, visitor = item.profile.sender_id, item.profile.visitor_id
    ids = naming.visitors(table, visitor)
    if user is None or visitor is None or not ids:
        return naming.without(table, visitor), {}
    columns = naming.Columns(user, visitor)
    if not item.follows_visitors:
        alone = naming.met(table, columns, {}, settled=ids).alone
        return naming.without(table, visitor), alone
    with database.read() as session:
        known = sender_ids.emails(session, item.feed, ids)
    met = naming.met(table, columns, known, settled=known if item.again else ())
    told |= met.told
    return naming.without(met.table, visitor), met.alone


def _waiting(
    item: Taking, table: Table, alone: dict[int, str], found: list[Reject]
) -> list[Reject]:
    """Rejects of people nobody knows yet, with the sender's id that may be told later."""
    column = item.profile.sender_id
    if column is None or all(reject.code is not RejectCode.NO_IDENTITY for reject in found):
        return found
    ids = naming.waiting(table, column)
    return [
        _later(item, reject, ids.get(reject.line), alone.get(reject.line))
        if reject.code is RejectCode.NO_IDENTITY
        else reject
        for reject in found
    ]


def _later(item: Taking, reject: Reject, user: str | None, visitor: str | None) -> Reject:
    if user is not None or visitor is None:
        return reject._replace(waits_for=user)
    if not item.follows_visitors:
        why = "a visitor nobody named, of a feed that declares no consent"
        return reject._replace(code=RejectCode.ANONYMOUS, detail=why)
    why = "a visitor nobody named: waits until a call says who that is"
    return reject._replace(code=RejectCode.ANONYMOUS, detail=why, waits_for=visitor)


def _learn(database: Database, item: Taking, told: dict[str, str]) -> None:
    """Keep what ids were told with; rows of before know nothing newer than what is kept."""
    with database.read() as session:
        known = sender_ids.emails(session, item.feed, told)
    news = {
        value: email
        for value, email in told.items()
        if (value not in known if item.again else known.get(value) != email)
    }
    if news:
        with database.write() as session:
            sender_ids.tell(session, item.feed, news)


def _keep(  # noqa: PLR0913, PLR0917 - one private step of `_take`
    database: Database,
    item: Taking,
    found: list[Reject],
    run_id: int,
    now: datetime,
    guard: Check | None,
) -> None:
    """Save rejects, some hundred per transaction."""
    rows = [item.reject_row(reject, run_id=run_id, now=now) for reject in found]
    for start in range(0, len(rows), _REJECTS):
        with database.write() as session:
            if guard is not None:
                guard(session)
            rejects.add(session, rows[start : start + _REJECTS])


def _settled(database: Database, item: Taking) -> list[int]:
    """What earlier imports of this very file refused and this one took, and what it mends."""
    if item.opened is None:
        return []
    sha256 = item.opened.checked.sha256
    with database.read() as session:
        settled = rejects.settled(session, item.feed, sha256, still=item.refused)
        kept = rejects.mended(session, item.mended)
    mended = [
        number for number, raw in kept.items() if mending.check_of(raw) == item.mended[number]
    ]
    return [*settled, *mended]


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


def remember(session: Session, feed: str, options: Options, *, now: datetime) -> None:
    """Keep what the command line said about a feed's columns."""
    if not options.map and not options.set:
        return
    said = Told(*feeds.remembered(session, feed)).then(Told(options.map, options.set))
    feeds.remember(session, feed, mapping=said.map, constants=said.set, now=now)
