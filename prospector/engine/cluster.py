"""Score every lead on Apache Spark, out of the signal files that every machine reads.

The views hold what the frames of a `World` hold, so the compiled text means the same over both.
What came or changed since the files were written is told beside them, as for DuckDB.
"""

import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import polars as pl

from prospector.columns import to_micros
from prospector.engine import scoring, spark
from prospector.engine.copies import Copies, bring_up, copies, say_nothing
from prospector.engine.expressions import column, expressions
from prospector.engine.fit import Priors, priors_of
from prospector.engine.worlds import ACCOUNT, LEAD, signal_fields
from prospector.errors import FilesDamaged, UsageError
from prospector.rules.ruleset import Ruleset
from prospector.rules.spelling import text_literal
from prospector.store import leases, worlds
from prospector.store.database import Database
from prospector.store.files.manifest import Entity

#: What the private folder of a run is called, and the file in it that names its process.
_PREFIX, _OWNER = "spark-", "owner"
#: No run takes longer; of processes of other machines, more is not known.
_LONGEST_S = 86_400.0
_SIGNAL = ("id", "feed", "external_id", "occurred_at", "received_at", "confidence")


@dataclass(frozen=True)
class Cluster:
    """Where Spark runs, and who is told of it."""

    #: An address as Spark writes it; None = what the place says, else this machine.
    master: str | None = None
    tell: Callable[[str], None] = say_nothing

    def scores(
        self, database: Database, ruleset: Ruleset, *, as_of: datetime, known_at: datetime
    ) -> tuple[Priors, pl.DataFrame]:
        """What `scoring.priors` and `scoring.scores` give for all leads.

        Raises:
            UsageError: Spark cannot say what was known at that time.
            SettingsError: Spark or Java is not there.
        """
        times = {"as_of": to_micros(as_of), "known_at": to_micros(known_at)}
        texts = scoring.compiled(ruleset)
        with _shared(database) as folder:
            self._bring_up(database, ruleset, known_at=known_at)
            with (
                spark.session(self.master) as opened,
                closing(spark.Tables(opened)) as tables,
            ):
                _read(tables, folder, database, ruleset)
                tables.tell("parameters", scoring.parameters(ruleset, {}, **times))
                define(tables, ruleset)
                expected = priors_of(ruleset, tables.run(texts.priors))
                tables.tell("parameters", scoring.parameters(ruleset, expected, **times))
                return expected, pl.read_parquet(tables.write(texts.scores, folder / "scores"))

    def _bring_up(self, database: Database, ruleset: Ruleset, *, known_at: datetime) -> None:
        """Bring the signal files up; where one is not whole, make them anew."""
        with database.read() as session:
            if worlds.learnt_since(session, known_at):
                raise UsageError(
                    f"people and companies changed since {known_at:%Y-%m-%d %H:%M} UTC, and signal"
                    " files hold them as they are now: score times past without --engine spark"
                )
        bring_up(database, ruleset.signals, tell=self.tell, least=0)
        try:
            with database.read() as session:
                _usable(session, ruleset)
        except FilesDamaged as error:
            self.tell(f"{error}: signal files are made anew")
            bring_up(database, ruleset.signals, tell=self.tell, anew=True, least=0)


def define(tables: spark.Tables, ruleset: Ruleset) -> None:
    """Define what the compiled texts read, over `…_rows` and `parameters`.

    Signals are joined with who did them and ranked once: every sum reads the result.
    """
    for name, sql in views_sql(ruleset).items():
        tables.define(name, sql)
    tables.keep("seen", scoring.compiled(ruleset).seen)
    tables.define("signals", "SELECT * FROM seen")


def views_sql(ruleset: Ruleset) -> dict[str, str]:
    """What `signals`, `leads` and `accounts` are, over `…_rows` and `parameters`."""
    return {
        "signals": _signals_sql(ruleset),
        "leads": _leads_sql(ruleset),
        "accounts": f"SELECT {_listed('r', (*ACCOUNT, *_columns(ruleset, 'account')))} FROM account_rows r",
    }


def rows_sql(entity: Entity, *, filed: bool, gone: bool) -> str:
    """The rows of an entity: those of its files, but for the ones that are `gone`, and those since."""
    since = f"SELECT * FROM {entity}_since"
    if not filed:
        return since
    files = f"SELECT f.* FROM {entity}_files f"
    if gone:
        files += f" LEFT JOIN {entity}_gone g ON g.id = f.{entity.key} WHERE g.id IS NULL"
    return f"{files} UNION ALL {since}"


