"""`prospector rules` from the command line."""

from pathlib import Path

import pytest

from tests.cli.ruled import run


@pytest.mark.parametrize("words", [("--help",), ("check", "--help"), ("test", "--help")])
def test_it_explains_itself(tmp_path: Path, words: tuple[str, ...]) -> None:
    assert run(tmp_path, *words).exit_code == 0
