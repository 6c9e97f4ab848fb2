"""Suppressions: who must never be touched, as keyed hashes.

The key lives outside the database: a stolen store tells nobody's address, and bare hashes would
fall to a dictionary (400,000 guesses a second on one core).
"""

import hmac
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple, cast

from sqlalchemy import CursorResult, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel

from prospector import identifiers
from prospector.errors import UsageError
from prospector.tables import AccountIdentityKind, IdentityKind, Suppression, SuppressionKind

#: The reason that closes one address but not the person behind it.
BOUNCED = "bounced"

_TABLE = SQLModel.metadata.tables["suppression"]
_IDENTITY = SQLModel.metadata.tables["identity"]
_SIGNAL = SQLModel.metadata.tables["signal"]
_LEAD = SQLModel.metadata.tables["lead"]
_COMPANY = SQLModel.metadata.tables["account_identity"]
# Any: two dialects, one clause.
_DIALECT_INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
#: The identities that can be suppressed as such.
KINDS = {
    IdentityKind.EMAIL: SuppressionKind.EMAIL,
    IdentityKind.PROFILE: SuppressionKind.PROFILE,
    IdentityKind.PHONE: SuppressionKind.PHONE,
}
_CHUNK = 5_000


class Value(NamedTuple):
    """Something that can be suppressed, in its canonical spelling."""

    kind: SuppressionKind
    value: str


class Match(NamedTuple):
    """A suppression that a lead falls under."""

    kind: SuppressionKind
    reason: str
    source: str
    at: datetime


class Objection(NamedTuple):
    """A signal by which somebody may be closed: who, as what they were seen, and what it said."""

    signal_id: int
    kind: str
    at: datetime
    lead_id: int | None
    value: Value | None
    feed: str
    file: str
    line: int
    subject: str | None
    topic: str | None
    text: str | None
    attributes: Mapping[str, Any] | None


def canonical(raw: str, country: str) -> Value:
    """What a person typed, as the value to suppress: an address, a profile, a phone or a domain.

    Raises:
        UsageError: it is none of these, or a mail host that serves everybody.
    """
    if email := identifiers.email_key(raw):
        return Value(SuppressionKind.EMAIL, email)
    if profile := identifiers.profile_key(raw):
        return Value(SuppressionKind.PROFILE, profile)
    if phone := identifiers.phone_key(raw, country):
        return Value(SuppressionKind.PHONE, phone)
    domain = identifiers.registrable_domain(raw)
    if domain is None:
        raise UsageError(f"{raw!r} is no e-mail address, profile URL, phone number or domain")
    if identifiers.is_freemail(domain):
        raise UsageError(f"{domain} serves everybody: name the address instead")
    return Value(SuppressionKind.DOMAIN, domain)


def key_hash(key: bytes, value: Value) -> str:
    """The keyed hash that stands for a value in the store."""
    return hmac.digest(key, f"{value.kind}|{value.value}".encode(), "sha256").hex()


def add(  # noqa: PLR0913 - the columns of a suppression
    session: Session,
    value: Value,
    *,
    key: bytes,
    reason: str,
    source: str,
    at: datetime,
) -> bool:
    """Suppress a value; False = it was already. A bounce gives way to a graver reason."""
    insert = _DIALECT_INSERT[session.get_bind().dialect.name](_TABLE).values(
        kind=value.kind, key_hash=key_hash(key, value), reason=reason, source=source, at=at
    )
    statement = insert.on_conflict_do_update(
        index_elements=["kind", "key_hash"],
        set_={name: insert.excluded[name] for name in ("reason", "source", "at")},
        where=(_TABLE.c.reason == BOUNCED) & (insert.excluded.reason != BOUNCED),
    ).returning(_TABLE.c.id)
    return session.connection().execute(statement).first() is not None


def remove(session: Session, value: Value, *, key: bytes) -> bool:
    """Take a suppression back; False = there was none."""
    statement = delete(_TABLE).where(
        _TABLE.c.kind == value.kind, _TABLE.c.key_hash == key_hash(key, value)
    )
    return cast("CursorResult[Any]", session.connection().execute(statement)).rowcount == 1


def matching(
    session: Session, *, key: bytes, lead_ids: Collection[int] | None = None
) -> dict[int, list[Match]]:
    """The suppressions each lead falls under, by any way it was ever seen; of these leads or all."""
    known = _all(session)
    if not known:
        return {}
    found: dict[int, list[Match]] = {}
    for lead_id, value in _values(session, {match.kind for match in known.values()}, lead_ids):
        match = known.get(_hash_once(key, value))
        if match is not None and match not in found.setdefault(lead_id, []):
            found[lead_id].append(match)
    return {lead_id: matches for lead_id, matches in found.items() if matches}


