"""Look at an installation as it really is: each finding is fine, doubtful or bad, with its fix."""

import difflib
import shutil
import sqlite3
import stat
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session, col, func, select

from prospector import config
from prospector.app import KEY_FILE
from prospector.collect import statuses
from prospector.collect.hooks.posted import posted
from prospector.collect.standing import FeedState
from prospector.config import PREFIX, Settings
from prospector.draft.compose import Desk
from prospector.draft.inspection import inspect
from prospector.draft.templates import read_library
from prospector.engine import cluster, copies
from prospector.errors import ProspectorError, RulesError, SettingsError
from prospector.rules.loader import load_ruleset
from prospector.rules.ruleset import Ruleset
from prospector.store import caps, conflicts, database, inbox, migrate, rulesets
from prospector.store.database import Database
from prospector.tables import Suppression

#: SQLite versions whose WAL reset may corrupt a store with two writers.
WAL_RESET = ((3, 7, 0), (3, 51, 2))
#: What SQLite must answer; a name has its value when both say the same.
_PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
_DISK_WARN, _DISK_BAD = 1_000_000_000, 100_000_000
_HIDDEN = "set, not shown"


class Level(StrEnum):
    """How good a finding is."""

    OK = "ok"
    WARN = "warn"
    BAD = "bad"


class Finding(NamedTuple):
    """One thing looked at."""

    name: str
    level: Level
    found: str
    fix: str | None = None


@dataclass(frozen=True)
class Place:
    """The installation to look at."""

    workspace: Path
    rules_dir: Path
    now: datetime
    environ: Mapping[str, str]
    #: Variables of command line options, beside those of the settings.
    variables: Collection[str]


def examine(place: Place) -> list[Finding]:
    """Everything found, in the order in which things depend on each other."""
    if not place.workspace.is_dir():
        fix = "Run `prospector init` there, or give another --workspace."
        return [Finding("workspace", Level.BAD, f"no folder {place.workspace}", fix)]
    loaded: list[Ruleset] = []
    findings = [*_variables(place), *_rules(place, loaded), *_disk(place)]
    try:
        configuration = config.load(place.workspace, place.environ)
    except SettingsError as error:
        wrong = [
            Finding("settings", Level.BAD, line, "Correct it.") for line in str(error).splitlines()
        ]
        return [*wrong, *findings]
    settings = [*_settings(configuration.settings, configuration.origins)]
    return [*settings, *findings, *_store(place, configuration.settings, loaded)]


def _settings(settings: Settings, origins: Mapping[str, str]) -> Iterator[Finding]:
    for key, origin in origins.items():
        value = getattr(settings, key)
        shown = _HIDDEN if key == "suppression_key" and value else value or "not set"
        if key == "database_url" and value:
            shown = _without_password(str(value))
        yield Finding(f"settings.{key}", Level.OK, f"{shown} ({origin})")


def _without_password(address: str) -> str:
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        return make_url(address).render_as_string(hide_password=True)
    except ArgumentError:
        return _HIDDEN


def _variables(place: Place) -> Iterator[Finding]:
    """Environment variables that look like ours and mean nothing."""
    keys = [PREFIX + key.upper() for key in Settings.model_fields]
    known = {*keys, *(f"{key}_FILE" for key in keys), *place.variables}
    for name in sorted(place.environ):
        if name.startswith(PREFIX) and name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"Did you mean {near[0]}?" if near else "Unset it."
            yield Finding("environment", Level.WARN, f"${name} is not a variable of ours", hint)


def _rules(place: Place, loaded: list[Ruleset]) -> Iterator[Finding]:
    """What is wrong with rules and templates; sound rules go to `loaded`."""

    def rules() -> str:
        loaded.append(load_ruleset(place.rules_dir))
        return f"version {loaded[0].version}, policy {loaded[0].policy_version}"

    yield from _checked("rules", "Correct it; `prospector rules check` looks again.", rules)
    if loaded:
        fix = "Correct it; `prospector templates check` looks again."
        yield from _checked("templates", fix, lambda: _templates(place, loaded[0]))
        yield from _hooks(place, loaded[0])


def _hooks(place: Place, ruleset: Ruleset) -> Iterator[Finding]:
    """Whether `serve` could take webhooks, with the secrets that are seen from here."""
    try:
        found = posted(ruleset.feeds, lambda text: config.reveal(text, place.environ))
    except SettingsError as error:
        fix = "Correct it: `serve` keeps the hooks it has, and does not start anew."
        yield Finding("hooks", Level.WARN, str(error), fix)
    else:
        yield Finding("hooks", Level.OK, f"feeds that can be posted to: {len(found)}")


