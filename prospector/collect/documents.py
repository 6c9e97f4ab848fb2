"""Read JSON and JSON lines one item at a time: a bad item is a reject, a bad document an error.

Strict where Python is not: no NaN, no key twice, no half of a surrogate pair, no endless nesting.
"""

import json
import math
import re
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from prospector.collect import encoding
from prospector.collect.reject import Problem, RejectCode
from prospector.errors import InputError

#: Keys under which services put their lists.
ITEM_KEYS = frozenset(
    {
        "jobs",
        "results",
        "data",
        "items",
        "entries",
        "records",
        "signals",
        "rows",
        "resultats",
        "value",
    }
)
MAX_DEPTH = 20
_SPACE = re.compile(r"[ \t\r\n]*")
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")
#: Escapes of NUL, and of what is half a character by itself.
_NO_CHARACTER = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")

# Any: a JSON value is of any type until it is flattened.
Row = dict[str, Any]
#: One item as its source writes it → the records in it; none = it says nothing about anybody.
Reshape = Callable[[Mapping[str, Any]], Iterable[Mapping[str, Any]]]


class Item(NamedTuple):
    """One item of a document: where it began, its text, and its content, what is wrong with it, or nothing."""

    line: int
    raw: str
    content: Row | Problem | None


_TOO_LARGE = "a number too large to hold"


class _Wrong(ValueError):  # noqa: N818 - never leaves this file
    """Something the standard does not allow."""


def looks_like_json(head: str) -> bool:
    """Whether a text begins as JSON does."""
    return head.lstrip("\ufeff \t\r\n")[:1] in ("{", "[")


def items(label: str, text: str) -> Iterator[Item]:
    """The items of a JSON document: of an array, of an object's list, or the object itself.

    Raises:
        InputError: the document is broken or ends too early; it names the line.
    """
    start = _space(text, 0)
    if text.startswith("[", start):
        end = yield from _array(label, text, start)
    else:
        end = yield from _object(label, text, start)
    if text[end:].strip():
        raise InputError(_broken(label, text, _space(text, end)))


def is_lines(first: str, second: str) -> bool:
    """Whether two lines are JSON objects, or the first is a damaged one."""
    first = first.strip()
    if not first.startswith("{"):
        return False
    return _is_object(first) or (first.endswith("}") and _is_object(second.strip()))


def lines(text_lines: Iterable[str]) -> Iterator[Item]:
    """The items of JSON lines; a line that is none is a reject, a blank one nothing."""
    for number, line in enumerate(text_lines, start=1):
        text = line.strip()
        yield Item(number, line, parse(text) if text else None)


def parse(text: str) -> Row | Problem:
    """One JSON object, or what is wrong with it."""
    if not text.isascii() and (wrong := encoding.damage(text)):
        return Problem(RejectCode.BAD_ENCODING, wrong)
    try:
        content = _ITEM_DECODER.decode(text)
    except RecursionError:
        return Problem(RejectCode.BAD_JSON, f"nested deeper than {MAX_DEPTH}")
    except (json.JSONDecodeError, _Wrong) as error:
        return Problem(RejectCode.BAD_JSON, str(error))
    except ValueError:  # Python's own limit of digits, told in its own words
        return Problem(RejectCode.BAD_JSON, _TOO_LARGE)
    if not isinstance(content, dict):
        return Problem(RejectCode.NOT_A_RECORD, f"{type(content).__name__} instead of an object")
    return content if _is_plain(text) else _trouble(content, 1) or content


def reshaped(item: Item, reshape: Reshape | None) -> list[Item]:
    """The records in an item, each with the item's line and text; or why there is none."""
    if reshape is None or not isinstance(item.content, dict):
        return [item]
    try:
        found = [dict(record) for record in reshape(item.content)]
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        why = f"not as its source writes it: {type(error).__name__}: {error}"
        return [item._replace(content=Problem(RejectCode.BAD_VALUE, why))]
    if not found:
        nothing = Problem(RejectCode.NOT_A_SIGNAL, "the item says nothing about anybody")
        return [item._replace(content=nothing)]
    return [item._replace(content=record) for record in found]


def flatten(content: Row) -> dict[str, str]:
    """An item as text cells: `lead` and `account` unfold into fields, other objects into dotted names."""
    cells: dict[str, str] = {}
    for key, value in content.items():
        if key in ("lead", "account") and isinstance(value, dict):
            _unfold(cells, value, prefix="account." if key == "account" else "")
        elif isinstance(value, dict):
            _unfold(cells, value, prefix=f"{key}.")
        else:
            _put(cells, key, value)
    return cells


def _unfold(cells: dict[str, str], content: Row, prefix: str) -> None:
    for key, value in content.items():
        name = f"{prefix}{key}"
        if prefix == "account." and key != "name":
            name = key  # an account's domain is the record's domain; its name is the company
        if isinstance(value, dict):
            _unfold(cells, value, f"{name}.")
        else:
            _put(cells, name, value)


def _put(cells: dict[str, str], name: str, value: object) -> None:
    if isinstance(value, str):
        cells.setdefault(name, value)
    elif isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        _put_objects(cells, name, value)
    elif value is not None:
        cells.setdefault(name, json.dumps(value, ensure_ascii=False))


