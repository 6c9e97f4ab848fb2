"""Run feeds: take in what each of them brings, one page (or file) after the other."""

import io
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlmodel import Session

from prospector.collect import report, source, standing
from prospector.collect.collector import (
    Client,
    Collector,
    Connect,
    Cursor,
    Page,
    Pull,
    Stopped,
)
from prospector.collect.collectors import hubspot, newest
from prospector.collect.collectors.registry import COLLECTORS
from prospector.collect.intake.stage import check, open_checked, take_all
from prospector.collect.masking import Secrets
from prospector.collect.reject import storable
from prospector.collect.report import CollectReport, FileReport
from prospector.collect.source import Checked, Source
from prospector.collect.stable import Patience
from prospector.collect.taking import Options
from prospector.errors import (
    FeedError,
    FeedRefused,
    FeedUnavailable,
    InputError,
    NotFound,
    SettingsError,
    UsageError,
)
from prospector.rules.models import CollectorName, FeedRule
from prospector.rules.ruleset import Ruleset
from prospector.store import feeds as store
from prospector.store import imports, inbox
from prospector.store.database import Database

#: Items of a webhook whose objects are read together.
_READ_BACK = 100
#: Called inside the transaction that makes a page visible; what it raises takes the page back.
Commit = Callable[[Session], None]
#: Answers about who asks.
_WHO_ASKS = (401, 403)
#: What can be wrong with a feed, without anything being wrong with the others.
_TROUBLE = (FeedError, InputError, SettingsError, UsageError)
#: What reading an answer of another shape than expected raises.
_SHAPE = (LookupError, TypeError, ValueError, AttributeError)


def wanted(ruleset: Ruleset, names: Sequence[str]) -> list[str]:
    """The feeds that are named, or all that can be run: others post to hooks.

    Raises:
        NotFound: no feed has that name.
    """
    known = ruleset.feeds.feeds
    for name in names:
        if name not in known:
            raise NotFound(
                f"no feed {name!r} in rules/feeds.yaml: it has {', '.join(known) or 'none'}"
            )
    return list(names) or [
        name
        for name, rule in known.items()
        if rule.collector is not CollectorName.HOOK or rule.reads_back
    ]


def missing(ruleset: Ruleset, feed: str, workspace: Path) -> list[str]:
    """What to say about a feed of files that has none."""
    rule = ruleset.feeds.feeds[feed]
    if rule.collector is not CollectorName.FILE:
        return []
    try:
        source.files([_path(rule, workspace)])
    except InputError as error:
        return [f"feed {feed}: {error}"]
    return []


def run_feed(  # noqa: PLR0913 - what a feed needs; three have a default
    database: Database,
    ruleset: Ruleset,
    feed: str,
    workspace: Path,
    *,
    now: datetime,
    connect: Connect,
    reveal: Callable[[str], str],
    stopped: Stopped = lambda: False,
    commit: Commit = lambda _session: None,
    patience: Patience | None = None,
) -> CollectReport:
    """Take in what one feed brings, whatever its collector.

    Each page (or file) becomes visible in one transaction together with the cursor behind it, so
    that a pull that was cut short resumes after the last page taken. What is wrong with the feed
    is told in the report; what `commit` raises is not caught.
    """
    run = _Run(database, ruleset, feed, workspace, now, stopped, commit, Secrets(reveal), patience)
    try:
        if run.rule.collector is CollectorName.FILE:
            _take_files(run)
        elif run.rule.reads_back:
            _read_back(run, connect)
        elif run.rule.collector is CollectorName.HOOK:
            run.errors.append(f"feed {feed}: others post to it, at /hooks/{feed}")
        else:
            _pull(run, connect)
    except FeedRefused as error:
        if not stopped():
            said = run.secrets.mask(str(error))
            run.errors.append(f"feed {feed}: {said} ({_mend(run, error)})")
            return report.collected(run.files, feeds=1, errors=run.errors, refused=[feed])
    except _TROUBLE as error:
        if not (isinstance(error, FeedError) and stopped()):
            run.errors.append(f"feed {feed}: {run.secrets.mask(str(error))}")
    return report.collected(run.files, feeds=1, errors=run.errors, stopped_at_page=run.stopped_at)


def _mend(run: "_Run", error: FeedRefused) -> str:
    """What to do about a feed that asking again changes nothing about."""
    what = "its key" if error.status in _WHO_ASKS else "it in rules/feeds.yaml"
    waits = "not tried again before its next slot: " if run.rule.schedule else ""
    return f"{waits}mend {what}, then `prospector collect {run.feed}`"


