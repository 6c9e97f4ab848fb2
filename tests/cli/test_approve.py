"""Approvals from the command line."""

from pathlib import Path

import pytest

from prospector.store import drafts
from prospector.tables import DraftStatus
from tests.cli.team import Team, make
from tests.review.rows import fill, get


@pytest.fixture
def team(tmp_path: Path) -> Team:
    return make(tmp_path)


def approved(team: Team) -> list[int]:
    with team.database().read() as session:
        return [draft.id or 0 for draft in drafts.by_status(session, DraftStatus.APPROVED)]


def test_it_approves_drafts_by_number(team: Team) -> None:
    first, second, *_ = fill(team.database())
    said = team.run("approve", str(first), str(second), "--as", "Alice")
    assert (said.code, said.out) == (0, f"approved 2 drafts: {first}, {second}\n")
    with team.database().read() as session:
        decision = drafts.decisions(session, first)[0]
    assert (decision.actor, decision.bulk) == ("Alice", False)


def test_it_approves_the_best_or_all_in_bulk(team: Team) -> None:
    bob, dora, charlie, _ = fill(team.database())
    team.run("approve", "--top", "2")
    assert approved(team) == [bob, dora]
    team.run("approve", "--all", "--owner", "alice")
    assert approved(team) == [bob, dora, charlie]
    with team.database().read() as session:
        assert drafts.decisions(session, charlie)[0].bulk


def test_it_tells_who_was_there_first_and_fails(team: Team) -> None:
    first, *_ = fill(team.database())
    team.run("approve", str(first), "--as", "Bob")
    said = team.run("approve", str(first), "--as", "Alice")
    assert (said.code, said.out) == (1, "")
    assert said.err == f"error: draft {first}: it is already approved by Bob\n"
    said = team.run("approve", str(first), "--as", "Alice", "--json")
    assert said.code == 1
    assert '"reason": "it is already approved by Bob"' in said.out


def test_it_takes_an_approval_back(team: Team) -> None:
    first, *_ = fill(team.database())
    team.run("approve", str(first))
    said = team.run("approve", "--undo", str(first))
    assert said.out == f"took back the last decision about 1 draft: {first}\n"
    assert get(team.database(), first).status is DraftStatus.QUEUED


def test_it_says_that_nothing_is_there_to_approve(team: Team) -> None:
    assert team.run("approve", "--all").out == "the queue is empty: `prospector ready` says why\n"


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["1", "--all"],
        ["--top", "1", "--all"],
        ["--undo", "--all"],
        ["1", "--owner", "alice"],
        ["--top", "0"],
        ["one"],
    ],
)
def test_it_refuses_what_it_cannot_mean(team: Team, words: list[str]) -> None:
    said = team.run("approve", *words)
    assert said.code == 2
    assert said.err
