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


def test_it_answers_a_text_that_comes_again_as_it_did_the_first_time() -> None:
    sql = "SELECT t.kind, count(*) AS n FROM t LEFT JOIN more m USING (kind) GROUP BY 1 ORDER BY 1"
    for number in range(6):
        kinds = [f"k{n % (number + 1)}" for n in range(number)] + [None]
        one = pl.DataFrame({"kind": kinds}, schema={"kind": pl.String})
        for frame in (one, one.cast(pl.Categorical), one.with_columns(extra=pl.lit(number))):
            given = {"t": frame, "more": pl.DataFrame({"kind": ["k0"]})}
            found = duck.run(sql, given)
            counted = dict(zip(found["kind"].cast(pl.String), found["n"], strict=True))
            assert counted == {kind: kinds.count(kind) for kind in kinds}


def test_it_takes_a_column_of_nothing_at_any_time() -> None:
    for frame in (pl.DataFrame({"a": [None]}), pl.DataFrame({"a": ["x"]})) * 3:
        found = duck.run("SELECT contains(a, 'x') AS found FROM t", {"t": frame})
        assert found["found"].to_list() == [None if frame["a"][0] is None else True]


def test_it_keeps_no_row_after_a_query_and_goes_on_after_one_that_failed() -> None:
    sql = "SELECT sum(CASE WHEN a > 9 THEN error('too many') ELSE a END) AS n FROM t"
    for value in (1, 2, 10, 3):
        frame = pl.DataFrame({"a": [value]})
        if value > 9:
            with pytest.raises(duckdb.Error, match="too many"):
                duck.run(sql, {"t": frame})
        else:
            assert duck.run(sql, {"t": frame}).item() == value


def test_it_asks_in_the_order_of_names_not_of_columns() -> None:
    sql = "SELECT a - b AS less FROM t"
    for _ in range(3):
        assert duck.run(sql, {"t": pl.DataFrame({"a": [5], "b": [3]})}).item() == 2
        assert duck.run(sql, {"t": pl.DataFrame({"b": [3], "a": [5]})}).item() == 2


def test_it_forgets_the_frames_of_the_query_before() -> None:
    duck.run("SELECT * FROM gone", {"gone": pl.DataFrame({"a": [1]})})
    with pytest.raises(duckdb.Error):
        duck.run("SELECT * FROM gone", {})


def test_it_rounds_half_away_from_zero_and_adds_whole_numbers_exactly() -> None:
    halves = pl.DataFrame({"x": [0.5, 1.5, 2.5, -0.5, -2.5, 0.49999999999999994]})
    found = duck.run("SELECT CAST(round(x) AS BIGINT) FROM t", {"t": halves})
    assert found.to_series().to_list() == [1, 2, 3, -1, -3, 0]
