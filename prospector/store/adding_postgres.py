"""Insert the rows of one transaction into PostgreSQL, and look keys up."""

import time

import polars as pl
from sqlalchemy import Connection, text

from prospector.store.copying import copy
from prospector.store.database import writing
from prospector.store.insertion import Result, Target, Work
from prospector.store.staging import stage

#: Values per look-up: the database holds them in memory once.
_LOOKED_UP = 50_000


def add(connection: Connection, work: Work) -> Result:
    """Copy the rows straight into the table; where one is there already, by way of a staged copy.

    One row that is there fails the whole copy: whoever looks keys up then looks all of them up.
    """
    try:
        return _copied(connection, work)
    except connection.dialect.loaded_dbapi.IntegrityError:
        connection.info[_met_known(work.target.table)] = True
    return _staged(connection, work)


def has_met_known(connection: Connection, table: str) -> bool:
    """Whether rows for a table failed to be copied, because one of them was there."""
    return _met_known(table) in connection.info


def _met_known(table: str) -> tuple[str, str]:
    return "met known", table


def _copied(connection: Connection, work: Work) -> Result:
    whole = work.part.with_columns(**{name: pl.lit(v) for name, v in work.shared.items()})
    with writing(connection):
        began = time.thread_time()
        _lock(connection, work.target)
        ids = next_ids(connection, work.target.table, work.part.height) if work.tell_ids else None
        copy(connection, work.target.table, whole if ids is None else whole.with_columns(ids))
    return began, whole.height, ids


def _staged(connection: Connection, work: Work) -> Result:
    target, part, shared = work.target, work.part, work.shared
    stage(connection, "incoming", part)
    names = ", ".join(f'"{name}"' for name in (*part.columns, *shared))
    values = [f'i."{name}"' for name in part.columns] + [f":c{n}" for n in range(len(shared))]
    casts = [
        f"CAST({value} AS JSONB)" if name in target.json else value
        for name, value in zip((*part.columns, *shared), values, strict=True)
    ]
    with writing(connection):
        began = time.thread_time()
        _lock(connection, target)
        added = connection.execute(
            text(
                f'INSERT INTO "{target.table}" ({names}) SELECT {", ".join(casts)} FROM incoming i'
                " ON CONFLICT DO NOTHING"
            ),
            {f"c{n}": value for n, value in enumerate(shared.values())},
        ).rowcount
    return began, added, None


def next_ids(connection: Connection, table: str, count: int) -> pl.Series:
    """Ids for new rows, in order: other transactions may take some in between."""
    # The sequence is found once, not for every id; and as one row: a row each costs more than ids.
    statement = """
WITH found AS MATERIALIZED (
    SELECT CAST(pg_get_serial_sequence(:name, 'id') AS regclass) AS sequence
)
SELECT array_agg(nextval(found.sequence)) FROM found, generate_series(1, :count)
"""
    ids = connection.scalar(text(statement), {"name": table, "count": count})
    return pl.Series("id", ids, dtype=pl.Int64)


def _lock(connection: Connection, target: Target) -> None:
    if target.lock is not None:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": target.lock})


def known(
    connection: Connection, table: str, column: str, values: pl.Series, given: dict[str, str]
) -> pl.Series:
    """The ids of the rows of a table that have some values in a column; null where there is none."""
    conditions = [f'"{name}" = :{name}' for name in given]
    conditions.append(f'"{column}" = ANY(CAST(:wanted AS TEXT[]))')
    # Two arrays: a row for each value would cost the client more than the look-up costs the server.
    query = text(
        f'SELECT array_agg("{column}"), array_agg(id) FROM "{table}"'
        f" WHERE {' AND '.join(conditions)}"
    )
    # By the index, however many are asked for: else every batch would read a large table whole.
    connection.execute(text("SET LOCAL enable_seqscan = off"))
    asked = values.unique()
    found = pl.DataFrame(schema={"value": pl.String, "id": pl.Int64})
    for start in range(0, asked.len(), _LOOKED_UP):
        wanted = array(asked[start : start + _LOOKED_UP])
        there, ids = connection.execute(query, {"wanted": wanted, **given}).one()
        found = found.vstack(pl.DataFrame([there or [], ids or []], schema=found.schema))
    connection.rollback()  # the setting goes with it
    named = values.alias("value").to_frame()
    return named.join(found, on="value", how="left", maintain_order="left")["id"]


def array(values: pl.Series) -> str:
    """Texts or numbers as PostgreSQL writes an array of them: the driver asks each what it is."""
    written = values.cast(pl.String)
    if values.dtype == pl.String:
        written = written.str.replace_all("\\", "\\\\", literal=True)
        written = '"' + written.str.replace_all('"', '\\"', literal=True) + '"'
    joined: str = written.fill_null("NULL").str.join(",").item()
    return f"{{{joined}}}"
