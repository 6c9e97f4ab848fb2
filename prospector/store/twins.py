"""What companies are looked up by to find those that may be one: words, kept for every account."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import NamedTuple

import polars as pl
from sqlalchemy import Connection

from prospector.store.copying import copy
from prospector.store.staging import ask, read_frame, read_rows
from prospector.tables import AccountIdentityKind


class Known(NamedTuple):
    """What likeness goes by, of one account: its company keys, and columns."""

    account_id: int
    names: frozenset[str]
    #: Its name, unless one of the keys was made of it.
    name: str | None
    domain: str | None
    city: str | None
    country: str | None


def without_words(connection: Connection) -> set[int]:
    """The accounts that something points to, but nothing looks up yet.

    Words are kept in the order of accounts: they are those that came after the last one with words.
    """
    found = read_rows(
        connection,
        "SELECT DISTINCT account_id FROM account_identity WHERE account_id >"
        " (SELECT coalesce(max(account_id), 0) FROM account_word)",
    )
    return {row[0] for row in found}


def known(connection: Connection, accounts: Collection[int]) -> list[Known]:
    """Some accounts; those to which nothing points any more are left out."""
    join = ask(connection, accounts)
    names: defaultdict[int, dict[str, str]] = defaultdict(dict)
    for account, kind, value, raw in read_rows(
        connection,
        "SELECT i.account_id, i.kind, i.value, i.raw"
        f" FROM asked a {join} account_identity i ON i.account_id = a.id",
    ):
        borne = names[account]
        if kind == AccountIdentityKind.NAME:
            borne[raw] = value
    found = read_rows(
        connection,
        "SELECT c.id, c.name, c.domain, c.city, c.country"
        f" FROM asked a {join} account c ON c.id = a.id ORDER BY c.id",
    )
    return [
        Known(
            account,
            frozenset(names[account].values()),
            None if name in names[account] else name,
            *seat,
        )
        for account, name, *seat in found
        if account in names
    ]


def look_up(
    connection: Connection, accounts: Collection[int], words: Iterable[tuple[str, int]]
) -> None:
    """Look up some accounts by these words (word, account) and no others, in the open transaction."""
    cursor = connection.connection.cursor()
    listed = ", ".join(f"{account:d}" for account in sorted(accounts))
    if listed:
        cursor.execute(f"DELETE FROM account_word WHERE account_id IN ({listed})")
    frame = pl.DataFrame(
        list(words), schema={"word": pl.String, "account_id": pl.Int64}, orient="row"
    )
    if connection.dialect.name == "sqlite":
        cursor.executemany(
            "INSERT INTO account_word (word, account_id) VALUES (?, ?)", frame.rows()
        )
    else:
        copy(connection, "account_word", frame)


def sharing(connection: Connection, accounts: Collection[int], *, most: int) -> pl.DataFrame:
    """Who else has the words of some accounts, where at most so many do: word, account, domain, city."""
    join = ask(connection, accounts)
    # Counted no further than that: some words half the store has.
    few = (
        "(SELECT count(*) FROM (SELECT 1 FROM account_word c WHERE c.word = d.word"
        f" LIMIT {most + 1:d}) t) BETWEEN 2 AND {most:d}"
    )
    words = f"SELECT DISTINCT w.word FROM asked a {join} account_word w ON w.account_id = a.id"
    return read_frame(
        connection,
        f"SELECT o.word, o.account_id, c.domain, c.city FROM ({words}) d"
        f" {join} account_word o ON o.word = d.word {join} account c ON c.id = o.account_id"
        f" WHERE {few}",
        {"word": pl.String, "account": pl.Int64, "domain": pl.String, "city": pl.String},
    )
