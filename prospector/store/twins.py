"""What companies are looked up by to find those that may be one: words, kept for every account."""

from collections.abc import Collection, Mapping
from itertools import combinations
from typing import NamedTuple

from sqlalchemy import Connection, delete, func, insert, select
from sqlmodel import SQLModel

from prospector.store.records import parts
from prospector.tables import AccountIdentityKind

_T = SQLModel.metadata.tables
_ACCOUNT, _IDENTITY, _WORD = _T["account"], _T["account_identity"], _T["account_word"]


class Known(NamedTuple):
    """What likeness goes by, of one account: columns, and its company keys."""

    account_id: int
    names: frozenset[str]
    name: str | None
    domain: str | None
    city: str | None
    country: str | None


def without_words(connection: Connection) -> set[int]:
    """The accounts that something points to, but nothing looks up yet."""
    told = select(_WORD.c.account_id).where(_WORD.c.account_id == _IDENTITY.c.account_id)
    statement = select(_IDENTITY.c.account_id).where(
        _IDENTITY.c.account_id.is_not(None), ~told.exists()
    )
    return set(connection.execute(statement).scalars())


def known(connection: Connection, accounts: Collection[int]) -> list[Known]:
    """Some accounts; those to which nothing points any more are left out."""
    found: list[Known] = []
    for part in parts(sorted(accounts)):
        names: dict[int, set[str]] = {}
        pointing = select(_IDENTITY.c.account_id, _IDENTITY.c.kind, _IDENTITY.c.value).where(
            _IDENTITY.c.account_id.in_(part)
        )
        for account, kind, value in connection.execute(pointing):
            borne = names.setdefault(account, set())
            if kind == AccountIdentityKind.NAME:
                borne.add(value)
        columns = (_ACCOUNT.c[name] for name in ("id", "name", "domain", "city", "country"))
        statement = select(*columns).where(_ACCOUNT.c.id.in_(part)).order_by(_ACCOUNT.c.id)
        found += [
            Known(row.id, frozenset(names[row.id]), *row[1:])
            for row in connection.execute(statement)
            if row.id in names
        ]
    return found


def look_up(
    connection: Connection, accounts: Collection[int], words: Mapping[int, Collection[str]]
) -> None:
    """Look up some accounts by these words and no others."""
    connection.execute(delete(_WORD).where(_WORD.c.account_id.in_(sorted(accounts))))
    rows = [
        {"word": word, "account_id": account}
        for account, found in words.items()
        for word in sorted(found)
    ]
    if rows:
        connection.execute(insert(_WORD), rows)


def sharing(
    connection: Connection, accounts: Collection[int], *, most: int
) -> list[tuple[int, int]]:
    """Pairs of accounts, the older first, one of them given, with a word that at most so many have."""
    given = set(accounts)
    found: set[tuple[int, int]] = set()
    asked: set[str] = set()
    for part in parts(sorted(given)):
        mine = select(_WORD.c.word).where(_WORD.c.account_id.in_(part)).distinct()
        asked.update(connection.execute(mine).scalars())
    # Word by word through the index: joined in one statement, SQLite reads the whole table.
    wanted = sorted(asked)
    for start in range(0, len(wanted), 500):
        some = wanted[start : start + 500]
        counted = select(_WORD.c.word).where(_WORD.c.word.in_(some)).group_by(_WORD.c.word)
        few = list(connection.execute(counted.having(func.count().between(2, most))).scalars())
        borne: dict[str, list[int]] = {}
        bearing = select(_WORD.c.word, _WORD.c.account_id).where(_WORD.c.word.in_(few))
        for word, account in connection.execute(bearing):
            borne.setdefault(word, []).append(account)
        for bearers in borne.values():
            pairs = combinations(sorted(bearers), 2)
            found.update(pair for pair in pairs if not given.isdisjoint(pair))
    return sorted(found)
