"""Rows made final: columns named, folded and typed as conditions read them."""

from collections.abc import Iterable, Sequence

import polars as pl

from prospector.engine import columns
from prospector.engine.expressions import column
from prospector.rules import fields
from prospector.rules.models import SignalsFile, ValueType

_TYPES = {ValueType.BOOL: pl.Boolean, ValueType.NUMBER: pl.Float64, ValueType.TIME: pl.Int64}
#: Signal texts that the store keeps folded.
_KEPT_FOLDED = {"signal.subject", "signal.topic", "signal.text"}


def final(
    catalogue: SignalsFile, told: pl.DataFrame, keys: Sequence[str], names: Iterable[str]
) -> pl.DataFrame:
    """The keys as they are, and the columns of some fields of one entity."""
    kinds = fields.intent_fields(catalogue)
    read = [_column(told, name, kinds[name]).alias(column(name)) for name in names]
    return told.select(keys).with_columns(read)


def source(field: str) -> str:
    """The column of rows, as the store tells them, that holds a field."""
    word = field.partition(".")[2]
    if field not in fields.INTENT:
        return f"attributes.{word}"
    return f"{word}_folded" if field in _KEPT_FOLDED else word


def _column(told: pl.DataFrame, field: str, kind: ValueType) -> pl.Series:
    values = told[source(field)]
    if field not in fields.INTENT:
        return columns.typed(values, kind)
    if field in _KEPT_FOLDED:
        return values.replace("", None)
    if kind is ValueType.TEXT:
        return columns.folded(values)
    if kind is ValueType.LIST:
        return columns.folded_lists(values)
    return values.cast(_TYPES[kind])
