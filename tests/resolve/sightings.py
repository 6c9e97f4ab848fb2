"""Sightings as collect writes them, from plain rows; and what resolve made of them."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select
from sqlmodel import SQLModel

from prospector import identifiers
from prospector.store.database import Database
from prospector.tables import AccountIdentityKind, IdentityKind, Run, RunStatus, Signal, SourceRank

NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
_T = SQLModel.metadata.tables
_LEAD_KEYS = [
    "email",
    "phone",
    "linkedin_url",
    "first_name",
    "last_name",
    "name",
    "civility",
    "title",
    "function",
    "seniority",
    "language",
    "country",
    "owner",
    "lifecycle",
    "company_guess",
    "lead_attributes",
]
_ACCOUNT_KEYS = [
    "domain",
    "company",
    "industry",
    "employees",
    "city",
    "tools",
    "relation",
    "crm_in_place",
    "account_attributes",
]


def day(number: int) -> datetime:
    """Noon, some days after the first."""
    return NOON + timedelta(days=number)


def see(
    database: Database,
    *rows: dict[str, Any],  # Any: fields of the record
    feed: str = "crm",
    rank: str = "crm",
    received: datetime = NOON,
    seen: datetime | None = None,
) -> None:
    """Write sightings; a row may carry its own feed, rank, received and seen."""
    with database.write() as session:
        connection = session.connection()
        run = {
            "stage": "collect",
            "status": RunStatus.DONE,
            "as_of": received,
            "started_at": received,
            "counts": {},
        }
        run_id = connection.execute(insert(_T["run"]).returning(_T["run"].c.id), run).scalar_one()
        for line, given in enumerate(rows, start=2):
            row = dict(given)
            meta = {
                "feed": row.pop("feed", feed),
                "rank": SourceRank(row.pop("rank", rank)),
                "received_at": row.pop("received", received),
            }
            meta["seen_at"] = row.pop("seen", seen or meta["received_at"])
            _write(
                connection,
                row,
                {
                    **meta,
                    "run_id": run_id,
                    "file": f"{meta['feed']}.csv",
                    "line": row.pop("line", line),
                },
            )


def _write(connection: Connection, row: dict[str, Any], meta: dict[str, Any]) -> None:
    people, companies = keys(row)
    at = meta["received_at"]
    columns = {
        **{f"{name}_id": known(connection, "identity", *key, at) for name, key in people.items()},
        **{
            f"{name}_id": known(connection, "account_identity", *key, at)
            for name, key in companies.items()
        },
    }
    content = json.dumps(row, sort_keys=True)
    digest = hashlib.sha256(content.encode()).hexdigest()
    sighting = _T["sighting"]
    same = select(sighting.c.id).where(
        sighting.c.feed == meta["feed"], sighting.c.content_hash == digest
    )
    if connection.execute(same).first():
        return
    values = {
        "lead_values": _values(row, _LEAD_KEYS, "lead"),
        "account_values": _values(row, _ACCOUNT_KEYS, "account"),
    }
    connection.execute(insert(sighting), {**meta, **columns, **values, "content_hash": digest})


def keys(row: dict[str, Any]) -> tuple[dict[str, tuple[Any, str]], dict[str, tuple[Any, str]]]:
    """The identities of a row, canonical, by column."""
    email = identifiers.email_key(row.get("email") or "")
    mail_domain = email and identifiers.registrable_domain(email)
    if mail_domain and identifiers.is_freemail(mail_domain):
        mail_domain = None
    domain = identifiers.registrable_domain(row.get("domain") or "") or mail_domain
    company = identifiers.company_key(row.get("company") or "")
    person = identifiers.name_key(row.get("first_name"), row.get("last_name"), row.get("name"))
    named = f"{person}|{company or domain}" if person and (company or domain) else None
    people = {
        "email": (IdentityKind.EMAIL, email),
        "profile": (IdentityKind.PROFILE, identifiers.profile_key(row.get("linkedin_url") or "")),
        "phone": (IdentityKind.PHONE, identifiers.phone_key(row.get("phone") or "", "FR")),
        "name": (IdentityKind.NAME_COMPANY, named),
    }
    companies = {
        "domain": (AccountIdentityKind.DOMAIN, domain),
        "company": (AccountIdentityKind.NAME, company),
    }
    return (
        {name: (kind, value) for name, (kind, value) in people.items() if value},
        {name: (kind, value) for name, (kind, value) in companies.items() if value},
    )


def known(connection: Connection, table: str, kind: Any, value: str, at: datetime) -> int:
    """The id of an identity, inserted if it is new."""
    identity = _T[table]
    found = connection.execute(
        select(identity.c.id).where(identity.c.kind == kind, identity.c.value == value)
    ).scalar()
    if found is not None:
        return int(found)
    row = {"kind": kind, "value": value, "raw": value, "first_seen_at": at}
    return int(connection.execute(insert(identity).returning(identity.c.id), row).scalar_one())


def _values(row: dict[str, Any], names: list[str], entity: str) -> dict[str, Any]:
    values = {name: row[name] for name in names if row.get(name) is not None and name in row}
    if attributes := values.pop(f"{entity}_attributes", None):
        values["attributes"] = attributes
    return values


def signal(
    database: Database, kind: str, domain: str | None, at: datetime, *, person: str | None = None
) -> None:
    """Write a signal of a company or a person."""
    with database.write() as session:
        connection = session.connection()
        run = Run(stage="collect", status=RunStatus.DONE, as_of=at, started_at=at)
        session.add(run)
        session.flush()
        company = who = None
        if domain:
            company = known(connection, "account_identity", AccountIdentityKind.DOMAIN, domain, at)
        if person:
            who = known(connection, "identity", IdentityKind.PROFILE, person, at)
        session.add(
            Signal(
                feed="shop",
                external_id=f"{kind}-{domain}-{at}",
                kind=kind,
                occurred_at=at,
                received_at=at,
                person_identity_id=who,
                account_identity_id=company,
                run_id=run.id or 0,
                file="shop.csv",
                line=2,
            )
        )


def rows_of(database: Database, table: str) -> list[dict[str, Any]]:
    """Every row of a table, by id."""
    with database.read() as session:
        found = session.connection().execute(select(_T[table]).order_by(_T[table].c.id)).mappings()
        return [dict(row) for row in found]


def lead(database: Database, address: str) -> dict[str, Any]:
    """The lead an e-mail, profile, phone or name identity points to."""
    owner = next(i for i in rows_of(database, "identity") if i["value"] == address)["lead_id"]
    assert owner is not None, f"{address} is nobody"
    return next(row for row in rows_of(database, "lead") if row["id"] == owner)


def account(database: Database, value: str) -> dict[str, Any]:
    """The account a domain or company key points to."""
    owner = next(i for i in rows_of(database, "account_identity") if i["value"] == value)[
        "account_id"
    ]
    assert owner is not None, f"{value} is no company"
    return next(row for row in rows_of(database, "account") if row["id"] == owner)
