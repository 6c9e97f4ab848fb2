"""Secrets are revealed where they are needed, and nowhere else."""

from urllib.parse import quote

import pytest

from prospector.collect.masking import Secrets
from prospector.errors import SettingsError

KEY = "a+b/c d=é"


def reveal(text: str) -> str:
    if "${NONE}" in text:
        raise SettingsError("$NONE is not set")
    return text.replace("${KEY}", KEY).replace("${PIN}", "12")


def test_it_masks_what_it_revealed_however_it_is_written() -> None:
    secrets = Secrets(reveal)
    assert secrets.mask(f"x {KEY}") == f"x {KEY}"
    assert secrets.reveal("Bearer ${KEY}") == f"Bearer {KEY}"
    for written in (KEY, quote(KEY), quote(KEY, safe="")):
        assert secrets.mask(f"https://x.example/{written}/y") == "https://x.example/${KEY}/y"


def test_it_leaves_words_alone_that_hold_a_short_value() -> None:
    secrets = Secrets(reveal)
    secrets.reveal("${PIN}")
    assert secrets.mask("2012") == "2012"


def test_it_lets_a_missing_name_be_told() -> None:
    with pytest.raises(SettingsError):
        Secrets(reveal).reveal("${NONE}")
