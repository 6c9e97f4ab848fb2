"""Snoozes from the command line."""

from pathlib import Path

import pytest

from tests.cli.team import Team, make
from tests.review.rows import fill, get


@pytest.fixture
def team(tmp_path: Path) -> Team:
    return make(tmp_path)


def test_it_puts_drafts_off_to_a_day(team: Team) -> None:
    first, second, *_ = fill(team.database())
    said = team.run("snooze", str(first), str(second), "--until", "friday")
    assert said.out == f"snoozed until 2026-11-20 2 drafts: {first}, {second}\n"
    assert str(get(team.database(), first).snoozed_until) == "2026-11-20"


def test_it_counts_days_in_the_zone_of_the_workspace(team: Team) -> None:
    first, *_ = fill(team.database())
    (team.folder / "prospector.toml").write_text('timezone = "Pacific/Auckland"\n')
    late = get(team.database(), first).created_at.replace(hour=13)  # Tuesday there
    team.run("snooze", str(first), "--until", "1d", now=late)
    assert str(get(team.database(), first).snoozed_until) == "2026-11-18"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["1"], "Missing option '--until'"),
        (["--until", "3d"], "give the drafts by number"),
        (["1", "--until", "2026-11-16"], "--until: 2026-11-16 is not after today"),
    ],
)
def test_it_refuses_what_it_cannot_mean(team: Team, words: list[str], message: str) -> None:
    said = team.run("snooze", *words)
    assert said.code == 2
    assert message in said.err
