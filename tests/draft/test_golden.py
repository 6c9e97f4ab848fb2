"""Golden files: a workspace's own, and the shipped templates'."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from prospector.draft import golden, inspection
from prospector.draft.compose import Desk
from prospector.draft.golden import Blessing
from prospector.draft.templates import read_library
from prospector.rules.loader import load_ruleset
from prospector.rules.sandbox import Refused
from tests.draft.desk import SOURCES, desk

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden" / "drafts"
NAME = "hiring/1-opening.email.en.j2"


def shipped() -> Desk:
    rules = load_ruleset(ROOT / "rules")
    library = read_library(ROOT / "templates")
    return Desk(library, rules, inspection.SAMPLE_DAY, ZoneInfo("Europe/Paris"), "en")


def test_it_reads_the_shipped_templates_as_the_golden_files_say(*, bless: bool) -> None:
    found = {
        GOLDEN / f"{name.removesuffix('.j2')}.txt": text
        for name, text in golden.samples(shipped()).items()
    }
    if bless:
        for orphan in set(GOLDEN.rglob("*.txt")) - set(found):
            orphan.unlink()
        for path, text in found.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    assert set(GOLDEN.rglob("*.txt")) == set(found), "make bless"
    changed = [path.name for path, text in found.items() if path.read_text("utf-8") != text]
    assert not changed, "make bless, then look at the diff"


def test_it_finds_nothing_wrong_with_the_shipped_templates() -> None:
    assert [str(problem) for problem in inspection.inspect(shipped())] == []


def test_it_keeps_golden_files_beside_their_templates(tmp_path: Path) -> None:
    assert golden.path_of(NAME) == "hiring/golden/1-opening.email.en.txt"
    orphan = tmp_path / "hiring" / "golden" / "9-gone.email.en.txt"
    orphan.parent.mkdir(parents=True)
    orphan.write_text("gone")
    assert golden.bless(desk(), tmp_path) == Blessing(written=3, unchanged=0, removed=1)
    assert golden.bless(desk(), tmp_path) == Blessing(written=0, unchanged=3, removed=0)
    kept = (tmp_path / golden.path_of(NAME)).read_text("utf-8")
    assert kept == golden.samples(desk())[NAME]


def test_it_finds_what_reads_differently(tmp_path: Path) -> None:
    assert golden.differences(desk(), tmp_path) == []
    golden.bless(desk(), tmp_path)
    changed = desk({**SOURCES, NAME: SOURCES[NAME].replace("Shall I", "May I")})
    (problem,) = golden.differences(changed, tmp_path)
    assert problem.file == f"templates/{NAME}"
    assert "reads differently from hiring/golden/1-opening.email.en.txt" in problem.message


def test_it_leaves_a_broken_template_to_the_inspection(tmp_path: Path) -> None:
    golden.bless(desk(), tmp_path)
    broken = desk({**SOURCES, NAME: "{{ x"})
    assert golden.differences(broken, tmp_path) == []
    with pytest.raises(Refused, match=NAME):
        golden.bless(broken, tmp_path)
