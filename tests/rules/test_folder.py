"""What checks across files ask of a folder."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from prospector.rules.folder import Folder, open_folder
from tests.rules.folders import write

if TYPE_CHECKING:
    from prospector.errors import Problem


def opened(root: Path, **files: str | None) -> Folder:
    problems: list[Problem] = []
    return open_folder(write(root, **files), None, problems)


def test_it_finds_values_with_their_place(tmp_path: Path) -> None:
    folder = opened(tmp_path, intent="rules:\n- id: a\n- id: b\n")
    places = list(folder.find("intent", "rules", "*", "id", of=str))
    assert [(place.value, place.line()) for place in places] == [("a", 2), ("b", 3)]
    assert str(places[1].problem("no")) == "rules/intent.yaml:3:7: no"


def test_it_lists_texts_and_keys(tmp_path: Path) -> None:
    folder = opened(tmp_path, intent="groups: {g: {}, h: null}\nrules: [{id: a}, {id: 3}]")
    assert folder.texts("intent", "rules", "*", "id") == ["a"]
    assert folder.keys("intent", "groups") == ["g", "h"]


def test_it_tells_nothing_known_from_nothing_there(tmp_path: Path) -> None:
    folder = opened(tmp_path, intent="rules: [", signals="kinds: {x: {label: x}}", feeds=None)
    assert folder.known("intent", "rules", "*", "id") is None
    assert folder.known("feeds", "feeds", "*", "kind") == []
    assert folder.kinds == ["x"]
    assert opened(tmp_path, signals="kinds: [").kinds is None


def test_it_takes_the_templates_beside_the_rules(tmp_path: Path) -> None:
    assert opened(tmp_path).templates_dir == tmp_path / "templates"


def test_it_knows_its_name_from_inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(write(tmp_path, feeds="feedz: {}"))
    folder = open_folder(Path(), None, [])
    assert folder.templates_dir == tmp_path / "templates"
    assert folder.documents["intent"].file == "rules/intent.yaml"
