"""Skips from the command line."""

from pathlib import Path

import pytest

from prospector.cli.skip import REASONS
from prospector.tables import DraftStatus, SkipReason
from tests.cli.team import Team, make
from tests.review.rows import fill, get


@pytest.fixture
def team(tmp_path: Path) -> Team:
    return make(tmp_path)


def test_it_offers_every_reason() -> None:
    assert set(REASONS) == set(SkipReason)


def test_it_skips_with_a_reason(team: Team) -> None:
    first, *_ = fill(team.database())
    said = team.run("skip", str(first), "--reason", "bad_fit")
    assert (said.code, said.out) == (0, f"skipped (bad fit) 1 draft: {first}\n")
    assert get(team.database(), first).skip_reason is SkipReason.BAD_FIT


def test_it_puts_bad_timing_off(team: Team) -> None:
    first, *_ = fill(team.database())
    said = team.run("skip", str(first), "--reason", "bad_timing", "--until", "2w")
    assert said.code == 0
    draft = get(team.database(), first)
    assert (draft.status, str(draft.snoozed_until)) == (DraftStatus.SNOOZED, "2026-11-30")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["1"], "Missing option '--reason'"),
        (["1", "--reason", "boring"], "wrong_person"),
        (["--reason", "bad_fit"], "give the drafts by number"),
        (["1", "--reason", "bad_timing"], "bad_timing needs --until DAY"),
        (["1", "--reason", "bad_fit", "--until", "3d"], "--until goes with bad_timing"),
        (["1", "--reason", "bad_timing", "--until", "soon"], "--until: 'soon' is not a day"),
    ],
)
def test_it_refuses_what_it_cannot_mean(team: Team, words: list[str], message: str) -> None:
    said = team.run("skip", *words)
    assert said.code == 2
    assert message in said.err
