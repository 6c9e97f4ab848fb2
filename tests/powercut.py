"""A disk that loses power: every write of SQLite is written down, then replayed with some of it lost.

What a program wrote and did not sync may be on the disk after a power cut, or not, or in parts:
sectors in any choice. `recording` puts a layer of our own between SQLite and its files, in this
process, by the interface SQLite has for that; `states` makes the files as some cut leaves them.
"""

import _sqlite3
import ctypes
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

#: Disks keep or lose this much at once.
SECTOR = 512
_NAME = b"prospector-recording"
_POINTER = ctypes.c_void_p
#: SQLite keeps the pointer to the name: it is handed on as it came, not as a copy that goes.
_OPEN = ctypes.CFUNCTYPE(ctypes.c_int, _POINTER, _POINTER, _POINTER, ctypes.c_int, _POINTER)
_DELETE = ctypes.CFUNCTYPE(ctypes.c_int, _POINTER, ctypes.c_char_p, ctypes.c_int)
_WRITE = ctypes.CFUNCTYPE(ctypes.c_int, _POINTER, _POINTER, ctypes.c_int, ctypes.c_int64)
_TRUNCATE = ctypes.CFUNCTYPE(ctypes.c_int, _POINTER, ctypes.c_int64)
_SYNC = ctypes.CFUNCTYPE(ctypes.c_int, _POINTER, ctypes.c_int)


class _Methods(ctypes.Structure):
    """sqlite3_io_methods: what SQLite does with an open file."""

    _fields_ = [
        ("version", ctypes.c_int),
        ("close", _POINTER),
        ("read", _POINTER),
        ("write", _POINTER),
        ("truncate", _POINTER),
        ("sync", _POINTER),
        *[(f"other_{number}", _POINTER) for number in range(13)],
    ]


class _File(ctypes.Structure):
    """sqlite3_file, as far as SQLite says what it holds."""

    _fields_ = [("methods", ctypes.POINTER(_Methods))]


class _Vfs(ctypes.Structure):
    """sqlite3_vfs: how SQLite opens files."""

    _fields_ = [
        ("version", ctypes.c_int),
        ("file_size", ctypes.c_int),
        ("longest_path", ctypes.c_int),
        ("next", _POINTER),
        ("name", ctypes.c_char_p),
        ("data", _POINTER),
        ("open", _POINTER),
        ("delete", _POINTER),
        *[(f"other_{number}", _POINTER) for number in range(14)],
    ]


class Wrote(NamedTuple):
    """Bytes at a place of a file."""

    file: str
    at: int
    data: bytes


class Cut(NamedTuple):
    """A file was cut to a size."""

    file: str
    size: int


class Synced(NamedTuple):
    """All of a file is on the disk."""

    file: str


class Gone(NamedTuple):
    """A file was deleted."""

    file: str


class Answered(NamedTuple):
    """Somebody was told that this is kept."""

    name: str


Happening = Wrote | Cut | Synced | Gone | Answered


@dataclass
class Disk:
    """What happened to the files, in order."""

    happened: list[Happening] = field(default_factory=list)

    def answered(self, name: str) -> None:
        """Write down that somebody was told."""
        self.happened.append(Answered(name))


@contextmanager
def recording() -> Iterator[Disk]:
    """Write down what SQLite does to the files it opens until the block ends."""
    library = ctypes.CDLL(_sqlite3.__file__)  # the very SQLite that Python uses
    library.sqlite3_vfs_find.restype = ctypes.POINTER(_Vfs)
    real = library.sqlite3_vfs_find(None)
    disk, kept = Disk(), _Layer(real.contents)
    vfs = kept.over(disk)
    assert library.sqlite3_vfs_register(ctypes.byref(vfs), 1) == 0
    try:
        yield disk
    finally:
        assert library.sqlite3_vfs_register(real, 1) == 0
        assert library.sqlite3_vfs_unregister(ctypes.byref(vfs)) == 0


