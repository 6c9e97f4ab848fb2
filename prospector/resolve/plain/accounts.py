"""The row of a new account: written straight down where its sightings agree, judged field by field where not."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from json import dumps
from typing import Any, NamedTuple

from prospector.identifiers import spoken_company
from prospector.resolve import columns
from prospector.resolve.fields import ACCOUNT_PLAIN, names_person
from prospector.resolve.plain.telling import (
    Settled,
    Told,
    agreed_source,
    entries,
    read,
    row_of,
    source_map,
)
from prospector.resolve.plans import Group, plan_account
from prospector.sourcemap import packed
from prospector.tables import Relation, to_micros

COLUMNS = (*columns.ACCOUNT, "relation", "attributes", "sources", "first_seen_at")
_NOBODY_YET = Group(None, (), ())
_FIGURES = tuple(field for field in ACCOUNT_PLAIN if field != "relation")


class Shared(NamedTuple):
    """What one row says in fields that are the person's where it names one, else the company's."""

    country: str | None
    owner: str | None
    names_person: bool


_NOTHING = Shared(None, None, names_person=True)


def account(told: Sequence[Told]) -> Settled | None:
    """The new account that some sightings make; None = its name stands in no row, others must judge."""
    first = told[0]
    words = first.domain, first.company_id is None, first.account_json
    if all((row.domain, row.company_id is None, row.account_json) == words for row in told[1:]):
        said = read(first.account_json)
        shared = _shared(first)
        agreed = "" not in shared and all(_shared(row) == shared for row in told[1:])
        if agreed and _is_simple(said, first):
            return Settled(_agreed(said, shared, told))
    return _judged(told)


def _is_simple(said: Mapping[str, Any], first: Told) -> bool:  # Any: the record's typed values
    """Whether every value counts, and none is said twice."""
    values = said.values()
    return (
        "" not in values
        and None not in values
        and (first.company_id is None or "company" in said)
        and not said.keys() & {"relation", *Shared._fields}
    )


def _shared(row: Told) -> Shared:
    if '"country"' not in row.lead_json and '"owner"' not in row.lead_json:
        return _NOTHING
    lead = read(row.lead_json)
    somebody = names_person(lead, has_profile=row.profile is not None)
    owner = None if somebody else lead.get("owner")
    return Shared(lead.get("country"), owner, somebody)


def _agreed(said: Mapping[str, Any], shared: Shared, told: Sequence[Told]) -> tuple[Any, ...]:
    """The columns, where all sightings say the same."""
    source, first_told = agreed_source(told)
    domain, company = told[0].domain, said.get("company")
    spoken = spoken_company(company) if company else None
    attributes = {k: v for k, v in said.get("attributes", {}).items() if v is not None}
    fields = _fields(
        tuple(said),
        tuple(attributes),
        domain is not None,
        spoken is not None,
        shared.country is not None,
        shared.owner is not None,
        shared.names_person,
    )
    return (
        *(_stored(said.get(field)) if field == "tools" else said.get(field) for field in _FIGURES),
        domain,
        company,
        spoken,
        shared.country,
        shared.owner,
        Relation.PROSPECT.value,
        dumps(attributes) if attributes else "{}",
        source_map(source, fields),
        first_told,
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


def _judged(told: Sequence[Told]) -> Settled | None:
    """The columns and what was replaced, field by field."""
    rows = []
    for each in told:
        row = row_of(each)
        if each.company_id is not None and not row.account.get("company"):
            return None
        somebody = names_person(row.lead, has_profile=each.profile is not None)
        rows.append(row._replace(names_person=somebody))
    plan = plan_account(_NOBODY_YET, rows, {}, None)
    made = plan.columns or {}
    return Settled(
        (
            *(_stored(made[name]) if name == "tools" else made[name] for name in columns.ACCOUNT),
            made["relation"].value,
            dumps(made["attributes"]),
            dumps(packed(made["sources"])),
            to_micros(made["first_seen_at"]),
        ),
        plan.replaced,
        stated=columns.STATED in made["sources"],
    )


def _stored(value: Any) -> Any:  # Any: the field's own type
    return None if value is None else dumps(value)
