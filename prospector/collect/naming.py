"""People whom a sender names by an id of its own: found by the e-mail the id was told with.

A product's client says once who user 42 is, and from then on only "42".
"""

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from prospector.collect.table import Table
from prospector.identifiers import email_key

_EMAIL = "email"


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
    email = pl.coalesce(_EMAIL, known) if has else known
    return replace(
        table,
        cells=table.cells.with_columns(email.alias(_EMAIL)),
        headers={**table.headers, _EMAIL: _EMAIL},
    )


def _alone(table: Table) -> pl.Expr:
    if _EMAIL not in table.cells.columns:
        return pl.lit(value=True)
    return pl.col(_EMAIL).is_null()
