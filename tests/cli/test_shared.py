"""What every verb relies on: JSON of plain values, one opened workspace, one line per error."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path

import pytest

from prospector.cli import main
from prospector.cli._shared import emit_json


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Inner:
    at: datetime
    on: date
    colour: Colour


def test_it_prints_dataclasses_times_and_enums_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    emit_json([Inner(datetime(2026, 11, 20, 7, 30, tzinfo=UTC), date(2026, 11, 20), Colour.RED)])
    assert json.loads(capsys.readouterr().out) == [
        {"at": "2026-11-20T07:30:00+00:00", "on": "2026-11-20", "colour": "red"}
    ]


def test_it_refuses_to_guess_how_a_thing_prints() -> None:
    with pytest.raises(TypeError, match="cannot print object as JSON"):
        emit_json([object()])


def test_it_tells_an_expected_error_in_one_line_with_its_exit_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["--workspace", str(tmp_path), "queue"])
    assert caught.value.code == 2
    out = capsys.readouterr()
    assert out.out == ""
    assert out.err.startswith("error: no rules/ in ")
    assert out.err.count("\n") == 1
