"""The rows of new leads: made by columns where their sightings agree, judged field by field where not."""

from itertools import groupby
from json import dumps
from operator import itemgetter
from typing import Any

import polars as pl

from prospector.columns import to_micros
from prospector.identifiers import split_name, spoken_first_name
from prospector.resolve import columns
from prospector.resolve.fields import GUESS, LEAD_PLAIN
from prospector.resolve.plain.telling import (
    NO_TEXT,
    Settled,
    agreed,
    each,
    entries,
    read,
    row_of,
)
from prospector.resolve.plans import Group, plan_lead
from prospector.resolve.titles import function_of, seniority_of
from prospector.resolve.values import Replaced
from prospector.sourcemap import SHARED, packed

#: What is written, as it is stored.
SCHEMA = dict.fromkeys(
    ("n", *columns.LEAD, "attributes", "sources", "first_seen_at"), pl.String
) | {
    "n": pl.Int64,
    "account_id": pl.Int64,
    "first_seen_at": pl.Int64,
}
_NOBODY_YET = Group(None, (), ())
#: What is read of a person besides attributes: texts, all of them.
_SAID = (*LEAD_PLAIN, "name", "spoken_name")
_WORDS = ("email", "profile", "phone", "account_id", "lead_json")
_ASIDE = rf'"(?:attributes|{GUESS})":'


def settle(told: pl.DataFrame) -> Settled:
    """The new leads that groups of sightings make, each of them about one person."""
    simple = _said(agreed(told, _WORDS))
    rest = told.filter(~pl.col("n").is_in(simple["n"].implode()))
    judged, replaced = _judged(rest)
    return Settled(pl.concat([_written(simple), judged]).sort("n"), replaced)


def _said(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows whose values all count and none is said twice, with a column for each value.

    `more` is the JSON of their attributes, `noted` its fields in the source map.
    """
    rows = rows.with_columns(more=pl.lit("{}"), noted=pl.lit(""))
    is_aside = pl.col("lead_json").str.contains(_ASIDE)
    aside = [
        parted for row in rows.filter(is_aside).iter_rows(named=True) if (parted := _parted(row))
    ]
    rows = pl.concat([rows.filter(~is_aside), pl.DataFrame(aside, schema=rows.schema)])
    rows = rows.filter(~pl.col("lead_json").str.contains(NO_TEXT))
    values = rows["lead_json"].str.json_decode(pl.Struct(dict.fromkeys(_SAID, pl.String)))
    rows = rows.with_columns(*values.struct.unnest().get_columns())
    return rows.filter(~pl.any_horizontal((pl.col(*_SAID) == "").fill_null(value=False)))


def _parted(row: dict[str, Any]) -> dict[str, Any] | None:  # Any: columns of many types
    """A row with its attributes apart from its other values; None where that takes judgement."""
    said = read(row["lead_json"])
    given, guess = said.pop("attributes", {}), said.pop(GUESS, None)
    if GUESS in given or guess == "":
        return None
    attributes = {name: value for name, value in given.items() if value is not None}
    if guess is not None:
        attributes[GUESS] = guess
    return row | {
        "lead_json": dumps(said),
        "more": dumps(attributes),
        "noted": entries([f"attributes.{name}" for name in attributes]),
    }


def _written(rows: pl.DataFrame) -> pl.DataFrame:
    """The columns, where all sightings say the same."""
    names = rows["name"]
    parts = {
        "first_name": each(names, lambda name: split_name(name)[0]),
        "last_name": each(names, lambda name: split_name(name)[1]),
    }
    title = rows["title"]
    first = rows["first_name"].fill_null(parts["first_name"])
    #: What follows from other fields, where those are not given themselves.
    follows = {
        ("first_name", "name"): parts["first_name"],
        ("last_name", "name"): parts["last_name"],
        ("spoken_name", "first_name"): each(first, spoken_first_name),
        ("function", "title"): each(title, function_of),
        ("seniority", "title"): each(title, seniority_of),
    }
    made = rows.with_columns(
        *(rows[name].fill_null(found).alias(name) for (name, _), found in follows.items()),
        linkedin_url="https://www." + pl.col("profile"),
    )
    here = {name: rows[name].is_not_null() for name in (*LEAD_PLAIN, "spoken_name")}
    here |= {name: made[name].is_not_null() for name in _ADDRESSES}
    noted = [
        *(
            pl.when(there).then(pl.lit(entries([name])))
            for name, there in here.items()
            if there.any()
        ),
        pl.col("noted"),
        *(
            pl.when(~here[name] & found.is_not_null()).then(pl.lit(entries((), [(name, origin)])))
            for (name, origin), found in follows.items()
            if found.null_count() != found.len()
        ),
    ]
    fields = made.select(pl.concat_str(noted, ignore_nulls=True).alias("fields"))["fields"]
    told = pl.concat_str(pl.lit(f'{{"{SHARED}": '), "source", fields, pl.lit("}"))
    return made.select(
        "n",
        *columns.LEAD,
        attributes="more",
        sources=pl.when(fields == "").then(pl.lit("{}")).otherwise(told),
        first_seen_at="first_seen_at",
    )


def _judged(told: pl.DataFrame) -> tuple[pl.DataFrame, list[tuple[int, str, Replaced]]]:
    """The columns and what was replaced, field by field."""
    rows, replaced = [], []
    for n, group in groupby(told.iter_rows(named=True), key=itemgetter("n")):
        plan = plan_lead(
            _NOBODY_YET, [row_of(row) for row in group], {}, None, shared_mailbox=False
        )
        made = plan.columns or {}
        rows.append(
            (
                n,
                *(made[name] for name in columns.LEAD),
                dumps(made["attributes"]),
                dumps(packed(made["sources"])),
                to_micros(made["first_seen_at"]),
            )
        )
        replaced += [(n, *old) for old in plan.replaced]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row"), replaced


_ADDRESSES = ("email", "linkedin_url", "phone", "account_id")
