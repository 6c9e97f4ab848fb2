"""Source maps as they are stored: what most fields share stands once.

A lead's or account's source map says for each field where it was told. Most fields of a row were told
in one line of one file, so the stored map holds that once, under `SHARED`; a field that has just that
says only which field it was derived from, or "" (`{"=": {"feed": …}, "title": "", "function":
"title"}`). Any other field holds its source whole, as every field of older rows does.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any

# Any: a source is text and numbers by name.
Source = Mapping[str, Any]

#: Where the shared source stands; no field has this name.
SHARED = "="
DERIVED_FROM = "from"


def packed(sources: Mapping[str, Source]) -> dict[str, Any]:  # Any: see above
    """The map as it is stored."""
    plain = {field: _without_origin(source) for field, source in sources.items()}
    counts = Counter(tuple(sorted(source.items())) for source in plain.values() if source)
    if not counts:
        return dict(sources)
    common = dict(counts.most_common(1)[0][0])
    return {SHARED: common} | {
        field: source.get(DERIVED_FROM, "") if plain[field] == common else dict(source)
        for field, source in sources.items()
    }


def unpacked(stored: Mapping[str, Any]) -> dict[str, dict[str, Any]]:  # Any: see above
    """The map as it is read: every field with its source whole."""
    shared = stored.get(SHARED, {})
    return {
        field: _with_origin(shared, source) if isinstance(source, str) else dict(source)
        for field, source in stored.items()
        if field != SHARED
    }


def _with_origin(shared: Source, origin: str) -> dict[str, Any]:  # Any: see above
    return {**shared, DERIVED_FROM: origin} if origin else dict(shared)


def _without_origin(source: Source) -> dict[str, Any]:  # Any: see above
    """What a source may share; nothing where it holds more than text and numbers."""
    plain = {key: value for key, value in source.items() if key != DERIVED_FROM}
    derived = isinstance(source.get(DERIVED_FROM, "from"), str) and source.get(DERIVED_FROM) != ""
    return plain if derived and all(isinstance(v, str | int) for v in plain.values()) else {}
