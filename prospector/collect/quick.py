"""Read what is plainly written a whole column at a time.

Each function here gives, for every text of a column, either exactly what its reader gives or null:
"ask the reader". So the readers stay the meaning, and most of a file never reaches them.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache

import polars as pl

from prospector.collect.record import Holds
from prospector.columns import to_micros
from prospector.data.lists import words

Quick = Callable[[pl.Series], pl.Series]

_WRITTEN = r"^(?:19[9]\d|20\d\d)-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
_CLOCK = r"(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d"
_HOUR = 3_600_000_000
_FIRST, _LAST = (to_micros(datetime(year, 1, 1, tzinfo=UTC)) for year in (1990, 2100))
_UTC = r"(?:Z|\+00:00)$"
_OFFSET = r"(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d)$"
_MAILBOX = (
    r"^[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}$"
)
#: Numbers dialled from anywhere, of countries where each of this length is possible as it stands:
#: behind the country's code no digit that is dialled only at home.
_DIALLED = (
    r"^\+(?:1[2-9]\d{9}|31[1-9]\d{8}|32[1-9]\d{7,8}|33[1-9]\d{8}|34[1-9]\d{8}|351[1-9]\d{8}|39[1-9]\d{7,9}"
    r"|41[1-9]\d{8}|43[1-9]\d{6,10}|44[1-9]\d{9}|45[1-9]\d{7}|46[1-9]\d{6,8}|47[1-9]\d{7}|48[1-9]\d{8}|49[1-9]\d{6,10})$"
)
_SPACED = r"^\+\d[\d .()-]*\d$"
#: One digit over and over is nobody's number: the reader says so.
_SAME = "(?:" + "|".join(f"{digit}{{7,}}" for digit in range(1, 10)) + ")$"
#: A longer address may be too long on one side of its @.
_LONGEST = 64
#: What every address or number of a post has in it; see `posts`.
_POST = r"%|\d{15}"
#: Letters that are an ASCII one and an accent.
_ACCENTED = "\u00c0-\u00c5\u00c7-\u00cf\u00d1-\u00d6\u00d9-\u00dd\u00e0-\u00e5\u00e7-\u00ef\u00f1-\u00f6\u00f9-\u00fd\u00ff"
_NAME = f"^[A-Za-z{_ACCENTED}]{{2,}}(?:[ '-][A-Za-z{_ACCENTED}]+)*$"
_SEPARATORS = ".+_-"


def reader(holds: Holds) -> Quick | None:
    """The quick way to read a field, where there is one."""
    return {Holds.TEXT: text, Holds.TIME: time, Holds.EMAIL: email, Holds.PHONE: phone}.get(holds)


def text(column: pl.Series) -> pl.Series:
    """Texts that are no JSON list are themselves."""
    listed = column.str.starts_with("[") & column.str.ends_with("]")
    return column if not listed.any() else _where(~listed, column)


def time(column: pl.Series) -> pl.Series:
    """Dates and times as ISO 8601 has them, from 1990 to 2099."""
    seconds = _where(column.str.contains(f"{_WRITTEN}T{_CLOCK}{_UTC}"), column).str.head(19)
    found = seconds.str.to_datetime("%Y-%m-%dT%H:%M:%S", time_unit="us", strict=False)
    found = found.dt.timestamp("us")
    left = _where(found.is_null(), column)
    if left.null_count() < left.len():
        found = pl.select(pl.coalesce(found, _zoned(left), _noon(left))).to_series()
    return _where((found >= _FIRST) & (found < _LAST), found)


def email(column: pl.Series) -> pl.Series:
    """Addresses of letters, digits and the usual marks."""
    short = column.str.len_bytes() <= _LONGEST
    return _where(short & column.str.contains(_MAILBOX), column).str.to_lowercase()


def phone(column: pl.Series) -> pl.Series:
    """Numbers with a country's code, in digits and what is usual between them."""
    spaced = _where(column.str.contains(_SPACED), column)
    digits = spaced.str.replace_all("[ .()-]", "")
    return _where(digits.str.contains(_DIALLED) & ~digits.str.contains(_SAME), digits)


def company_domain(column: pl.Series) -> pl.Series:
    """Registrable domains are a company's unless they give mailboxes to anybody."""
    return _where(~column.is_in(words("freemail")), column)


def post(column: pl.Series) -> pl.Series:
    """Subjects that no post's number can be in are themselves."""
    return _where(~column.str.contains(_POST), column)


def fold(column: pl.Series) -> pl.Series:
    """Fold texts of ASCII characters and accented ones of western Europe."""
    plain = _unaccented(column)
    return plain.str.to_lowercase().str.replace_all("[^a-z0-9]+", " ").str.strip_chars(" ")


def name(column: pl.Series) -> pl.Series:
    """Fold first or last names of whole words, with nothing beside them."""
    return fold(_where(column.str.contains(_NAME), column))


def _unaccented(column: pl.Series) -> pl.Series:
    is_ascii = column.str.len_bytes() == column.str.len_chars()
    if is_ascii.all():
        return column
    plain = column.str.normalize("NFKD").str.replace_all("[\u0300-\u036f]", "")
    accented = column.str.contains(f"^[\0-\x7f{_ACCENTED}]*$")
    return pl.select(pl.when(is_ascii).then(column).when(accented).then(plain)).to_series()


def person(column: pl.Series) -> pl.Series:
    """Addresses that do not even begin like a function's (info@, sales@) are a person's."""
    local = column.str.strip_chars_start(_SEPARATORS)
    return _where(~local.str.contains(_roles()), column)


def _zoned(column: pl.Series) -> pl.Series:
    written = _where(column.str.contains(f"{_WRITTEN}T{_CLOCK}{_OFFSET}"), column)
    at = written.str.to_datetime("%Y-%m-%dT%H:%M:%S%#z", time_unit="us", strict=False)
    return at.dt.timestamp("us")


def _noon(column: pl.Series) -> pl.Series:
    days = _where(column.str.contains(_WRITTEN + "$"), column)
    midnights = days.str.to_date("%Y-%m-%d", strict=False).cast(pl.Datetime("us"))
    return midnights.dt.timestamp("us") + 12 * _HOUR


@cache
def _roles() -> str:
    names = sorted(entry.removesuffix("*") for entry in words("role_names"))
    return "^(?:" + "|".join(name.replace(".", "\\.") for name in names) + ")"


def _where(condition: pl.Series, column: pl.Series) -> pl.Series:
    return pl.select(pl.when(condition).then(column).alias(column.name)).to_series()
