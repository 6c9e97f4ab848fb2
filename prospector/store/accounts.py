"""Accounts: what resolve asks about companies it has already written."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, func, insert, select, text
from sqlmodel import Session, SQLModel

from prospector.tables import AccountIdentityKind, to_micros

_T = SQLModel.metadata.tables
_ACCOUNT, _IDENTITY = _T["account"], _T["account_identity"]
_SIGNAL, _PERSON, _LEAD = _T["signal"], _T["identity"], _T["lead"]


class Newest(NamedTuple):
    """The newest signal of one kind that an account gave."""

    at: int
    feed: str
    file: str
    line: int


def newest(
    connection: Connection, kinds: Sequence[str], *, now: datetime
) -> dict[int, dict[str, Newest]]:
    """The newest signal of each kind by account, of those that had happened and were known."""
    account = func.coalesce(_IDENTITY.c.account_id, _LEAD.c.account_id)
    rank = func.row_number().over(
        partition_by=(account, _SIGNAL.c.kind),
        order_by=(_SIGNAL.c.occurred_at.desc(), _SIGNAL.c.feed, _SIGNAL.c.external_id),
    )
    ranked = (
        select(
            account.label("account_id"),
            _SIGNAL.c.kind,
            _SIGNAL.c.occurred_at,
            _SIGNAL.c.feed,
            _SIGNAL.c.file,
            _SIGNAL.c.line,
            rank.label("place"),
        )
        .select_from(
            _SIGNAL.outerjoin(_IDENTITY, _IDENTITY.c.id == _SIGNAL.c.account_identity_id)
            .outerjoin(_PERSON, _PERSON.c.id == _SIGNAL.c.person_identity_id)
            .outerjoin(_LEAD, _LEAD.c.id == _PERSON.c.lead_id)
        )
        .where(
            _SIGNAL.c.kind.in_(kinds),
            _SIGNAL.c.occurred_at <= now,
            _SIGNAL.c.received_at <= now,
            account.is_not(None),
        )
        .subquery()
    )
    found: dict[int, dict[str, Newest]] = {}
    for row in connection.execute(select(ranked).where(ranked.c.place == 1)):
        newest_one = Newest(to_micros(row.occurred_at), row.feed, row.file, row.line)
        found.setdefault(row.account_id, {})[row.kind] = newest_one
    return found


def with_relation(connection: Connection) -> set[int]:
    """The accounts that are more to us than prospects."""
    # Spelled like the index: neither database proves that a bound value is not "prospect".
    statement = select(_ACCOUNT.c.id).where(text("relation <> 'prospect'"))
    return set(connection.execute(statement).scalars())


def listed(connection: Connection, values: Collection[str]) -> set[int]:
    """The accounts known by one of these domains or company keys."""
    statement = select(_IDENTITY.c.account_id).where(
        _IDENTITY.c.value.in_(sorted(values)), _IDENTITY.c.account_id.is_not(None)
    )
    return set(connection.execute(statement).scalars())


def known_by(
    connection: Connection, accounts: Collection[int]
) -> dict[int, list[tuple[AccountIdentityKind, str]]]:
    """The domains and company keys of accounts."""
    found: dict[int, list[tuple[AccountIdentityKind, str]]] = {}
    wanted = sorted(accounts)
    for start in range(0, len(wanted), 500):
        statement = select(_IDENTITY.c.account_id, _IDENTITY.c.kind, _IDENTITY.c.value).where(
            _IDENTITY.c.account_id.in_(wanted[start : start + 500])
        )
        for account_id, kind, value in connection.execute(statement):
            found.setdefault(account_id, []).append((AccountIdentityKind(kind), value))
    return found


def by_name(connection: Connection, keys: Collection[str]) -> dict[str, set[int]]:
    """The accounts of company keys: the name's own, and those of every domain it was seen with."""
    found: dict[str, set[int]] = {}
    sighting, domain = _T["sighting"], _IDENTITY.alias("domain")
    wanted = sorted(keys)
    for start in range(0, len(wanted), 500):
        named = (
            _IDENTITY.c.kind == AccountIdentityKind.NAME,
            _IDENTITY.c.value.in_(wanted[start : start + 500]),
        )
        own = select(_IDENTITY.c.value, _IDENTITY.c.account_id).where(*named)
        seen = (
            select(_IDENTITY.c.value, domain.c.account_id)
            .select_from(
                _IDENTITY.join(sighting, sighting.c.company_id == _IDENTITY.c.id).join(
                    domain, domain.c.id == sighting.c.domain_id
                )
            )
            .where(*named, domain.c.account_id.is_not(None))
            .distinct()
        )
        for value, account_id in (*connection.execute(own), *connection.execute(seen)):
            accounts = found.setdefault(value, set())
            if account_id is not None:
                accounts.add(account_id)
    return found


def add_names(connection: Connection, names: Mapping[str, str], *, now: datetime) -> None:
    """Make company keys known (key → name as written), to be resolved like any other."""
    rows = [
        {
            "kind": AccountIdentityKind.NAME,
            "value": key,
            "raw": raw,
            "account_id": None,
            "method": None,
            "resolved_run_id": None,
            "first_seen_at": now,
        }
        for key, raw in sorted(names.items())
    ]
    if rows:
        connection.execute(insert(_IDENTITY), rows)


def spoken(connection: Connection, accounts: Collection[int]) -> dict[int, str]:
    """What to call accounts."""
    name = func.coalesce(_ACCOUNT.c.spoken_name, _ACCOUNT.c.name, _ACCOUNT.c.domain)
    called: dict[int, str] = {}
    wanted = sorted(accounts)
    for start in range(0, len(wanted), 500):
        statement = select(_ACCOUNT.c.id, name).where(
            _ACCOUNT.c.id.in_(wanted[start : start + 500]), name.is_not(None)
        )
        called.update({row[0]: row[1] for row in connection.execute(statement)})
    return called


def domains(session: Session) -> list[str]:
    """The domain of every account that has one."""
    statement = select(_ACCOUNT.c.domain).where(_ACCOUNT.c.domain.is_not(None))
    return sorted(session.execute(statement).scalars())
