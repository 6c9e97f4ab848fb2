"""`prospector rules history`: what was in force, and what it said."""

from pathlib import Path

import pytest

from prospector.rules.loader import load_ruleset
from tests.cli.team import Team, make


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Team:
    """Two versions: the second looks back a day further."""
    made = make(tmp_path_factory.mktemp("made"))
    made.run("rules", "publish", "--by", "alice", "--note", "to begin with")
    path = made.folder / "rules" / "intent.yaml"
    path.write_text(path.read_text("utf-8").replace("horizon: 180", "horizon: 181"), "utf-8")
    made.run("rules", "publish", "--by", "bob")
    return made


def test_it_lists_what_was_published_newest_first(team: Team) -> None:
    lines = team.run("rules", "history").out.splitlines()
    assert lines[0].split() == [
        "number", "at", "(UTC)", "version", "by", "grades", "segments", "enter", "leave", "note",
    ]  # fmt: skip
    assert lines[1].split()[5:] == ["0", "0", "0", "0"]
    assert [line.split()[0] for line in lines[1:]] == ["2", "1"]
    assert lines[2].endswith("to begin with")


def test_it_says_that_nothing_was_published_yet(tmp_path: Path) -> None:
    made = make(tmp_path)
    assert "nothing was published yet" in made.run("rules", "history").out
    assert made.json("rules", "history") == []


def test_it_shows_a_version_as_it_differs_from_the_one_before(team: Team) -> None:
    second, first = (one["version"] for one in team.json("rules", "history"))
    shown = team.run("rules", "history", second[:8]).out
    assert shown.startswith(f"version {second}\n  2  ")
    assert (
        "\n-defaults: {half_life: 14, horizon: 180}\n+defaults: {half_life: 14, horizon: 181}\n"
        in shown
    )
    assert "9 files; --out DIR writes them" in team.run("rules", "history", first).out


def test_it_gives_a_version_whole_as_json(team: Team) -> None:
    second = team.json("rules", "history")[0]["version"]
    told = team.json("rules", "history", second)
    assert (told["version"], [one["by"] for one in told["publications"]]) == (second, ["bob"])
    assert "horizon: 181" in told["files"]["intent.yaml"]


def test_it_writes_a_versions_files_into_a_new_folder_only(team: Team, tmp_path: Path) -> None:
    first = team.json("rules", "history")[1]["version"]
    folder = tmp_path / "old"
    assert team.run("rules", "history", first, "--out", str(folder)).code == 0
    assert load_ruleset(folder).version == first
    again = team.run("rules", "history", first, "--out", str(folder))
    assert (again.code, again.err) == (
        2,
        f"error: {folder} is there already: give a new folder\n",
    )


def test_it_wants_a_version_to_write(team: Team, tmp_path: Path) -> None:
    said = team.run("rules", "history", "--out", str(tmp_path / "old"))
    assert said.code == 2
    assert "--out needs a VERSION" in said.err
