"""`prospector doctor` on the screen, as JSON, and by its exit code."""

from pathlib import Path

import pytest

from tests.cli.team import Team, make


@pytest.fixture
def team(tmp_path: Path) -> Team:
    return make(tmp_path)


def test_it_prints_a_line_per_finding(team: Team) -> None:
    said = team.run("doctor")
    assert said.code == 0
    assert "ok    settings.timezone: Europe/Paris (default)" in said.out.splitlines()


def test_it_fails_when_something_is_bad_and_says_the_fix(team: Team) -> None:
    (team.folder / "prospector.toml").write_text('timzone = "Europe/Paris"\n')
    said = team.run("doctor")
    assert said.code == 1
    assert "bad   settings: prospector.toml:1: timzone: unknown key" in said.out
    found = team.json("doctor")
    assert found[0]["level"] == "bad"
    assert set(found[0]) == {"name", "level", "found", "fix"}


def test_it_knows_the_variable_of_every_option(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("WORKSPACE", "AS_OF", "QUEUE_OWNER", "APPROVE_TOP", "RULES_CHECK_AS_JSON"):
        monkeypatch.setenv(f"PROSPECTOR_{name}", "")
    monkeypatch.setenv("PROSPECTOR_QUEUE_OWNR", "alice")
    monkeypatch.delenv("PROSPECTOR_TEST_POSTGRES", raising=False)  # the tests' own server
    named = [line for line in team.run("doctor").out.splitlines() if "environment" in line]
    (line,) = named
    assert line.startswith("warn  environment: $PROSPECTOR_QUEUE_OWNR is not a variable of ours")
    assert line.endswith("Did you mean PROSPECTOR_QUEUE_OWNER?")


def test_it_writes_signal_files_anew_when_told(team: Team) -> None:
    place = team.folder / ".prospector" / "files"
    assert not place.exists()
    said = team.run("doctor", "--rebuild-files")
    assert (said.code, "signal files are written anew" in said.err) == (0, True)
    (line,) = [line for line in said.out.splitlines() if "signal files" in line]
    assert line.startswith("ok    signal files: ")
    assert line.endswith("MB")
    before = {path.name for path in place.iterdir()}
    assert team.run("doctor", "--rebuild-files").code == 0
    # What the old ones said of people is gone.
    assert before & {path.name for path in place.iterdir()} == {"manifest.json", "lock"}
