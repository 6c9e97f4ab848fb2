"""Strings made to hurt, in every field, end to end: no crash, and the same rows on both databases."""

import csv
import io
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import SQLModel

from prospector.collect import ImportReport, Options, import_files
from prospector.collect.record import FIELDS
from prospector.resolve import resolve
from prospector.store.database import Database, open_database
from tests import postgres
from tests.collect import kit

COUNT = 500
#: By what they hurt; each is combined with the others below.
SEEDS = (
    "\0", "\x01\x1f\x7f", "\x80\x9f", "\ufeff", "\ufffd", "\ufffe\uffff", "\U0010ffff",
    "\ud800", "\udfff", "\ud83d", "\ude00\ud83d", "\u202eevil\u202c", "\u2066x\u2069", "\u200b\u200d\u2060",
    "Z\u0351\u036b\u0343a\u0328lgo" * 20, "🙂", "👩‍👩‍👧‍👦", "🇫🇷", "שלום", "مرحبا", "日本語", "ﷺ" * 30, "ß", "İ", "ﬁ", "Å", "Å",
    "1e400", "-1e400", "NaN", "Infinity", "-0", "0x1F", "1_000", str(2**63), str(-(2**63) - 1), "9" * 400,
    "1" + "0" * 30 + ".5", "٣", "½", "true", "null", "None", "n/a", "-", "undefined", "[]", "{}", "[object Object]",
    "{{ 7*7 }}", "{% include '/etc/passwd' %}", "${HOME}", "%s%n%x", "=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(1)",
    "\t=1+1", "'; DROP TABLE lead; --", "\\'; x", "\\", "\\0", "\\u0000", '"', '""', '"""', "'", "`", "a\nb", "a\r\nb",
    "a\rb", "\n", " ", "  lead ", "\u00a0", "\u2028", "\u2029", "\x0b\x0c", "\x1f", "\x1c", ",", ";", "a;b;;c", "|", "~",
    "<script>alert(1)</script>", "../../etc/passwd", "C:\\nul", "file:///etc/passwd", "javascript:alert(1)",
    "http://[::1]:1/", "http://exa mple", "xn--", "xn--a", "a@b", "@", "a@@b.example", "a@" + "b" * 300 + ".example",
    '"a b"@acme.example', "\u0430@\u0430\u0441\u043c\u0435.example", "a@acme.example\n", "a@xn--p1ai", "+", "+33", "+" + "3" * 60, "00",
    "2026-02-30", "9999-12-31T23:59:60Z", "0000-00-00", "-1", "99999999999999999999", "1e18", "2026-13-01", "24:00",
    "x" * 100_000, "é" * 9_000, "\u0301" * 500, "a" + "\u0301" * 500, "￰", "\ue000",
)  # fmt: skip
CELLS = [name for name in FIELDS if name != "kind"]


def strings() -> list[str]:
    """The seeds, then pairs of short ones, to the full count."""
    chance = random.Random(7)
    short = [seed for seed in SEEDS if len(seed) < 60]
    found = dict.fromkeys(SEEDS)
    while len(found) < COUNT:
        found["".join(chance.sample(short, 2))] = None
    return list(found)


@pytest.fixture
def stores(tmp_path: Path, sqlite_template: Path) -> Iterator[list[Database]]:
    """A store on each database."""
    path = tmp_path / "prospector.db"
    path.write_bytes(sqlite_template.read_bytes())
    addresses = (f"sqlite:///{path}", postgres.new_database())
    found = [open_database(address, tmp_path) for address in addresses]
    yield found
    for database in found:
        database.dispose()


def rows() -> Iterator[dict[str, str]]:
    """Each string in each field of some row; everybody can be found."""
    for number, string in enumerate(strings()):
        for step in range(0, len(CELLS), 7):
            row = {
                "kind": "purchased",
                "occurred_at": "2026-11-02",
                "email": f"p{number}@acme.example",
            }
            for name in CELLS[step : step + 7]:
                row[name] = string
            row["naughty header \u202e"] = string
            yield row


def held(database: Database) -> dict[str, Any]:  # Any: what a database holds
    found = {
        "signals": kit.signals(database),
        "sightings": kit.sightings(database),
        "rejects": kit.rejected(database),
    }
    return json.loads(json.dumps(found, sort_keys=True))  # type: ignore[no-any-return]  # what was dumped


def known(database: Database, table: str) -> list[str]:
    """The rows of a table without their numbers and the sources of their values."""
    with database.read() as session:
        rows = session.execute(select(SQLModel.metadata.tables[table])).mappings()
        kept = [
            {
                name: value
                for name, value in row.items()
                if not name.endswith("id") and name != "sources"
            }
            for row in rows
        ]
    return sorted(json.dumps(row, sort_keys=True, default=str) for row in kept)


def take(database: Database, path: Path) -> ImportReport:
    report = import_files(
        database, kit.ruleset(), [path], Options(base=path.parent, feed="f"), now=kit.NOW
    )
    kit.counts(report)
    (file,) = report.files
    assert file.bytes.total == path.stat().st_size
    return report


def written_csv(path: Path) -> None:
    names = ["kind", *CELLS, "naughty header \u202e"]
    text = io.StringIO(newline="")
    out = csv.DictWriter(text, names, restval="")
    out.writeheader()
    out.writerows(rows())
    path.write_bytes(text.getvalue().encode("utf-8", "surrogatepass"))


def written_jsonl(path: Path) -> None:
    path.write_bytes("".join(json.dumps(row) + "\n" for row in rows()).encode())


def written_raw_jsonl(path: Path) -> None:
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows())
    path.write_bytes(text.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("write", [written_csv, written_jsonl, written_raw_jsonl])
def test_it_holds_the_same_on_both_databases(
    stores: list[Database], tmp_path: Path, write: Any
) -> None:  # Any: one of the writers above
    path = tmp_path / "naughty"
    write(path)
    reports = [take(database, path) for database in stores]
    assert reports[0].files == reports[1].files
    one, two = map(held, stores)
    assert one["rejects"] == two["rejects"]
    assert one["signals"] == two["signals"]
    assert one["sightings"] == two["sightings"]
    assert reports[0].taken > reports[0].rows / 3
    assert [take(database, path).taken for database in stores] == [0, 0]


def test_it_resolves_to_the_same_people_and_companies(
    stores: list[Database], tmp_path: Path
) -> None:
    path = tmp_path / "naughty.csv"
    written_csv(path)
    found = []
    for database in stores:
        take(database, path)
        resolve(database, kit.ruleset(), now=kit.NOW)
        found.append({table: known(database, table) for table in ("lead", "account")})
    assert found[0] == found[1]
    assert len(found[0]["lead"]) > COUNT / 2
    assert found[0]["account"]
