"""Wire settings, store and rules into one object; read the clock here and nowhere else."""

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from prospector import config
from prospector.config import Configuration, Settings
from prospector.errors import NotFound, WorkspaceError
from prospector.pipeline import Job
from prospector.rules.loader import load_ruleset
from prospector.rules.ruleset import Ruleset
from prospector.store import migrate, rulesets
from prospector.store.database import Database, open_database

if TYPE_CHECKING:
    from prospector.collect import Runner
    from prospector.collect.stable import Patience
    from prospector.fetch.client import HttpClient
    from prospector.rules.models import FeedRule

KEY_FILE = Path(".prospector") / "suppression.key"


def now() -> datetime:
    """The present, in UTC: the only place that asks the clock."""
    return datetime.now(UTC)


#: How often the files of rules are looked at, for who waits for a save.
_LOOK_SECONDS = 0.3


def _state(folder: Path) -> dict[Path, tuple[int, int]]:
    """What tells that a file below a folder was saved."""
    found = {}
    for path in folder.rglob("*.yaml"):
        with suppress(FileNotFoundError):  # an editor puts another one in its place
            told = path.stat()
            found[path] = (told.st_mtime_ns, told.st_size)
    return found


def _say_nothing(_message: str) -> None:
    """Keep what is going on to oneself."""


@dataclass(frozen=True)
class App:
    """One opened workspace, living at one instant."""

    configuration: Configuration
    now: datetime
    known_at: datetime
    rules_dir: Path
    #: Whether the rules are another folder's: those score without being published.
    trial: bool = False
    #: Whether somebody asked for its times.
    dated: bool = False

    @property
    def workspace(self) -> Path:
        """The workspace's folder."""
        return self.configuration.workspace

    @property
    def settings(self) -> Settings:
        """What prospector.toml and the environment say."""
        return self.configuration.settings

    @property
    def templates_dir(self) -> Path:
        """Where message templates are."""
        return self.workspace / "templates"

    @cached_property
    def database(self) -> Database:
        """The store, migrated to this version."""
        database = open_database(self.settings.database_url, self.workspace)
        migrate.upgrade(database)
        return database

    def existing(self) -> Database | None:
        """The store as it is, for those who only look: neither made nor upgraded; None = not there."""
        database = open_database(self.settings.database_url, self.workspace)
        if database.dialect == "sqlite" and not Path(database.url.database or "").exists():
            return None
        return database if migrate.is_current(database) else None

    @cached_property
    def written(self) -> Ruleset:
        """The rules as their files are now, published or not; parsed and checked."""
        return load_ruleset(self.rules_dir)

    @cached_property
    def in_force(self) -> Ruleset:
        """The rules in force: what scores as it was published, the rest as the files have it.

        Before anything was published they are the files.
        """
        with self.database.read() as session:
            return rulesets.current(session, self.written)

    @property
    def ruleset(self) -> Ruleset:
        """The rules to work with: those in force, or with --rules that folder's."""
        return self.written if self.trial else self.in_force

    def after_each_save(self) -> Iterator["App"]:
        """This workspace now, and again whenever a file of its rules is saved; it never ends."""
        seen = None
        while True:
            state = _state(self.rules_dir)
            time.sleep(_LOOK_SECONDS)
            # Half a file is not looked at.
            if state == seen or state != _state(self.rules_dir):
                continue
            seen = state
            at = now()
            anew = replace(self) if self.dated else replace(self, now=at, known_at=at)
            vars(anew)["database"] = self.database
            yield anew

    def against(self, word: str) -> Ruleset:
        """Rules to compare with: those of a folder, or a kept version's beside today's other files."""
        folder = Path(word)
        if folder.is_dir():
            # Whether its messages are written is not the question.
            return load_ruleset(folder, templates_dir=folder / "templates")
        with self.database.read() as session:
            try:
                return rulesets.load(session, word, self.written)
            except NotFound as error:
                hint = f"nor is there a folder {word}: name a version, or a folder with rules"
                raise NotFound(f"{error}; {hint}") from None

    def begin(self, database: Database, tell: Callable[[str], None]) -> Ruleset:
        """The rules to score with. The first ones are published by that; others are told about."""
        ruleset = self.ruleset
        if self.trial:
            tell(f"the rules of {self.rules_dir} score now; they are not published")
            return ruleset
        with database.write() as session:
            rulesets.publish_first(session, ruleset, now=self.now)
            doubt = rulesets.unpublished(session, self.written)
        if doubt:
            tell(doubt)
        return ruleset

    def runner(self, database: Database, tell: Callable[[str], None] = _say_nothing) -> "Runner":
        """What running feeds needs, over the store or a rehearsal of it."""
        from prospector.collect import Runner
        from prospector.store import leases

        return Runner(
            database=database,
            ruleset=self.written,
            workspace=self.workspace,
            zone=self.settings.zone,
            connect=self.client,
            reveal=config.reveal,
            owner=leases.me(),
            clock=now,
            tell=tell,
            inbox_days=self.settings.inbox_days,
            patience=self.patience,
        )

    def job(self, database: Database, tell: Callable[[str], None] = _say_nothing) -> Job:
        """The values the daily job works on, over the store or a rehearsal of it."""
        return Job(
            database=database,
            ruleset=self.begin(database, tell),
            workspace=self.workspace,
            templates_dir=self.templates_dir,
            now=self.now,
            known_at=self.known_at,
            zone=self.settings.zone,
            key=self.suppression_key,
            language=self.settings.language,
            runner=self.runner(database, tell),
        )

    @staticmethod
    def client(rule: "FeedRule", stopped: Callable[[], bool]) -> "HttpClient":
        """What asks the servers of a feed, for one run of it."""
        from prospector.fetch.client import HttpClient
        from prospector.rules.models.feeds import seconds

        return HttpClient(
            clock=now,
            within=seconds(rule.timeout),
            allow_private=rule.allow_private,
            stopped=stopped,
        )

    @property
    def patience(self) -> "Patience":
        """How files that may still be written are waited for."""
        from prospector.collect.stable import Patience

        return Patience(self.settings.settle_seconds, lambda: now().timestamp(), time.sleep)

    @cached_property
    def suppression_key(self) -> bytes:
        """The key of suppression hashes; made on first use, outside the database."""
        if self.settings.suppression_key is not None:
            return self.settings.suppression_key.get_secret_value().encode()
        path = self.workspace / KEY_FILE
        if not path.exists():
            path.parent.mkdir(mode=0o700, exist_ok=True)
            path.write_text(secrets.token_hex(32), encoding="ascii")
            path.chmod(0o600)
        return path.read_bytes()


def open_app(
    workspace: Path,
    *,
    as_of: datetime | None = None,
    known_at: datetime | None = None,
    rules_dir: Path | None = None,
) -> App:
    """Open a workspace at an instant (default: the present).

    Raises:
        WorkspaceError: there is no `rules/` in it.
        SettingsError: prospector.toml or the environment is wrong.
    """
    workspace = workspace.resolve()
    rules = rules_dir or workspace / "rules"
    if not rules.is_dir():
        raise WorkspaceError(f"no rules/ in {workspace}: run `prospector init {workspace}` first")
    instant = as_of or now()
    return App(
        configuration=config.load(workspace),
        now=instant,
        known_at=known_at or instant,
        rules_dir=rules,
        trial=rules_dir is not None,
        dated=as_of is not None or known_at is not None,
    )
