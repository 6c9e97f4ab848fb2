"""Leads: the people we might write to, found by whatever one has at hand."""

import difflib
from collections.abc import Collection
from typing import Any, NamedTuple

import polars as pl
from sqlalchemy import Connection, Text, cast, column, func, or_, table
from sqlalchemy import select as columns
from sqlmodel import Session, SQLModel, col, select

from prospector.errors import NotFound
from prospector.identifiers import email_key, profile_key
from prospector.store import identities
from prospector.store.staging import ask, read_frame, read_rows
from prospector.tables import Account, IdentityKind, Lead


def find(session: Session, text: str) -> Lead:
    """The lead with an id, an e-mail address or a profile URL; merged ones lead to who they are now.

    Raises:
        NotFound: nobody is known by it; the message names the nearest ones.
    """
    lead_id = _id_of(session, text.strip())
    lead = None if lead_id is None else current(session, lead_id)
    if lead is None:
        raise NotFound(f"no lead {text!r}{_near(session, text)}")
    return lead


def current(session: Session, lead_id: int) -> Lead | None:
    """The lead that a lead is today, after every merge."""
    lead = session.get(Lead, lead_id)
    seen: set[int] = set()
    while lead is not None and lead.merged_into is not None and lead.merged_into not in seen:
        seen.add(lead.merged_into)
        lead = session.get(Lead, lead.merged_into)
    return lead


def _id_of(session: Session, text: str) -> int | None:
    if text.removeprefix("#").isdigit():
        return int(text.removeprefix("#"))
    if key := email_key(text):
        return identities.lead_of(session, IdentityKind.EMAIL, key)
    if key := profile_key(text):
        return identities.lead_of(session, IdentityKind.PROFILE, key)
    return None


def _near(session: Session, text: str) -> str:
    """A hint: the addresses and profiles spelled most like it, or how to write one."""
    if text.strip().isdigit():
        return "; give an id, an e-mail address or a profile URL (prospector queue --json has ids)"
    wanted = (email_key(text) or profile_key(text) or text.strip().casefold())[:200]
    start = wanted.rpartition("/")[2][:3]
    pool = identities.starting_with(session, start) or [
        address
        for address in session.exec(
            select(Lead.email).where(col(Lead.email).is_not(None)).limit(500)
        )
        if address
    ]
    near = difflib.get_close_matches(wanted, pool, n=3, cutoff=0.6)
    if near:
        return f"; did you mean {' or '.join(near)}?"
    there = _at_domain(session, wanted.rpartition("@")[2]) if "@" in wanted else []
    if there:
        return f": nobody is known by this e-mail address; at that company: {', '.join(there)}"
    if email_key(text):
        return f": nobody is known by the e-mail address {wanted}; give an id or a profile URL"
    if profile_key(text):
        return f": nobody is known by the profile {wanted}; give an id or an e-mail address"
    return "; give an id, an e-mail address or a profile URL"


def _at_domain(session: Session, domain: str) -> list[str]:
    """Some people of a company by name and id: one known by a profile alone has no address."""
    found = session.exec(
        select(Lead.first_name, Lead.last_name, Lead.id)
        .join(Account, col(Account.id) == col(Lead.account_id))
        .where(Account.domain == domain, col(Lead.merged_into).is_(None))
        .order_by(col(Lead.id))
        .limit(3)
    )
    return [" ".join(filter(None, (*names, f"(lead {number})"))) for *names, number in found]


class Guessing(NamedTuple):
    """A lead whose headline may name its company."""

    lead_id: int
    account_id: int | None
    title: str | None
    # Any: JSON documents.
    attributes: dict[str, Any]
    sources: dict[str, Any]


def guessing(
    connection: Connection, own_name: str, *, of: Collection[int] | None = None
) -> list[Guessing]:
    """Leads (all, or some) whose headline names a company, or whose title holds our own name."""
    lead = SQLModel.metadata.tables["lead"]
    statement = columns(
        lead.c.id, lead.c.account_id, lead.c.title, lead.c.attributes, lead.c.sources
    ).where(
        lead.c.merged_into.is_(None),
        or_(
            cast(lead.c.attributes, Text).like('%"company_guess"%'),
            func.lower(lead.c.title).contains(own_name.lower(), autoescape=True),
        ),
    )
    if of is not None:
        asked = table("asked", column("id"))
        ask(connection, of)
        statement = statement.where(lead.c.id.in_(columns(asked.c.id)))
    return [Guessing(*row) for row in connection.execute(statement)]


def of_accounts(connection: Connection, accounts: Collection[int]) -> pl.DataFrame:
    """The leads of some accounts, as far as they are looked up: lead, account, first, last, email."""
    join = ask(connection, accounts)
    numbers, texts = ("lead", "account"), ("first", "last", "email")
    return read_frame(
        connection,
        "SELECT l.id, l.account_id, l.first_name, l.last_name, l.email"
        f" FROM asked a {join} lead l ON l.account_id = a.id WHERE l.merged_into IS NULL",
        dict.fromkeys(numbers, pl.Int64) | dict.fromkeys(texts, pl.String),
    )


def cards(connection: Connection, lead_ids: Collection[int]) -> list[tuple[Any, ...]]:
    """Some leads that were not merged away, as far as likeness goes (Any: rows of `CARD`)."""
    join = ask(connection, lead_ids)
    return read_rows(
        connection,
        f"SELECT {', '.join(f'l.{name}' for name in CARD)}, c.name, c.domain FROM asked a"
        f" {join} lead l ON l.id = a.id LEFT JOIN account c ON c.id = l.account_id"
        " WHERE l.merged_into IS NULL",
    )


#: What is compared of two leads; then the name and domain of the account.
CARD = (
    "id",
    "account_id",
    "first_name",
    "last_name",
    "email",
    "linkedin_url",
    "phone",
    "title",
)


def identities_of(connection: Connection, lead_ids: Collection[int]) -> set[int]:
    """The identities that point to some leads."""
    join = ask(connection, lead_ids)
    found = f"SELECT i.id FROM asked a {join} identity i ON i.lead_id = a.id"
    return {row[0] for row in read_rows(connection, found)}


def accounts_of(connection: Connection, lead_ids: Collection[int]) -> set[int]:
    """The accounts some leads belong to."""
    join = ask(connection, lead_ids)
    found = f"SELECT DISTINCT l.account_id FROM asked a {join} lead l ON l.id = a.id"
    return {row[0] for row in read_rows(connection, found) if row[0] is not None}
