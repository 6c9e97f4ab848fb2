"""The dialogue: what each key does, and what it says to an odd answer."""

from pathlib import Path

import pytest

from prospector.store import drafts, queue
from prospector.store.database import Database
from prospector.tables import DraftStatus
from tests.cli.team import Team, make
from tests.cli.test_edit import editor
from tests.review.rows import fill, get


@pytest.fixture
def team(tmp_path: Path) -> Team:
    return make(tmp_path)


def statuses(database: Database, ids: list[int]) -> list[str]:
    return [get(database, draft_id).status.value for draft_id in ids]


def test_it_does_what_each_key_says(team: Team) -> None:
    bob, dora, charlie, erin = fill(team.database())
    said = team.run("review", keys="a\ns\nw\nz\nfriday\nn\n")
    database = team.database()
    # In the order of the queue: Bob, Charlie (also at acme), Dora, Erin.
    assert statuses(database, [bob, charlie, dora, erin]) == [
        "approved",
        "skipped",
        "snoozed",
        "queued",
    ]
    assert said.out.endswith("approved 1, skipped 1, snoozed 1; 1 of 4 not decided\n")


def test_it_takes_decisions_back(team: Team) -> None:
    bob, *_ = fill(team.database())
    said = team.run("review", keys="a\nu\nq\n")
    assert get(team.database(), bob).status is DraftStatus.QUEUED
    assert said.out.count("1 of 4") == 2
    assert "nothing decided" in said.out


def test_it_takes_the_last_decision_back_at_the_end(team: Team) -> None:
    *_, erin = fill(team.database())
    said = team.run("review", keys="n\nn\nn\na\nu\ns\nf\n\n")
    assert get(team.database(), erin).status is DraftStatus.SKIPPED
    assert "that was the last" in said.err
    assert said.out.endswith("skipped 1; 3 of 4 not decided\n")


def test_it_edits_and_stays_with_the_draft(
    team: Team, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bob, *_ = fill(team.database())
    editor(monkeypatch, tmp_path, 'printf "Subject: Hi\\n\\nShort.\\n" > "$1"')
    said = team.run("review", keys="e\na\nq\n")
    draft = get(team.database(), bob)
    assert (draft.subject, draft.body, draft.status.value) == ("Hi", "Short.", "approved")
    assert "a person wrote this text" in said.out
    assert "approved 1, edited 1" in said.out


def test_it_goes_back_to_the_draft_after_an_empty_or_odd_answer(
    team: Team, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = fill(team.database())
    editor(monkeypatch, tmp_path, 'printf "no subject" > "$1"')
    said = team.run("review", keys="\nk\ns\n\ns\ny\nz\n\nz\nsoon\nu\ne\nq\n")
    assert statuses(team.database(), ids) == ["queued"] * 4
    for message in (
        "a key, then Enter",
        "no key 'k'",
        "no reason 'y'",
        "'soon' is not a day",
        "nothing to take back in this sitting",
        "not saved: the first line must be 'Subject: …'",
    ):
        assert message in said.err


def test_it_puts_bad_timing_off(team: Team) -> None:
    bob, *_ = fill(team.database())
    team.run("review", keys="x\nt\n3d\nq\n")
    database = team.database()
    assert str(get(database, bob).snoozed_until) == "2026-11-19"
    with database.read() as session:
        assert drafts.decisions(session, bob)[0].reason == "bad_timing"


def test_it_passes_over_what_somebody_else_decided(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = team.database()
    bob, _, charlie, _ = fill(database)
    cited = queue.cited
    seen: list[int] = []

    def meanwhile(*arguments: object) -> object:
        if not seen:  # while Alice reads Bob's draft, Bob works too
            seen.append(1)
            team.run("approve", str(bob), str(charlie), "--as", "Bob")
        return cited(*arguments)  # type: ignore[arg-type] # passed on as they came

    monkeypatch.setattr(queue, "cited", meanwhile)
    said = team.run("review", "--as", "Alice", keys="a\nq\n")
    assert f"draft {bob}: it is already approved by Bob" in said.err
    assert f"draft {charlie} is approved by now" in said.err