@dataclass
class _Run:
    """One run of a feed."""

    database: Database
    ruleset: Ruleset
    feed: str
    workspace: Path
    now: datetime
    stopped: Stopped
    commit: Commit
    secrets: Secrets
    patience: Patience | None
    files: list[FileReport] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    stopped_at: dict[str, int] = field(default_factory=dict)

    @property
    def rule(self) -> FeedRule:
        return self.ruleset.feeds.feeds[self.feed]

    def take(
        self, checked: Checked, options: Options, seal: Commit, *, fresh: bool, notice: str = ""
    ) -> None:
        """Take one document in; `seal` is part of the transaction that makes it visible.

        A `fresh` one was fetched just now, even when the feed brought the same bytes before.
        """
        found = open_checked(self.database, self.ruleset, checked, options, now=self.now)
        if fresh and found.day is None:
            found.export_was(self.now)
        if notice:
            found.notices[notice] = None
        taken = take_all(
            self.database, [found], options, now=self.now, guard=self.commit, seal=seal
        )
        self.files.extend(taken.files)


def _take_files(run: _Run) -> None:
    options = Options(
        feed=run.feed, profile=run.rule.profile, base=run.workspace, patience=run.patience
    )
    for path in source.files_now(_path(run.rule, run.workspace)):
        if run.stopped():
            return
        try:
            checked = check(path, options)
            if not _is_known(run, checked):
                run.take(checked, options, run.commit, fresh=False)
        except InputError as error:
            run.errors.append(str(error))


def _pull(run: _Run, connect: Connect) -> None:
    collector = COLLECTORS[run.rule.collector]
    options = Options(feed=run.feed, profile=run.rule.profile or collector.profile)
    with run.database.read() as session:
        cursor = store.cursor(session, run.feed)
    with connect(run.rule, run.stopped) as client:
        for page in _pages(collector, _asking(run, client, cursor)):
            _take_page(run, page, options)
            if run.stopped():
                return


def _pages(collector: Collector, pull: Pull) -> Iterator[Page]:
    with _documented(collector):
        yield from collector.pages(pull)


@contextmanager
def _documented(collector: Collector) -> Iterator[None]:
    """An answer that is not as its service documents it is the feed's trouble, nobody else's."""
    try:
        yield
    except _SHAPE as error:
        said = f"an answer is not as {collector.name} reads it ({type(error).__name__}: {error})"
        raise FeedUnavailable(f"{said}: a newer version of prospector may") from error


def _asking(run: _Run, client: Client, cursor: Cursor) -> Pull:
    return Pull(
        feed=run.feed,
        rule=run.rule,
        cursor=cursor,
        now=run.now,
        client=client,
        reveal=run.secrets.reveal,
        stopped=run.stopped,
    )


def _read_back(run: _Run, connect: Connect) -> None:
    """Read the objects that posted items name; items wait in the inbox until they were read."""
    options = Options(feed=run.feed, profile=hubspot.COLLECTOR.profile)
    with connect(run.rule, run.stopped) as client:
        pull = _asking(run, client, {})
        while not run.stopped():
            with run.database.read() as session:
                waiting = inbox.waiting(session, run.feed, _READ_BACK)
            if not waiting:
                return
            items = [json.loads(one.body) for one in waiting]
            with _documented(hubspot.COLLECTOR):
                objects = hubspot.read(pull, hubspot.named(items))
            _take_read(run, objects, [one.id for one in waiting], options)


def _take_read(
    run: _Run, objects: Sequence[newest.Item], numbers: Sequence[int], options: Options
) -> None:
    """Take objects in, and the items that named them off the inbox, in one transaction."""

    def seal(session: Session) -> None:
        run.commit(session)
        inbox.mark_taken(session, numbers, run_id=None)

    if not objects:
        with run.database.write() as session:
            seal(session)
        return
    content = newest.content(objects)
    label = f"{inbox.FILE} {numbers[0]} to {numbers[-1]}, read back"
    run.take(source.check(Source(label, lambda: io.BytesIO(content))), options, seal, fresh=True)


def _take_page(run: _Run, page: Page, options: Options) -> None:
    def seal(session: Session) -> None:
        run.commit(session)
        store.move_cursor(session, run.feed, page.cursor, now=run.now)

    if page.stopped_at is not None:
        run.stopped_at[run.feed] = page.stopped_at
    if not page.content:
        with run.database.write() as session:
            seal(session)
        return
    label = storable(run.secrets.mask(page.label))
    checked = source.check(Source(label, lambda: io.BytesIO(page.content)))
    notice = "" if page.stopped_at is None else standing.stopped(page.stopped_at)
    run.take(checked, options, seal, fresh=True, notice=notice)


def _path(rule: FeedRule, workspace: Path) -> Path:
    return workspace / (rule.path or "")


def _is_known(run: _Run, checked: Checked) -> bool:
    with run.database.read() as session:
        return imports.first_received(session, run.feed, checked.sha256) is not None
