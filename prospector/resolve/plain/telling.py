"""What plain sightings tell: which groups of them agree, and the source map's text where they do."""

from collections.abc import Callable, Mapping, Sequence
from json import dumps, loads
from typing import Any, NamedTuple

import polars as pl
from pydantic_core import from_json

from prospector.resolve.fields import Row
from prospector.resolve.values import RANKS, Origin, Replaced
from prospector.sourcemap import SHARED
from prospector.tables import SourceRank

#: In a sighting's JSON: a value that is no text.
NO_TEXT = r'":\s*[^"\s]'


class Settled(NamedTuple):
    """New leads or accounts: what is written of each group, and what was replaced on the way."""

    #: `n`, and the columns of the table; a group that others must judge is not among them.
    rows: pl.DataFrame
    #: Group, field, old value.
    replaced: Sequence[tuple[int, str, Replaced]] = ()
    #: Groups of which somebody said what the company is to us.
    stated: frozenset[int] = frozenset()


def read(text: str) -> dict[str, Any]:  # Any: the record's typed values
    """What a sighting says, out of its JSON."""
    try:
        said: dict[str, Any] = from_json(text)
    except ValueError:  # half a pair of surrogates, which only Python takes
        said = loads(text)
    return said


def row_of(told: Mapping[str, Any]) -> Row:  # Any: columns of many types
    """A sighting as it is judged when sightings do not agree."""
    get = told.get
    origin = Origin(
        told["feed"],
        SourceRank(told["rank"]),
        told["file"],
        told["line"],
        told["seen"],
        told["received"],
        told["tie"],
    )
    return Row(
        told["id"],
        origin,
        read(get("lead_json") or "{}"),
        read(get("account_json") or "{}"),
        email=get("email"),
        profile=get("profile"),
        phone=get("phone"),
        domain=get("domain"),
        account_id=get("account_id"),
    )


def agreed(told: pl.DataFrame, words: Sequence[str]) -> pl.DataFrame:
    """The first sighting of each group whose sightings say the same `words`, with their common source.

    `told` is sorted by `n`, `id`. `source` is JSON text; `first_seen_at` is when it was first told.
    """
    first = told.unique("n", keep="first", maintain_order=True)
    if first.height == told.height:
        return _sourced(first.with_columns(first_seen_at="received", last_seen="received"))
    # Against the row before, which is the same group's unless its number differs.
    same = pl.all_horizontal(pl.col(*words).eq_missing(pl.col(*words).shift()))
    before = pl.col("n").shift().fill_null(-1)
    spans = told.group_by("n", maintain_order=True).agg(
        first_seen_at=pl.col("received").min(), last_seen=pl.col("received").max()
    )
    strength = pl.col("rank").replace_strict(_STRENGTHS, return_dtype=pl.Int64)
    strongest = told.sort("n", strength, "seen", "received", "tie", -pl.col("id")).unique(
        "n", keep="last", maintain_order=True
    )
    apart = told.filter(~(same | (before != pl.col("n"))))["n"].unique()
    return _sourced(
        first.with_columns(
            *strongest.select("feed", "rank", "file", "line").get_columns(),
            *spans.drop("n").get_columns(),
        ).filter(~pl.col("n").is_in(apart.implode()))
    )


def _sourced(rows: pl.DataFrame) -> pl.DataFrame:
    number = [pl.col(name).cast(pl.String) for name in ("line", "first_seen_at", "last_seen")]
    return rows.with_columns(
        source=pl.concat_str(
            pl.lit('{"feed": '), each(rows["feed"], dumps),
            pl.lit(', "rank": "'), "rank",
            pl.lit('", "file": '), each(rows["file"], dumps),
            pl.lit(', "line": '), number[0],
            pl.lit(', "first_seen": '), number[1],
            pl.lit(', "last_seen": '), number[2],
            pl.lit("}"),
        )
    )  # fmt: skip


_STRENGTHS = {rank.value: strength for rank, strength in RANKS.items()}


def each(texts: pl.Series, made: Callable[[str], str | None]) -> pl.Series:
    """What is made of texts, of each of them once."""
    known = texts.drop_nulls().unique()
    found = pl.Series([made(text) for text in known], dtype=pl.String)
    return texts.replace_strict(known, found, default=None, return_dtype=pl.String)


def source_map(source: str, fields: str) -> str:
    """A stored source map: every field told by the one source; `fields` as `entries` gives them."""
    return f'{{"{SHARED}": {source}{fields}}}' if fields else "{}"


def entries(fields: Sequence[str], derived: Sequence[tuple[str, str]] = ()) -> str:
    """The fields of a source map that share its source; `derived` with what they follow from."""
    plain = "".join(f', {dumps(field)}: ""' for field in fields)
    return plain + "".join(f", {dumps(field)}: {dumps(origin)}" for field, origin in derived)
