"""What a template may do to a value: every filter and test, each bounded in time and size.

Jinja's own are not used where they grow without limit (`replace`, `round`, `join`) or turn an
unknown value into the text "None" (all that make text): here an unknown value is an error, and
`default` is the one filter that accepts it.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from jinja2 import Undefined, pass_context
from jinja2 import filters as jinja_filters
from jinja2 import tests as jinja_tests
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context

#: Longest text a filter, an operator or a whole template may produce, in characters.
MAX_TEXT = 20_000
#: Most items of a list that a filter or a loop walks through.
MAX_ITEMS = 200
#: Beyond this a number is no longer a fact about a company.
MAX_NUMBER = 10**15

# In this file Any is a template value: text, number, bool, None, list, or an object of the context.


class MissingValue(Exception):  # noqa: N818 - it reads as a sentence in `except MissingValue`
    """A value that the text needs is unknown: `field` is how the template spells it."""

    def __init__(self, field: str) -> None:
        self.field = field
        super().__init__(f"{field} is unknown")


def bounded(text: str) -> str:
    """The text, or an error where it is longer than any message."""
    if len(text) > MAX_TEXT:
        raise SecurityError(f"a text of more than {MAX_TEXT} characters")
    return text


def number_in_bounds(value: float) -> float:
    """The number, or an error where it is absurd."""
    if not math.isfinite(value) or abs(value) > MAX_NUMBER:
        raise SecurityError("a number beyond any fact")
    return value


def spoken(value: Any, field: str = "a value") -> str:
    """A value as it is written in a message.

    Raises:
        MissingValue: it is None.
        SecurityError: it is neither text nor number.
    """
    if isinstance(value, str):
        return value
    if value is None:
        raise MissingValue(field)
    if isinstance(value, Undefined):
        return str(value)  # raises, and names what is undefined
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    raise SecurityError(f"{field} is not text or a number: it cannot be written in a message")


def _items(value: Any) -> list[Any]:
    """The items of a list; a text is not one."""
    if isinstance(value, Undefined):
        iter(value)  # raises, and names what is undefined
    if value is None:
        raise MissingValue("a list")
    if isinstance(value, str | Mapping) or not isinstance(value, Iterable):
        raise SecurityError("only a list can be walked through")
    found = []
    for item in value:
        found.append(item)
        if len(found) > MAX_ITEMS:
            raise SecurityError(f"a list of more than {MAX_ITEMS} items")
    return found


items = _items


def _default(value: Any, fallback: Any = "", falsy: bool = False) -> Any:  # noqa: FBT001, FBT002 - as in Jinja: default('x', true)
    """`fallback` where the value is unknown (with `true`: or empty)."""
    if isinstance(value, Undefined):
        return str(value)  # an unknown name stays an error
    return fallback if value is None or (falsy and not value) else value


def _lower(value: Any) -> str:
    """Lower case."""
    return spoken(value).lower()


def _upper(value: Any) -> str:
    """Upper case."""
    return spoken(value).upper()


def _capitalize(value: Any) -> str:
    """First letter upper case, the rest lower case."""
    return spoken(value).capitalize()


def _title(value: Any) -> str:
    """Each word with a capital."""
    return str(jinja_filters.do_title(spoken(value)))


def _trim(value: Any) -> str:
    """Without space around it."""
    return spoken(value).strip()


def _lowerfirst(value: Any) -> str:
    """First letter lower case, unless the word is an acronym: 'Sales lead' gives 'sales lead', 'CRM' stays."""
    text = spoken(value)
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _upperfirst(value: Any) -> str:
    """First letter upper case, the rest as it is."""
    text = spoken(value)
    return text[:1].upper() + text[1:]


#: French words in h that take an elision; most names in h (Honda, Hitachi) do not.
_MUTE_H = (
    *("habit", "harmon", "hélèn", "helen", "henri", "herm", "heure", "hexa", "hist", "homm"),
    *("honn", "hôp", "hop", "horiz", "horlog", "hôtel", "hotel", "huil", "huma", "humid", "hydr"),
    *("hygi", "hyper"),
)


def _de(value: Any) -> str:
    """French "de": 'Acme' gives "d'Acme", 'Globex' gives 'de Globex'."""
    text = spoken(value)
    start = text[:12].lower()
    elides = start.startswith(tuple("aâàeéèêëiîïoôuùûœ")) or start.startswith(_MUTE_H)
    if start.startswith("y"):
        elides = len(start) > 1 and start[1] not in "aeiouéèâô"
    if start.startswith(("onz", "oui", "uhl")):
        elides = False
    return f"d'{text}" if elides else f"de {text}"


def _truncate(value: Any, length: int = 80, end: str = "…") -> str:
    """At most `length` characters, cut between words."""
    text = spoken(value)
    if len(text) <= length:
        return text
    cut = text[: max(0, length - len(end))]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut) + end


def _replace(value: Any, old: str, new: str) -> str:
    """Every `old` replaced by `new`."""
    text = spoken(value)
    if len(text) + text.count(old) * len(new) > MAX_TEXT + len(text):
        raise SecurityError(f"a text of more than {MAX_TEXT} characters")
    return text.replace(old, new)


def _wordcount(value: Any) -> int:
    """How many words."""
    return len(spoken(value).split())


@pass_context
def _number(context: Context, value: Any, decimals: int = 0) -> str:
    """A number as the language of the message writes it: 1,200 or 1 200."""
    if value is None:
        raise MissingValue("a number")
    text = f"{float(value):,.{min(max(decimals, 0), 6)}f}"
    if context.resolve("language") == "fr":
        return text.replace(",", "\u202f").replace(".", ",")
    return text


def _round(value: Any, decimals: int = 0) -> float:
    """Rounded half to even; a whole number when no decimals are asked for."""
    rounded = round(float(value), min(max(decimals, 0), 6))
    return int(rounded) if decimals <= 0 else rounded


def _int(value: Any) -> int:
    """The whole part of a number."""
    return int(number_in_bounds(float(value)))


def _float(value: Any) -> float:
    """A number from its text."""
    return number_in_bounds(float(value))


def _abs(value: Any) -> float:
    """Without its sign."""
    return abs(float(value))


def _length(value: Any) -> int:
    """How many items, or characters."""
    return len(value if isinstance(value, str) else _items(value))


def _first(value: Any) -> Any:
    """The first item, or None."""
    return next(iter(_items(value)), None)


def _last(value: Any) -> Any:
    """The last item, or None."""
    return next(reversed(_items(value)), None)


def _join(value: Any, between: str = "", last: str | None = None) -> str:
    """The items in one text; `last` goes before the last one: `tools|join(', ', ' and ')`."""
    texts = [spoken(item, "an item of a list") for item in _items(value)]
    if last is not None and len(texts) > 1:
        texts[-2:] = [f"{texts[-2]}{last}{texts[-1]}"]
    if len(between) > MAX_ITEMS:
        raise SecurityError("a separator longer than any punctuation")
    return between.join(texts)


def _sort(value: Any) -> list[Any]:
    """The items in order."""
    return sorted(_items(value))


def _reverse(value: Any) -> list[Any]:
    """The items from the last to the first."""
    return _items(value)[::-1]


def _unique(value: Any) -> list[Any]:
    """Each item once, in their order."""
    return list(dict.fromkeys(_items(value)))


def _min(value: Any) -> Any:
    """The least item, or None."""
    return min(_items(value), default=None)


def _max(value: Any) -> Any:
    """The greatest item, or None."""
    return max(_items(value), default=None)


def _sum(value: Any) -> float:
    """The items added up."""
    return number_in_bounds(sum(float(item) for item in _items(value)))


def _walking(name: str) -> Callable[..., Any]:
    """One of Jinja's filters over lists, with a bound on what goes in."""
    original = jinja_filters.FILTERS[name]

    @pass_context
    def walk(context: Context, value: Any, *args: Any, **kwargs: Any) -> list[Any]:
        return list(original(context, _items(value), *args, **kwargs))

    walk.__doc__ = _WALKING[name]
    return walk


