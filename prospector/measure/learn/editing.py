"""Change a few places of a rules file and leave every other character as people wrote it."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from prospector.rules.documents import Document, Path

#: An item of a list of rules, as its keys in order; values are whatever JSON can write.
Item = Mapping[str, object]
_SLUG = re.compile(r"[a-z]+(-[a-z0-9]+)+")


class Patch(NamedTuple):
    """A stretch of the text and what stands there instead."""

    start: int
    end: int
    text: str


def patched(text: str, patches: Iterable[Patch]) -> str:
    """The text with every patch; of two at one place, the first given stands first."""
    ordered = sorted(patches, key=lambda one: one.start)
    for patch in reversed(ordered):
        text = text[: patch.start] + patch.text + text[patch.end :]
    return text


def number(document: Document, path: Path, value: float) -> Patch | None:
    """Another number at a path; None where there is none to replace."""
    node = document.node(path)
    if not isinstance(node, ScalarNode) or document.get(path) is None:
        return None
    return Patch(node.start_mark.index, node.end_mark.index, f"{value:.15g}")


def remark(document: Document, path: Path, lines: Sequence[str]) -> Patch:
    """A comment above the line that something begins in."""
    start = _line_start(document.text, document.node(path).start_mark.index)
    indent = " " * _indent(document.text, start)
    return Patch(start, start, "".join(f"{indent}# {line}\n" for line in lines))


def appended(document: Document, path: Path, items: Sequence[tuple[Item, Sequence[str]]]) -> Patch:
    """Items at the end of a list, each below its comment."""
    node = document.node(path)
    if not isinstance(node, SequenceNode) or (node.flow_style and node.value):
        return _into_line(node, [item for item, _ in items])
    if not node.value:
        key = _line_start(document.text, node.start_mark.index)
        indent = " " * (_indent(document.text, key) + 2)
        return Patch(node.start_mark.index, node.end_mark.index, "\n" + _block(items, indent))
    first = _line_start(document.text, node.value[0].start_mark.index)
    end = _line_end(document.text, _end(node))
    lead = "" if document.text[:end].endswith("\n") else "\n"
    return Patch(end, end, lead + _block(items, " " * _indent(document.text, first)))


def silenced(document: Document, path: Path, remarks: Mapping[int, str]) -> list[Patch]:
    """Items of a list made comments, each below a remark; the list too where none is left."""
    node = document.node(path)
    if not isinstance(node, SequenceNode) or node.flow_style:
        return []
    text = document.text
    found = []
    for index, why in sorted(remarks.items()):
        item = node.value[index]
        start = _line_start(text, item.start_mark.index)
        end = _line_end(text, _end(item))
        indent = " " * _indent(text, start)
        lines = text[start:end].splitlines()
        kept = [f"{indent}# {line.removeprefix(indent)}".rstrip() for line in lines]
        found.append(Patch(start, end, "\n".join([f"{indent}# {why}", *kept]) + "\n"))
    if len(remarks) == len(node.value):
        key = _line_start(text, text.rindex("\n", 0, found[0].start))
        found.insert(0, Patch(key, key, "# "))
    return found


def _block(items: Sequence[tuple[Item, Sequence[str]]], indent: str) -> str:
    lines = []
    for item, remarks in items:
        lines += [f"{indent}# {line}" for line in remarks]
        keys = [f"{key}: {_written(value)}" for key, value in item.items()]
        lines += [f"{indent}{'  ' if place else '- '}{line}" for place, line in enumerate(keys)]
    return "\n".join(lines) + "\n"


def _into_line(node: Node, items: Sequence[Item]) -> Patch:
    """A list written in one line takes its items in that line."""
    end = node.end_mark.index - 1
    return Patch(end, end, "".join(f", {_written(item)}" for item in items))


def _written(value: object) -> str:
    """JSON is YAML: quoted texts mean what they say; ids stand without."""
    if isinstance(value, str) and _SLUG.fullmatch(value):
        return value
    return json.dumps(value, ensure_ascii=False)


def _end(node: Node) -> int:
    """Where the last character of a node stands."""
    if isinstance(node, MappingNode | SequenceNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(last[1] if isinstance(last, tuple) else last)
    return int(node.end_mark.index)


def _line_start(text: str, index: int) -> int:
    return text.rfind("\n", 0, index) + 1


def _line_end(text: str, index: int) -> int:
    """Behind the line that something ends in: block texts end behind their own line break."""
    visible = len(text[:index].rstrip())
    end = text.find("\n", visible)
    return len(text) if end < 0 else end + 1


def _indent(text: str, start: int) -> int:
    return len(text[start:]) - len(text[start:].lstrip(" "))
