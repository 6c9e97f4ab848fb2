"""Worlds at random, and what resolve made of one, without the ids that chance gave."""

import random
from typing import Any

from prospector.store.database import Database
from tests.resolve.sightings import day, rows_of

_PEOPLE = (
    ("Claire", "Durand"),
    ("Claire", "Durant"),
    ("Bob", "Martin"),
    ("Alice", "Petit"),
    ("Zoé", "Legrand"),
)
_EMAILS = (
    "claire.durand@acme.example",
    "c.durand@gmail.com",
    "bob@acme.example",
    "info@acme.example",
    "alice@globex.example",
    "desk@globex.example",
)
_PROFILES = tuple(
    f"linkedin.com/in/{slug}" for slug in ("claire-durand", "bob", "alice", "ACoAAB12345678901")
)
_PHONES = ("01 99 00 12 34", "01 99 00 56 78")
_COMPANIES = ("Acme SAS", "Acme", "Globex GmbH", "Initech")
_DOMAINS = ("acme.example", "globex.example", "initech.example")
_TITLES = ("CEO", "VP Sales", "Directeur technique", "Chef de projet")


def rows_at_random(seed: int) -> list[dict[str, Any]]:  # Any: fields of the record
    """Some rows over few people and companies, so that much of it hangs together."""
    chance = random.Random(seed)

    def maybe(pool: tuple[Any, ...], odds: float) -> Any:
        return chance.choice(pool) if chance.random() < odds else None

    rows: dict[str, dict[str, Any]] = {}
    for number in range(chance.randint(3, 16)):
        first, last = maybe(_PEOPLE, 0.7) or (None, None)
        spoken = chance.random() < 0.5
        row = {
            "email": maybe(_EMAILS, 0.5),
            "linkedin_url": maybe(_PROFILES, 0.4),
            "phone": maybe(_PHONES, 0.3),
            "first_name": first if spoken else None,
            "last_name": last if spoken else None,
            "name": f"{first} {last}" if first and not spoken else None,
            "company": maybe(_COMPANIES, 0.5),
            "domain": maybe(_DOMAINS, 0.2),
            "title": maybe(_TITLES, 0.5),
            "company_guess": maybe(("Acme", "Ours", "Initech SA"), 0.3),
            "country": maybe(("FR", "DE"), 0.3),
            "employees": maybe((40, 400), 0.3),
            "relation": maybe(("customer", "prospect"), 0.2),
            "lead_attributes": maybe(({"plan": "gold"}, {"plan": "tin"}), 0.2),
        }
        if not any(row[name] for name in ("email", "linkedin_url", "phone", "company", "domain")):
            continue
        given = {name: value for name, value in row.items() if value is not None}
        feed, rank = chance.choice((("crm", "crm"), ("likers", "feed"), ("hand", "person")))
        received = day(chance.randint(0, 5))
        seen = min(received, day(chance.randint(0, 5)))
        meta = {"feed": feed, "rank": rank, "received": received, "seen": seen, "line": number}
        # The same words from the same feed are one sighting, the first that came.
        rows.setdefault(f"{feed}{given}", {**given, **meta})
    return list(rows.values())


_Keys = frozenset[tuple[str, str]]


def state(database: Database) -> dict[str, Any]:  # Any: nested plain values
    """Leads, accounts, history and suggestions, told apart by their identities."""
    leads = _owners(rows_of(database, "identity"), "lead_id")
    accounts = _owners(rows_of(database, "account_identity"), "account_id")
    return {
        "leads": {
            leads.get(row["id"], frozenset()): _plain(
                row, account_id=accounts.get(row["account_id"])
            )
            for row in rows_of(database, "lead")
            if row["merged_into"] is None
        },
        "accounts": {
            accounts[row["id"]]: _plain(row)
            for row in rows_of(database, "account")
            # We ourselves become an account when a headline names us, and stay one.
            if row["id"] in accounts and row["name"] != "Ours"
        },
        "nobody": {
            (row["kind"], row["value"], row["method"])
            for table, pointer in (("identity", "lead_id"), ("account_identity", "account_id"))
            for row in rows_of(database, table)
            if row[pointer] is None
        },
        "history": sorted(_history(database, leads, accounts), key=str),
        "suggestions": {
            (
                frozenset(_sides(row, leads, accounts)),
                row["reason"],
                row["confidence"],
                row["status"],
            )
            for row in rows_of(database, "suggestion")
        },
    }


def _owners(identities: list[dict[str, Any]], pointer: str) -> dict[int, _Keys]:
    found: dict[int, set[tuple[str, str]]] = {}
    for identity in identities:
        if identity[pointer] is not None:
            found.setdefault(identity[pointer], set()).add((identity["kind"], identity["value"]))
    return {owner: frozenset(keys) for owner, keys in found.items()}


def _sides(
    row: dict[str, Any], leads: dict[int, _Keys], accounts: dict[int, _Keys]
) -> tuple[_Keys, _Keys]:
    one = (leads, "lead_id") if row["lead_id"] else (accounts, "account_id")
    other = (leads, "other_lead_id") if row["other_lead_id"] else (accounts, "other_account_id")
    # Of somebody merged away nothing is left.
    return one[0].get(row[one[1]], frozenset()), other[0].get(row[other[1]], frozenset())


def _plain(row: dict[str, Any], **instead: Any) -> dict[str, Any]:
    return {**{name: value for name, value in row.items() if name != "id"}, **instead}


def _history(
    database: Database, leads: dict[int, _Keys], accounts: dict[int, _Keys]
) -> list[tuple[Any, ...]]:
    found = []
    for row in rows_of(database, "field_value"):
        owner = (leads if row["entity"] == "lead" else accounts).get(row["entity_id"])
        if owner is None or row["field"] == "relation":
            continue  # of a lead merged away; judged with time, not with rows
        value = row["old_value"]
        if row["field"] == "account_id":
            value = sorted(accounts.get(value, ()))
        found.append((row["entity"], sorted(owner), row["field"], str(value), row["until"]))
    return found
