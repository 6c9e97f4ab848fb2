"""Find a value in a JSON answer by its dotted path, and the very text it stands as.

The text of a list is handed on as it is: what is wrong with an item is the item's reject, not
ours to smooth over.
"""

import json
import re
from collections.abc import Sequence

_DECODER = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\r\n]*")


def keys_of(data: object, path: str) -> list[str] | None:
    """The keys a path means; a key may hold dots itself (`@odata.nextLink`). None = not there."""
    if not path:
        return []
    if not isinstance(data, dict):
        return None
    parts = path.split(".")
    for end in range(len(parts), 0, -1):
        key = ".".join(parts[:end])
        if key in data:
            rest = keys_of(data[key], ".".join(parts[end:]))
            if rest is not None:
                return [key, *rest]
    return None


def value_at(data: object, path: str) -> object:
    """The value a path leads to; None = nothing."""
    keys = keys_of(data, path)
    for key in keys or []:
        data = data[key] if isinstance(data, dict) else None
    return None if keys is None else data


def text_at(text: str, keys: Sequence[str]) -> str:
    """The text of the value under keys of a JSON document that is sound.

    Raises:
        ValueError: the document is not as `keys` say.
    """
    start = _space(text, 0)
    for key in keys:
        start = _member(text, start, key)
    return text[start : _DECODER.raw_decode(text, start)[1]]


def _member(text: str, start: int, key: str) -> int:
    """Where the value of a key begins; of a key that comes twice the last counts, as everywhere."""
    found = None
    position = _space(text, start + 1)
    while text.startswith('"', position):
        name, position = _DECODER.raw_decode(text, position)
        value = _space(text, _space(text, position) + 1)
        if name == key:
            found = value
        position = _space(text, _DECODER.raw_decode(text, value)[1])
        position = _space(text, position + 1)
    if found is None:
        raise ValueError(f"no key {key!r}")
    return found


def _space(text: str, position: int) -> int:
    found = _SPACE.match(text, position)
    return found.end() if found else position
