"""People whom a sender names by an id of its own: found by the e-mail the id was told with.

A product's client says once who user 42 is, and from then on only "42". Before that it knows a
visitor: a call that names both the visitor and a person ties the visitor to that person.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import NamedTuple

import polars as pl

from prospector.collect.table import Table
from prospector.identifiers import email_key

_EMAIL = "email"


class Columns(NamedTuple):
    """The columns with a sender's ids: of people who signed in, of visitors."""

    user: str
    visitor: str


class Met(NamedTuple):
    """A batch whose visitors carry the addresses that are known."""

    table: Table
    #: Visitor → whom rows say it is, as it is compared, the last one said.
    told: dict[str, str]
    #: The lines of rows by visitors nobody knows, with their id.
    alone: dict[int, str]


def unnamed(table: Table, column: str) -> set[str]:
    """The ids in rows that carry no address."""
    if column not in table.cells.columns:
        return set()
    return set(table.cells.filter(_alone(table))[column].drop_nulls())


def told(table: Table, column: str) -> dict[str, str]:
    """The ids that rows tell together with an address: id → e-mail as it is compared, the last one said."""
    if not {column, _EMAIL} <= set(table.cells.columns):
        return {}
    pairs = table.cells.select(column, _EMAIL).drop_nulls().unique(maintain_order=True, keep="last")
    found = {value: email_key(email) for value, email in pairs.iter_rows()}
    return {value: email for value, email in found.items() if email and email_key(value) != email}


def waiting(table: Table, column: str) -> dict[int, str]:
    """The lines of rows that carry an id and no address, with the id."""
    if column not in table.cells.columns:
        return {}
    rows = table.cells.with_row_index("_row").filter(_alone(table)).select("_row", column)
    return {table.lines[row]: value for row, value in rows.drop_nulls().iter_rows()}


def named(table: Table, column: str, emails: Mapping[str, str]) -> Table:
    """The table with the address of every row whose id is known and that carries none."""
    if not emails or column not in table.cells.columns:
        return table
    known = pl.col(column).replace_strict(emails, default=None, return_dtype=pl.String)
    has = _EMAIL in table.cells.columns
    return _with_emails(table, pl.coalesce(_EMAIL, known) if has else known)


def visitors(table: Table, column: str | None) -> set[str]:
    """The ids of visitors in a table."""
    if column is None or column not in table.cells.columns:
        return set()
    return set(table.cells[column].drop_nulls())


def met(
    table: Table,
    columns: Columns,
    emails: Mapping[str, str],
    *,
    settled: Collection[str] = (),
) -> Met:
    """The table with the addresses of visitors who are known.

    A visitor alone is whom a row before it said, else whom `emails` knows, else whom the first row
    after it says: two people may share a device. A row that names a user is that user's, whoever
    used the device before. Of `settled` visitors rows say nothing new.
    """
    now, said, alone = dict(emails), dict[str, str](), dict[int, str]()
    first: dict[str, str] = {}
    found = _texts(table, _EMAIL)
    people = zip(_texts(table, columns.visitor), found, _texts(table, columns.user), strict=True)
    for row, (visitor, email, user) in enumerate(people):
        if visitor is None:
            continue
        if email is None:
            if user is None:
                alone[row] = visitor
                found[row] = now.get(visitor)
            continue
        key = email_key(email)
        if key is not None and visitor not in settled:
            now[visitor] = said[visitor] = key
            first.setdefault(visitor, key)
    for row, visitor in alone.items():
        found[row] = found[row] or first.get(visitor)
    return Met(
        _with_emails(table, pl.Series(found, dtype=pl.String)),
        said,
        {table.lines[row]: visitor for row, visitor in alone.items() if found[row] is None},
    )


def without(table: Table, column: str | None) -> Table:
    """The table without a column of ids."""
    if column is None or column not in table.cells.columns:
        return table
    headers = {name: header for name, header in table.headers.items() if name != column}
    return replace(table, cells=table.cells.drop(column), headers=headers)


def _texts(table: Table, column: str) -> list[str | None]:
    if column not in table.cells.columns:
        return [None] * table.cells.height
    return table.cells[column].to_list()


def _with_emails(table: Table, email: pl.Expr | pl.Series) -> Table:
    return replace(
        table,
        cells=table.cells.with_columns(email.alias(_EMAIL)),
        headers={**table.headers, _EMAIL: _EMAIL},
    )


def _alone(table: Table) -> pl.Expr:
    if _EMAIL not in table.cells.columns:
        return pl.lit(value=True)
    return pl.col(_EMAIL).is_null()
