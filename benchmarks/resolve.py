"""Resolve: the first of many new people, one with nothing new, and one after a day, beside bare inserts.

And whether a day costs more in a large store than in a small one.
"""

import csv
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import text

from benchmarks.data import COLUMNS, NOW, write_signals
from benchmarks.figures import Figure, cpu
from prospector.collect import Options, import_files
from prospector.resolve import resolve
from prospector.rules.ruleset import Ruleset
from prospector.store import migrate
from prospector.store.database import Database, open_database

ROWS = 100_000
#: Rows of an ordinary day: half of them of people known by then, under another title.
DAY = 2_000
#: Rows of the store that a day's news is resolved in once more, and one liker to so many of them.
SMALL, LIKERS = 6_000, 16
#: What comes on a day beside likers: one row of each sort.
NEWS = 100
_POINTERS = {"account": ("account_identity", "account_id"), "lead": ("identity", "lead_id")}


def figures(ruleset: Ruleset) -> Iterator[Figure]:
    """The first resolve of an import, the second, and that of a day's rows."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours, bare = (_store(folder, name) for name in ("ours", "bare"))
        _import(ours, ruleset, folder / "signals.csv")
        _copy(ours, bare, "run", "identity", "account_identity", "sighting")
        with cpu() as first:
            report = resolve(ours, ruleset, now=NOW)
        with cpu() as second:
            resolve(ours, ruleset, now=NOW)
        limit = _bare_writes(ours, bare)
        _write_day(ours, folder / "day.csv")
        import_files(ours, ruleset, [folder / "day.csv"], Options(feed="day"), now=NOW)
        with cpu() as day:
            daily = resolve(ours, ruleset, now=NOW)
        small = _store(folder, "small")
        _import(small, ruleset, folder / "signals.csv", SMALL)
        resolve(small, ruleset, now=NOW)
        in_small = _a_day(small, ruleset, folder, SMALL)
        in_large = _a_day(ours, ruleset, folder, ROWS)
    limit_is = "executemany of the same leads and accounts, and of their identities' pointers"
    what = f"resolve {report.new_leads:,} new people at {report.new_accounts:,} companies"
    yield Figure(what, first.seconds, limit_is, limit)
    yield Figure("resolve again, nothing new", second.seconds, limit_is, limit)
    share = first.seconds * daily.sightings / report.sightings
    yield Figure(
        f"resolve {daily.sightings:,} sightings of a day, half of known people",
        day.seconds,
        "as many sightings of the first resolve",
        share,
    )
    yield Figure(
        f"resolve {5 * NEWS} rows of a day, where {ROWS // LIKERS:,} headlines name companies",
        in_large,
        f"the same sort of day where {SMALL // LIKERS:,} do, in a store a {ROWS // SMALL}th as large",
        in_small,
    )


def _store(folder: Path, name: str) -> Database:
    database = open_database(f"sqlite:///{folder}/{name}.db", folder)
    migrate.upgrade(database)
    return database


def _import(database: Database, ruleset: Ruleset, path: Path, rows: int = ROWS) -> None:
    write_signals(path, rows)
    import_files(database, ruleset, [path], Options(feed="bench"), now=NOW)


def _write_day(database: Database, path: Path) -> None:
    """Rows of known people with a new title, and of new people at their companies."""
    with database.read() as session:
        statement = "SELECT l.email, a.domain FROM lead l JOIN account a ON a.id = l.account_id"
        known = list(session.execute(text(f"{statement} ORDER BY l.id LIMIT {DAY // 2}")))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["kind", "occurred_at", "email", "domain", "title"])
        for number, (email, domain) in enumerate(known):
            for address in (email, f"new{number}@{domain}"):
                row = ["post_liked", NOW.isoformat(), address, domain, "Director"]
                writer.writerow(row)


def _a_day(database: Database, ruleset: Ruleset, folder: Path, rows: int) -> float:
    """The CPU of a resolve of rows that speak of known people and companies, and of likers, known and new."""
    with database.read() as session:
        told = "SELECT l.email, a.name, a.domain FROM lead l JOIN account a ON a.id = l.account_id"
        known = [tuple(row) for row in session.execute(text(f"{told} ORDER BY l.id DESC"))]
    likers = [known[n * LIKERS // 3 % len(known)][1] for n in range(rows // LIKERS)]
    _likers(database, ruleset, folder / "likers.csv", likers)
    resolve(database, ruleset, now=NOW)
    with (folder / "news.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        for n, (email, company, domain) in enumerate(known[: NEWS * 7 : 7]):
            seen = {"kind": "page_visited", "occurred_at": NOW.isoformat(), "subject": n}
            at_home = {**seen, "company": company, "domain": domain}
            elsewhere = {**seen, "company": f"Works {n}", "domain": f"works-{n}.example"}
            writer.writerow({**at_home, "email": email})
            writer.writerow({**at_home, "email": email, "title": "Founder"})
            writer.writerow({**at_home, "email": f"fresh{n}@{domain}"})
            writer.writerow({**elsewhere, "email": f"fresh@works-{n}.example"})
    import_files(database, ruleset, [folder / "news.csv"], Options(feed="news"), now=NOW)
    _likers(database, ruleset, folder / "more.csv", likers[-NEWS:])
    with cpu() as spent:
        resolve(database, ruleset, now=NOW)
    return spent.seconds


def _likers(database: Database, ruleset: Ruleset, path: Path, companies: Sequence[str]) -> None:
    """Take in people who liked a post, each with a headline that names a company."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["profileUrl", "fullName", "occupation", "postUrl", "reactionType"])
        for n, company in enumerate(companies):
            profile = f"https://www.linkedin.com/in/{path.stem}-{n}-example/"
            writer.writerow([profile, f"Liker {n}", f"CEO at {company}", _POST, "LIKE"])
    import_files(database, ruleset, [path], Options(feed="likers"), now=NOW)


