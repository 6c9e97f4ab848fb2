"""What mapping functions share: values as they are, attributes without a clash, kinds of pages."""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from prospector.collect.aliases import ALIASES
from prospector.collect.record import FIELDS, About, key_of
from prospector.text import fold

# Any: JSON values, until a reader of the record understands them.
Values = Mapping[str, Any]

_MOST_EXTRAS = 50
_MOST_TEXT = 2_000
_MOST_ID = 200
_NESTED = frozenset({"lead", "account"})
_PRICES = re.compile(r"/(?:[^/]*-)?(?:pricing|prices?|plans?|tarifs?|prix)(?:[-/.]|$)")
_CAREERS = re.compile(
    r"/(?:[^/]*-)?(?:careers?|jobs?|recrutement|carrieres?|emplois?|join-us|nous-rejoindre)(?:[-/.]|$)"
)


def inside(content: object, *names: str) -> Values:
    """The object under nested keys; an empty one where there is none."""
    for name in names:
        content = content.get(name) if isinstance(content, Mapping) else None
    return content if isinstance(content, Mapping) else {}


def text(*values: object) -> str | None:
    """The first value that is a text or number that says something, as text."""
    for value in values:
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            continue
        found = str(value).strip()
        if found:
            return found
    return None


def address(*values: object) -> str | None:
    """The first text that could be an e-mail address: ids of users often are."""
    return next(
        (value for value in values if isinstance(value, str) and "@" in value.strip("@ ")), None
    )


def sender_id(*values: object) -> str | None:
    """A sender's own id of somebody; what is longer than an index can hold is none."""
    found = text(*values)
    return found if found is not None and len(found) <= _MOST_ID else None


def record(**fields: object) -> dict[str, object]:
    """A record of the fields that say something."""
    return {name: value for name, value in fields.items() if value not in (None, "", [], {})}


def extras(content: Values) -> dict[str, object]:
    """Plain values as attributes: what is called like a field gets `property` before its name."""
    found: dict[str, object] = {}
    for name, value in _plain(content, ""):
        if len(found) == _MOST_EXTRAS:
            break
        key = key_of(name)
        if not key:
            continue
        taken = key in ALIASES or name in _NESTED
        found[f"property {name}" if taken else name] = value
    return found


def columns(own: Values, said: Values) -> dict[str, object]:
    """A record with what people were asked or uploaded with, read as a list's columns.

    Such a column may say who somebody is, and never what happened or when; the record's own comes first.
    """
    found = dict(own)
    for name, value in said.items():
        if isinstance(value, bool) or not isinstance(value, str | int | float) or value == "":
            continue
        field = FIELDS.get(ALIASES.get(key_of(name), ""))
        about_signal = field is not None and field.about is About.SIGNAL
        found.setdefault(f"property {name}" if about_signal else name, value)
    return found


def _plain(content: Values, prefix: str) -> Iterator[tuple[str, object]]:
    for name, value in content.items():
        if isinstance(value, Mapping) and not prefix:
            yield from _plain(value, f"{name} ")
        elif isinstance(value, str):
            yield prefix + name, value[:_MOST_TEXT]
        elif isinstance(value, bool | int | float):
            yield prefix + name, value
        elif isinstance(value, list) and all(isinstance(item, str | int | float) for item in value):
            yield prefix + name, value[:_MOST_EXTRAS]


def page(url: str | None, title: str | None = None) -> dict[str, object]:
    """The kind, subject and address of a visited page; what stands behind `?` names people."""
    try:
        parts = urlsplit((url or "").strip())
    except ValueError:  # no address at all: [ without ]
        url = None
    if url is None:
        return record(kind="page_visited", subject=title)
    path = parts.path or "/"
    plain = fold_path(path)
    kind = "page_visited"
    if _PRICES.search(plain):
        kind = "pricing_visited"
    elif _CAREERS.search(plain):
        kind = "careers_visited"
    shown = f"{parts.scheme}://{parts.hostname}{path}" if parts.hostname else None
    return record(kind=kind, subject=path, url=shown)


def fold_path(path: str) -> str:
    """A path in lower case without accents, its slashes kept."""
    return "/".join(fold(unquote(part)).replace(" ", "-") for part in path.split("/"))
