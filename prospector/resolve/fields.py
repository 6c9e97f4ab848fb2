"""What rows say about a lead and an account, field by field, with what follows from it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from prospector.identifiers import (
    is_freemail,
    is_role_address,
    split_name,
    spoken_company,
    spoken_first_name,
)
from prospector.identifiers.profiles import is_opaque
from prospector.resolve.titles import function_of, seniority_of
from prospector.resolve.values import DERIVED, GIVEN, Held, Origin, Replaced, Statement, Value, held

#: Lead columns taken as they are given.
LEAD_PLAIN = (
    "first_name",
    "last_name",
    "postal_address",
    "civility",
    "title",
    "function",
    "seniority",
    "language",
    "country",
    "time_zone",
    "owner",
    "posture",
    "decision_style",
    "preferred_channel",
    "lifecycle",
)
#: Account columns taken as they are given.
ACCOUNT_PLAIN = (
    "region",
    "city",
    "industry",
    "naf_code",
    "employees",
    "revenue",
    "sites",
    "crm_in_place",
    "sales_structure",
    "tools",
    "relation",
)
GUESS = "company_guess"
#: A row with none of these and no personal address speaks of a company alone.
DESCRIBES_SOMEBODY = frozenset({"first_name", "last_name", "name", "title", "function", "civility"})

Statements = dict[str, list[Statement]]


class Row(NamedTuple):
    """A sighting as resolve reads it: who and where, and the values given."""

    id: int
    origin: Origin
    # Any: the record's typed values.
    lead: Mapping[str, Any]
    account: Mapping[str, Any]
    email: str | None = None
    profile: str | None = None
    phone: str | None = None
    domain: str | None = None
    account_id: int | None = None
    names_person: bool = True


# Any: the record's typed values.
def names_person(lead: Mapping[str, Any], *, has_profile: bool) -> bool:
    """Whether a row is about somebody, not about the company alone."""
    if has_profile or not lead.keys().isdisjoint(DESCRIBES_SOMEBODY):
        return True
    return bool(lead.get("email")) and not is_role_address(lead["email"])


class Record(NamedTuple):
    """A lead or account as its rows make it: columns, attributes, sources and history."""

    values: dict[str, Value]
    attributes: dict[str, Value]
    sources: dict[str, dict[str, Any]]  # Any: see `values.Held`
    replaced: list[tuple[str, Replaced]]


def lead_statements(rows: Iterable[Row]) -> Statements:
    """Everything rows say of one person."""
    said: Statements = defaultdict(list)
    for row in rows:
        for field in LEAD_PLAIN:
            _say(said, field, row.lead.get(field), row)
        _say_attributes(said, row.lead, row)
        _say(said, f"attributes.{GUESS}", row.lead.get(GUESS), row)
        _say_addresses(said, row)
        _say_name(said, row)
        _say_role(said, row)
    return said


def account_statements(rows: Iterable[Row]) -> Statements:
    """Everything rows say of one company."""
    said: Statements = defaultdict(list)
    for row in rows:
        for field in ACCOUNT_PLAIN:
            _say(said, field, row.account.get(field), row)
        _say_attributes(said, row.account, row)
        _say(said, "domain", row.domain, row)
        if company := row.account.get("company"):
            _say(said, "name", company, row)
            _derive(said, "spoken_name", spoken_company(company), row, "name")
        _say_shared(said, row)
    return said


def _say_shared(said: Statements, row: Row) -> None:
    """Columns that speak of the person where the row names one, else of the company."""
    country = row.account.get("country") or row.lead.get("country")
    if not row.names_person:
        _say(said, "country", country, row)
        _say(said, "owner", row.lead.get("owner"), row)
    elif country:
        _derive(said, "country", country, row, "its people")


def settle(said: Statements) -> Record:
    """Judge every field's statements."""
    record = Record({}, {}, {}, [])
    for field, statements in said.items():
        outcome = held(statements)
        _keep(record, field, outcome)
    return record


def _keep(record: Record, field: str, outcome: Held) -> None:
    target, name = record.values, field
    if field.startswith("attributes."):
        target, name = record.attributes, field.removeprefix("attributes.")
    if outcome.value is not None:
        target[name] = outcome.value
    if outcome.source is not None:
        record.sources[field] = outcome.source
    record.replaced.extend((field, old) for old in outcome.replaced)


def _say(said: Statements, field: str, value: Value, row: Row, level: int = GIVEN) -> None:
    if value is not None:
        said[field].append(Statement(value, row.origin, level))


def _derive(said: Statements, field: str, value: Value, row: Row, source: str) -> None:
    """Add what follows from another field; None too: nothing follows from the newest title."""
    said[field].append(Statement(value, row.origin, DERIVED, source))


def _say_attributes(said: Statements, given: Mapping[str, Any], row: Row) -> None:
    attributes = given.get("attributes")
    if isinstance(attributes, dict):
        for name, value in attributes.items():
            _say(said, f"attributes.{name}", value, row)


def _say_addresses(said: Statements, row: Row) -> None:
    """A company's address beats a free one, a readable profile beats an opaque id."""
    if row.email:
        private = is_freemail(row.email.rpartition("@")[2])
        _say(said, "email", row.email, row, DERIVED if private else GIVEN)
    if row.profile:
        url = f"https://www.{row.profile}"
        _say(said, "linkedin_url", url, row, DERIVED if is_opaque(row.profile) else GIVEN)
    _say(said, "phone", row.phone, row)
    _say(said, "account_id", row.account_id, row)


def _say_name(said: Statements, row: Row) -> None:
    first, last = row.lead.get("first_name"), row.lead.get("last_name")
    if name := row.lead.get("name"):
        parts = split_name(name)
        for field, given, part in (("first_name", first, parts[0]), ("last_name", last, parts[1])):
            if not given and part:
                _derive(said, field, part, row, "name")
        first = first or parts[0]
    if row.lead.get("spoken_name"):
        _say(said, "spoken_name", row.lead["spoken_name"], row)
    elif first:
        # As strong as the first name it follows from, so that the two never come from two rows.
        level = DERIVED if not row.lead.get("first_name") else GIVEN
        said["spoken_name"].append(
            Statement(spoken_first_name(first), row.origin, level, "first_name")
        )


def _say_role(said: Statements, row: Row) -> None:
    title = row.lead.get("title")
    if title:
        _derive(said, "function", function_of(title), row, "title")
        _derive(said, "seniority", seniority_of(title), row, "title")
