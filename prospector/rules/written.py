"""The rules of a folder as its files are now: read again when they change, kept when they are wrong."""

import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from prospector.errors import Problem, RulesError
from prospector.rules.loader import load_ruleset
from prospector.rules.ruleset import Ruleset


class Stamp(NamedTuple):
    """What a file looked like; an editor or a mounted secret may replace it by another one."""

    path: Path
    changed_ns: int
    size: int
    inode: int


def stamps(paths: Iterable[Path]) -> list[Stamp]:
    """How files look now; those that are not there are left out."""
    found = []
    for path in paths:
        try:
            status = path.stat()
        except OSError:  # an editor is replacing it: the next look sees it
            continue
        found.append(Stamp(path, status.st_mtime_ns, status.st_size, status.st_ino))
    return found


class Watch:
    """Whether files changed since they were last read, and nobody is writing to them any more."""

    def __init__(self) -> None:
        self._read: list[Stamp] = []
        self._last: list[Stamp] = []

    def has_changed(self, paths: Iterable[Path], *, anyway: bool = False) -> bool:
        """Whether they are to be read (again): they differ, and look as at the last look."""
        # Before they are read: what is written meanwhile is seen by the next look.
        seen = stamps(paths)
        is_settled, self._last = seen == self._last, seen
        if anyway or (is_settled and seen != self._read):
            self._read = seen
            return True
        return False


class Written:
    """Rules that are asked for again and again; looking costs a few microseconds per file.

    `tell` gets what is wrong with edited rules, or nothing of right ones, each once.
    """

    def __init__(
        self,
        folder: Path,
        ruleset: Ruleset,
        tell: Callable[[Sequence[Problem]], None] = lambda _problems: None,
    ) -> None:
        self.ruleset = ruleset
        #: What is wrong with the files, while older rules are kept.
        self.problems: Sequence[Problem] = ()
        self._folder = folder
        self._tell = tell
        self._lock = threading.Lock()
        self._watch = Watch()

    def look(self, *, anyway: bool = False) -> Ruleset:
        """The rules, read again if a file changed, or anyway."""
        with self._lock:
            if self._watch.has_changed(self._paths(), anyway=anyway):
                self._read()
        return self.ruleset

    def _paths(self) -> list[Path]:
        paths = sorted(self._folder.glob("*.yaml"))
        if self.problems:  # a message that a sequence names may be what is missing
            paths += sorted((self._folder.parent / "templates").rglob("*"))
        return paths

    def _read(self) -> None:
        before = self.problems
        try:
            ruleset = load_ruleset(self._folder)
        except RulesError as error:
            self.problems = error.problems
            if self.problems != before:
                self._tell(self.problems)
            return
        self.problems = ()
        if before or ruleset.texts != self.ruleset.texts:
            self.ruleset = ruleset
            self._tell(())
