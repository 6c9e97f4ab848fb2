"""Files, folders, globs and standard input."""

import hashlib
import io
import sys
from pathlib import Path

import pytest

from prospector.collect import source
from prospector.collect.source import Source
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


def test_it_names_files_relative_to_the_workspace(tmp_path: Path) -> None:
    path = tmp_path / "in" / "a.csv"
    assert source.open_path(path, tmp_path).label == "in/a.csv"
    assert source.open_path(path).label == path.as_posix()
    assert source.open_path(Path("a.csv"), tmp_path).label == "a.csv"


def test_it_reads_standard_input_as_often_as_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"email\nx\n")))
    found = source.check(source.open_path(Path("-")))
    assert (found.label, found.size) == ("stdin", 8)
    assert found.text().read() == found.text().read() == "email\nx\n"


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


def test_it_refuses_a_file_that_is_still_being_written() -> None:
    sizes = iter([8, 8, 8, 12])

    def growing() -> io.BytesIO:
        return io.BytesIO((b"email\nx\n" * 2)[: next(sizes)])

    with pytest.raises(InputError, match="still being written"):
        source.check(Source("a.csv", growing))
