"""What the verbs about drafts share."""

from pathlib import Path

import pytest

from prospector.cli import _drafts
from prospector.cli._words import Words
from prospector.review import Refusal, ReviewReport
from tests.cli.team import make
from tests.review.rows import fill


def test_it_names_the_first_twenty_drafts_only(capsys: pytest.CaptureFixture[str]) -> None:
    _drafts.tell(Words("en"), ReviewReport(tuple(range(1, 31)), ()), "approved", as_json=False)
    said = capsys.readouterr().out
    assert said.startswith("approved 30 drafts: 1, 2, 3")
    assert said.endswith("19, 20 …\n")


def test_it_prints_refusals_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(RuntimeError):  # there is no command to end with exit 1
        _drafts.tell(Words("en"), ReviewReport((), (Refusal(1, "why"),)), "approved", as_json=True)
    assert '"draft": 1' in capsys.readouterr().out


def test_it_decides_as_the_user_unless_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    team = make(tmp_path)
    first, second, *_ = fill(team.database())
    monkeypatch.setenv("USER", "dora")
    team.run("approve", str(first))
    said = team.run("approve", str(first), "--as", "Bob")
    assert "already approved by dora" in said.err
    monkeypatch.delenv("USER")
    monkeypatch.delenv("LOGNAME", raising=False)
    team.run("approve", str(second))
    assert "already approved by somebody" in team.run("approve", str(second)).err