def _templates(place: Place, ruleset: Ruleset) -> str:
    library = read_library(place.workspace / "templates")
    zone = ZoneInfo(Settings().timezone)
    desk = Desk(
        library, ruleset, place.now.astimezone(zone).date(), zone, ruleset.company.default_language
    )
    problems = inspect(desk)
    if problems:
        raise RulesError(problems)
    return f"{len(library.names)} messages"


def _checked(name: str, fix: str, look: Callable[[], str]) -> Iterator[Finding]:
    """What a look finds, or each line of why it could not."""
    try:
        found = look()
    except ProspectorError as error:
        for line in str(error).splitlines():
            yield Finding(name, Level.BAD, line, fix)
    else:
        yield Finding(name, Level.OK, found)


def _disk(place: Place) -> Iterator[Finding]:
    free = shutil.disk_usage(place.workspace).free
    level = Level.BAD if free < _DISK_BAD else Level.WARN if free < _DISK_WARN else Level.OK
    fix = None if level is Level.OK else "Free some space: a full disk stops every run."
    yield Finding("disk", level, f"{free / 1e9:.1f} GB free", fix)


def _store(place: Place, settings: Settings, loaded: list[Ruleset]) -> Iterator[Finding]:
    try:
        store = database.open_database(settings.database_url, place.workspace)
    except ProspectorError as error:
        yield Finding("database", Level.BAD, str(error), "Correct database_url.")
        return
    if store.dialect == "sqlite":
        yield from _sqlite_version(sqlite3.sqlite_version_info)
        if not Path((store.url.database or "").removeprefix("file:")).exists():
            yield Finding("database", Level.OK, "none yet: the first import or run makes it")
            return
    try:
        yield from _database(store)
        if loaded and migrate.is_current(store):
            yield _published(store, loaded[0])
            yield _files(store, loaded[0])
            yield from _spark(place, store)
            yield from _feeds(place, settings, store, loaded[0])
        yield from _key(place, settings, store)
    except (ProspectorError, DatabaseError) as error:
        said = str(getattr(error, "orig", None) or error).splitlines()[0]
        yield Finding("database", Level.BAD, said, "Restore a backup, or correct what it says.")
    finally:
        store.dispose()


def _sqlite_version(version: tuple[int, ...]) -> Iterator[Finding]:
    found = ".".join(map(str, version))
    if WAL_RESET[0] <= version <= WAL_RESET[1]:
        yield Finding(
            "sqlite",
            Level.WARN,
            f"{found} has a rare fault: two writers at once may corrupt the store (fixed in 3.51.3)",
            "Run one writing command at a time, or use a Python whose sqlite3 is 3.51.3 or newer.",
        )
    else:
        yield Finding("sqlite", Level.OK, found)


def _database(store: Database) -> Iterator[Finding]:
    facts = database.facts(store)
    yield from _sqlite_facts(facts) if store.dialect == "sqlite" else _postgres_facts(facts)
    current = migrate.is_current(store)
    yield (
        Finding("schema", Level.OK, migrate.head())
        if current
        else Finding("schema", Level.WARN, "older than this prospector", "Any run upgrades it.")
    )
    if not current:
        return
    yield from _checked("writable", "Give prospector the right to write.", lambda: _write(store))
    with store.read() as session:
        yield from _caps(session)
        if store.dialect == "sqlite":
            yield from _integrity(session)


def _sqlite_facts(facts: Mapping[str, Any]) -> Iterator[Finding]:  # Any: what SQLite answers
    for name, wanted in _PRAGMAS.items():
        if facts[name] == wanted:
            yield Finding(f"sqlite.{name}", Level.OK, str(facts[name]))
        else:
            fix = "Move the store to a local disk: not every network disk can do it."
            yield Finding(f"sqlite.{name}", Level.BAD, f"{facts[name]}, not {wanted}", fix)
    yield Finding("sqlite.busy_timeout", Level.OK, f"{facts['busy_timeout']} ms")


def _postgres_facts(facts: Mapping[str, Any]) -> Iterator[Finding]:  # Any: what PostgreSQL answers
    yield Finding("postgresql", Level.OK, str(facts["server_version"]))
    for name in ("synchronous_commit", "fsync"):
        if facts[name] == "off":
            fix = f"Set {name} = on: a power cut may lose what was answered for."
            yield Finding(f"postgresql.{name}", Level.BAD, "off", fix)
        else:
            yield Finding(f"postgresql.{name}", Level.OK, str(facts[name]))


def _write(store: Database) -> str:
    """Change no row, but ask for the right to."""
    with store.write() as session:
        session.connection().execute(text("UPDATE run SET stage = stage WHERE id < 0"))
    return "yes"


def _caps(session: Session) -> Iterator[Finding]:
    found = caps.overspent(session)
    for cap in found:
        where = f"{cap.scope} {cap.key} {cap.window} {cap.period}".rstrip()
        fix = "Report it with the database: no statement of ours can do this."
        yield Finding("caps", Level.BAD, f"{where}: {cap.problem}", fix)
    if not found:
        yield Finding("caps", Level.OK, "none is overspent")


