"""Drain the inbox: what webhooks brought goes through the same intake as the rows of a file.

Items are marked as taken in the transaction that counts them. A drain that is killed before that is
simply redone: its signals are seen then. What cannot be mapped becomes a reject, to be replayed;
what named somebody nobody knew yet is replayed as soon as a later item says who that is.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from prospector.collect import reading, registry, report, taking
from prospector.collect.hooks import envelopes
from prospector.collect.intake.stage import remembered, take_table, told
from prospector.collect.reject import Reject, RejectCode
from prospector.collect.replays.stage import replay_people
from prospector.collect.report import FileReport, ImportReport
from prospector.collect.taking import Options, Taking
from prospector.columns import from_micros
from prospector.errors import ProspectorError
from prospector.rules.models.feeds import Hook
from prospector.rules.ruleset import Ruleset
from prospector.store import arrivals, inbox, rejects, sender_ids
from prospector.store.arrivals import Origin
from prospector.store.database import Database
from prospector.store.inbox import Waiting

#: Items of one feed at a time: their rejects and marks are one short transaction.
CHUNK = 1_000
#: Old items forgotten at a time.
_FORGET = 1_000


def drain(
    database: Database,
    ruleset: Ruleset,
    *,
    now: datetime,
    limit: int | None = None,
    keep_days: int | None = None,
) -> ImportReport:
    """Take in the items that wait, the oldest first, at most `limit` per feed.

    Raw bodies, and calls of visitors nobody named, are forgotten `keep_days` after they came.
    """
    reports: list[FileReport] = []
    last_run = None
    for feed, rule in ruleset.feeds.feeds.items():
        if rule.hook is None or rule.reads_back:
            continue
        if _waits(database, feed):
            found, last_run = _drain_feed(database, ruleset, feed, rule.hook, limit, now)
            reports.append(found)
        replay_people(database, ruleset, feed, now=now)
    if keep_days is not None:
        _forget(database, now - timedelta(days=keep_days))
    return ImportReport(**report.counts(reports), run=last_run, files=tuple(reports))


def _forget(database: Database, before: datetime) -> None:
    with database.read() as session:
        old = inbox.outdated(session, before, _FORGET)
        strangers = rejects.outdated(session, before, _FORGET)
    if old or strangers:
        with database.write() as session:
            inbox.forget(session, old)
            rejects.forget(session, strangers)


def _waits(database: Database, feed: str) -> bool:
    with database.read() as session:
        return bool(inbox.waiting(session, feed, 1))


def _drain_feed(  # noqa: PLR0913, PLR0917 - one private step of `drain`
    database: Database, ruleset: Ruleset, feed: str, hook: Hook, limit: int | None, now: datetime
) -> tuple[FileReport, int]:
    rule = ruleset.feeds.feeds[feed]
    profile = registry.named(rule.profile or envelopes.profile_of(hook.body))
    options = Options(feed=feed)
    words = told(ruleset, feed, remembered(database, feed), options)
    item = taking.start(inbox.FILE, None, profile, words, options, ruleset, now=now)
    with database.write() as session:
        run_id, item.file_id = inbox.day_file(session, feed, profile.name, now)
    left = limit
    with arrivals.desk(database) as desk:
        while left is None or left > 0:
            with database.read() as session:
                waiting = inbox.waiting(session, feed, CHUNK if left is None else min(CHUNK, left))
            if not waiting or not _take(database, desk, item, waiting, run_id, now):
                break
            left = None if left is None else left - len(waiting)
    return replace(item.report(), format="json"), run_id


def _take(  # noqa: PLR0913, PLR0917 - one private step of `drain`
    database: Database,
    desk: Connection,
    item: Taking,
    waiting: Sequence[Waiting],
    run_id: int,
    now: datetime,
) -> bool:
    """Take some items in and mark them; False = another process was faster."""
    apart = {one.id for one in waiting if one.is_apart}
    item.came_one_by_one({one.id: one.received_at for one in waiting}, apart)
    before = item.report()
    refused = _understood(database, desk, item, waiting, run_id)
    after = item.report()
    # An item may hold several records: it is kept, and replayed, once.
    one_each = list({reject.line: reject for reject in reversed(refused)}.values())
    rows = [
        item.reject_row(reject, run_id=run_id, now=from_micros(item.stamp.told[reject.line]))
        for reject in taking.new_texts(one_each, Counter())
    ]
    added = {
        name: getattr(after, name) - getattr(before, name)
        for name in ("rows", "taken", "seen", "rejected")
    }
    with database.write() as session:
        marked = inbox.mark_taken(session, [one.id for one in waiting], run_id=run_id)
        if marked != len(waiting):
            session.rollback()
            return False
        rejects.add(session, rows)
        inbox.add_counts(session, run_id, item.file_id, added, now)
    _ask_again(database, item.feed, [one.waits_for for one in one_each if one.waits_for])
    return True


def _ask_again(database: Database, feed: str, waiting: list[str]) -> None:
    """Mark ids that somebody else's drain told while these rejects were on their way."""
    if not waiting:
        return
    with database.read() as session:
        told = sender_ids.emails(session, feed, waiting)
    if told:
        with database.write() as session:
            sender_ids.settle(session, feed, told, is_pending=True)


def _understood(
    database: Database, desk: Connection, item: Taking, waiting: Sequence[Waiting], run_id: int
) -> list[Reject]:
    """Insert what items say; returns what was refused. An item that breaks us is refused alone."""
    origin = Origin(run_id, item.feed, item.label)
    try:
        table = reading.from_rejects(
            [(one.id, one.body) for one in waiting], None, None, item.profile.reshape
        )
        return take_table(database, desk, item, table, origin)
    except (ProspectorError, SQLAlchemyError):
        raise  # the store is in trouble, not the item
    except Exception as error:  # noqa: BLE001 - a fault of ours must not hold up the others
        if len(waiting) == 1:
            return [item.refuse(_broken(waiting[0], error))]
        middle = len(waiting) // 2
        return [
            reject
            for half in (waiting[:middle], waiting[middle:])
            for reject in _understood(database, desk, item, half, run_id)
        ]


def _broken(one: Waiting, error: Exception) -> Reject:
    detail = f"prospector failed on it: {type(error).__name__}: replay it with a newer version"
    return Reject(one.id, one.body, RejectCode.BAD_VALUE, detail)
