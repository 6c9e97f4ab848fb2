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

    One row that is there fails the whole copy, so a connection that met one stages from then on.
    """
    met = ("staged", work.target.table)
    if not connection.info.get(met):
        try:
            return _copied(connection, work)
        except connection.dialect.loaded_dbapi.IntegrityError:
            connection.info[met] = True
    return _staged(connection, work)


def _copied(connection: Connection, work: Work) -> Result:
    whole = work.part.with_columns(**{name: pl.lit(v) for name, v in work.shared.items()})
    with writing(connection):
        began = time.thread_time()
        _lock(connection, work.target)
        ids = _reserved(connection, work) if work.tell_ids else None
        copy(connection, work.target.table, whole if ids is None else whole.with_columns(ids))
    return began, whole.height, ids


def _reserved(connection: Connection, work: Work) -> pl.Series:
    """Ids for the rows, in order: other transactions may take some in between."""
    sequence = f"pg_get_serial_sequence('{work.target.table}', 'id')"
    # As one row: a row each costs more than the ids.
    statement = (
        f"SELECT array_agg(nextval({sequence})) FROM generate_series(1, {work.part.height:d})"
    )
    return pl.Series("id", connection.scalar(text(statement)), dtype=pl.Int64)


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


def _lock(connection: Connection, target: Target) -> None:
    if target.lock is not None:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": target.lock})


def known(
    connection: Connection, table: str, column: str, values: pl.Series, given: dict[str, str]
) -> pl.Series:
    """The ids of the rows of a table that have some values in a column; null where there is none."""
    key = " AND ".join([f't."{column}" = j.wanted', *(f't."{name}" = :{name}' for name in given)])
    query = text(
        "SELECT j.n - 1, t.id FROM unnest(CAST(:wanted AS TEXT[])) WITH ORDINALITY AS j(wanted, n)"
        f' JOIN "{table}" t ON {key}'
    )
    places, ids = [], []
    for start in range(0, values.len(), _LOOKED_UP):
        wanted = values.slice(start, _LOOKED_UP).to_list()
        # Straight from the driver: SQLAlchemy's rows cost more than the look-up.
        rows = connection.execute(query, {"wanted": wanted, **given}).cursor.fetchall()
        found = pl.DataFrame(rows, schema={"n": pl.Int64, "id": pl.Int64}, orient="row")
        places.append(found["n"] + start)
        ids.append(found["id"])
    connection.rollback()  # nothing is left open
    nobody = pl.Series("id", [None], dtype=pl.Int64).new_from_index(0, values.len())
    return nobody.scatter(pl.concat(places), pl.concat(ids)) if places else nobody
