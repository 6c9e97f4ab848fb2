"""Edits from the command line."""

from pathlib import Path

import pytest

from tests.cli.team import Team, make
from tests.review.rows import fill, get


@pytest.fixture
def team(tmp_path: Path) -> Team:
    return make(tmp_path)


def editor(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str) -> None:
    """Make $EDITOR a shell script that gets the file's path as $1."""
    path = tmp_path / "editor.sh"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(path))


def test_it_takes_subject_and_body_from_options(team: Team, tmp_path: Path) -> None:
    first, *_ = fill(team.database())
    (tmp_path / "body.txt").write_text("We met in Lyon.\n")
    said = team.run(
        "edit", str(first), "--subject", "Hi Bob", "--body-file", str(tmp_path / "body.txt")
    )
    assert (said.code, said.out) == (0, f"edited 1 draft: {first}\n")
    draft = get(team.database(), first)
    assert (draft.subject, draft.body, draft.edited) == ("Hi Bob", "We met in Lyon.", True)


def test_it_reads_the_body_from_stdin_and_keeps_the_subject(team: Team) -> None:
    first, *_ = fill(team.database())
    team.run("edit", str(first), "--body-file", "-", keys="Short.\n")
    draft = get(team.database(), first)
    assert (draft.subject, draft.body) == ("Your new sales team", "Short.")


def test_it_opens_the_editor(team: Team, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, *_ = fill(team.database())
    # A second in the past: click sees a save by the file's time.
    editor(monkeypatch, tmp_path, 'sed -i "s/Your new/Hello, your new/" "$1"; touch "$1"')
    said = team.run("edit", str(first))
    assert said.code == 0, said.err
    assert get(team.database(), first).subject == "Hello, your new sales team"


def test_it_changes_nothing_when_nothing_was_saved(
    team: Team, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *_ = fill(team.database())
    editor(monkeypatch, tmp_path, "exit 0")
    said = team.run("edit", str(first))
    assert (said.code, said.out, said.err) == (0, "", "nothing changed\n")
    assert not get(team.database(), first).edited


@pytest.mark.parametrize(
    ("words", "keys", "code", "message"),
    [
        (["999"], "", 1, "no draft 999: `prospector queue` lists them"),
        (["1", "--subject", "  "], "", 2, "draft 1: the subject is empty"),
        (["1", "--body-file", "-"], "  ", 2, "draft 1: the body is empty"),
        (["1", "--body-file", "nowhere.txt"], "", 2, "nowhere.txt"),
    ],
)
def test_it_refuses_what_is_no_message(
    team: Team, words: list[str], keys: str, code: int, message: str
) -> None:
    fill(team.database())
    said = team.run("edit", *words, keys=keys)
    assert said.code == code
    assert message in said.err
