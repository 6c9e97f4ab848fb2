"""Targets are found by name, or by the nearest one."""

from pathlib import Path

import pytest

from prospector.errors import UsageError
from prospector.export import registry
from prospector.export.formats import generic, lemlist
from tests.export.records import RECORD


def test_it_knows_its_targets() -> None:
    assert set(registry.TARGETS) == {"generic", "lemlist"}
    for target in registry.TARGETS.values():
        assert target.render([RECORD]).count(b"\r\n") >= 2
        assert target.suffix.startswith(".")
        assert target.about


def test_it_says_which_target_was_meant() -> None:
    assert registry.target("lemlist") is registry.TARGETS["lemlist"]
    with pytest.raises(UsageError, match="no target 'lemlits'; did you mean 'lemlist'"):
        registry.target("lemlits")
    with pytest.raises(UsageError, match="no target 'x'; known: generic, lemlist"):
        registry.target("x")


def test_it_documents_every_target_and_its_columns() -> None:
    page = (Path(__file__).parents[2] / "docs" / "exports.md").read_text(encoding="utf-8")
    for name in registry.TARGETS:
        assert f"| `{name}` |" in page
        assert f"### {name}" in page
    for column in (*generic.COLUMNS, *lemlist.COLUMNS):
        assert f"`{column}`" in page
