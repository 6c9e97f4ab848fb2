"""The rows of new accounts: written straight down where sightings agree, judged field by field where not."""

from collections.abc import Mapping
from functools import lru_cache
from itertools import groupby
from json import dumps
from operator import itemgetter
from typing import Any

import polars as pl

from prospector.columns import to_micros
from prospector.identifiers import is_role_address, spoken_company
from prospector.resolve import columns
from prospector.resolve.fields import ACCOUNT_PLAIN, DESCRIBES_SOMEBODY, Row, names_person
from prospector.resolve.plain.telling import (
    NO_TEXT,
    Settled,
    agreed,
    each,
    entries,
    read,
    row_of,
    source_map,
)
from prospector.resolve.plans import Group, plan_account
from prospector.resolve.values import Replaced
from prospector.sourcemap import packed
from prospector.tables import Relation

_STORED = ("n", *columns.ACCOUNT, "relation", "attributes", "sources", "first_seen_at")
#: What is written, as it is stored.
SCHEMA = dict.fromkeys(_STORED, pl.String) | {
    **dict.fromkeys(("n", "employees", "sites", "first_seen_at"), pl.Int64),
    "revenue": pl.Float64,
    "crm_in_place": pl.Boolean,
}
_NOBODY_YET = Group(None, (), ())
_FIGURES = tuple(field for field in ACCOUNT_PLAIN if field != "relation")


#: What one row says in fields that are the person's where it names one, else the company's.
_SHARED = {"country": pl.String, "owner": pl.String, "names_person": pl.Boolean}
_WORDS = ("domain", "is_nameless", "account_json", *_SHARED)

# Any: columns of many types by name.
Sighted = Mapping[str, Any]


def settle(told: pl.DataFrame) -> Settled:
    """The new accounts that groups of sightings make; without those whose name stands in no row."""
    told = _shared(told).with_columns(is_nameless=pl.col("company_id").is_null())
    rows = [made for row in agreed(told, _WORDS).iter_rows(named=True) if (made := _agreed(row))]
    written = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    judged, replaced, stated = _judged(told.filter(~pl.col("n").is_in(written["n"].implode())))
    return Settled(pl.concat([written, judged]).sort("n"), replaced, stated)


def _shared(told: pl.DataFrame) -> pl.DataFrame:
    """The sightings with what each says of whoever it names."""
    is_odd = told["lead_json"].str.contains(NO_TEXT)
    said = _read(told["lead_json"].set(is_odd, "{}"), told["profile"])
    if is_odd.any():
        rows = told.filter(is_odd).select("lead_json", "profile").rows()
        odd = pl.DataFrame([_said(*row) for row in rows], schema=_SHARED, orient="row")
        places = is_odd.arg_true()
        said = said.with_columns(said[name].scatter(places, odd[name]) for name in _SHARED)
    # Whom a row names that says nothing of the two is all the same.
    silent = pl.col("country").is_null() & pl.col("owner").is_null()
    return told.with_columns(said.with_columns(pl.col("names_person") | silent))


def _said(lead_json: str, profile: str | None) -> tuple[str | None, str | None, bool]:
    lead = read(lead_json)
    somebody = names_person(lead, has_profile=profile is not None)
    return lead.get("country"), None if somebody else lead.get("owner"), somebody


def _read(texts: pl.Series, profile: pl.Series) -> pl.DataFrame:
    """The same where every value is a text, by columns."""
    fields = dict.fromkeys(("country", "owner", "email", *sorted(DESCRIBES_SOMEBODY)), pl.String)
    lead = texts.str.json_decode(pl.Struct(fields)).struct.unnest()
    described = pl.any_horizontal(
        pl.col(*DESCRIBES_SOMEBODY).is_not_null(), pl.lit(profile).is_not_null()
    )
    # An address alone is somebody's unless it is a function's: looked at one by one.
    alone = lead.select(email=pl.when(~described & (pl.col("email") != "")).then("email"))["email"]
    own = each(alone, lambda email: None if is_role_address(email) else email)
    somebody = described | pl.lit(own).is_not_null()
    return lead.select("country", owner=pl.when(~somebody).then("owner"), names_person=somebody)


