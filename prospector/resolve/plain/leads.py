"""The row of a new lead: written straight down where its sightings agree, judged field by field where not."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from json import dumps
from types import MappingProxyType
from typing import Any

from prospector.identifiers import split_name, spoken_first_name
from prospector.resolve import columns
from prospector.resolve.fields import GUESS, LEAD_PLAIN
from prospector.resolve.plain.telling import (
    Settled,
    Told,
    agreed_source,
    entries,
    read,
    row_of,
    source_map,
)
from prospector.resolve.plans import Group, plan_lead
from prospector.resolve.titles import function_of, seniority_of
from prospector.sourcemap import packed
from prospector.tables import to_micros

COLUMNS = (*columns.LEAD, "attributes", "sources", "first_seen_at")
_NOBODY_YET = Group(None, (), ())


def lead(told: Sequence[Told]) -> Settled:
    """The new lead that some sightings make, all of them about this person."""
    first = told[0]
    if len(told) == 1 or _agree(told):
        said = read(first.lead_json)
        if _is_simple(said):
            return Settled(_agreed(said, told))
    return _judged(told)


def _agree(told: Sequence[Told]) -> bool:
    first = told[0]
    words = first[2:5], first.account_id, first.lead_json
    return all((row[2:5], row.account_id, row.lead_json) == words for row in told[1:])


def _is_simple(said: Mapping[str, Any]) -> bool:  # Any: the record's typed values
    """Whether every value counts, and none is said twice."""
    values = said.values()
    return "" not in values and None not in values and GUESS not in said.get("attributes", ())


def _agreed(said: Mapping[str, Any], told: Sequence[Told]) -> tuple[Any, ...]:
    """The columns, where all sightings say the same."""
    _n, _id, email, profile, phone, _domain, account_id, *_ = told[0]
    source, first_told = agreed_source(told)
    get = said.get
    values = list(map(get, LEAD_PLAIN))
    first, name, title = values[_FIRST], get("name"), values[_TITLE]
    derived = []
    if name:
        parts = _split(name)
        for place, part in zip((_FIRST, _LAST), parts, strict=True):
            if part and not values[place]:
                values[place] = part
                derived.append((LEAD_PLAIN[place], "name"))
        first = first or parts[0]
    spoken = get("spoken_name")
    if spoken is None and first and (spoken := spoken_first_name(first)):
        derived.append(("spoken_name", "first_name"))
    if title:
        for place, meaning in ((_FUNCTION, function_of(title)), (_SENIORITY, seniority_of(title))):
            if meaning and values[place] is None:
                values[place] = meaning
                derived.append((LEAD_PLAIN[place], "title"))
    attributes = {k: v for k, v in get("attributes", _NOTHING).items() if v is not None}
    fields = _fields(
        tuple(said), tuple(attributes), tuple(derived),
        bool(email), bool(profile), phone is not None, account_id is not None,
    )  # fmt: skip
    if GUESS in said:
        attributes[GUESS] = said[GUESS]
    return (
        *values,
        account_id,
        email,
        phone,
        f"https://www.{profile}" if profile else None,
        spoken,
        dumps(attributes) if attributes else "{}",
        source_map(source, fields),
        first_told,
    )


@lru_cache(maxsize=65_536)
def _fields(
    said: tuple[str, ...],
    attributes: tuple[str, ...],
    derived: tuple[tuple[str, str], ...],
    *addresses: bool,
) -> str:
    """The source map's entries; most rows of a file have the same."""
    fields = [name for name in said if name in _PLAIN or name == "spoken_name"]
    fields += [f"attributes.{name}" for name in attributes]
    fields += [f"attributes.{GUESS}"] if GUESS in said else []
    columns_of = ("email", "linkedin_url", "phone", "account_id")
    fields += [name for name, there in zip(columns_of, addresses, strict=True) if there]
    return entries(fields, derived)


def _judged(told: Sequence[Told]) -> Settled:
    """The columns and what was replaced, field by field."""
    plan = plan_lead(_NOBODY_YET, [row_of(row) for row in told], {}, None, shared_mailbox=False)
    made = plan.columns or {}
    return Settled(
        (
            *(made[name] for name in columns.LEAD),
            dumps(made["attributes"]),
            dumps(packed(made["sources"])),
            to_micros(made["first_seen_at"]),
        ),
        plan.replaced,
    )


_PLAIN = frozenset(LEAD_PLAIN)
_FIRST, _LAST, _TITLE, _FUNCTION, _SENIORITY = map(
    LEAD_PLAIN.index, ("first_name", "last_name", "title", "function", "seniority")
)
_NOTHING: Mapping[str, Any] = MappingProxyType({})
_split = lru_cache(maxsize=65_536)(split_name)
