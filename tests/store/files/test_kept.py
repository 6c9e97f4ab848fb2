"""Kept files are written whole, read as written, and replaced by the next ones."""

from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from prospector.errors import FilesDamaged
from prospector.store.files import folder, kept
from prospector.store.files.manifest import Entity, Marks, Piece

ROWS = pl.DataFrame({"lead_id": [1, 2], "profile": ["core", None], "priority": [0.5, 1.5]})


def state(stamp: str) -> kept.State:
    reached = Marks(dict.fromkeys(Entity, 3), 7)
    return kept.State("one kept", stamp, "taken", as_of=5, known_at=6, reached=reached, frames={})


def read(place: Path, piece: Piece) -> pl.DataFrame:
    """The whole frame, texts as texts."""
    columns = kept.columns(place, piece)
    found = pl.DataFrame({name: column() for name, column in columns.items()})
    return found.with_columns(pl.col(pl.Categorical).cast(pl.String))


def pieces(place: Path) -> list[str]:
    return sorted(path.name for path in place.glob("kept*"))


def test_it_reads_what_was_written_and_keeps_the_newest_alone(tmp_path: Path) -> None:
    kept.write(tmp_path, state("first"), {"a": ROWS, "b": ROWS})
    kept.write(tmp_path, state("second"), {"a": ROWS})
    found = kept.state(tmp_path)
    assert found is not None
    assert (found.stamp, found.reached, set(found.frames)) == ("second", state("").reached, {"a"})
    assert pieces(tmp_path) == [found.frames["a"].name, "kept.json"]
    assert_frame_equal(read(tmp_path, found.frames["a"]), ROWS)


@pytest.mark.parametrize("harm", [lambda content: content[:-1], lambda content: content[::-1]])
def test_it_refuses_frames_that_are_not_as_written(tmp_path: Path, harm: object) -> None:
    kept.write(tmp_path, state("first"), {"a": ROWS})
    found = kept.state(tmp_path)
    assert found is not None
    path = tmp_path / found.frames["a"].name
    assert callable(harm)
    path.write_bytes(harm(path.read_bytes()))
    with pytest.raises(FilesDamaged, match="not as it was written"):
        kept.columns(tmp_path, found.frames["a"])
    path.unlink()
    with pytest.raises(FilesDamaged, match="No such file"):
        kept.columns(tmp_path, found.frames["a"])


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": 0}', '{"format": 1}'])
def test_it_takes_another_header_for_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "kept.json").write_text(content)
    assert kept.state(tmp_path) is None


def test_it_leaves_other_files_alone(tmp_path: Path) -> None:
    kept.forget(tmp_path / "nowhere")
    folder.put(tmp_path, "notes.txt", b"mine")
    kept.write(tmp_path, state("first"), {"a": ROWS})
    assert {path.stat().st_mode & 0o777 for path in tmp_path.glob("kept*")} == {0o600}
    kept.forget(tmp_path)
    assert kept.state(tmp_path) is None
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]
