"""COPY brings every text as it is."""

from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import text

from prospector.store import copying
from prospector.store.copying import copy
from prospector.store.database import open_database
from tests import postgres


def test_it_keeps_awkward_texts_nulls_and_rows_of_several_chunks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "_CHUNK", 2)
    texts = ["", None, "\\.", "\\N", 'a "b"', "a,b\r\nc\td", "é☕", "\\"]
    frame = pl.DataFrame({"at": range(len(texts)), "said": texts})
    database = open_database(postgres.empty_database(), tmp_path)
    with database.staging() as connection:
        connection.execute(text("CREATE TEMPORARY TABLE t (at BIGINT, said TEXT)"))
        copy(connection, "t", frame)
        rows = connection.execute(text("SELECT said FROM t ORDER BY at")).scalars().all()
    database.dispose()
    assert rows == texts