def _is_simple(said: Mapping[str, Any], row: Sighted) -> bool:  # Any: the record's typed values
    """Whether every value counts, and none is said twice."""
    values = said.values()
    return (
        "" not in values
        and None not in values
        and "" not in (row["country"], row["owner"])
        and (row["is_nameless"] or "company" in said)
        and not said.keys() & {"relation", *_SHARED}
    )


def _agreed(row: Sighted) -> tuple[Any, ...] | None:
    """The columns, where all sightings say the same; None where it takes judgement."""
    said = read(row["account_json"])
    if not _is_simple(said, row):
        return None
    domain, company = row["domain"], said.get("company")
    spoken = spoken_company(company) if company else None
    attributes = {k: v for k, v in said.get("attributes", {}).items() if v is not None}
    fields = _fields(
        tuple(said),
        tuple(attributes),
        domain is not None,
        spoken is not None,
        row["country"] is not None,
        row["owner"] is not None,
        row["names_person"],
    )
    return (
        row["n"],
        *(_stored(said.get(field)) if field == "tools" else said.get(field) for field in _FIGURES),
        domain,
        company,
        spoken,
        row["country"],
        row["owner"],
        Relation.PROSPECT.value,
        dumps(attributes) if attributes else "{}",
        source_map(row["source"], fields),
        row["first_seen_at"],
    )


@lru_cache(maxsize=65_536)
def _fields(said: tuple[str, ...], attributes: tuple[str, ...], *there: bool) -> str:
    """The source map's entries; most rows of a file have the same."""
    has_domain, is_spoken, has_country, has_owner, names_somebody = there
    fields = [name for name in said if name in _FIGURES]
    fields += [f"attributes.{name}" for name in attributes]
    fields += ["domain"] if has_domain else []
    fields += ["name"] if "company" in said else []
    fields += ["owner"] if has_owner else []
    derived = [("spoken_name", "name")] if is_spoken else []
    if has_country:
        derived.append(("country", "its people" if names_somebody else ""))
    return entries(fields, derived)


def _judged(
    told: pl.DataFrame,
) -> tuple[pl.DataFrame, list[tuple[int, str, Replaced]], frozenset[int]]:
    """The columns and what was replaced, field by field; and whose relation somebody stated."""
    rows, replaced, stated = [], [], set()
    for n, group in groupby(told.iter_rows(named=True), key=itemgetter("n")):
        sightings = list(group)
        found = [_row(sighting) for sighting in sightings]
        if any(
            s["company_id"] and not row.account.get("company")
            for s, row in zip(sightings, found, strict=True)
        ):
            continue
        plan = plan_account(_NOBODY_YET, found, {}, None)
        made = plan.columns or {}
        rows.append((n, *_columns(made)))
        replaced += [(n, *old) for old in plan.replaced]
        if columns.STATED in made["sources"]:
            stated.add(n)
    return pl.DataFrame(rows, schema=SCHEMA, orient="row"), replaced, frozenset(stated)


def _row(sighting: Sighted) -> Row:
    row = row_of(sighting)
    has_profile = sighting["profile"] is not None
    return row._replace(names_person=names_person(row.lead, has_profile=has_profile))


def _columns(made: Sighted) -> tuple[Any, ...]:
    """An account's columns as they are stored."""
    return (
        *(_stored(made[name]) if name == "tools" else made[name] for name in columns.ACCOUNT),
        made["relation"].value,
        dumps(made["attributes"]),
        dumps(packed(made["sources"])),
        to_micros(made["first_seen_at"]),
    )


def _stored(value: Any) -> Any:  # Any: the field's own type
    return None if value is None else dumps(value)
