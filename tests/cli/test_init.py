"""`prospector init`: from an answers file or a dialogue to a workspace."""

import sys
from pathlib import Path

import pytest

from prospector.cli import main
from prospector.workspace.create import company_of
from tests.cli.team import ANSWERS


def init(*words: str) -> int:
    """The exit code of `prospector init`, as the shell sees it."""
    try:
        main(["init", *words])
    except SystemExit as exit_:
        return int(exit_.code or 0)
    return 0


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    path = tmp_path / "answers.yaml"
    path.write_text(ANSWERS, encoding="utf-8")
    return path


def test_it_makes_a_workspace_and_says_what_comes_next(
    tmp_path: Path, answers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert init(str(tmp_path / "team"), "--answers", str(answers)) == 0
    company = company_of(tmp_path / "team")
    assert company is not None
    assert company.name == "Acme"
    said = capsys.readouterr().out.splitlines()
    assert "files written, 0 kept" in said[0]
    assert said[1:3] == ["Next:", f"  cd {tmp_path / 'team'}"]
    assert [line.split()[:2] for line in said[3:]] == [
        ["prospector", "import"],
        ["prospector", "run"],
        ["prospector", "review"],
    ]


def test_it_starts_from_the_samples_when_asked(
    tmp_path: Path, answers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert init(str(tmp_path / "trial"), "--answers", str(answers), "--samples") == 0
    assert "prospector import" not in capsys.readouterr().out


def test_it_never_overwrites_and_needs_no_answers_twice(
    tmp_path: Path, answers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    init(str(tmp_path / "team"), "--answers", str(answers))
    before = (tmp_path / "team" / "rules" / "company.yaml").read_text()
    (tmp_path / "team" / "rules" / "grades.yaml").unlink()
    capsys.readouterr()
    assert init(str(tmp_path / "team")) == 0
    assert (tmp_path / "team" / "rules" / "company.yaml").read_text() == before
    said = capsys.readouterr()
    assert ": 1 files written" in said.out
    assert "kept rules/company.yaml" in said.err


def test_it_works_in_the_present_folder(
    tmp_path: Path,
    answers: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert init("--answers", str(answers)) == 0
    assert (tmp_path / "rules" / "company.yaml").exists()
    assert "cd " not in capsys.readouterr().out


def test_it_asks_nobody_when_nobody_is_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert init(str(tmp_path / "team")) == 2
    assert "--answers FILE" in capsys.readouterr().err
    assert not (tmp_path / "team").exists()


def test_it_does_nothing_when_an_answer_is_wrong(
    tmp_path: Path, answers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answers.write_text(ANSWERS.replace("competitors", "competitor"))
    assert init(str(tmp_path / "team"), "--answers", str(answers)) == 2
    assert "answers.yaml:9:1: unknown field 'competitor'; did you mean" in capsys.readouterr().err
    assert not (tmp_path / "team").exists()


class Terminal:
    """A person who types these lines."""

    def __init__(self, *lines: str) -> None:
        self.lines = list(lines)

    def isatty(self) -> bool:
        return True

    def readline(self, _size: int = -1) -> str:
        return f"{self.lines.pop(0)}\n" if self.lines else ""


def test_it_asks_a_person(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = ["", "Acme", "acme.example", "help", "1 rue X", "", "Alice Martin", "Sales"]
    typed += ["alice@acme.example", "fr", "", "Trellis ERP, Figue CRM", ""]
    monkeypatch.setattr(sys, "stdin", Terminal(*typed))
    assert init(str(tmp_path / "team")) == 0
    company = company_of(tmp_path / "team")
    assert company is not None
    assert (company.name, company.default_language, company.default_country) == ("Acme", "fr", "FR")
    assert company.integrations == ["Trellis ERP", "Figue CRM"]
    assert "Name of your company" in capsys.readouterr().err
