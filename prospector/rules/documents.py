"""Read one YAML file of `rules/` as plain data that remembers where everything stands.

YAML 1.2 by `ruamel.yaml`, composed but never constructed: no tag can name a Python object, an
alias bomb is counted before it is expanded, and each key and value keeps its place in the text.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from math import isfinite
from typing import Any, NamedTuple, TypeVar

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from prospector.errors import Problem

MAX_BYTES = 1_000_000
MAX_DEPTH = 50
MAX_ALIASES = 100
#: Parsing is most of what loading rules costs, and a process loads the same texts again: those
#: of a few folders are kept.
KEPT = 40

Path = tuple[str | int, ...]
Value = TypeVar("Value")

_TAG = "tag:yaml.org,2002:"
#: Dates stay text for pydantic to read; `<<` and `=` mean nothing special in YAML 1.2.
_TEXTS = ("str", "timestamp", "merge", "value")
#: What the parser says of the commonest slips, and what to do about them.
_FIXES = {
    "mapping values are not allowed": "indent the line as its neighbours are, or quote a text that holds ': '",
    "expected ',' or '": "close the bracket, or quote a text that holds one of { } [ ] ,",
}
_BOOLS = {"true": True, "false": False}
_PREFIXES = ("0x", "0o", "0b")


class Found(NamedTuple):
    """A value and the path that leads to it."""

    path: Path
    value: Any  # whatever the file holds there; `find` narrows it by type


@dataclass(frozen=True)
class Document:
    """One file: its data, and the place of each of its parts."""

    file: str
    text: str
    root: Node
    data: Any  # plain data as YAML gives it; pydantic checks its types

    def node(self, path: Path) -> Node:
        """The deepest node on the way along a path."""
        node = self.root
        for part in path:
            child = _child(node, part)
            if child is None:
                return node
            node = child
        return node

    def find(self, *pattern: str | int, of: type[Value]) -> Iterator[tuple[Path, Value]]:
        """Every value of a type at a path, where `*` stands for any key or index."""
        for path, value in _find(self.data, pattern, ()):
            if isinstance(value, of) and not (of is not bool and isinstance(value, bool)):
                yield path, value

    def get(self, path: Path) -> Any:  # Any: see `data`
        """What stands at a path, or None."""
        return next((value for _, value in _find(self.data, path, ())), None)

    def problem(self, path: Path, message: str, *, offset: int | None = None) -> Problem:
        """A problem with the value at a path, or with one character of its text."""
        node = self.node(path)
        index = node.start_mark.index
        if offset is not None and isinstance(node, ScalarNode):
            index = _index_of(self.text, node, offset)
        return self._problem_at(index, message)

    def key_problem(self, path: Path, message: str) -> Problem:
        """A problem with the key a path ends in."""
        key = next(
            (key for key, _ in _pairs(self.node(path[:-1])) if key.value == str(path[-1])), None
        )
        node = self.node(path) if key is None else key
        return self._problem_at(node.start_mark.index, message)

    def _problem_at(self, index: int, message: str) -> Problem:
        line = bisect_right(self._line_starts, index)
        return Problem(self.file, line, index - self._line_starts[line - 1] + 1, message)

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(index + 1 for index, char in enumerate(self.text) if char == "\n")]


def read(file: str, raw: bytes) -> tuple[Document | None, list[Problem]]:
    """Parse one file; what is wrong with its YAML is returned, not raised."""
    document, problems = _read(raw)
    named = None if document is None else replace(document, file=file)
    return named, [problem._replace(file=file) for problem in problems]


@lru_cache(maxsize=KEPT)
def _read(raw: bytes, file: str = "") -> tuple[Document | None, list[Problem]]:
    """The same of a file without a name: a copy in another folder is parsed no second time."""
    if len(raw) > MAX_BYTES:
        return None, [Problem(file, 1, 1, f"larger than {MAX_BYTES:,} bytes")]
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        return None, [Problem(file, line, 1, "not UTF-8 text: save the file as UTF-8")]
    text = text.replace("\r\n", "\n")
    try:
        root = YAML(typ="safe", pure=True).compose(text)
    except RecursionError:
        return None, [Problem(file, 1, 1, f"nested deeper than {MAX_DEPTH} levels")]
    except YAMLError as error:
        return None, [_syntax_problem(file, text, error)]
    if not isinstance(root, MappingNode):
        return None, [Problem(file, 1, 1, "empty: a rules file is a mapping of keys to values")]
    return _build(file, text, root)


def _build(file: str, text: str, root: MappingNode) -> tuple[Document | None, list[Problem]]:
    builder = _Builder()
    data = builder.plain(root, 0)
    document = Document(file=file, text=text, root=root, data=data)
    problems = [
        document._problem_at(node.start_mark.index, message)  # noqa: SLF001 - same module
        for node, message in builder.problems
    ]
    return (None if builder.fatal else document), problems


class _Builder:
    """Turn nodes into plain data, counting what could blow up."""

    def __init__(self) -> None:
        self.problems: list[tuple[Node, str]] = []
        self.fatal = False
        self._seen: set[int] = set()
        self._aliases = 0

    def plain(self, node: Node, depth: int) -> Any:  # Any: plain YAML data
        """The data of a node."""
        if self.fatal or self._blows_up(node, depth):
            return None
        if isinstance(node, ScalarNode):
            return self._scalar(node)
        if isinstance(node, SequenceNode):
            return [self.plain(item, depth + 1) for item in node.value]
        return self._mapping(node, depth)

    def _blows_up(self, node: Node, depth: int) -> bool:
        if depth > MAX_DEPTH:
            return self._give_up(node, f"nested deeper than {MAX_DEPTH} levels")
        if id(node) in self._seen:
            self._aliases += 1
            if self._aliases > MAX_ALIASES:
                return self._give_up(node, f"more than {MAX_ALIASES} values repeated by aliases")
        self._seen.add(id(node))
        return False

    def _give_up(self, node: Node, message: str) -> bool:
        self.problems.append((node, message))
        self.fatal = True
        return True

    def _mapping(self, node: Node, depth: int) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, ScalarNode):
                self.problems.append((key, "a key must be plain text"))
            elif key.value in data:
                self.problems.append((key, f"duplicate key {key.value!r}"))
            else:
                data[key.value] = self.plain(value, depth + 1)
        return data

    def _scalar(self, node: ScalarNode) -> Any:  # Any: plain YAML data
        tag = str(node.tag).removeprefix(_TAG)
        if tag in _TEXTS:
            return node.value
        if tag == "null":
            return None
        if tag == "bool":
            return _BOOLS.get(node.value.casefold())
        if tag in ("int", "float"):
            return self._number(node, tag)
        self.problems.append((node, f"unknown tag {node.tag}: write a plain value"))
        return None

    def _number(self, node: ScalarNode, tag: str) -> int | float | None:
        text = node.value.replace("_", "")
        try:
            if tag == "float":
                return _finite(float(text))
            return int(text, 0 if text.lstrip("+-")[:2].lower() in _PREFIXES else 10)
        except (ValueError, OverflowError):
            self.problems.append((node, f"not a finite number: {node.value[:40]!r}"))
            return None


def _finite(value: float) -> float:
    if not isfinite(value):
        raise ValueError
    return value


def _syntax_problem(file: str, text: str, error: YAMLError) -> Problem:
    if isinstance(error, ReaderError):
        line = text.count("\n", 0, error.position) + 1
        return Problem(file, line, 1, "a character YAML does not allow")
    mark = getattr(error, "problem_mark", None)
    reason = getattr(error, "problem", None) or str(error).splitlines()[0]
    if isinstance(error, MarkedYAMLError) and error.context:
        reason = f"{reason} ({error.context})"
    reason += next((f": {fix}" for words, fix in _FIXES.items() if reason.startswith(words)), "")
    if mark is None:
        return Problem(file, 1, 1, reason)
    return Problem(file, mark.line + 1, mark.column + 1, reason)


def _pairs(node: Node) -> list[tuple[Node, Node]]:
    return list(node.value) if isinstance(node, MappingNode) else []


def _child(node: Node, part: str | int) -> Node | None:
    if isinstance(node, SequenceNode):
        inside = isinstance(part, int) and 0 <= part < len(node.value)
        return node.value[part] if inside else None
    return next((value for key, value in _pairs(node) if key.value == str(part)), None)


def _find(data: object, pattern: Path, path: Path) -> Iterator[Found]:
    if not pattern:
        yield Found(path, data)
        return
    first, rest = pattern[0], pattern[1:]
    for key, value in _items(data):
        if first in ("*", key):
            yield from _find(value, rest, (*path, key))


def _items(data: object) -> Iterator[tuple[str | int, object]]:
    if isinstance(data, dict):
        yield from data.items()
    elif isinstance(data, list):
        yield from enumerate(data)


def _index_of(text: str, node: ScalarNode, offset: int) -> int:
    """Where a character of a scalar's value stands in the file.

    Quotes, indentation, line folding and block headers lie between the two, so the value is
    walked along the text: each visible character is the next equal one. (An escape in double
    quotes may be off by its own length.)
    """
    index, end = int(node.start_mark.index), int(node.end_mark.index)
    if node.style in ("|", ">"):
        index = text.find("\n", index, end) + 1
    place = index
    for char in node.value[: offset + 1]:
        if char.isspace():
            continue
        found = text.find(char, index, end)
        if found < 0:
            break
        place, index = found, found + 1
    return place