def _integrity(session: Session) -> Iterator[Finding]:
    said = [str(row[0]) for row in session.connection().execute(text("PRAGMA quick_check(3)"))]
    if said == ["ok"]:
        yield Finding("integrity", Level.OK, "every page reads well")
        return
    for line in said:
        yield Finding("integrity", Level.BAD, line, "The file is damaged: restore a backup.")


def _published(store: Database, written: Ruleset) -> Finding:
    """Whether the rules that score are those people read in rules/."""
    with store.read() as session:
        newest, doubt = rulesets.in_force(session), rulesets.unpublished(session, written)
        if newest is None:
            return Finding("published rules", Level.OK, "none yet: the first run publishes rules/")
        if doubt is None:
            found = f"version {newest.version}, by {newest.by} on {newest.at:%Y-%m-%d}"
            return Finding("published rules", Level.OK, found)
    fix = "`prospector rules diff` shows what would change; `prospector rules publish` does it."
    found = f"rules/ differs from the published version {newest.version}"
    return Finding("published rules", Level.WARN, found, fix)


def _files(store: Database, written: Ruleset) -> Finding:
    """Whether the columnar copies of the store are whole, and how large they are."""
    found = copies.standing(store, written.signals)
    if found is None:
        said = "none: the store is small, or has not been scored yet"
        return Finding("signal files", Level.OK, said)
    if found.damaged:
        fix = "`prospector doctor --rebuild-files`, or the next run, writes them anew."
        said = f"not as they were written: {', '.join(found.damaged)}"
        return Finding("signal files", Level.WARN, said, fix)
    if not found.usable:
        said = "of another state of the store, or without a declared attribute"
        return Finding("signal files", Level.OK, f"{said}: the next run writes them anew")
    return Finding(
        "signal files", Level.OK, f"{found.signals:,} signals, {found.size / 1e6:.1f} MB"
    )


def _spark(place: Place, store: Database) -> Iterator[Finding]:
    """What killed runs on Spark left beside the signal files."""
    folder = store.files.parent if store.files is not None else place.workspace
    for path in cluster.left_behind(folder, now=place.now.timestamp()):
        said = f".prospector/{path.name} is of a run on Spark that was killed"
        yield Finding("spark", Level.WARN, said, "Remove it, or let the next run on Spark do so.")


def _feeds(
    place: Place, settings: Settings, store: Database, ruleset: Ruleset
) -> Iterator[Finding]:
    """Feeds that are late or failing."""
    found = statuses(store, ruleset, settings.zone, now=place.now)
    unwell = [feed for feed in found if feed.state in (FeedState.LATE, FeedState.FAILING)]
    for feed in unwell:
        fix = f"`prospector feeds show {feed.feed}` says more."
        yield Finding("feeds", Level.WARN, f"{feed.feed} is {feed.state}: {feed.why}", fix)
    if not unwell:
        yield Finding("feeds", Level.OK, f"none of {len(found)} is late or failing")
    with store.read() as session:
        contradicted = conflicts.undecided(session)
        hooks = [name for name, rule in ruleset.feeds.feeds.items() if rule.hook is not None]
        stranded = inbox.stranded(session, hooks)
    for name, many in contradicted.items():
        said = f"{name} was sent {many} under an id that had another body before"
        fix = f"`prospector rejects conflicts --feed {name}` shows them."
        yield Finding("conflicts", Level.WARN, said, fix)
    for name, many in stranded.items():
        said = (
            f"{name} was posted {many} items: they wait, since the rules have no such hook any more"
        )
        fix = f"Give the feed its name in rules/feeds.yaml again: {name}."
        yield Finding("inbox", Level.WARN, said, fix)


def _key(place: Place, settings: Settings, store: Database) -> Iterator[Finding]:
    """The key of the suppression hashes: outside the database, and for us alone."""
    if settings.suppression_key is not None:
        yield Finding("suppression key", Level.OK, "from the settings")
        return
    path = place.workspace / KEY_FILE
    if not path.exists():
        yield _missing_key(store)
        return
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        found = f"{KEY_FILE} can be read by others ({mode:o})"
        yield Finding("suppression key", Level.BAD, found, f"chmod 600 {KEY_FILE}")
    else:
        yield Finding("suppression key", Level.OK, f"{KEY_FILE}, for its owner alone")


def _missing_key(store: Database) -> Finding:
    hashes = 0
    if migrate.is_current(store):
        with store.read() as session:
            hashes = session.exec(select(func.count(col(Suppression.id)))).one()
    if hashes:
        fix = f"Restore {KEY_FILE}: without it these people are no longer recognised."
        return Finding("suppression key", Level.BAD, f"lost, with {hashes} suppressions", fix)
    return Finding("suppression key", Level.OK, "none yet: made on first use")
