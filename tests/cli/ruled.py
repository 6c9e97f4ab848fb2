"""A workspace with small rules, and `prospector rules` run on it."""

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from prospector.cli import prospector

INTENT = """\
rules:
- {id: liked, when: signal.kind = 'post_liked', points: 5, why: x}
tests:
- {name: a like counts, signals: [{kind: post_liked, age: 0}], expect: {intent: 5, rules: [liked]}}
- {name: a reply does not, signals: [{kind: replied, age: 0}], expect: {no_rules: [liked]}}
"""


def run(root: Path, *words: str) -> Result:
    """What a verb of `rules` says in a workspace."""
    (root / "templates").mkdir(exist_ok=True)
    return CliRunner().invoke(prospector, ["--workspace", str(root), "rules", *words])


def answer(root: Path, *words: str) -> Any:  # Any: whatever JSON says
    """The same as JSON."""
    return json.loads(run(root, *words, "--json").stdout)
