"""The row of a lead or account that its sightings make, and whether it differs from the stored one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from prospector.resolve.fields import ACCOUNT_PLAIN, GUESS, LEAD_PLAIN, Record
from prospector.tables import Relation

#: What the CRM says of the relation; the relation itself is judged later, with deals and purchases.
STATED = "relation_stated"
#: How a source map says that a lead has its account from a headline.
BY_HEADLINE = "headline"
LEAD = (*LEAD_PLAIN, "account_id", "email", "phone", "linkedin_url", "spoken_name")
ACCOUNT = (
    *(field for field in ACCOUNT_PLAIN if field != "relation"),
    "domain",
    "name",
    "spoken_name",
    "country",
    "owner",
)

# Any: columns of many types by name.
Columns = dict[str, Any]


def lead_columns(
    record: Record,
    given: Mapping[str, str],
    stored: Mapping[str, Any] | None,
    first_seen_at: datetime,
) -> Columns:
    """A lead's columns; `given` are addresses that stand in no row (a signal's identity alone)."""
    columns: Columns = {field: record.values.get(field, given.get(field)) for field in LEAD}
    sources = dict(record.sources)
    if stored and columns["account_id"] is None and _still_guessed(record, stored):
        # Not from a row: `headlines` judges it again once every lead is written.
        columns["account_id"] = stored["account_id"]
        sources["account_id"] = stored["sources"]["account_id"]
    return columns | {
        "attributes": dict(record.attributes),
        "sources": sources,
        "first_seen_at": first_seen_at,
    }


def account_columns(
    record: Record,
    given: Mapping[str, str],
    stored: Mapping[str, Any] | None,
    first_seen_at: datetime,
) -> Columns:
    """An account's columns but its relation, which stays what it was until it is judged anew."""
    columns: Columns = {field: record.values.get(field, given.get(field)) for field in ACCOUNT}
    sources = {field: source for field, source in record.sources.items() if field != "relation"}
    if "relation" in record.values:
        sources[STATED] = {**record.sources["relation"], "value": record.values["relation"]}
    if stored and "relation" in stored["sources"]:
        sources["relation"] = stored["sources"]["relation"]
    return columns | {
        "relation": Relation(stored["relation"]) if stored else Relation.PROSPECT,
        "attributes": dict(record.attributes),
        "sources": sources,
        "first_seen_at": first_seen_at,
    }


def differs(columns: Mapping[str, Any], stored: Mapping[str, Any]) -> bool:
    """Whether a stored row has to be written again."""
    return any(stored[name] != value for name, value in columns.items())


def _still_guessed(record: Record, stored: Mapping[str, Any]) -> bool:
    """Whether a lead had its account from the headline it still has."""
    was = stored["sources"].get("account_id", {}).get("from") == BY_HEADLINE
    title, guess = stored["title"], stored["attributes"].get(GUESS)
    now = record.values.get("title"), record.attributes.get(GUESS)
    return was and now == (title, guess)
