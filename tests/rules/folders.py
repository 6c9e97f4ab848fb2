"""Rules folders on disk: valid ones from `tests.rulesets`, with some files written by hand."""

import json
from pathlib import Path
from textwrap import dedent

import pytest

from prospector.errors import Problem, RulesError
from prospector.rules.loader import load_ruleset
from prospector.rules.models import FILES
from tests.rulesets import DEFAULTS

INTENT = """\
    rules:
      - id: {id}
        when: {when}
        points: 5
        why: now
"""


def write(root: Path, **files: str | None) -> Path:
    """A rules folder; each keyword is a file's text (None = no such file)."""
    folder = root / "rules"
    folder.mkdir(exist_ok=True)
    for stem in FILES:
        text = files.get(stem, json.dumps(DEFAULTS[stem]))  # JSON is YAML
        if text is not None:
            (folder / f"{stem}.yaml").write_text(dedent(text), encoding="utf-8")
    return folder


def problems(root: Path, **files: str | None) -> list[Problem]:
    """Everything the loader says about such a folder."""
    try:
        load_ruleset(write(root, **files))
    except RulesError as error:
        return error.problems
    return []


def complaints(root: Path, **files: str | None) -> list[str]:
    """The same as lines of text."""
    return [str(problem) for problem in problems(root, **files)]


def only(root: Path, **files: str | None) -> str:
    """The one line the loader says."""
    lines = complaints(root, **files)
    if len(lines) != 1:
        pytest.fail(f"one problem expected: {lines}")
    return lines[0]


def segment(name: str, when: str, **more: object) -> dict[str, object]:
    """A valid segment as YAML data."""
    persona = dict.fromkeys(
        ("company", "person", "wants", "pains", "fears", "expects", "approach", "cycle"), "x"
    )
    return {
        "id": name,
        "label": name,
        "when": when,
        "purpose": "new_conversation",
        "persona": persona,
        "sequence": [{"slug": "hello", "channels": ["email"]}],
        "caps": [{"window": "day", "limit": 5}],
        **more,
    }


def segments(*each: dict[str, object], **more: object) -> str:
    """segments.yaml with one segment per line from line 2 on, so that lines can be told."""
    lines = ",\n".join(json.dumps(one) for one in each)
    tail = "".join(f', "{key}": {json.dumps(value)}' for key, value in more.items())
    return f'{{"segments": [\n{lines}\n]{tail}}}'
