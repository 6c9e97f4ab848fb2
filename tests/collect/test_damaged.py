"""Whole damaged files through the whole import: every line accounted for, nothing taken twice."""

import io
import random
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import text

from prospector.collect import reading, source
from prospector.collect.registry import KNOWN_KEYS
from prospector.collect.reject import storable
from prospector.errors import InputError
from prospector.store.database import Database
from tests.collect import kit
from tests.collect.test_delimited import damage

HEADERS = (
    "kind,occurred_at,email,subject,amount",
    "kind,occurred_at,email,email,subject",
    'kind,occurred_at,email,"sub\nject",amount',
)
PREAMBLES = ("", "Report of Acme\n\n", 'Notes:\n"As you see, commas, and ""quotes""."\n\n')
FOOTERS = ("", "\nCopyright 2026 Acme\n", "Total,,,,17\n", ",,,,\n,,,,\n")
CODECS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252")


def rows(chance: random.Random, count: int) -> list[str]:
    return [
        f'purchased,2026-11-0{n % 9 + 1},p{n}@acme{n % 7}.example,"Licence {n}, é",{chance.randrange(99)}\n'
        for n in range(count)
    ]


def made(seed: int) -> bytes:
    """A file with some of everything that goes wrong with files."""
    chance = random.Random(seed)
    body = damage("".join(rows(chance, chance.randrange(3, 60))), chance)
    body = body.replace("\udc80", "\u20ac" if chance.random() < 0.5 else "")
    head = f"{chance.choice(PREAMBLES)}{chance.choice(HEADERS)}\n"
    whole = head + body + chance.choice(FOOTERS)
    if chance.random() < 0.3:
        whole = whole.replace("\n", "\r\n")
    data = whole.encode(chance.choice(CODECS), "replace")
    return data[: chance.randrange(len(data) // 2, len(data))] if chance.random() < 0.2 else data


def physical(raw: str) -> list[str]:
    return list(io.StringIO(raw, newline=""))


@pytest.mark.parametrize("seed", range(150))
def test_it_accounts_for_every_line_of_a_file(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(made(seed))
    checked = source.check(source.open_path(path))
    with checked.text() as file:
        whole = physical(file.read())
    if not any("kind,occurred_at" in line for line in whole):
        with pytest.raises(InputError, match=r"f\.csv:1: "):  # cut before its header
            reading.open_file(checked, KNOWN_KEYS)
        return
    opened = reading.open_file(checked, KNOWN_KEYS)
    assert opened.layout is not None
    head = opened.layout.preamble + opened.layout.header_raw
    covered = Counter(range(1, len(physical(head)) + 1))
    for table in opened.tables(7):
        texts = [*zip(table.lines, table.raws, strict=True), *((r[0], r[1]) for r in table.rejects)]
        for line, raw in texts:
            covered.update(range(line, line + len(physical(raw))))
    assert set(covered.values()) == {1}
    left = [line for number, line in enumerate(whole, start=1) if number not in covered]
    assert not [line for line in left if line.strip(", \r\n")]


@pytest.mark.parametrize("seed", range(12))
def test_it_keeps_the_count_and_every_refused_text(
    database: Database, tmp_path: Path, seed: int
) -> None:
    data = made(1_000 + seed)
    try:
        report = kit.take(database, tmp_path / "f.csv", data)
    except InputError:
        with database.read() as session:
            assert session.execute(text("SELECT count(*) FROM run")).scalar() == 0
        return
    kit.counts(report)
    assert len(kit.signals(database)) == report.taken
    kept = kit.rejected(database)
    assert len(kept) == report.rejected
    assert all(row["raw"] and storable(row["raw"]) == row["raw"] for row in kept)
    again = kit.take(database, tmp_path / "f.csv", data)
    assert (again.rows, again.taken, again.rejected) == (report.rows, 0, report.rejected)
    assert kit.rejected(database) == kept


def test_it_takes_nothing_twice_when_a_half_file_is_followed_by_the_whole(
    database: Database, tmp_path: Path
) -> None:
    chance = random.Random(5)
    whole = ("external_id," + HEADERS[0] + "\n").encode() + b"".join(
        f"id-{n},{row}".encode() for n, row in enumerate(rows(chance, 40))
    )
    for cut in sorted(chance.sample(range(80, len(whole)), 8)):
        kit.counts(kit.take(database, tmp_path / "f.csv", whole[:cut]))
    kit.counts(kit.take(database, tmp_path / "f.csv", whole))
    found = kit.signals(database)
    ids = [row["external_id"] for row in found]
    assert sorted(set(ids)) == sorted(ids)
    assert {f"id-{n}" for n in range(40)} <= set(ids)
    assert len(ids) <= 40 + 8
