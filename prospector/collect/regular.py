"""Regular lines of delimited text: those a columnar parser reads as the strict one does.

A line is regular where every quote opens a cell or closes it, doubled ones between them aside, and
where there are as many cells as the header has, not all of them blank.
"""

import re
from collections.abc import Sequence
from functools import cache

import polars as pl

from prospector.collect import encoding
from prospector.collect.delimited import QUOTE
from prospector.collect.header import DELIMITERS
from prospector.collect.reject import NUL_SHOWN

#: Without one of these in it, a text of whole characters is not damaged (see `encoding.damage`).
_SUSPECT = ("\ufffd", "\u00c3", "\u00c2", "\u00e2\u20ac")
#: The parser takes it for a byte order mark where its text begins with it.
_MARK = "\ufeff"
#: A cell without text, as Python tells: four of these are no space to others.
_BLANK = r"^[\s\x1c-\x1f]*$"


def cells(lines: Sequence[str], delimiter: str, names: list[str]) -> pl.DataFrame | None:
    """The cells of some lines, each with its end; null unless all of them are regular."""
    text = "".join(lines)
    if delimiter not in DELIMITERS or text.startswith(_MARK) or not _has_plain_ends(text):
        return None
    quoted = [line for line in lines if QUOTE in line] if QUOTE in text else []
    is_record = _record(delimiter, len(names)).fullmatch
    if not is_good(text) or not all(map(is_record, quoted)):
        return None
    marks = text.count(delimiter) - "".join(quoted).count(delimiter)
    if marks != (len(names) - 1) * (len(lines) - len(quoted)):
        return None
    try:
        found = pl.read_csv(
            text.encode(),
            has_header=False,
            schema=dict.fromkeys(names, pl.String),
            separator=delimiter,
            quote_char=QUOTE if quoted else None,
            empty_string_is_null=False,
        )
    except pl.exceptions.PolarsError:  # a line has more cells than the header, another one fewer
        return None
    return found if found.height == len(lines) and not _has_blank_row(found) else None


def odd(lines: Sequence[str], delimiter: str, width: int) -> list[int]:
    """The places of lines that are not regular."""
    if delimiter not in DELIMITERS:
        return list(range(len(lines)))
    is_record = _record(delimiter, width).fullmatch
    marks = width - 1
    found = [
        place
        for place, line in enumerate(lines)
        if (is_record(line) is None if QUOTE in line else line.count(delimiter) != marks)
        or _is_blank(line, delimiter)
    ]
    if is_good("".join(lines)):
        return found
    return sorted({*found, *(place for place, line in enumerate(lines) if not is_good(line))})


def is_good(text: str) -> bool:
    """Whether nothing is wrong with the characters of a text."""
    if "\0" in text or NUL_SHOWN in text:
        return False
    if text.isascii() or (not any(mark in text for mark in _SUSPECT) and _can_be_written(text)):
        return True
    return encoding.damage(text) is None


def _has_plain_ends(text: str) -> bool:
    """Whether lines end as the parser knows it: not with a carriage return alone."""
    return "\r" not in text or text.count("\r") == text.count("\r\n")


@cache
def _record(delimiter: str, width: int) -> re.Pattern[str]:
    """A line of so many cells, each of them quoted as a whole or without any quote."""
    cell = f'(?:"[^"\r\n]*(?:""[^"\r\n]*)*"|[^"\r\n{re.escape(delimiter)}]*)'
    return re.compile(f"{cell}(?:{re.escape(delimiter)}{cell}){{{width - 1}}}[\r\n]*")


def _has_blank_row(found: pl.DataFrame) -> bool:
    begin_so = found.to_series(0).str.contains(_BLANK)
    if not begin_so.any():
        return False
    rest = found.filter(begin_so)
    return bool(rest.select(pl.all_horizontal(pl.all().str.contains(_BLANK)).any()).item())


def _is_blank(line: str, delimiter: str) -> bool:
    first = line[0]
    if first not in (delimiter, QUOTE) and not first.isspace():
        return False
    return not line.replace(delimiter, " ").replace(QUOTE, " ").strip()


def _can_be_written(text: str) -> bool:
    """Whether there is no half of a surrogate pair; a look for each of them takes far longer."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
