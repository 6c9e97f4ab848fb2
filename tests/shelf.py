"""Put a story into the store, as collect and resolve would have left it."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlmodel import Session

from prospector.columns import from_micros
from prospector.rules import fields
from prospector.store.database import Database
from prospector.tables import (
    Account,
    AccountIdentity,
    AccountIdentityKind,
    Identity,
    IdentityKind,
    Lead,
    Run,
    RunStatus,
    Signal,
)
from prospector.text import fold
from tests.stories import NOW, Story, Told

LONG_AGO = NOW - timedelta(days=3650)
_OWN = ("attributes", "sources", "first_seen_at")


@dataclass
class Shelf:
    """What was put where: ids by name."""

    run_id: int
    leads: dict[str, int] = field(default_factory=dict)
    accounts: dict[str, int] = field(default_factory=dict)
    signals: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    homes: dict[str, int] = field(default_factory=dict)


def shelve(database: Database, story: Story, *, now: datetime = NOW) -> Shelf:
    """Write every account, lead and signal of a story."""
    with database.write() as session:
        run = Run(stage="collect", status=RunStatus.DONE, as_of=now, started_at=now)
        session.add(run)
        session.flush()
        shelf = Shelf(run_id=_id(run))
        for name, told in story.accounts.items():
            put_account(session, shelf, name, told)
        for name, told in story.leads.items():
            put_lead(session, shelf, name, told)
        for told in story.signals:
            put_signal(session, shelf, told, story.leads)
    return shelf


def let_others_end(database: Database) -> None:
    """Wait for every transaction of PostgreSQL's that began before now: other tests' hold notes back too."""
    if database.dialect == "sqlite":
        return
    deadline = time.monotonic() + 60
    with database.read() as session:
        until = session.execute(_NEXT).scalar_one()
    while True:
        with database.read() as session:
            if session.execute(_OLDEST).scalar_one() >= until:
                return
        assert time.monotonic() < deadline, "a transaction does not end"
        time.sleep(0.02)


_NEXT = text("SELECT CAST(CAST(pg_snapshot_xmax(pg_current_snapshot()) AS text) AS bigint)")
_OLDEST = text("SELECT CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS bigint)")


def put_account(session: Session, shelf: Shelf, name: str, told: Told) -> None:
    """One company, known by its domain."""
    values: Told = {"name": name.title(), "domain": f"{name}.example", "first_seen_at": LONG_AGO}
    account = Account(**values | _values(told, fields.ACCOUNT_FIELDS))
    session.add(account)
    session.flush()
    home = AccountIdentity(
        kind=AccountIdentityKind.DOMAIN,
        value=f"{name}.example",
        raw=name,
        account_id=account.id,
        first_seen_at=LONG_AGO,
    )
    session.add(home)
    session.flush()
    shelf.accounts[name], shelf.homes[name] = _id(account), _id(home)


def put_lead(session: Session, shelf: Shelf, name: str, told: Told) -> None:
    """One person, known by an address."""
    address = f"{name}@{told.get('account', 'mail')}.example"
    values: Told = {
        "account_id": shelf.accounts.get(told.get("account", "")),
        "email": address,
        "first_name": name.title(),
        "spoken_name": name.title(),
        "first_seen_at": LONG_AGO,
    }
    lead = Lead(**values | _values(told, fields.LEAD_FIELDS))
    session.add(lead)
    session.flush()
    seen = Identity(
        kind=IdentityKind.EMAIL,
        value=address,
        raw=address,
        lead_id=lead.id,
        first_seen_at=LONG_AGO,
    )
    session.add(seen)
    session.flush()
    shelf.leads[name], shelf.people[name] = _id(lead), _id(seen)


def put_signal(session: Session, shelf: Shelf, told: Told, leads: dict[str, Told]) -> None:
    """One signal; its own company is written only where it is not its person's."""
    person, account = told["lead"], told["account"]
    home = leads.get(person or "", {}).get("account")
    texts: Told = {name: told.get(name) for name in ("subject", "topic", "text")}
    texts |= {f"{name}_folded": fold(text) if text else None for name, text in texts.items()}
    signal = Signal(
        feed=told["feed"],
        external_id=told["external_id"],
        kind=told["kind"],
        occurred_at=from_micros(told["occurred_at"]),
        received_at=from_micros(told["received_at"]),
        person_identity_id=shelf.people.get(person or ""),
        account_identity_id=None if account == home else shelf.homes.get(account or ""),
        **texts,
        subject_of=told.get("subject_of"),
        amount=told.get("amount"),
        currency=told.get("currency"),
        confidence=told["confidence"],
        attributes=told.get("attributes"),
        run_id=shelf.run_id,
        file="signals.csv",
        line=len(shelf.signals) + 2,
    )
    session.add(signal)
    session.flush()
    shelf.signals[str(told["id"])] = _id(signal)


def _values(told: Told, known: Iterable[str]) -> Told:
    names = {name.partition(".")[2] for name in known} | set(_OWN)
    return {name: value for name, value in told.items() if name in names}


def _id(row: Run | Account | AccountIdentity | Lead | Identity | Signal) -> int:
    assert row.id is not None
    return row.id
