"""Files, folders, globs and standard input."""

import gzip
import hashlib
import io
import sys
import tracemalloc
from pathlib import Path

import pytest

from prospector.collect import source
from prospector.collect.source import Source
from prospector.collect.stable import Look, Patience
from prospector.errors import InputError


def test_it_finds_files_folders_and_globs_once(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv", ".hidden"):
        (tmp_path / name).write_text("email\n")
    (tmp_path / "sub").mkdir()
    a, b = tmp_path / "a.csv", tmp_path / "b.csv"
    assert source.files([tmp_path]) == [a, b]
    assert source.files([b, tmp_path / "*.csv"]) == [b, a]
    assert source.files([Path("-")]) == [Path("-")]


def test_it_names_what_leads_to_no_file(tmp_path: Path) -> None:
    for missing in (tmp_path / "none.csv", tmp_path / "*.json"):
        with pytest.raises(InputError, match="no such file"):
            source.files([missing])
    with pytest.raises(InputError, match="no file in this folder"):
        source.files([tmp_path])
    with pytest.raises(InputError, match="a device or pipe, no file"):
        source.files([Path("/dev/null")])


def test_it_names_files_relative_to_the_workspace(tmp_path: Path) -> None:
    path = tmp_path / "in" / "a.csv"
    assert source.open_path(path, tmp_path).label == "in/a.csv"
    assert source.open_path(path).label == path.as_posix()
    assert source.open_path(Path("a.csv"), tmp_path).label == "a.csv"


def test_it_reads_standard_input_as_often_as_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"email\nx\n")))
    found = source.check(source.open_path(Path("-")))
    assert (found.label, found.size) == ("stdin", 8)
    for _ in range(2):
        with found.text() as text:
            assert text.read() == "email\nx\n"


def test_it_hashes_and_decodes_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("prénom\r\nÉlodie\r\n".encode("cp1252"))
    found = source.check(source.open_path(path))
    assert found.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    with found.text() as text:
        assert text.read() == "prénom\r\nÉlodie\r\n"


def test_it_refuses_what_it_cannot_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        source.check(source.open_path(tmp_path / "none.csv"))


def test_it_refuses_a_file_that_is_still_being_written(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("email\nx\n", encoding="utf-8")

    def grown(_seconds: float) -> None:
        path.write_text("email\nx\ny\n", encoding="utf-8")

    for pause, still in ((grown, False), (lambda _: None, True)):
        patience = Patience(2.0, lambda: path.stat().st_mtime, pause)
        if still:
            assert source.check(source.open_path(path), patience=patience).size == 10
        else:
            with pytest.raises(InputError, match="still being written: import it when"):
                source.check(source.open_path(path), patience=patience)


def test_it_refuses_a_file_that_changes_while_it_is_looked_at() -> None:
    looks = iter([Look(8, 0.0, 1), Look(8, 0.5, 1)])
    growing = Source("a.csv", lambda: io.BytesIO(b"email\nx\n"), lambda: next(looks))
    with pytest.raises(InputError, match="still being written"):
        source.check(growing)


def test_it_reads_a_packed_file_as_the_file_in_it(tmp_path: Path) -> None:
    text = "prénom\r\nÉlodie\r\n".encode("cp1252")
    plain, packed = tmp_path / "a.csv", tmp_path / "a.csv.gz"
    plain.write_bytes(text)
    packed.write_bytes(gzip.compress(text))
    found, other = (source.check(source.open_path(path)) for path in (plain, packed))
    assert (found.sha256, found.size, found.encoding) == (other.sha256, other.size, other.encoding)
    with found.text() as one, other.text() as two:
        assert one.read() == two.read()


def test_it_keeps_standard_input_on_disk_and_reads_it_in_two_places_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = b"email\n" + b"x@acme.example\n" * 2_000_000

    for packed in (False, True):
        pipe = io.BytesIO(gzip.compress(data) if packed else data)
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(pipe))
        tracemalloc.start()
        found = source.check(source.open_path(Path("-")))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert (found.label, found.size) == ("stdin", len(data))
        assert peak < 8 << 20
        with found.text() as one, found.text() as two:
            assert (one.readline(), two.readline(), one.readline()) == (
                "email\n",
                "email\n",
                "x@acme.example\n",
            )
