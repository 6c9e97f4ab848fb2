"""Leads: the people we might write to, found by whatever one has at hand."""

import difflib
from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import Connection, Text, cast, func, or_
from sqlalchemy import select as columns
from sqlmodel import Session, SQLModel, col, select

from prospector.errors import NotFound
from prospector.identifiers import email_key, profile_key
from prospector.store import identities
from prospector.tables import IdentityKind, Lead


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
        return "; give an id, an e-mail address or a profile URL (prospector queue lists ids)"
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
    if not near:
        return "; give an id, an e-mail address or a profile URL"
    return f"; did you mean {' or '.join(near)}?"


class Guessing(NamedTuple):
    """A lead whose headline may name its company."""

    lead_id: int
    account_id: int | None
    title: str | None
    # Any: JSON documents.
    attributes: dict[str, Any]
    sources: dict[str, Any]


def guessing(connection: Connection, own_name: str) -> list[Guessing]:
    """Leads whose headline names a company, or whose title holds our own name."""
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
    return [Guessing(*row) for row in connection.execute(statement)]


def of_accounts(connection: Connection, accounts: Collection[int]) -> list[Any]:
    """The leads of some accounts, as far as likeness goes (Any: rows of `CARD`)."""
    return _cards(connection, "account_id", accounts)


def cards(connection: Connection, lead_ids: Collection[int]) -> list[Any]:
    """Some leads that were not merged away, as far as likeness goes (Any: rows of `CARD`)."""
    return _cards(connection, "id", lead_ids)


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


def _cards(connection: Connection, column: str, ids: Collection[int]) -> list[Any]:
    lead, account = (SQLModel.metadata.tables[name] for name in ("lead", "account"))
    found = columns(*(lead.c[name] for name in CARD), account.c.name, account.c.domain)
    found = found.outerjoin(account, account.c.id == lead.c.account_id)
    rows: list[Any] = []
    wanted = sorted(ids)
    for start in range(0, len(wanted), 500):
        part = lead.c[column].in_(wanted[start : start + 500])
        rows.extend(connection.execute(found.where(lead.c.merged_into.is_(None), part)))
    return rows


def identities_of(connection: Connection, lead_ids: Collection[int]) -> set[int]:
    """The identities that point to some leads."""
    identity = SQLModel.metadata.tables["identity"]
    found: set[int] = set()
    wanted = sorted(lead_ids)
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        statement = columns(identity.c.id).where(identity.c.lead_id.in_(part))
        found.update(connection.execute(statement).scalars())
    return found


def accounts_of(connection: Connection, lead_ids: Collection[int]) -> set[int]:
    """The accounts some leads belong to."""
    lead = SQLModel.metadata.tables["lead"]
    found: set[int] = set()
    wanted = sorted(lead_ids)
    for start in range(0, len(wanted), 500):
        statement = columns(lead.c.account_id).where(lead.c.id.in_(wanted[start : start + 500]))
        found.update(i for i in connection.execute(statement).scalars() if i is not None)
    return found
