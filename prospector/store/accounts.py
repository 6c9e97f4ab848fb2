"""Accounts: what resolve asks about companies it has already written."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, func, insert, select, text, update
from sqlmodel import Session, SQLModel

from prospector.columns import to_micros
from prospector.errors import NotFound, UsageError
from prospector.identifiers import company_key, registrable_domain
from prospector.store import merges
from prospector.store.staging import ask, read_rows
from prospector.tables import AccountIdentityKind, Relation

_T = SQLModel.metadata.tables
_ACCOUNT, _IDENTITY = _T["account"], _T["account_identity"]


class Named(NamedTuple):
    """An account as people name it, what it is to us and where that is written."""

    id: int
    called: str
    relation: Relation
    #: What its relation rests on: company.yaml, the CRM, a kind of signal; None = on nothing.
    why: str | None


def find(session: Session, text: str) -> int:
    """The account with an id, a domain or exactly a name; merged ones lead to what they are now.

    Raises:
        NotFound: no account is known by it.
        UsageError: several are called so.
    """
    asked = text.strip()
    number, connection = asked.removeprefix("#"), session.connection()
    domain, key = registrable_domain(asked), company_key(asked)
    found: set[int] = set()
    if number.isdigit():
        found = set(
            session.execute(select(_ACCOUNT.c.id).where(_ACCOUNT.c.id == int(number))).scalars()
        )
        found = set(merges.roots(connection, found, merges.COMPANIES).values())
    elif "." in asked and domain:
        found = listed(connection, [domain])
    if not found and key and not number.isdigit():
        found = by_name(connection, [key]).get(key, set())
    if not found:
        raise NotFound(
            f"no account {text!r}: give an id, a domain or a name exactly as it is known"
        )
    if len(found) > 1:
        several = ", ".join(f"{one.id} {one.called}" for one in named(connection, found))
        raise UsageError(
            f"{len(found)} accounts are called {text!r} ({several}): give the id or the domain"
        )
    return found.pop()


def named(connection: Connection, accounts: Collection[int]) -> list[Named]:
    """Some accounts by name and domain, with what they are to us."""
    spoken_name = func.coalesce(_ACCOUNT.c.spoken_name, _ACCOUNT.c.name)
    statement = (
        select(
            _ACCOUNT.c.id, spoken_name, _ACCOUNT.c.domain, _ACCOUNT.c.relation, _ACCOUNT.c.sources
        )
        .where(_ACCOUNT.c.id.in_(sorted(accounts)))
        .order_by(_ACCOUNT.c.id)
    )
    return [
        Named(
            account,
            merges.spoken(name, None, domain),
            relation,
            sources.get("relation", {}).get("from"),
        )
        for account, name, domain, relation, sources in connection.execute(statement)
    ]


class Newest(NamedTuple):
    """The newest signal of one kind that an account gave."""

    at: int
    feed: str
    file: str
    line: int


def newest(
    connection: Connection,
    kinds: Sequence[str],
    *,
    now: datetime,
    of: Collection[int] | None = None,
) -> dict[int, dict[str, Newest]]:
    """The newest signal of each kind by account (of all, or of some), that had happened and was known."""
    join = "" if of is None else ask(connection, of)
    place = (
        "row_number() OVER (PARTITION BY account_id, kind"
        " ORDER BY occurred_at DESC, feed, external_id)"
    )
    known = " AND ".join(
        [
            # Spelled as the index of them is.
            f"({' OR '.join(f's.kind = {kind!r}' for kind in kinds)})",
            *(f"s.{at} <= {to_micros(now):d}" for at in ("occurred_at", "received_at")),
        ]
    )
    given = " UNION ALL ".join(
        f"SELECT {account} AS account_id, s.kind, s.occurred_at, s.feed, s.external_id, s.file, s.line"
        f" FROM {whence} WHERE {known} AND {condition}"
        for account, whence, condition in (
            [_EVERY] if of is None else [_own(join), _by_people(join)]
        )
    )
    found: dict[int, dict[str, Newest]] = {}
    for account_id, kind, *told in read_rows(
        connection,
        "SELECT account_id, kind, occurred_at, feed, file, line FROM"
        f" (SELECT g.*, {place} AS place FROM ({given}) g) r WHERE place = 1",
    ):
        found.setdefault(account_id, {})[kind] = Newest(*told)
    return found


def newest_of(
    connection: Connection,
    kinds: Sequence[str],
    column: str,
    ids: Collection[int],
    *,
    now: datetime,
) -> dict[int, dict[str, Newest]]:
    """The newest signal of each kind by identity in a column; by a person's, those that name no account."""
    join = ask(connection, ids)
    no_account = "" if column == "account_identity_id" else " AND s.account_identity_id IS NULL"
    found: dict[int, dict[str, Newest]] = {}
    for identity, kind, *told in read_rows(
        connection,
        "SELECT a.id, s.kind, s.occurred_at, s.feed, s.file, s.line"
        f" FROM asked a {join} signal s ON s.{column} = a.id"
        f" WHERE s.kind IN ({', '.join(repr(kind) for kind in kinds)}){no_account}"
        f" AND s.occurred_at <= {to_micros(now):d} AND s.received_at <= {to_micros(now):d}"
        " ORDER BY s.occurred_at, s.feed DESC, s.external_id DESC",
    ):
        found.setdefault(identity, {})[kind] = Newest(*told)
    return found


