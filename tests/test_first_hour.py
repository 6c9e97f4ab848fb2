"""The first hour of a team: two files nobody prepared, and drafts worth sending at the end of it."""

import csv
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from prospector.cli import prospector
from tests.first_hour import ANSWERS, PAIRS, first_hour

NOW = datetime(2026, 11, 20, 7, 30, tzinfo=UTC)


class Shell:
    """Counts the commands a newcomer types."""

    def __init__(self, workspace: Path) -> None:
        self.workspace = workspace
        self.typed = 0

    def __call__(self, *words: str, exits: tuple[int, ...] = (0,)) -> Result:
        self.typed += 1
        root = ["--as-of", NOW.isoformat()]
        if words[0] != "init":
            root += ["--workspace", str(self.workspace)]
        result = CliRunner().invoke(prospector, [*root, *words])
        assert result.exit_code in exits, f"{words}: {result.output}\n{result.stderr}"
        return result


@pytest.mark.parametrize("pair", PAIRS)
def test_it_gets_from_two_bare_files_to_drafts_worth_sending(pair: str, tmp_path: Path) -> None:
    files = first_hour(pair, now=NOW)
    (tmp_path / "answers.yaml").write_text(ANSWERS, encoding="utf-8")
    (tmp_path / "likers.csv").write_text(files.likers, encoding="utf-8")
    (tmp_path / "contacts.csv").write_text(files.contacts, encoding="utf-8")
    shell = Shell(tmp_path / "team")

    shell("init", str(shell.workspace), "--answers", str(tmp_path / "answers.yaml"))
    shell("import", str(tmp_path / "contacts.csv"))
    shell("import", str(tmp_path / "likers.csv"))
    shell("run")
    funnel = json.loads(shell("ready", "--json").stdout)
    queue = json.loads(shell("queue", "--json").stdout)
    shell("approve", "--all")
    out = tmp_path / "out.csv"
    shell("export", "generic", "--out", str(out))

    with out.open(encoding="utf-8-sig", newline="") as file:
        exported = list(csv.DictReader(file))
    assert shell.typed <= 12
    assert len(exported) >= 25
    assert {row["channel"] for row in exported} <= {"linkedin", "email"}
    keys = {_key(row) for row in exported}
    assert not {key: why for key, why in files.forbidden.items() if _tail(key) in keys}
    assert not [draft for draft in queue if "None" in draft["body"] or "{{" in draft["body"]]
    assert funnel["people"] == funnel["ready"] + sum(drop["count"] for drop in funnel["drops"])


def _key(row: dict[str, str]) -> str:
    return _tail(row["email"] or row["linkedin_url"])


def _tail(key: str) -> str:
    return key.rsplit("/", 1)[-1].lower()
