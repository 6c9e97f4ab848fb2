"""The files of a rules folder, opened: what checks across files ask."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from prospector.errors import Problem
from prospector.rules import documents
from prospector.rules.documents import Document
from prospector.rules.documents import Path as Keys
from prospector.rules.models import FILES
from prospector.rules.models.base import Lint

#: Files a workspace may do without.
OPTIONAL = ("proofs", "feeds")

Value = TypeVar("Value")


class Doubt(NamedTuple):
    """What is allowed in a file and looks like a slip, where, and which lint says so."""

    file: str
    line: int
    column: int
    message: str
    lint: Lint
    #: The keys and places that lead to it in its file.
    path: Keys = ()

    def __str__(self) -> str:
        """As a problem is written."""
        return str(Problem(*self[:4]))


class Place(NamedTuple):
    """A value of a file, and where it stands."""

    document: Document
    path: Keys
    value: Any  # whatever `find` was asked for

    def problem(self, message: str, *, offset: int | None = None) -> Problem:
        """A problem with the value, or with one character of its text."""
        return self.document.problem(self.path, message, offset=offset)

    def doubt(self, lint: Lint, message: str, *, offset: int | None = None) -> Doubt:
        """A doubt about the value."""
        return Doubt(*self.problem(message, offset=offset), lint, self.path)

    def line(self) -> int:
        """The line it stands on."""
        return self.problem("").line


@dataclass(frozen=True)
class Folder:
    """The files that could be read; checks work with what is there."""

    documents: Mapping[str, Document]
    #: Where the messages are; None = rules that were kept without them.
    templates_dir: Path | None

    def find(self, stem: str, *pattern: str | int, of: type[Value]) -> Iterator[Place]:
        """Every value of a type at a path of a file, where `*` is any key or index."""
        document = self.documents.get(stem)
        if document is not None:
            for path, value in document.find(*pattern, of=of):
                yield Place(document, path, value)

    def texts(self, stem: str, *pattern: str | int) -> list[str]:
        """The texts at a path of a file, in order."""
        return [place.value for place in self.find(stem, *pattern, of=str)]

    def keys(self, stem: str, name: str) -> list[str]:
        """The keys of a mapping of a file."""
        return [str(path[1]) for _, path, _ in self.find(stem, name, "*", of=object)]

    def known(self, stem: str, *pattern: str | int) -> list[str] | None:
        """The texts at a path, or None when the file could not be read (then nothing is unknown)."""
        if stem not in self.documents and stem not in OPTIONAL:
            return None
        return self.texts(stem, *pattern)

    @property
    def kinds(self) -> list[str] | None:
        """Every signal kind, or None when the catalogue could not be read."""
        return self.keys("signals", "kinds") if "signals" in self.documents else None


def open_folder(folder: Path, templates_dir: Path | None, problems: list[Problem]) -> Folder:
    """Read every file; what cannot be read goes to `problems`."""
    folder = folder.absolute()  # so that it has a name and a parent, even as "."
    raw: dict[str, bytes | None] = {}
    for stem in FILES:
        try:
            raw[stem] = (folder / f"{stem}.yaml").read_bytes()
        except FileNotFoundError:
            continue
        except OSError as error:
            name = f"{folder.name}/{stem}.yaml"
            problems.append(Problem(name, 1, 1, f"cannot be read: {error.strerror}"))
            raw[stem] = None
    return _opened(folder.name, raw, templates_dir or folder.parent / "templates", problems)


def open_texts(name: str, texts: Mapping[str, str], problems: list[Problem]) -> Folder:
    """The files of a version that was kept, by name ("intent.yaml"); without messages."""
    raw = {file.removesuffix(".yaml"): text.encode() for file, text in texts.items()}
    return _opened(name, raw, None, problems)


def _opened(
    folder: str,
    raw: Mapping[str, bytes | None],
    templates_dir: Path | None,
    problems: list[Problem],
) -> Folder:
    opened: dict[str, Document] = {}
    for stem in FILES:
        name = f"{folder}/{stem}.yaml"
        if stem not in raw:
            if stem not in OPTIONAL:
                problems.append(Problem(name, 1, 1, "missing file"))
            continue
        content = raw[stem]
        if content is None:
            continue
        document, found = documents.read(name, content)
        problems.extend(found)
        if document is not None:
            opened[stem] = document
    return Folder(opened, templates_dir)
