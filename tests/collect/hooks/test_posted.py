"""Feeds that may be posted to have secrets, and hooks that can accept something."""

import pytest

from prospector.collect.hooks.posted import posted
from prospector.errors import SettingsError
from prospector.rules.models import FeedsFile

HOOK = {"mode": "header", "header": "x-secret", "secrets": ["${SITE}"]}
FEEDS = FeedsFile.model_validate(
    {
        "feeds": {
            "site": {"collector": "hook", "hook": HOOK, "origin": "your visit"},
            "list": {"path": "in", "origin": "our list"},
        }
    }
)


def test_it_takes_those_with_a_hook_and_reveals_their_secrets() -> None:
    (feed,) = posted(FEEDS, lambda text: f"revealed {text}").items()
    assert (feed[0], feed[1].secrets) == ("site", ("revealed ${SITE}",))


def test_it_names_the_feed_whose_hook_cannot_be_used() -> None:
    def missing(_text: str) -> str:
        raise SettingsError("$SITE is not set")

    with pytest.raises(SettingsError, match=r"feed site: \$SITE is not set"):
        posted(FEEDS, missing)
    with pytest.raises(SettingsError, match="feed site: a secret of its hook is empty"):
        posted(FEEDS, lambda _text: "")