_POST = "https://www.linkedin.com/feed/update/urn:li:activity:7528374285108293871/"


def _copy(source: Database, target: Database, *tables: str) -> None:
    with target.engine.connect() as connection:
        raw = _raw(connection)
        raw.execute("PRAGMA foreign_keys = OFF")
        raw.execute("ATTACH ? AS source", (source.url.database,))
        for table in tables:
            raw.execute(f"INSERT INTO {table} SELECT * FROM source.{table}")
        raw.execute("DETACH source")


def _bare_writes(source: Database, target: Database) -> float:
    """The least that brings the same rows in: no reading, no thinking, one transaction."""
    statements: list[tuple[str, list[tuple[Any, ...]]]] = []
    with source.read() as session:
        for table, (identities, pointer) in _POINTERS.items():
            result = session.execute(text(f"SELECT * FROM {table}"))
            marks = ", ".join("?" * len(result.keys()))
            rows = [tuple(row) for row in result]
            statements.append((f"INSERT INTO {table} VALUES ({marks})", rows))
            columns = f"{pointer}, method, resolved_run_id, id"
            pointers = session.execute(text(f"SELECT {columns} FROM {identities}"))
            marks = columns.replace(", id", "").replace(",", " = ?,")
            statement = f"UPDATE {identities} SET {marks} = ? WHERE id = ?"
            statements.append((statement, [tuple(row) for row in pointers]))
    with target.engine.connect() as connection:
        raw = _raw(connection)
        raw.execute("PRAGMA foreign_keys = OFF")
        with cpu() as spent:
            raw.execute("BEGIN IMMEDIATE")
            for statement, rows in statements:
                raw.executemany(statement, rows)
            raw.execute("COMMIT")
    return spent.seconds


def _raw(connection: Any) -> Any:  # Any: the driver's own connection
    return connection.connection.driver_connection
