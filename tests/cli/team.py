"""A workspace made by `prospector init`, and the command line in it."""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from click.testing import CliRunner

from prospector.cli import prospector as root
from prospector.errors import ProspectorError
from prospector.store.database import Database, open_database
from tests import sqlite
from tests.review.rows import NOW

ANSWERS = """\
name: Acme
site: https://acme.example
offer: {en: keep workshops running, fr: faisons tourner les ateliers}
postal_address: 1 rue du Test, 75001 Paris
sender_name: Alice Martin
sender_title: Account executive
sender_email: alice@acme.example
integrations: [Trellis ERP, Figue CRM]
competitors: [Vigie Software]
"""


class Said(NamedTuple):
    """What a command answered."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Team:
    """A team's workspace."""

    folder: Path

    def run(self, *words: str, keys: str = "", now: datetime = NOW) -> Said:
        """Run a verb as `main` does: an expected error is lines on stderr and an exit code."""
        arguments = ["--workspace", str(self.folder), "--as-of", now.isoformat(), *words]
        result = CliRunner().invoke(root, arguments, input=keys)
        error = result.exception
        if isinstance(error, ProspectorError):
            lines = "".join(f"error: {line}\n" for line in str(error).splitlines())
            return Said(error.exit_code, result.stdout, result.stderr + lines)
        if error is not None and not isinstance(error, SystemExit):
            raise error
        return Said(result.exit_code, result.stdout, result.stderr)

    def json(self, *words: str) -> Any:  # Any: whatever JSON says
        """What a verb prints with --json."""
        return json.loads(self.run(*words, "--json").out)

    def database(self) -> Database:
        """The workspace's store, migrated."""
        path = self.folder / "prospector.db"
        if not path.exists():
            path.write_bytes(sqlite.template())
        return open_database("", self.folder)


def make(folder: Path) -> Team:
    """A workspace for Acme, in which Alice reviews."""
    for name, (content, mode) in _made().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        path.chmod(mode)
    return Team(folder / "team")


@cache
def _made() -> dict[str, tuple[bytes, int]]:
    """What `prospector init` makes, and the answers it was told: the same for every test."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        answers = folder / "answers.yaml"
        answers.write_text(ANSWERS, encoding="utf-8")
        made = CliRunner().invoke(root, ["init", str(folder / "team"), "--answers", str(answers)])
        assert made.exit_code == 0, made.output
        return {
            str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mode)
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }
