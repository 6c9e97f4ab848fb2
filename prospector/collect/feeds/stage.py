"""Run feeds: take in what each of them brings."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from prospector.collect import report, source
from prospector.collect.intake.stage import check, open_checked, take_all
from prospector.collect.report import CollectReport, ImportReport
from prospector.collect.source import Checked
from prospector.collect.taking import Options
from prospector.errors import InputError, NotFound
from prospector.rules.ruleset import Ruleset
from prospector.store import imports
from prospector.store.database import Database


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
                checked = check(path, options)
                if _is_known(database, name, checked):
                    continue
                taken = open_checked(database, ruleset, checked, options, now=now)
                reports.append(take_all(database, [taken], options, now=now))
            except InputError as error:
                errors.append(str(error))
    files = [file for one in reports for file in one.files]
    return report.collected(files, feeds=len(_wanted_feeds(ruleset, feeds)), errors=errors)


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
        return source.files([workspace / (ruleset.feeds.feeds[feed].path or "")])
    except InputError as error:
        errors.append(f"feed {feed}: {error}")
        return []


def _is_known(database: Database, feed: str, checked: Checked) -> bool:
    with database.read() as session:
        return imports.first_received(session, feed, checked.sha256) is not None