_WALKING = {
    "map": "One field of each item: `signals|map(attribute='subject')`.",
    "select": "The items that pass a test.",
    "reject": "The items that fail a test.",
    "selectattr": "The items whose field passes a test.",
    "rejectattr": "The items whose field fails a test.",
}

# Any: filters take what templates hold.
FILTERS: dict[str, Any] = {
    "abs": _abs,
    "capitalize": _capitalize,
    "count": _length,
    "d": _default,
    "de": _de,
    "default": _default,
    "first": _first,
    "float": _float,
    "int": _int,
    "join": _join,
    "last": _last,
    "length": _length,
    "list": _items,
    "lower": _lower,
    "lowerfirst": _lowerfirst,
    "max": _max,
    "min": _min,
    "number": _number,
    "replace": _replace,
    "reverse": _reverse,
    "round": _round,
    "sort": _sort,
    "string": spoken,
    "sum": _sum,
    "title": _title,
    "trim": _trim,
    "truncate": _truncate,
    "unique": _unique,
    "upper": _upper,
    "upperfirst": _upperfirst,
    "wordcount": _wordcount,
    **{name: _walking(name) for name in _WALKING},
}
#: The filters that accept an unknown value.
ACCEPT_UNKNOWN = frozenset({"d", "default"})

TESTS: dict[str, Any] = {
    name: jinja_tests.TESTS[name]
    for name in (
        *("boolean", "defined", "divisibleby", "even", "false", "float", "in", "integer", "none"),
        *("number", "odd", "string", "true", "undefined"),
        *("eq", "equalto", "==", "ne", "!=", "lt", "lessthan", "<", "le", "<="),
        *("gt", "greaterthan", ">", "ge", ">="),
    )
}


def safe_range(*arguments: int) -> list[int]:
    """Whole numbers, at most 200 of them."""
    numbers = range(*arguments)
    if len(numbers) > MAX_ITEMS:
        raise SecurityError(f"range() of more than {MAX_ITEMS} numbers")
    return list(numbers)


def table() -> str:
    """The filters as a Markdown table, for docs/templates.md; two names of one filter share a row."""
    named: dict[Any, list[str]] = {}
    for name, filter_ in FILTERS.items():
        named.setdefault(filter_, []).append(f"`{name}`")
    rows = (f"| {', '.join(names)} | {_cell(filter_)} |" for filter_, names in named.items())
    return "\n".join(("| filter | gives |", "|---|---|", *rows))


def _cell(filter_: Any) -> str:
    return (filter_.__doc__ or "").strip().splitlines()[0].replace("|", "\\|")
