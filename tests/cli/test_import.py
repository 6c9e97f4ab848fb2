"""Taking files in from the command line."""

import gzip
import io
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from prospector.cli import _progress
from prospector.cli import prospector as root
from prospector.cli._progress import Lines
from tests.cli.team import Team, make

HEADER = "kind,occurred_at,email,subject,amount\n"
GOOD = "purchased,2026-11-02,alice@globex.example,Licence,10\n"
BAD = "purchased,soon,alice@globex.example,Licence,10\n"


@pytest.fixture
def team(tmp_path: Path) -> Team:
    return make(tmp_path)


def write(team: Team, text: str, name: str = "in.csv") -> str:
    path = team.folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_it_prints_counts_per_file_and_examples(team: Team) -> None:
    said = team.run("import", write(team, HEADER + GOOD + GOOD + BAD))
    assert said.code == 1
    header, counts, example = said.out.splitlines()
    assert header.split() == ["File", "Feed", "Rows", "Taken", "Seen", "Rejected"]
    assert counts.split() == ["in.csv", "generic", "3", "1", "1", "1"]
    assert "in.csv:4: bad_date: occurred_at: 'soon'" in example
    assert "rejects list" in said.err
    assert team.run("import", write(team, HEADER + GOOD)).code == 0


def test_it_prints_the_documented_keys(team: Team) -> None:
    found = team.json("import", write(team, HEADER + GOOD + BAD))
    assert [found[key] for key in ("rows", "taken", "seen", "rejected", "run")] == [2, 1, 0, 1, 1]
    (file,) = found["files"]
    assert (file["file"], file["profile"], file["reasons"][0]["code"]) == (
        "in.csv",
        "generic",
        "bad_date",
    )


def test_it_says_how_a_file_was_read_and_that_nothing_stood_in_it(team: Team) -> None:
    said = team.run("import", write(team, "Notes:\n\n" + HEADER))
    assert said.err.splitlines() == [
        "note: in.csv: no row below the header (line 3)",
        "in.csv: read as generic: utf-8, comma between cells, header in line 3",
    ]
    (file,) = team.json("import", write(team, "[]", "in.json"))["files"]
    assert (file["notices"], file["header_line"]) == (["no item in it"], None)
    (file,) = team.json("import", write(team, HEADER + BAD, "bad.csv"))["files"]
    assert (file["notices"], file["header_line"]) == ([], 1)


@pytest.mark.parametrize(("words", "bar"), [((), True), (("--json",), False)])
def test_it_draws_a_bar_for_people_at_a_terminal(
    team: Team, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], *, bar: bool
) -> None:
    drawn = []

    @contextmanager
    def telling() -> Iterator[Lines]:
        drawn.append(True)
        yield _progress.by_lines()

    monkeypatch.setattr("prospector.cli._progress.telling", telling)
    assert team.run("import", write(team, HEADER + GOOD), *words).code == 0
    assert bool(drawn) is bar


def test_it_says_what_to_choose_where_dates_can_be_read_in_two_ways(team: Team) -> None:
    rows = "purchased,03/04/2026,alice@globex.example,Licence,10\n" * 3
    said = team.run("import", write(team, HEADER + rows))
    assert "'03/04/2026' can be 3 April or 4 March (3 rows)" in said.out
    assert "import again with --set locale=fr, en-gb or en-us" in said.err
    assert team.json("import", write(team, HEADER + rows), "--set", "locale=fr")["rejected"] == 0


def test_it_takes_rows_without_the_nameless_columns_a_spreadsheet_left(team: Team) -> None:
    header = HEADER.rstrip("\n") + ",,,\n"
    said = team.run("import", write(team, header + GOOD + GOOD.replace("02,", "03,", 1)))
    assert (said.code, said.out.splitlines()[1].split()[2:]) == (0, ["2", "2", "0", "0"])


def test_it_leaves_nothing_on_a_dry_run(team: Team) -> None:
    path = write(team, HEADER + GOOD + BAD)
    found = team.json("import", path, "--dry-run")
    assert (found["taken"], found["rejected"], found["run"]) == (1, 1, None)
    assert "nothing was written" in team.run("import", path, "--dry-run").err
    assert team.json("import", path)["taken"] == 1
    assert team.json("import", path, "--dry-run")["taken"] == 0


def test_it_takes_options_and_several_files(team: Team) -> None:
    one = write(team, "Courriel|Le\nbob@globex.example|03/04/2026\n", "one.csv")
    two = write(team, "Courriel|Le\nbob@globex.example|04/04/2026\n", "two.csv")
    found = team.json(
        "import", one, two, "--feed", "fair", "--profile", "generic", "--delimiter", "pipe",
        "--encoding", "utf-8", "--map", "occurred_at=Le", "--set", "kind=met", "--set", "locale=fr",
        "--date", "2026-11-14", "--backfill",
    )  # fmt: skip
    assert (found["taken"], [file["feed"] for file in found["files"]]) == (2, ["fair", "fair"])


def test_it_reads_standard_input(team: Team) -> None:
    words = ["--workspace", str(team.folder), "import", "-", "--json"]
    result = CliRunner().invoke(root, words, input=io.BytesIO((HEADER + GOOD).encode()))
    found = json.loads(result.stdout)
    assert (found["taken"], found["files"][0]["file"]) == (1, "stdin")


def test_it_reads_a_packed_file_from_standard_input(team: Team) -> None:
    packed = gzip.compress((HEADER + GOOD).encode())
    words = ["--workspace", str(team.folder), "import", "-", "--json"]
    result = CliRunner().invoke(root, words, input=packed)
    assert json.loads(result.stdout)["files"][0]["bytes"]["rows"] == len(GOOD)


def test_it_waits_until_nobody_writes_to_a_file(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(team, HEADER + GOOD)
    pauses: list[float] = []
    monkeypatch.setenv("PROSPECTOR_SETTLE_SECONDS", "20")
    monkeypatch.setattr("prospector.app.time", SimpleNamespace(sleep=pauses.append))
    assert team.run("import", path).code == 0
    assert 0 < pauses[0] <= 20
    os.utime(path, (0, 0))
    assert team.run("import", path).code == 0
    assert len(pauses) == 1
    os.utime(path)
    grows = SimpleNamespace(sleep=lambda _: write(team, HEADER + GOOD + GOOD))
    monkeypatch.setattr("prospector.app.time", grows)
    said = team.run("import", path)
    assert (said.code, said.err) == (
        1,
        "error: in.csv: still being written: import it when it is complete\n",
    )


def test_it_says_in_one_line_what_is_wrong(team: Team) -> None:
    said = team.run("import", write(team, "foo,bar\n1,2\n"))
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith("error: in.csv:1: no line")
    assert said.err.count("\n") == 1
    assert team.run("import", str(team.folder / "none.csv")).code == 1
    assert team.run("import", write(team, HEADER), "--set", "emial=x").code == 2
    assert team.run("import", write(team, HEADER), "--map", "email").code == 2
