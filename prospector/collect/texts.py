"""From a table's columns to one text column per field: aliases, constants, kinds and their dates."""

import html
import re
from collections.abc import Sequence

import polars as pl

from prospector.collect import columns
from prospector.collect.plan import Plan
from prospector.collect.profile import When
from prospector.collect.record import FIELDS
from prospector.collect.table import Table
from prospector.text import clean, fold

#: Attributes share a dictionary with fields; this mark keeps them apart.
ATTRIBUTE = "@"
#: The kind of a row that says nothing happened.
NOTHING = "-"
#: What such a row says instead, in `Texts`.
STATE = "!"
_TAG = re.compile(r"<[^>]{0,500}>")
_MARKUP_CHARS = 4_000

Texts = dict[str, pl.Series]


def of(table: Table, plan: Plan) -> Texts:
    """Cleaned text per field and `@attribute`; fields no column or constant feeds are absent."""
    cells = columns.tidied(table.cells)
    texts: Texts = {name: first(cells, source) for name, source in plan.sources.items()}
    for name in plan.profile.markup & set(texts):
        texts[name] = columns.mapped(texts[name], without_markup)
    _choose_kind(cells, texts, plan)
    for name, constant in plan.constants.items():
        key = name if name in FIELDS else ATTRIBUTE + name
        texts[key] = pl.Series([constant], dtype=pl.String).new_from_index(0, cells.height)
    for name, source in plan.attributes.items():
        texts.setdefault(ATTRIBUTE + name, first(cells, source))
    return {name: series.alias(name) for name, series in texts.items()}


def first(cells: pl.DataFrame, names: Sequence[str]) -> pl.Series:
    """The first filled one of some columns, row by row."""
    if len(names) == 1:
        return cells[names[0]]
    return cells.select(pl.coalesce(list(names)))[names[0]]


def without_markup(text: str) -> str | None:
    """The words of an HTML text (job boards escape it twice), cut to a sane length."""
    plain = html.unescape(_TAG.sub(" ", html.unescape(html.unescape(text))))
    return clean(plain[:_MARKUP_CHARS])


def _choose_kind(cells: pl.DataFrame, texts: Texts, plan: Plan) -> None:
    """Fill `kind` and `occurred_at` by the profile's rules, where the row does not say so itself."""
    kinds, times = pl.lit(plan.kind, dtype=pl.String), pl.lit(None, dtype=pl.String)
    frame = cells if cells.width else cells.select(pl.lit(0).alias("any"))
    states = [
        pl.concat_str(pl.lit(f"{name} is "), pl.col(name))
        for item in plan.profile.chosen_by()
        if item.words
        for name in _columns(item.columns, plan)
    ]
    if states:
        texts[STATE] = frame.select(pl.coalesce(states).alias(STATE))[STATE]
    for item in reversed(plan.profile.chosen_by()):
        holds = _holds(frame, item, plan)
        # What a feed says of its rows beats a profile's last resort, not what a row's columns say.
        kind = plan.kind if plan.kind and item.kind and not item.columns else item.kind
        kinds = pl.when(holds).then(pl.lit(kind or NOTHING)).otherwise(kinds)
        times = pl.when(holds).then(_dated(item, plan)).otherwise(times)
    own_kind, own_time = texts.get("kind"), texts.get("occurred_at")
    chosen = frame.with_columns(  # of the frame's height, also where only literals are chosen
        pl.coalesce(*([own_kind] if own_kind is not None else []), kinds).alias("kind"),
        pl.coalesce(times, *([own_time] if own_time is not None else [])).alias("occurred_at"),
    )
    for name in ("kind", "occurred_at"):
        if chosen[name].null_count() < chosen.height:
            texts[name] = chosen[name]


def _holds(cells: pl.DataFrame, item: When, plan: Plan) -> pl.Expr:
    names = _columns(item.columns, plan)
    if not item.columns:
        return pl.lit(True)
    if not names:
        return pl.lit(False)
    if not item.words:
        return pl.coalesce(names).is_not_null()
    folded = columns.mapped(first(cells, names), fold)
    return pl.lit(folded.is_in(list(item.words)).fill_null(value=False))


def _dated(item: When, plan: Plan) -> pl.Expr:
    names = _columns(item.dated, plan)
    return pl.coalesce(names) if names else pl.lit(None, dtype=pl.String)


def _columns(keys: Sequence[str], plan: Plan) -> list[str]:
    return [name for key in keys for name in plan.by_key.get(key, ())]
