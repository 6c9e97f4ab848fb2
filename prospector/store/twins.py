"""What companies are looked up by to find those that may be one: words, kept for every account."""

from collections import defaultdict
from collections.abc import Collection
from typing import NamedTuple

import polars as pl
from sqlalchemy import Connection

from prospector.store.copying import copy
from prospector.store.staging import ask, read_frame, read_rows, stage
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


def look_up(connection: Connection, again: Collection[int], words: pl.DataFrame) -> None:
    """Look up accounts by these words (word, account), in the open transaction.

    Accounts that may have words already are looked up `again`: by these and no others.
    """
    cursor = connection.connection.cursor()
    listed = ", ".join(f"{account:d}" for account in sorted(again))
    if listed:
        cursor.execute(f"DELETE FROM account_word WHERE account_id IN ({listed})")
    if connection.dialect.name == "sqlite":
        cursor.executemany(
            "INSERT INTO account_word (word, account_id) VALUES (?, ?)", words.rows()
        )
    else:
        copy(connection, "account_word", words.select("word", account_id="account"))


def bearing(
    connection: Connection, words: pl.Series, *, but: Collection[int], most: int
) -> pl.DataFrame:
    """Who has some words, but for some accounts, where no more do: word, account, domain, city."""
    schema = {"word": pl.String, "account": pl.Int64, "domain": pl.String, "city": pl.String}
    if not read_rows(connection, "SELECT 1 FROM account_word LIMIT 1"):
        return pl.DataFrame(schema=schema)
    stage(connection, "bearing", words.unique().sort().rename("word").to_frame())
    join = ask(connection, but)
    others = "account_id NOT IN (SELECT id FROM asked)"
    # Counted no further than that: some words half the store has.
    few = (
        "(SELECT count(*) FROM (SELECT 1 FROM account_word w WHERE w.word = d.word"
        f" AND w.{others} LIMIT {most + 1:d}) t) <= {most:d}"
    )
    return read_frame(
        connection,
        f"SELECT o.word, o.account_id, c.domain, c.city FROM bearing d"
        f" {join} account_word o ON o.word = d.word {join} account c ON c.id = o.account_id"
        f" WHERE o.{others} AND {few}",
        schema,
    )