def among(session: Session, domains: Collection[str], *, key: bytes) -> set[str]:
    """Which of these domains are suppressed."""
    hashed = {_hash_once(key, Value(SuppressionKind.DOMAIN, name)): name for name in domains}
    statement = select(_TABLE.c.key_hash).where(_TABLE.c.kind == SuppressionKind.DOMAIN)
    known = session.connection().execute(statement).scalars() if hashed else ()
    return {hashed[found] for found in known if found in hashed}


def values_of(session: Session, lead_ids: Collection[int]) -> dict[int, set[Value]]:
    """Every way these people were ever seen: what an objection closes."""
    found: dict[int, set[Value]] = {}
    for lead_id, value in _identities(session, lead_ids):
        found.setdefault(lead_id, set()).add(value)
    return found


def objections(session: Session, kinds: Collection[str], *, after: int) -> list[Objection]:
    """Signals of these kinds with an id above `after`, oldest first.

    All that the store holds: who objected stays objected on whatever day a command lives.
    """
    columns = (_SIGNAL.c.id, _SIGNAL.c.kind, _SIGNAL.c.occurred_at, _IDENTITY.c.lead_id)
    seen = (_IDENTITY.c.kind, _IDENTITY.c.value)
    rest = [_SIGNAL.c[name] for name in Objection._fields[5:]]
    statement = (
        select(*columns, *seen, *rest)
        .select_from(_SIGNAL.join(_IDENTITY, _IDENTITY.c.id == _SIGNAL.c.person_identity_id))
        .where(_SIGNAL.c.id > after, _SIGNAL.c.kind.in_(kinds))
        .order_by(_SIGNAL.c.id)
    )
    return [
        Objection._make((*row[:4], _value(row[4], row[5]), *row[6:]))
        for row in session.execute(statement)
    ]


def newest_signal(session: Session) -> int:
    """The id up to which `objections` has something to look at."""
    return session.execute(select(func.max(_SIGNAL.c.id))).scalar() or 0


def _value(kind: IdentityKind, value: str) -> Value | None:
    return Value(KINDS[kind], value) if kind in KINDS else None


def _all(session: Session) -> Mapping[str, Match]:
    rows = session.execute(select(Suppression)).scalars()
    return {row.key_hash: Match(row.kind, row.reason, row.source, row.at) for row in rows}


def _values(
    session: Session, kinds: Collection[SuppressionKind], lead_ids: Collection[int] | None
) -> Iterable[tuple[int, Value]]:
    """What is known of leads, of the kinds that anything is suppressed of."""
    domains = SuppressionKind.DOMAIN in kinds
    for lead_id, value in _identities(session, lead_ids):
        if value.kind in kinds:
            yield lead_id, value
        if domains and value.kind is SuppressionKind.EMAIL:
            domain = identifiers.registrable_domain(value.value.rpartition("@")[2])
            if domain is not None:
                yield lead_id, Value(SuppressionKind.DOMAIN, domain)
    if not domains:
        return
    # A merged company has several.
    companies = (
        select(_LEAD.c.id, _COMPANY.c.value)
        .join(_COMPANY, _COMPANY.c.account_id == _LEAD.c.account_id)
        .where(_COMPANY.c.kind == AccountIdentityKind.DOMAIN)
    )
    for lead_id, domain in _of_leads(session, companies, _LEAD.c.id, lead_ids):
        yield lead_id, Value(SuppressionKind.DOMAIN, domain)


def _identities(session: Session, lead_ids: Collection[int] | None) -> Iterable[tuple[int, Value]]:
    statement = select(_IDENTITY.c.lead_id, _IDENTITY.c.kind, _IDENTITY.c.value).where(
        _IDENTITY.c.lead_id.is_not(None), _IDENTITY.c.kind.in_(list(KINDS))
    )
    for lead_id, kind, value in _of_leads(session, statement, _IDENTITY.c.lead_id, lead_ids):
        yield lead_id, Value(KINDS[kind], value)


# Any: a select of any columns, and its rows.
def _of_leads(
    session: Session, statement: Any, column: Any, lead_ids: Collection[int] | None
) -> Iterable[Any]:
    if lead_ids is None:
        yield from session.execute(statement)
        return
    ids = sorted(lead_ids)
    for start in range(0, len(ids), _CHUNK):
        yield from session.execute(statement.where(column.in_(ids[start : start + _CHUNK])))


@lru_cache(maxsize=1 << 16)
def _hash_once(key: bytes, value: Value) -> str:
    """Domains come back for every colleague; hash them once."""
    return key_hash(key, value)
