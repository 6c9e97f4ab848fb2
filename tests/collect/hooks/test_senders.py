"""Senders, and the page that says what to type into their settings."""

import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from prospector.collect import registry
from prospector.collect.hooks.senders import SENDERS, text_key
from prospector.collect.hooks.verify import unusable
from prospector.collect.profiles import instantly, lemlist, smartlead
from prospector.rules.loader import load_ruleset
from prospector.rules.models import FeedRule, Hook
from prospector.rules.models.feeds import HookBody

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "webhooks-senders.md").read_text(encoding="utf-8")
FEEDS = {
    name: feed
    for block in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    for name, feed in YAML(typ="safe").load(block).items()
}
KINDS = set(load_ruleset(ROOT / "rules").signals.kinds)


@pytest.mark.parametrize(
    ("values", "key"),
    [(("a", 1), "a 1"), (("a", None), None), (("", 1), None), (("a", {}), None), (("a",), "a")],
)
def test_it_makes_a_key_of_texts_and_numbers_only(
    values: tuple[object, ...], key: str | None
) -> None:
    assert text_key(*values) == key


@pytest.mark.parametrize("body", HookBody)
def test_it_has_a_profile_for_every_body_and_a_feed_to_copy(body: HookBody) -> None:
    assert SENDERS[body].profile in registry.PROFILES
    assert body in {FeedRule.model_validate(feed).hook.body for feed in FEEDS.values()}  # type: ignore[union-attr]


@pytest.mark.parametrize("name", FEEDS)
def test_it_shows_feeds_that_work(name: str) -> None:
    hook = FeedRule.model_validate(FEEDS[name]).hook
    assert hook is not None
    assert unusable(hook, ["whsec_c2VjcmV0"]) is None


def test_it_shows_hooks_of_others_that_work() -> None:
    shown = re.findall(r"\| `(\{mode: .*?\})` \|", PAGE)
    assert len(shown) == 4
    for text in shown:
        hook = Hook.model_validate({**YAML(typ="safe").load(text), "secrets": ["${X}"]})
        assert unusable(hook, ["s"]) is None


def test_it_speaks_of_kinds_the_catalogue_has() -> None:
    tables = {*lemlist.KINDS.values(), *instantly.KINDS.values(), *smartlead.KINDS.values()}
    assert tables | set(smartlead.CATEGORIES.values()) <= KINDS
    assert not [kind for kind in tables if f"`{kind}`" not in PAGE]
