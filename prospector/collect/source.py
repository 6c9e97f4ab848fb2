"""A file to take in: its bytes, its name, and what one pass over them tells."""

import hashlib
import io
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TextIO

from prospector.collect import encoding
from prospector.collect.encoding import Encoding
from prospector.collect.reject import storable
from prospector.errors import InputError

STDIN = Path("-")
_CHUNK = 1 << 20
_HEAD = 65_536


@dataclass(frozen=True)
class Source:
    """A file by the name people know it, opened from its start as often as needed."""

    label: str
    open: Callable[[], BinaryIO]


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
        InputError: one of them leads to no file.
    """
    found: dict[Path, None] = {}
    for path in paths:
        matches = _matches(path)
        if not matches:
            raise InputError(f"{path}: no such file: check the name, or quote the glob")
        found.update(dict.fromkeys(matches))
    return list(found)


def open_path(path: Path, base: Path | None = None) -> Source:
    """A file on disk, or standard input (`-`), read whole."""
    if path == STDIN:
        data = sys.stdin.buffer.read()
        return Source("stdin", lambda: io.BytesIO(data))
    return Source(_label(path, base), lambda: path.open("rb"))


def check(source: Source, override: str | None = None) -> Checked:
    """Look at every byte once: is it text, in which encoding, what is its hash.

    Raises:
        InputError: it cannot be read, is no text, or is still being written.
    """
    try:
        with source.open() as file:
            head = file.read(_HEAD)
        encoding.check_is_text(source.label, head)
        sha256, size = _hash(source)
        found = encoding.detect(source.label, head, _chunks(source), override)
        if _size(source) != size:
            raise InputError(f"{source.label}: still being written: import it when it is complete")
    except OSError as error:
        raise InputError(f"{source.label}: cannot be read: {error.strerror}") from None
    return Checked(source, sha256, size, found)


def _label(path: Path, base: Path | None) -> str:
    if base is not None and path.is_absolute() and path.is_relative_to(base):
        path = path.relative_to(base)
    return storable(path.as_posix())


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


def _chunks(source: Source) -> Iterator[bytes]:
    with source.open() as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _size(source: Source) -> int:
    with source.open() as file:
        return file.seek(0, io.SEEK_END)


def _hash(source: Source) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    for chunk in _chunks(source):
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size
