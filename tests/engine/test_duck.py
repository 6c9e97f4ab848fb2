"""The engine runs queries over frames and can touch nothing else."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import polars as pl
import pytest

from prospector.engine import duck


def test_it_queries_frames_by_name() -> None:
    frames = {"ours": pl.DataFrame({"a": [1, 2]}), "theirs": pl.DataFrame({"a": [2, 3]})}
    found = duck.run("SELECT l.a FROM ours l JOIN theirs r USING (a)", frames)
    assert found.rows() == [(2,)]


def test_it_reads_and_writes_no_file(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("a\n1\n")
    for sql in (
        f"SELECT * FROM read_csv('{tmp_path / 'secret.csv'}')",
        f"SELECT * FROM '{tmp_path / 'secret.csv'}'",
        f"ATTACH '{tmp_path / 'new.db'}'",
    ):
        with pytest.raises(duckdb.Error):
            duck.run(sql, {})
    assert [path.name for path in tmp_path.iterdir()] == ["secret.csv"]


def test_it_keeps_the_frames_of_threads_apart() -> None:
    def total(number: int) -> int:
        frame = pl.DataFrame({"a": [number] * 1000})
        return int(duck.run("SELECT CAST(sum(a) AS BIGINT) FROM t", {"t": frame}).item())

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(total, range(40))) == [number * 1000 for number in range(40)]


def test_it_forgets_the_frames_of_the_query_before() -> None:
    duck.run("SELECT * FROM gone", {"gone": pl.DataFrame({"a": [1]})})
    with pytest.raises(duckdb.Error):
        duck.run("SELECT * FROM gone", {})


def test_it_rounds_half_away_from_zero_and_adds_whole_numbers_exactly() -> None:
    halves = pl.DataFrame({"x": [0.5, 1.5, 2.5, -0.5, -2.5, 0.49999999999999994]})
    found = duck.run("SELECT CAST(round(x) AS BIGINT) FROM t", {"t": halves})
    assert found.to_series().to_list() == [1, 2, 3, -1, -3, 0]