class _Given(NamedTuple):
    """Which account signals speak of: how to say it, from which tables, under which condition."""

    account: str
    whence: str
    condition: str


_EVERY = _Given(
    "coalesce(i.account_id, l.account_id)",
    "signal s LEFT JOIN account_identity i ON i.id = s.account_identity_id"
    " LEFT JOIN identity p ON p.id = s.person_identity_id LEFT JOIN lead l ON l.id = p.lead_id",
    "coalesce(i.account_id, l.account_id) IS NOT NULL",
)


def _own(join: str) -> _Given:
    """Signals that name one of the accounts asked for."""
    whence = (
        f"asked a {join} account_identity i ON i.account_id = a.id"
        f" {join} signal s ON s.account_identity_id = i.id"
    )
    return _Given("a.id", whence, "a.id IS NOT NULL")


def _by_people(join: str) -> _Given:
    """Signals of their people that name no account."""
    whence = (
        f"asked a {join} lead l ON l.account_id = a.id {join} identity p ON p.lead_id = l.id"
        f" {join} signal s ON s.person_identity_id = p.id"
        " LEFT JOIN account_identity i ON i.id = s.account_identity_id"
    )
    return _Given("a.id", whence, "i.account_id IS NULL")


def look_again(connection: Connection, accounts: Collection[int]) -> None:
    """Let the next resolve judge the people of some accounts again, should this one stop half-way."""
    person, lead = _T["identity"], _T["lead"]
    there = select(lead.c.id).where(lead.c.account_id.in_(sorted(accounts)))
    statement = update(person).where(person.c.lead_id.in_(there))
    connection.execute(statement.values(resolved_run_id=None))


def with_relation(connection: Connection) -> set[int]:
    """The accounts that are more to us than prospects."""
    # Spelled like the index: neither database proves that a bound value is not "prospect".
    statement = select(_ACCOUNT.c.id).where(text("relation <> 'prospect'"))
    return set(connection.execute(statement).scalars())


def listed(connection: Connection, values: Collection[str]) -> set[int]:
    """The accounts known by one of these domains or company keys."""
    statement = select(_IDENTITY.c.account_id).where(
        # With its kind, which the index begins with.
        _IDENTITY.c.kind.in_(list(AccountIdentityKind)),
        _IDENTITY.c.value.in_(sorted(values)),
        _IDENTITY.c.account_id.is_not(None),
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
