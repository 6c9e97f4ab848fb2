"""A file to take in: its bytes, its name, and what one pass over them tells."""

import hashlib
import io
import shutil
import sys
import tempfile
import weakref
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO, TextIO

from prospector.collect import encoding, gzipped, stable
from prospector.collect.encoding import Encoding
from prospector.collect.reject import storable
from prospector.collect.stable import Look, Patience
from prospector.errors import InputError

STDIN = Path("-")
_CHUNK = 1 << 20
_HEAD = 65_536
#: Standard input beyond this waits on disk.
_HELD = 1 << 20


@dataclass(frozen=True)
class Source:
    """A file by the name people know it, opened from its start as often as needed."""

    label: str
    #: Its bytes, unpacked.
    open: Callable[[], BinaryIO]
    #: What its place shows; None = it has none and cannot change.
    look: Callable[[], Look] | None = None


@dataclass(frozen=True)
class Checked:
    """A source whose every byte was looked at once."""

    source: Source
    sha256: str
    size: int
    encoding: Encoding

    @property
    def label(self) -> str:
        """The name people know it by."""
        return self.source.label

    def text(self) -> TextIO:
        """Its characters, line ends as they are, without the byte order mark."""
        file = self.source.open()
        file.read(self.encoding.mark)
        return io.TextIOWrapper(
            file, encoding=self.encoding.name, errors=self.encoding.errors, newline=""
        )


def files(paths: Sequence[Path]) -> list[Path]:
    """The files meant by paths, folders and globs, each once, in a stable order.

    Raises:
        InputError: one of them leads to no file, or cannot be looked at.
    """
    found: dict[Path, None] = {}
    for path in paths:
        matches = files_now(path)
        if not matches:
            raise InputError(f"{path}: {_why_none(path)}")
        found.update(dict.fromkeys(matches))
    return list(found)


def files_now(path: Path) -> list[Path]:
    """The files a path, folder or glob leads to now, perhaps none.

    Raises:
        InputError: it cannot be looked at.
    """
    try:
        return _matches(path)
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None


def open_path(path: Path, base: Path | None = None) -> Source:
    """A file on disk, or standard input (`-`); gzip is unpacked."""
    if path == STDIN:
        return _spooled("stdin", sys.stdin.buffer)
    label = _label(path, base)
    return Source(label, lambda: gzipped.unpacked(label, path.open("rb")), lambda: _look(path))


def check(
    source: Source, override: str | None = None, *, patience: Patience | None = None
) -> Checked:
    """Look at every byte once: is it text, in which encoding, what is its hash.

    Raises:
        InputError: it cannot be read, is no text, or is still being written.
        Unsure: its encoding cannot be told.
    """
    try:
        before = source.look() if source.look else None
        if source.look and patience and not stable.is_still(source.look, patience):
            raise InputError(_unfinished(source))
        with source.open() as file:
            head = file.read(_HEAD)
        encoding.check_is_text(source.label, head)
        whole = _Pass(source)
        found = encoding.detect(source.label, head, whole.chunks(), override)
        whole.finish()
        if source.look and source.look() != before:
            raise InputError(_unfinished(source))
    except OSError as error:
        raise InputError(f"{source.label}: cannot be read: {error.strerror}") from None
    return Checked(source, whole.digest.hexdigest(), whole.size, found)


class _Pass:
    """One walk over a source's bytes, counted and hashed on the way."""

    def __init__(self, source: Source) -> None:
        self.digest = hashlib.sha256()
        self.size = 0
        self._chunks = self._walk(source)

    def chunks(self) -> Iterator[bytes]:
        """Its bytes, as far as they are asked for."""
        return self._chunks

    def finish(self) -> None:
        """Walk over what nobody asked for."""
        for _ in self._chunks:
            pass

    def _walk(self, source: Source) -> Iterator[bytes]:
        with source.open() as file:
            while chunk := file.read(_CHUNK):
                self.digest.update(chunk)
                self.size += len(chunk)
                yield chunk


class _Again(io.RawIOBase):
    """A reader of a shared file with a place of its own."""

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__()
        self._file = file
        self._place = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._file.seek(self._place)
        self._place = self._file.seek(offset, whence)
        return self._place

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # what BufferedReader passes
        self._file.seek(self._place)
        found = self._file.read(len(buffer))
        buffer[: len(found)] = found
        self._place += len(found)
        return len(found)


def _spooled(label: str, stream: BinaryIO) -> Source:
    """A stream that can be read once, kept aside so that it can be read again."""
    kept = tempfile.SpooledTemporaryFile(max_size=_HELD)  # noqa: SIM115 - it lives as long as the source
    shutil.copyfileobj(stream, kept, _CHUNK)
    found = Source(label, lambda: gzipped.unpacked(label, io.BufferedReader(_Again(kept))))
    weakref.finalize(found, kept.close)
    return found


def _unfinished(source: Source) -> str:
    return f"{source.label}: still being written: import it when it is complete"


def _look(path: Path) -> Look:
    found = path.stat()
    return Look(found.st_size, found.st_mtime, found.st_ino)


def _label(path: Path, base: Path | None) -> str:
    if base is not None and path.is_absolute() and path.is_relative_to(base):
        path = path.relative_to(base)
    return storable(path.as_posix())


def _why_none(path: Path) -> str:
    if path.is_dir():
        return (
            "no file in this folder; files in folders below it, and hidden ones, are not looked at"
        )
    if path.exists():
        return "a device or pipe, no file; to import what a program prints, pipe it into `import -`"
    return "no such file: check the name, or quote the glob"


def _matches(path: Path) -> list[Path]:
    if path == STDIN or path.is_file():
        return [path]
    if path.is_dir():
        return sorted(p for p in path.iterdir() if p.is_file() and not p.name.startswith("."))
    if any(mark in str(path) for mark in "*?["):
        root = Path(path.anchor) if path.is_absolute() else Path()
        pattern = str(path.relative_to(path.anchor)) if path.is_absolute() else str(path)
        return sorted(p for p in root.glob(pattern) if p.is_file())
    return []
