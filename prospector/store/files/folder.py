"""A folder of signal files on disk: private, written whole or not at all, checked when read."""

import fcntl
import io
import os
import secrets
import zlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import polars as pl

from prospector.errors import FilesDamaged
from prospector.store.files.manifest import Entity, Manifest, Part, Piece, from_json, to_json

_MANIFEST = "manifest.json"
_LOCK = "lock"
#: Of its own the folder knows the manifest and files of these names; others it leaves alone.
_OURS = tuple(f"{entity}-" for entity in Entity)


def manifest(folder: Path) -> Manifest | None:
    """The state that files are in; None = there are none, or of another layout."""
    try:
        return from_json((folder / _MANIFEST).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return None


def commit(folder: Path, state: Manifest, *, before: Manifest | None) -> None:
    """Make a state the current one; parts that neither it nor the one before names are removed.

    Readers that opened the manifest before this one find their parts still there.
    """
    put(folder, _MANIFEST, to_json(state).encode())
    named = {_MANIFEST, _LOCK}
    for one in (state, before):
        named |= {part.name for parts in (one.parts.values() if one else ()) for part in parts}
    for path in folder.iterdir():
        if path.name not in named and path.name.startswith(_OURS):
            path.unlink(missing_ok=True)


def write(folder: Path, entity: Entity, rows: pl.DataFrame) -> Part:
    """Write rows as a part of its own, in the order of their ids."""
    ids = rows[entity.key]
    buffer = io.BytesIO()
    rows.write_parquet(buffer, compression="snappy", row_group_size=_ROW_GROUP)
    content = buffer.getbuffer()
    name = f"{entity}-{secrets.token_hex(8)}.parquet"
    put(folder, name, content)
    return Part(
        name=name,
        rows=rows.height,
        first=int(str(ids.min())),
        last=int(str(ids.max())),
        size=len(content),
        crc32=zlib.crc32(content),
    )


_ROW_GROUP = 250_000


def read(
    folder: Path, part: Part, columns: Collection[str], *, kinds: Collection[str] | None = None
) -> pl.DataFrame:
    """Some columns of a part; of signals those of some kinds, where they are named.

    Raises:
        FilesDamaged: it is not what was written.
    """
    file = io.BytesIO(content(folder, part))
    if kinds is None:
        return pl.read_parquet(file, columns=list(columns))
    # Other rows are not even read into memory.
    some = pl.scan_parquet(file).filter(pl.col("kind").is_in(sorted(kinds)))
    return some.select(list(columns)).collect()


def content(folder: Path, file: Part | Piece, what: str = "signal file") -> bytes:
    """The bytes of a file, all of them as they were written.

    Raises:
        FilesDamaged: they are not.
    """
    try:
        found = (folder / file.name).read_bytes()
    except OSError as error:
        raise FilesDamaged(f"{what} {file.name}: {error.strerror}") from None
    if len(found) != file.size or zlib.crc32(found) != file.crc32:
        raise FilesDamaged(f"{what} {file.name} is not as it was written")
    return found


def is_as_written(folder: Path, part: Part) -> bool:
    """Whether every byte of a part is as it was written."""
    try:
        content(folder, part)
    except FilesDamaged:
        return False
    return True


def whole(folder: Path, part: Part) -> Path:
    """Where a part is, for who reads it by other means; its contents are not checked.

    Raises:
        FilesDamaged: it is not there, or not of its size.
    """
    path = folder / part.name
    if not path.is_file() or path.stat().st_size != part.size:
        raise FilesDamaged(f"signal file {part.name} is not as it was written")
    return path


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep every other writer out; the folder is made if it is not there."""
    folder.parent.mkdir(mode=0o700, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    handle = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def forget(folder: Path) -> None:
    """Remove every signal file: they are written anew when they are next wanted."""
    with suppress(FileNotFoundError):
        (folder / _MANIFEST).unlink()
        for path in folder.iterdir():
            if path.name.startswith(_OURS):
                path.unlink(missing_ok=True)


def put(folder: Path, name: str, content: bytes | memoryview) -> None:
    """Write a file beside its place, and move it there once it is on disk."""
    draft = folder / f"{Entity.SIGNAL}-{secrets.token_hex(8)}.tmp"
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / name)
    place = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(place)
    finally:
        os.close(place)
