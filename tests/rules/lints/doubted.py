"""What the lints say about small rules."""

from pathlib import Path

from prospector.rules import lints, loader
from tests.rules.folders import write


def doubts(root: Path, **files: str) -> list[str]:
    """Every doubt about a folder of rules with these files."""
    ruleset, folder = loader.load(write(root, **files))
    return [str(doubt) for doubt in lints.find(ruleset, folder)]


def only(root: Path, **files: str) -> str:
    """The one doubt there is."""
    (doubt,) = doubts(root, **files)
    return doubt
