"""Bytes in = bytes taken, seen or refused + what is no row, over thousands of damaged files."""

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from prospector.collect import encoding, reading, source
from prospector.collect.reading import Opened
from prospector.collect.registry import KNOWN_KEYS
from prospector.collect.reject import RejectCode
from prospector.collect.report import Bytes
from prospector.collect.source import Checked
from prospector.errors import InputError
from prospector.store.database import Database
from tests.collect import damage, kit
from tests.collect.damage import Damaged
from tests.collect.test_delimited import codes, good, read

FILES, PROVEN = 1_500, 30_000


def opened(folder: Path, data: bytes) -> Opened | None:
    """The file as the importer reads it; None = it is refused whole."""
    path = folder / "f"
    path.write_bytes(data)
    try:
        return reading.open_file(source.check(source.open_path(path, folder)), KNOWN_KEYS)
    except InputError:
        return None


def fates(found: Opened) -> Bytes:
    """What becomes of a file's bytes as far as reading can tell."""
    fate = Bytes(found.preamble_bytes, found.header_bytes)
    for table in found.tables(7):
        assert len(table.lines) == len(table.raws) == table.cells.height
        fate.add(table, table.rejects)
    return fate


def whole(checked: Checked) -> int:
    return checked.size + checked.encoding.lacking(checked.size)


@pytest.mark.parametrize("make", [damage.damaged, damage.items])
def test_it_accounts_for_every_byte(
    tmp_path: Path, make: Callable[[random.Random], Damaged], *, prove: bool
) -> None:
    refused = 0
    for seed in range(PROVEN if prove else FILES):
        made = make(random.Random(seed))
        found = opened(tmp_path, made.data)
        if found is None:
            refused += 1
            continue
        fate = fates(found)
        assert found.checked.size == len(made.data)
        assert fate.total == whole(found.checked), (seed, made.what, fate)
    assert refused < FILES / 10


def test_it_loses_only_the_record_with_the_stray_quote(*, prove: bool) -> None:
    for seed in range(PROVEN if prove else FILES):
        made = damage.stray(random.Random(seed))
        found = read(made.text, 5)
        kept = [
            cells
            for number, cells in enumerate(made.rows)
            if number != made.lost and not any(map(encoding.damage, cells))
        ]
        assert [cells for cells in good(found) if cells in kept] == kept, (seed, made.lost)
        assert "".join(piece.raw for piece in found) == made.text
        assert set(codes(found)) <= {
            RejectCode.STRAY_QUOTE,
            RejectCode.RAGGED,
            RejectCode.FOOTER,
            RejectCode.BAD_ENCODING,
        }


def test_it_says_what_each_byte_was(tmp_path: Path) -> None:
    parts = {
        "preamble": b"\xef\xbb\xbfReport\n\n",
        "header": b"email;name\r\n",
        "rows": "a@acme.example;Zoé\n".encode(),
        "blank": b" \n;;\n",
        "rejected": b"b@acme.example;x;y\n\xe9;z\n",
        "footer": b"1 row",
    }
    found = opened(tmp_path, b"".join(parts.values()))
    assert found is not None
    assert fates(found) == Bytes(**{name: len(part) for name, part in parts.items()})


@pytest.mark.parametrize(
    ("data", "around"),
    [
        (b'[{"email": "a"}, 7]', 4),
        (
            '\ufeff {"caf\u00e9": 1, "jobs": [{"email": "a"}]}\n'.encode(),
            len('\ufeff {"caf\u00e9": 1, "jobs": []}\n'.encode()),
        ),
        (b'{"email": "a"}', 0),
    ],
)
def test_it_counts_what_stands_around_the_items_of_a_document(
    tmp_path: Path, data: bytes, around: int
) -> None:
    found = opened(tmp_path, data)
    assert found is not None
    assert (found.header_bytes, fates(found).total) == (around, len(data))


@pytest.mark.parametrize("seed", range(12))
def test_it_accounts_for_every_byte_of_an_import(
    database: Database, tmp_path: Path, seed: int
) -> None:
    made = damage.damaged(random.Random(seed))
    try:
        (file,) = kit.take(database, tmp_path / "f.csv", made.data).files
    except InputError:
        return
    assert file.bytes.total == len(made.data)
    assert min(vars(file.bytes).values()) >= 0


def test_it_does_not_finish_a_file_that_changes_while_it_is_read(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = Opened.tables

    def shortened(self: Opened, batch: int) -> object:
        (tmp_path / "f.csv").write_text("email\na@acme.example\n", encoding="utf-8")
        return tables(self, batch)

    monkeypatch.setattr(Opened, "tables", lambda self, batch=9: shortened(self, batch))
    with pytest.raises(InputError, match=r"21 bytes were read of 36"):
        kit.take(database, tmp_path / "f.csv", "email\na@acme.example\nb@acme.example\n")
    monkeypatch.undo()
    assert kit.take(database, tmp_path / "f.csv", "email\na@acme.example\n").seen == 1


def sound(rows: int) -> bytes:
    """A sound file whose rows carry the source's own id."""
    lines = [
        f'id-{n:02},purchased,2026-11-0{n % 9 + 1},p{n}@acme.example,"Licence, ""{n}"" é\nline",{n}\n'
        for n in range(rows)
    ]
    return ("external_id,kind,occurred_at,email,subject,amount\n" + "".join(lines)).encode()


def test_it_takes_every_whole_row_of_a_cut_file(tmp_path: Path) -> None:
    data = sound(12)
    complete = opened(tmp_path, data)
    assert complete is not None
    (table,) = complete.tables()
    rows = table.cells.rows()
    for cut in range(data.index(b"id-00"), len(data)):
        found = opened(tmp_path, data[:cut])
        assert found is not None
        tables = list(found.tables())
        good = [row for table in tables for row in table.cells.rows()]
        ended = len(re.findall(rb'line",\d+\n', data[:cut]))
        assert good[:ended] == rows[:ended]
        for row in good[ended:]:  # cut in its last cell, which nobody can tell
            assert row[:-1] == rows[ended][:-1]
            assert rows[ended][-1].startswith(row[-1])
        refused = [reject.line for table in tables for reject in table.rejects]
        assert len(good) <= ended + 1
        assert all(line >= table.lines[ended] for line in refused)
        assert fates(found).total == whole(found.checked)


def test_it_comes_to_the_whole_file_after_any_part_of_it(
    database: Database, tmp_path: Path, *, prove: bool
) -> None:
    data = sound(40)
    first = data.index(b"id-01")
    for cut in sorted(random.Random(5).sample(range(first, len(data)), 300 if prove else 12)):
        kit.counts(kit.take(database, tmp_path / "f.csv", data[:cut]))
    kit.counts(kit.take(database, tmp_path / "f.csv", data))
    ids = [row["external_id"] for row in kit.signals(database)]
    assert sorted(ids) == [f"id-{n:02}" for n in range(40)]
    assert kit.counts(kit.take(database, tmp_path / "f.csv", data)) == (40, 0, 40, 0)
