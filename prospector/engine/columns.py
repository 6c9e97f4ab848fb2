"""Columns as conditions read them: text folded once per distinct value, attributes typed."""

import json
from collections.abc import Callable, Iterable, Sequence

import polars as pl

from prospector.rules.models import ValueType
from prospector.text import clean, fold

_ATTRIBUTES = "attributes."
_TRUE = ("true", "yes", "1", "oui", "vrai")
_FALSE = ("false", "no", "0", "non", "faux")


def folded(values: pl.Series) -> pl.Series:
    """Text folded; what is empty then is unknown."""
    return _mapped(values, _fold)


def folded_lists(values: pl.Series) -> pl.Series:
    """JSON lists of texts, as lists of folded texts."""
    distinct = values.drop_nulls().unique()
    lists = pl.Series(
        [[text for item in json.loads(value) if (text := _fold(str(item)))] for value in distinct],
        dtype=pl.List(pl.String),
    )
    places = values.replace_strict(
        distinct, pl.int_range(len(distinct), eager=True), default=None, return_dtype=pl.Int64
    )
    return lists.gather(places).alias(values.name)


def spread(rows: pl.DataFrame, names: Iterable[str]) -> pl.DataFrame:
    """Some attributes out of JSON objects, each as a column of texts named `attributes.NAME`."""
    # The path quotes the name: a column's header may hold spaces.
    return rows.with_columns(
        pl.col("attributes").str.json_path_match(f"$['{name}']").alias(f"attributes.{name}")
        for name in names
    )


def stored(names: Sequence[str]) -> list[str]:
    """The columns of the store that hold these: every `attributes.NAME` is in one."""
    plain = [name for name in names if not name.startswith(_ATTRIBUTES)]
    return [*plain, *(["attributes"] if len(plain) < len(names) else [])]


def attributes(names: Sequence[str]) -> list[str]:
    """The names of the attributes among these."""
    return [name.removeprefix(_ATTRIBUTES) for name in names if name.startswith(_ATTRIBUTES)]


def typed(texts: pl.Series, kind: ValueType) -> pl.Series:
    """An attribute's texts as its declared type; what does not fit is unknown."""
    if kind is ValueType.NUMBER:
        plain = texts.str.replace_all(r"\s", "").str.replace(",", ".", literal=True)
        return plain.cast(pl.Float64, strict=False)
    if kind is ValueType.BOOL:
        return _mapped(texts, _truth, pl.Boolean())
    return folded(texts)


def _fold(value: str) -> str | None:
    return fold(clean(value) or "") or None


def _truth(value: str) -> bool | None:
    word = fold(value)
    return True if word in _TRUE else False if word in _FALSE else None


def _mapped(
    values: pl.Series,
    make: Callable[[str], object],
    dtype: pl.DataType = pl.String(),  # noqa: B008 - a type, never changed
) -> pl.Series:
    """A function of each value, called once per distinct one."""
    distinct = values.drop_nulls().unique()
    made = pl.Series([make(value) for value in distinct], dtype=dtype)
    return values.replace_strict(distinct, made, default=None, return_dtype=dtype)