@contextmanager
def _shared(database: Database) -> Iterator[Path]:
    """A private folder beside the signal files, for what a run tells Spark and is told."""
    if database.files is None:
        raise UsageError("Spark scores from the signal files of a workspace, and there is none")
    folder = database.files.with_name(f"{_PREFIX}{secrets.token_hex(8)}")
    folder.parent.mkdir(mode=0o700, exist_ok=True)
    folder.mkdir(mode=0o700)
    (folder / _OWNER).write_text(leases.me(), encoding="utf-8")
    # By the clock of the disk: on a shared one, hosts need not agree on the time.
    for stale in left_behind(folder.parent, now=folder.stat().st_mtime):
        shutil.rmtree(stale, ignore_errors=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def left_behind(folder: Path, *, now: float) -> list[Path]:
    """Private folders of runs that were killed, as far as one can tell from here."""
    return [path for path in sorted(folder.glob(f"{_PREFIX}*")) if _is_left_behind(path, now)]


def _is_left_behind(path: Path, now: float) -> bool:
    try:
        if now - path.stat().st_mtime > _LONGEST_S:
            return True
        return leases.is_gone((path / _OWNER).read_text(encoding="utf-8"))
    except OSError:  # removed, or begun, this moment
        return False


def _usable(session: worlds.Session, ruleset: Ruleset) -> tuple[Copies, dict[Entity, list[Path]]]:
    """The signal files, each of them whole."""
    copied = copies(session, ruleset.signals)
    if copied is None:
        raise FilesDamaged("the signal files are not of this store")
    return copied, {entity: copied.files(entity) for entity in Entity}


def _read(tables: spark.Tables, folder: Path, database: Database, ruleset: Ruleset) -> None:
    """Let Spark know the rows of files, and in one read transaction what came since."""
    with database.read() as session:
        copied, files = _usable(session, ruleset)
        for entity in Entity:
            _read_rows(tables, copied, entity, files[entity], folder)


def _read_rows(
    tables: spark.Tables, copied: Copies, entity: Entity, files: list[Path], folder: Path
) -> None:
    gone, since = copied.since(entity)
    tables.read(f"{entity}_since", [_told(folder, f"{entity}-since", since)])
    if files:
        tables.read(f"{entity}_files", files)
    if gone.len():
        tables.read(f"{entity}_gone", [_told(folder, f"{entity}-gone", gone.to_frame("id"))])
    tables.define(f"{entity}_rows", rows_sql(entity, filed=bool(files), gone=bool(gone.len())))


def _told(folder: Path, name: str, rows: pl.DataFrame) -> Path:
    path = folder / f"{name}.parquet"
    rows.write_parquet(path)
    return path


def _signals_sql(ruleset: Ruleset) -> str:
    """Signals with who did them and where, as `filed.signals` finds them.

    `repeats` is wider than there: a signal alone on its subject is the first of one either way.
    """
    read = signal_fields(ruleset)
    stated = "r.occurred_at AS stated_at, " if "signal.occurred_at" in read else ""
    names = [column(name) for name in read if name != "signal.occurred_at"]
    return f"""SELECT {_listed("r", (*_SIGNAL, *names))}, {stated}
    {_person(ruleset)} AS lead_id, coalesce(c.account_id, h.account_id) AS account_id,
    r.subject IS NOT NULL AS repeats
FROM signal_rows r CROSS JOIN parameters p
LEFT JOIN identity_rows i ON i.id = r.person_identity_id
LEFT JOIN account_identity_rows c ON c.id = r.account_identity_id
LEFT JOIN lead_rows h ON h.lead_id = i.lead_id
WHERE r.occurred_at <= p.as_of AND r.received_at <= p.known_at"""


def _person(ruleset: Ruleset) -> str:
    """Who did it: nobody, where a tracker lacks the consent of its feed."""
    tracked = [name for name, kind in ruleset.signals.kinds.items() if kind.needs == "consent"]
    if not tracked:
        return "i.lead_id"
    hidden = f"r.kind IN ({', '.join(map(text_literal, tracked))})"
    agreed = [name for name, feed in ruleset.feeds.feeds.items() if feed.consent]
    if agreed:
        hidden += f" AND r.feed NOT IN ({', '.join(map(_as_given, agreed))})"
    return f"CASE WHEN {hidden} THEN NULL ELSE i.lead_id END"


def _leads_sql(ruleset: Ruleset) -> str:
    """Every person who is one (merged ones are not) and was known."""
    columns = _listed("r", (*LEAD, *_columns(ruleset, "lead")))
    return f"""SELECT {columns} FROM lead_rows r CROSS JOIN parameters p
WHERE r.merged_into IS NULL AND r.first_seen_at <= p.known_at"""


def _columns(ruleset: Ruleset, entity: str) -> list[str]:
    return [column(name) for name in expressions(ruleset).fields_of(entity)]


def _listed(alias: str, names: Sequence[str]) -> str:
    return ", ".join(f'{alias}."{name}"' for name in names)


def _as_given(name: str) -> str:
    """A name that is compared letter by letter."""
    return "'" + name.replace("'", "''") + "'"
