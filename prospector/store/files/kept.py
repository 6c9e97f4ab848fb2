"""What a score run computed of every lead, on disk for what-ifs: the newest one alone, checked when read."""

import io
import json
import secrets
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from prospector.store.files import folder
from prospector.store.files.manifest import Entity, Marks, Piece

#: The layout, and what numbers mean; a file of another one is of no use.
FORMAT = 1
_HEADER = "kept.json"
#: Frames that are kept at most: comparisons add theirs.
MOST = 16
#: How files begin that hold frames.
_PREFIX = "kept-"


@dataclass(frozen=True)
class State:
    """Of which store and world the frames are, and where they are."""

    #: Its own name in the store, which knows the stamp of the newest.
    folder: str
    stamp: str
    #: How signals were taken by the rules that made them: whose they are, of which sort.
    taken: str
    as_of: int
    known_at: int
    #: How far the store went when the world was read.
    reached: Marks
    #: By the key of what was computed.
    frames: Mapping[str, Piece]


def state(place: Path) -> State | None:
    """What is kept in a folder; None = nothing, or of another layout."""
    try:
        told = json.loads((place / _HEADER).read_text(encoding="utf-8"))
        return _state(told) if told.pop("format") == FORMAT else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def write(place: Path, fresh: State, frames: Mapping[str, pl.DataFrame]) -> None:
    """Keep these frames, and nothing of before."""
    pieces = {key: _piece(place, frame) for key, frame in frames.items()}
    _commit(place, replace(fresh, frames=pieces))


def add(place: Path, before: State, frames: Mapping[str, pl.DataFrame]) -> None:
    """Keep more frames of the same world; nothing where something else is kept by now."""
    now = state(place)
    if now is not None and now.stamp == before.stamp and len(now.frames) + len(frames) <= MOST:
        more = {key: _piece(place, frame) for key, frame in frames.items()}
        _commit(place, replace(now, frames={**now.frames, **more}))


def columns(place: Path, piece: Piece) -> dict[str, Callable[[], pl.Series]]:
    """The columns of a frame as it was kept, each read when it is asked for; texts are codes.

    Raises:
        FilesDamaged: it is not what was written.
    """
    content = folder.content(place, piece, "kept file")
    names = pl.read_ipc_schema(io.BytesIO(content))
    return {name: partial(_column, content, name) for name in names}


def _column(content: bytes, name: str) -> pl.Series:
    return pl.read_ipc(io.BytesIO(content), columns=[name])[name]


def forget(place: Path) -> None:
    """Remove whatever is kept."""
    with suppress(FileNotFoundError):
        (place / _HEADER).unlink()
        _sweep(place, set())


def _commit(place: Path, fresh: State) -> None:
    told = {"format": FORMAT, **asdict(fresh)}
    folder.put(place, _HEADER, json.dumps(told, indent=1).encode())
    _sweep(place, {piece.name for piece in fresh.frames.values()})


def _piece(place: Path, frame: pl.DataFrame) -> Piece:
    buffer = io.BytesIO()
    # Texts here have few values: as codes they are small, and read at once.
    coded = frame.with_columns(pl.col(pl.String).cast(pl.Categorical))
    # Not compressed: what is read of them is read at once.
    coded.write_ipc(buffer, compression="uncompressed")
    content = buffer.getbuffer()
    name = f"{_PREFIX}{secrets.token_hex(8)}.arrow"
    folder.put(place, name, content)
    return Piece(name, len(content), zlib.crc32(content))


def _sweep(place: Path, named: set[str]) -> None:
    for path in place.iterdir():
        if path.name.startswith(_PREFIX) and path.name not in named:
            path.unlink(missing_ok=True)


def _state(told: dict[str, Any]) -> State:  # Any: JSON
    tops = {Entity(name): int(top) for name, top in told["reached"]["tops"].items()}
    reached = Marks({one: tops[one] for one in Entity}, int(told["reached"]["generation"]))
    frames = {str(key): Piece(**piece) for key, piece in told["frames"].items()}
    return State(**{**told, "reached": reached, "frames": frames})
