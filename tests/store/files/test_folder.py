"""Parts are written whole, checked when read, and removed when nobody names them."""

import os
import threading
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from prospector.errors import FilesDamaged
from prospector.store.files import folder
from prospector.store.files.manifest import Entity, Manifest, Marks, Part

ROWS = pl.DataFrame({"id": [3, 5, 9], "lead_id": [1, None, 2]})


@pytest.fixture
def place(tmp_path: Path) -> Path:
    path = tmp_path / ".prospector" / "files"
    with folder.locked(path):
        return path


def state(*parts: Part) -> Manifest:
    marks = Marks(dict.fromkeys(Entity, 9), 1)
    return Manifest("f", "s", {}, marks, {**dict.fromkeys(Entity, ()), Entity.IDENTITY: parts})


def test_it_reads_the_columns_of_what_it_wrote(place: Path) -> None:
    part = folder.write(place, Entity.IDENTITY, ROWS)
    assert (part.rows, part.first, part.last) == (3, 3, 9)
    assert folder.read(place, part, ["lead_id"]).to_dict(as_series=False) == {
        "lead_id": [1, None, 2]
    }
    assert folder.read(place, part, ["id", "lead_id"]).equals(ROWS)


def test_it_refuses_what_is_not_as_it_was_written(place: Path) -> None:
    part = folder.write(place, Entity.IDENTITY, ROWS)
    path = place / part.name
    content = path.read_bytes()
    for harmed in (content[:-1], content[:-1] + b"x", b""):
        path.write_bytes(harmed)
        with pytest.raises(FilesDamaged, match="not as it was written"):
            folder.read(place, part, ["id"])
    path.unlink()
    with pytest.raises(FilesDamaged, match="No such file"):
        folder.read(place, part, ["id"])


def test_it_keeps_the_parts_of_two_states_and_what_is_not_its_own(place: Path) -> None:
    one, two, three = (folder.write(place, Entity.IDENTITY, ROWS) for _ in range(3))
    (place / "totals-1.parquet").write_bytes(b"of others")
    folder.commit(place, state(one), before=None)
    assert {path.name for path in place.glob("identity-*")} == {one.name}
    two = folder.write(place, Entity.IDENTITY, ROWS)
    folder.commit(place, state(two), before=state(one))
    assert {path.name for path in place.glob("identity-*")} == {one.name, two.name}
    three = folder.write(place, Entity.IDENTITY, ROWS)
    folder.commit(place, state(three), before=state(two))
    assert {path.name for path in place.glob("identity-*")} == {two.name, three.name}
    assert folder.manifest(place) == state(three)
    assert (place / "totals-1.parquet").exists()


def test_it_leaves_the_state_before_where_a_write_fails(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    part = folder.write(place, Entity.IDENTITY, ROWS)
    folder.commit(place, state(part), before=None)

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        folder.commit(place, replace(state(part), stamp="next"), before=None)
    assert folder.manifest(place) == state(part)


def test_it_reads_signals_of_some_kinds(place: Path) -> None:
    told = pl.DataFrame({"id": [1, 2, 3], "kind": ["replied", "post liked", None], "feed": "crm"})
    part = folder.write(place, Entity.SIGNAL, told.with_columns(pl.col("kind").cast(_CODES)))
    found = folder.read(place, part, ["id", "kind"], kinds={"post liked", "met"})
    assert found.rows() == [(2, "post liked")]
    assert folder.read(place, part, ["id"], kinds=()).is_empty()
    (place / part.name).write_bytes(b"torn")
    with pytest.raises(FilesDamaged):
        folder.read(place, part, ["id"], kinds={"replied"})


_CODES = pl.Categorical()


def test_it_lets_one_writer_in_at_a_time(place: Path) -> None:
    inside: list[int] = []
    most: list[int] = []

    def work() -> None:
        for _ in range(20):
            with folder.locked(place):
                inside.append(1)
                most.append(len(inside))
                inside.pop()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(most) == 1


def test_it_forgets_everything_of_its_own(place: Path) -> None:
    part = folder.write(place, Entity.IDENTITY, ROWS)
    folder.commit(place, state(part), before=None)
    (place / "totals-1.parquet").write_bytes(b"of others")
    folder.forget(place)
    assert folder.manifest(place) is None
    assert {path.name for path in place.iterdir()} == {"lock", "totals-1.parquet"}
    folder.forget(place.parent / "nowhere")
