"""Values as they were known at a time, from the source map and the replaced values."""

from collections.abc import Sequence

import polars as pl

from prospector.sourcemap import SHARED


def as_known(
    rows: pl.DataFrame, key: str, names: Sequence[str], replaced: pl.DataFrame, *, known_at: int
) -> pl.DataFrame:
    """The rows with the values of some columns that were known then.

    `rows.sources` is the source map as JSON text; `replaced` (entity_id, field, old_value,
    source, until) holds what was replaced after `known_at`.
    """
    then = _first_after(replaced, known_at)
    for name in names:
        rows = _column_as_known(rows, key, name, then.filter(pl.col("field") == name), known_at)
    return rows


def _column_as_known(
    rows: pl.DataFrame, key: str, name: str, then: pl.DataFrame, known_at: int
) -> pl.DataFrame:
    old = then.select(
        pl.col("entity_id").alias(key), pl.lit(value=True).alias("@was_other"), "@old"
    )
    value = pl.col(name)
    learnt_later = first_seen("sources", name) > known_at
    kept = pl.when(learnt_later.fill_null(value=False)).then(None).otherwise(value)
    before = pl.col("@old") == "true" if rows.schema[name] == pl.Boolean else pl.col("@old")
    return (
        rows.join(old, on=key, how="left")
        .with_columns(
            pl.when(pl.col("@was_other"))
            .then(before.cast(rows.schema[name]))
            .otherwise(kept)
            .alias(name)
        )
        .drop("@was_other", "@old")
    )


def _first_after(replaced: pl.DataFrame, known_at: int) -> pl.DataFrame:
    """The value that held at `known_at`: of those replaced later, the one replaced first."""
    first = replaced.sort("until").unique(("entity_id", "field"), keep="first")
    unknown = pl.col("source").str.json_path_match("$.first_seen").cast(pl.Int64) > known_at
    # Wrapped into an object, any JSON value comes out as plain text.
    text = pl.concat_str(pl.lit('{"v":'), "old_value", pl.lit("}")).str.json_path_match("$.v")
    return first.with_columns(
        pl.when(unknown.fill_null(value=False)).then(None).otherwise(text).alias("@old")
    )


def first_seen(column: str, name: str) -> pl.Expr:
    """When a field was first told: by its own source, or the one it shares with others."""
    source = pl.col(column).str
    own = source.json_path_match(f"$['{name}']['first_seen']")
    shares = ~source.json_path_match(f"$['{name}']").str.starts_with("{")
    shared = pl.when(shares).then(source.json_path_match(f"$['{SHARED}']['first_seen']"))
    return pl.coalesce(own, shared).cast(pl.Int64)
