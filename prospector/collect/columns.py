"""Work on whole columns: clean text, and read values once per distinct text."""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

import polars as pl

from prospector.collect.reject import Problem
from prospector.text import EMPTY


class Read(NamedTuple):
    """A column's values; where one could not be read, the reason's code and detail."""

    values: pl.Series
    codes: pl.Series | None = None
    details: pl.Series | None = None


#: What `cleaned` changes: space at an end, twice, or other than a plain one; control characters.
_UNTIDY = r"^\s|\s$|  |[^\S ]|\p{Cc}"
#: So many texts tell whether the others of a column are the same ones.
_SOME = 20_000
_NOTHING = f"^(?i:{'|'.join(sorted(map(re.escape, EMPTY)))})$"
#: What JSON writes in another way.
_ESCAPED = r'["\\\x00-\x1f\x7f]'


def cleaned(name: str) -> pl.Expr:
    """The text column as `prospector.text.clean` leaves it."""
    tidy = pl.col(name).str.replace_all(r"[\p{Cc}\s]+", " ").str.strip_chars(" ")
    return pl.when(~tidy.str.to_lowercase().is_in(sorted(EMPTY))).then(tidy).alias(name)


def tidied(cells: pl.DataFrame) -> pl.DataFrame:
    """Every text column as `cleaned`; most need no more than their empty values taken out."""
    untidy = cells.select(pl.all().str.contains(_UNTIDY).any()).row(0)
    return cells.select(
        cleaned(name) if needed else pl.when(~pl.col(name).str.contains(_NOTHING)).then(name)
        for name, needed in zip(cells.columns, untidy, strict=True)
    )


def read(
    column: pl.Series,
    reader: Callable[[str], object],
    dtype: type[pl.DataType],
    quick: Callable[[pl.Series], pl.Series] | None = None,
) -> Read:
    """Every text of a column through a reader; each distinct text is read once.

    `quick` reads what is plainly written, all at once, and leaves null what the reader is to see.
    """
    if quick is None:
        return _read(column, reader, dtype)
    way = _once_each if _repeats(column) else _quickly
    return way(column, reader, dtype, quick)


def _once_each(
    column: pl.Series,
    reader: Callable[[str], object],
    dtype: type[pl.DataType],
    quick: Callable[[pl.Series], pl.Series],
) -> Read:
    distinct = column.drop_nulls().unique()
    found = _quickly(distinct, reader, dtype, quick)
    table = pl.DataFrame({"text": distinct, "value": found.values})
    if found.codes is None or found.details is None:
        return Read(_looked_up(column, table)["value"].alias(column.name))
    table = table.with_columns(found.codes.alias("code"), found.details.alias("detail"))
    read = _looked_up(column, table)
    return Read(read["value"].alias(column.name), read["code"], read["detail"])


def _quickly(
    column: pl.Series,
    reader: Callable[[str], object],
    dtype: type[pl.DataType],
    quick: Callable[[pl.Series], pl.Series],
) -> Read:
    known = quick(column)
    left = pl.select(pl.when(known.is_null()).then(column).alias(column.name)).to_series()
    if left.null_count() == left.len():
        return Read(known.alias(column.name))
    found = _read(left, reader, dtype)
    values = pl.select(pl.coalesce(known, found.values).alias(column.name)).to_series()
    return found._replace(values=values)


def _read(column: pl.Series, reader: Callable[[str], object], dtype: type[pl.DataType]) -> Read:
    distinct = column.drop_nulls().unique()
    results = [reader(text) for text in distinct.to_list()]
    problems = [result if isinstance(result, Problem) else None for result in results]
    values = [None if isinstance(result, Problem) else result for result in results]
    table = pl.DataFrame({"text": distinct, "value": pl.Series(values, dtype=dtype)})
    if not any(problems):
        return Read(_looked_up(column, table)["value"].alias(column.name))
    table = table.with_columns(
        pl.Series("code", [p and str(p.code) for p in problems], dtype=pl.String),
        pl.Series("detail", [p and p.detail for p in problems], dtype=pl.String),
    )
    found = _looked_up(column, table)
    return Read(found["value"].alias(column.name), found["code"], found["detail"])


def mapped(
    column: pl.Series,
    function: Callable[[str], str | None],
    quick: Callable[[pl.Series], pl.Series] | None = None,
) -> pl.Series:
    """A text column through a function, once per distinct text; see `read`."""
    return read(column, function, pl.String, quick).values


def json_object(frame: pl.DataFrame, fields: Sequence[str], raw: frozenset[str]) -> pl.Series:
    """One JSON object per row of the fields that are not null; `raw` ones are JSON already."""
    parts = []
    for field in fields:
        if frame[field].null_count() == frame.height:
            continue
        if field in raw:
            parts.append(pl.concat_str(pl.lit(f'"{field}":'), pl.col(field)))
        elif frame.schema[field] == pl.String and not frame[field].str.contains(_ESCAPED).any():
            parts.append(pl.concat_str(pl.lit(f'"{field}":"'), pl.col(field), pl.lit('"')))
        else:
            encoded = pl.struct(field).struct.json_encode()
            parts.append(
                pl.when(pl.col(field).is_not_null()).then(
                    encoded.str.slice(1, encoded.str.len_chars() - 2)
                )
            )
    if not parts:
        return pl.Series([None] * frame.height, dtype=pl.String)
    joined = pl.concat_str(parts, separator=",", ignore_nulls=True)
    return frame.select(
        pl.when(joined != "").then(pl.concat_str(pl.lit("{"), joined, pl.lit("}"))).alias("json")
    )["json"]


def _repeats(column: pl.Series) -> bool:
    """Whether most texts seem to come again; some of them tell."""
    some = column.head(_SOME)
    return some.n_unique() * 2 < some.len() - some.null_count()


def _looked_up(column: pl.Series, table: pl.DataFrame) -> pl.DataFrame:
    return column.to_frame("text").join(table, on="text", how="left", maintain_order="left")