def _put_objects(cells: dict[str, str], name: str, objects: list[Row]) -> None:
    """A list of objects becomes one list per key: `departments.name` is ["Sales", "IT"]."""
    found: dict[str, list[object]] = {}
    for item in objects:
        for key, value in item.items():
            if isinstance(value, str | int | float) and not isinstance(value, bool):
                found.setdefault(f"{name}.{key}", []).append(value)
    for key, values in found.items():
        cells.setdefault(key, json.dumps(values, ensure_ascii=False))


def _array(label: str, text: str, start: int) -> Generator[Item, None, int]:
    """The items of an array; returns where it ends."""
    position, line, counted = _space(text, start + 1), 1, 0
    while not text.startswith("]", position):
        line, counted = line + text.count("\n", counted, position), position
        end = _end_of(label, text, position)
        raw = text[position:end]
        yield Item(line, raw, parse(raw))
        position = _space(text, end)
        if text.startswith(",", position):
            position = _space(text, position + 1)
        elif not text.startswith("]", position):
            raise InputError(_broken(label, text, position))
    return position + 1


def _object(label: str, text: str, start: int) -> Generator[Item, None, int]:
    """The items of every list under a known key, else the object itself; returns where it ends."""
    position, has_lists = _space(text, start + 1), False
    while text.startswith('"', position):
        key, position = _key(label, text, position)
        if key in ITEM_KEYS and _is_list_of_objects(text, position):
            has_lists = True
            end = yield from _array(label, text, position)
        else:
            end = _end_of(label, text, position)
        position = _space(text, end)
        if not text.startswith(",", position):
            break
        position = _space(text, position + 1)
    end = _end_of(label, text, start)
    if not has_lists:
        yield Item(1 + text.count("\n", 0, start), text[start:end], parse(text[start:end]))
    return end


def _is_list_of_objects(text: str, position: int) -> bool:
    return text.startswith("[", position) and text.startswith(
        ("{", "]"), _space(text, position + 1)
    )


def _key(label: str, text: str, position: int) -> tuple[str, int]:
    """An object's key and the place where its value begins."""
    try:
        key, end = _DECODER.raw_decode(text, position)
    except ValueError:
        raise InputError(_broken(label, text, position)) from None
    end = _space(text, end)
    if not text.startswith(":", end):
        raise InputError(_broken(label, text, end))
    return str(key), _space(text, end + 1)


def _end_of(label: str, text: str, position: int) -> int:
    """Where the value at a position ends, whether or not it is sound inside."""
    if not text.startswith(("{", "["), position):
        try:
            return int(_DECODER.raw_decode(text, position)[1])
        except (ValueError, _Wrong):
            raise InputError(_broken(label, text, position)) from None
    depth = 0
    for token in _TOKEN.finditer(text, position):
        if token[0] in "{[":
            depth += 1
        elif token[0] in "}]":
            depth -= 1
            if depth == 0:
                return token.end()
    line = 1 + text.count("\n", 0, position)
    raise InputError(
        f"{label}:{line}: the JSON that begins here does not end: the file is cut short, export it again"
    )


def _broken(label: str, text: str, position: int) -> str:
    line = 1 + text.count("\n", 0, position)
    if position >= len(text):
        return f"{label}:{line}: the JSON does not end: the file is cut short, export it again"
    found = text[position : position + 20].splitlines()
    near = f" near {found[0]!r}" if found and found[0] else ""
    return f"{label}:{line}: not JSON{near}: export the file again"


def _space(text: str, position: int) -> int:
    found = _SPACE.match(text, position)
    return found.end() if found else position


def _unique(pairs: list[tuple[str, Any]]) -> Row:
    content = dict(pairs)
    if len(content) != len(pairs):
        (twice, _), *_ = Counter(key for key, _ in pairs).most_common(1)
        raise _Wrong(f"the key {twice!r} comes twice")
    return content


def _refuse_constant(name: str) -> float:
    raise _Wrong(f"{name} is no JSON number")


def _finite(written: str) -> float:
    number = float(written)
    if math.isinf(number):
        raise _Wrong(_TOO_LARGE)
    return number


_DECODER = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_refuse_constant)
_ITEM_DECODER = json.JSONDecoder(
    object_pairs_hook=_unique, parse_float=_finite, parse_constant=_refuse_constant
)


def _is_object(text: str) -> bool:
    try:
        return isinstance(_DECODER.decode(text), dict)
    except (ValueError, RecursionError):
        return False


def _is_plain(text: str) -> bool:
    """Whether nothing in a sound text can be what `_trouble` looks for, value by value."""
    if text.count("{") + text.count("[") > MAX_DEPTH:
        return False
    return "\\u" not in text or _NO_CHARACTER.search(text) is None


def _trouble(value: object, depth: int) -> Problem | None:
    if isinstance(value, str):
        bad = "\0" in value or _SURROGATE.search(value)
        return Problem(RejectCode.BAD_TEXT, "NUL or half a surrogate pair") if bad else None
    if not isinstance(value, dict | list):
        return None
    if depth > MAX_DEPTH:
        return Problem(RejectCode.BAD_JSON, f"nested deeper than {MAX_DEPTH}")
    inner = [*value, *value.values()] if isinstance(value, dict) else value
    return next((found for item in inner if (found := _trouble(item, depth + 1))), None)
