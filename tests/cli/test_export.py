"""`prospector export`: a file, a receipt, and what was held."""

import json
import os
from pathlib import Path

import pytest

from prospector.columns import to_micros
from prospector.export import registry
from prospector.store import inbox
from prospector.tables import Draft
from tests.cli.handing_over import Desk, desk
from tests.policy.world import NOW


@pytest.fixture
def team(tmp_path: Path) -> Desk:
    return desk(tmp_path)


def test_it_writes_to_the_workspace_and_says_where(team: Desk) -> None:
    said = team.run("export", "generic")
    path = team.team.folder / "exports" / "2026-11-16-generic-1.csv"
    assert (said.code, said.err) == (0, "")
    assert said.out == f"exported 1 draft to {path} (export 1)\n"
    assert path.read_text(encoding="utf-8-sig").startswith("draft,lead,owner,")
    assert team.run("export", "generic").out == "nothing to export: no draft is approved\n"


def test_it_writes_where_it_is_told_and_answers_in_json(team: Desk, tmp_path: Path) -> None:
    found = team.json("export", "lemlist", "--out", str(tmp_path / "today.csv"))
    assert found["target"] == "lemlist"
    assert (found["taken"], found["held"], found["completed"]) == (1, {}, [])
    (file,) = found["files"]
    assert (file["path"], file["drafts"]) == (str(tmp_path / "today.csv"), 1)
    assert len(file["sha256"]) == 64


def test_it_says_what_policy_held(team: Desk) -> None:
    team.run("approve", str(team.queued))
    limited = team.team.folder / "rules" / "policy.yaml"
    text = limited.read_text(encoding="utf-8")
    limited.write_text(text.replace("limit: 150", "limit: 1"), encoding="utf-8")
    said = team.run("export", "generic")
    assert "exported 1 draft to" in said.out
    assert "held 1 by caps: `prospector queue --held` says why\n" in said.out


def test_it_refuses_an_unknown_target_and_an_existing_file(team: Desk, tmp_path: Path) -> None:
    said = team.run("export", "lemlits")
    assert (said.code, said.err) == (2, "error: no target 'lemlits'; did you mean 'lemlist'?\n")
    taken = tmp_path / "mine.csv"
    taken.write_text("mine")
    said = team.run("export", "generic", "--out", str(taken))
    assert said.code == 2
    assert "exists: choose another name, nothing was exported" in said.err


def test_it_names_every_target_in_its_help(team: Desk) -> None:
    said = team.run("export", "--help")
    assert all(name in said.out for name in registry.TARGETS)


def test_it_hears_who_objected_by_webhook_a_moment_ago(team: Desk) -> None:
    feeds = team.team.folder / "rules" / "feeds.yaml"
    feeds.write_text(
        "feeds:\n  site:\n    collector: hook\n    origin: your request\n"
        "    hook: {mode: token, secrets: ['${SITE}']}\n",
        encoding="utf-8",
    )
    body = json.dumps({"kind": "opted_out", "email": "charlie@globex.example"})
    with inbox.desk(team.world.database) as writer:
        inbox.keep(writer, [inbox.make_item("site", None, body, {}, to_micros(NOW))])
    assert team.run("export", "generic").out == "nothing to export: no draft is approved\n"
    drafts = {draft.id: draft for draft in team.world.all(Draft)}
    assert drafts[team.approved].held_gate == "suppressed"


@pytest.mark.parametrize("out", ["-", "/dev/null", "pipe.csv"])
def test_it_refuses_what_is_no_file_and_leaves_it(team: Desk, tmp_path: Path, out: str) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    named = str(tmp_path / out) if out == "pipe.csv" else out
    said = team.run("export", "generic", "--out", named)
    assert said.code == 2
    assert f"error: {named} is no file: name a file or a folder" in said.err
    assert team.run("export", "generic").out.startswith("exported 1 draft to ")
    for place in (tmp_path / "pipe.csv", tmp_path):
        said = team.run("exports", "replay", "1", "--out", str(place))
        assert said.code == 2
    assert (tmp_path / "pipe.csv").is_fifo()