class _Layer:
    """Our own functions, kept alive as long as SQLite may call them."""

    def __init__(self, real: _Vfs) -> None:
        self._real = real
        self._alive: list[object] = []
        self._names: dict[int, str] = {}
        self._tables: dict[int, tuple[_Methods, _Methods]] = {}

    def over(self, disk: Disk) -> _Vfs:
        """A file system that does as the real one and writes down what it does."""
        vfs = _Vfs.from_buffer_copy(self._real)
        vfs.name, vfs.next = _NAME, None
        open_file, delete = _OPEN(self._real.open), _DELETE(self._real.delete)

        def opened(real: int, name: int | None, file: int, flags: int, out: int) -> int:
            done = open_file(real, name, file, flags, out)
            if done == 0 and name:
                self._names[file] = Path(ctypes.string_at(name).decode()).name
                self._wrap(ctypes.cast(file, ctypes.POINTER(_File)).contents, disk)
            return int(done)

        def deleted(real: int, name: bytes, sync: int) -> int:
            done = delete(real, name, sync)
            if done == 0:
                disk.happened.append(Gone(Path(name.decode()).name))
            return int(done)

        vfs.open, vfs.delete = self._kept(_OPEN, opened), self._kept(_DELETE, deleted)
        return vfs

    def _kept(self, kind: Callable[..., Any], function: Callable[..., int]) -> int | None:
        made = kind(function)
        self._alive.append(made)
        return ctypes.cast(made, _POINTER).value

    def _wrap(self, file: _File, disk: Disk) -> None:
        """Put our table of functions in the place of the file's own: one per sort of file."""
        if not file.methods:
            return
        place = ctypes.addressof(file.methods.contents)
        if place not in self._tables:
            real = file.methods.contents
            self._tables[place] = (real, self._recording(real, disk))
        file.methods = ctypes.pointer(self._tables[place][1])

    def _recording(self, real: _Methods, disk: Disk) -> _Methods:
        write, truncate, sync = _WRITE(real.write), _TRUNCATE(real.truncate), _SYNC(real.sync)
        happened, names = disk.happened, self._names

        def wrote(file: int, data: int, size: int, at: int) -> int:
            happened.append(Wrote(names[file], at, ctypes.string_at(data, size)))
            return int(write(file, data, size, at))

        def cut(file: int, size: int) -> int:
            happened.append(Cut(names[file], size))
            return int(truncate(file, size))

        def synced(file: int, flags: int) -> int:
            done = sync(file, flags)
            if done == 0:
                happened.append(Synced(names[file]))
            return int(done)

        methods = _Methods.from_buffer_copy(real)
        methods.write = self._kept(_WRITE, wrote)
        methods.truncate = self._kept(_TRUNCATE, cut)
        methods.sync = self._kept(_SYNC, synced)
        return methods


class State(NamedTuple):
    """The files after a power cut, and who had been told what by then."""

    files: dict[str, bytes]
    answered: set[str]


def states(happened: list[Happening], count: int, chance: random.Random) -> Iterator[State]:
    """The files after cuts at random moments, each with another choice of what got lost."""
    for at in sorted(chance.randrange(1, len(happened) + 1) for _ in range(count)):
        yield _state(happened[:at], chance)


def _state(happened: list[Happening], chance: random.Random) -> State:
    safe: dict[str, bytearray] = {}
    unsure: dict[str, list[Wrote | Cut]] = {}
    answered: set[str] = set()
    for one in happened:
        match one:
            case Answered(name):
                answered.add(name)
            case Gone(file):
                safe.pop(file, None)
                unsure.pop(file, None)
            case Synced(file):
                for change in unsure.pop(file, []):
                    _apply(safe.setdefault(file, bytearray()), change)
            case _:
                unsure.setdefault(one.file, []).append(one)
    for file, changes in unsure.items():
        # Most disks lose the end; some lose sectors anywhere.
        share = chance.choice((0.0, 0.1, 0.5, 0.9))
        for change in changes:
            for part in _sectors(change):
                if chance.random() < share:
                    _apply(safe.setdefault(file, bytearray()), part)
    return State({name: bytes(data) for name, data in safe.items()}, answered)


def _sectors(change: Wrote | Cut) -> Iterator[Wrote | Cut]:
    if isinstance(change, Cut):
        yield change
        return
    start = 0
    while start < len(change.data):
        end = min(len(change.data), start + SECTOR - (change.at + start) % SECTOR)
        yield Wrote(change.file, change.at + start, change.data[start:end])
        start = end


def _apply(content: bytearray, change: Wrote | Cut) -> None:
    if isinstance(change, Cut):
        del content[change.size :]
        return
    if len(content) < change.at:
        content.extend(bytes(change.at - len(content)))
    content[change.at : change.at + len(change.data)] = change.data
