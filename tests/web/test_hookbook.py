"""Hooks follow their files: new secrets count, old ones stop to, wrong files change nothing."""

import json
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from prospector.collect.hooks.posted import Posted
from prospector.errors import SettingsError
from prospector.rules.loader import load_ruleset
from prospector.rules.written import Written
from prospector.web.hookbook import HookBook
from prospector.web.journal import Journal
from tests.rules.folders import write
from tests.web.serving import NOW

FEED = """\
feeds:
  {name}:
    collector: hook
    hook: {{mode: header, header: X-Secret, secrets: ["${{ONE}}", "${{TWO}}"]}}
    origin: your visit
"""


class World:
    """A rules folder with a hook whose two secrets are in files, and what reads it."""

    def __init__(self, folder: Path) -> None:
        self.one, self.two = folder / "one", folder / "two"
        self.one.write_text("first\n", encoding="utf-8")
        self.two.write_text("first\n", encoding="utf-8")
        self.rules = write(folder, feeds=FEED.format(name="site"))
        self.lines: list[str] = []
        written = Written(self.rules, load_ruleset(self.rules))
        environ = {"ONE_FILE": str(self.one), "TWO_FILE": str(self.two)}
        self.book = HookBook(written, Journal(self.lines.append, lambda: NOW), environ)

    def edit(self, text: str) -> None:
        (self.rules / "feeds.yaml").write_text(text, encoding="utf-8")

    def looked(self) -> Mapping[str, Posted]:
        """The feeds after two looks: the first sees a change, the second that it is over."""
        self.book.look()
        self.book.look()
        return self.book.feeds()

    def said(self, key: str) -> list[Any]:  # Any: whatever JSON says
        return [line[key] for line in map(json.loads, self.lines) if key in line]


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_it_changes_a_secret_without_a_moment_in_which_none_is_valid(world: World) -> None:
    began = world.looked()
    world.two.write_text("second", encoding="utf-8")
    assert world.looked()["site"].secrets == ("first", "second")
    world.one.write_text("second", encoding="utf-8")
    assert world.looked()["site"].secrets == ("second", "second")
    assert began["site"].secrets == ("first", "first")  # for requests that came before
    assert world.said("hooks") == ["read again", "read again"]
    assert not [line for line in world.lines if "first" in line or "second" in line]


def test_it_forgets_feeds_that_are_gone_and_takes_new_ones(world: World) -> None:
    world.edit(FEED.format(name="shop"))
    assert list(world.looked()) == ["shop"]
    assert world.said("feeds") == [["shop"]]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("feeds: 7\n", "rules/feeds.yaml:1:8"),
        (FEED.format(name="site").replace("TWO", "THREE"), "feed site: $THREE is not set"),
    ],
)
def test_it_keeps_the_old_hooks_and_says_why_once(world: World, text: str, problem: str) -> None:
    before = world.looked()
    world.edit(text)
    assert world.looked() is before
    assert world.looked() is before
    assert not world.book.is_current()
    (said,) = world.said("problem")
    assert said.startswith(problem)
    world.edit(FEED.format(name="site"))
    assert world.looked() is before
    assert world.book.is_current()
    assert world.said("hooks") == ["kept as they were", "current"]


@pytest.mark.parametrize("content", [b"", b"\xff\xfe"])
def test_it_keeps_the_old_secret_while_its_file_holds_none(world: World, content: bytes) -> None:
    before = world.looked()
    world.one.write_bytes(content)
    assert world.looked() is before
    assert not world.book.is_current()
    world.one.unlink()
    assert world.looked() is before
    world.one.write_text("third", encoding="utf-8")
    assert world.looked()["site"].secrets == ("third", "first")
    assert world.book.is_current()


def test_it_reads_at_once_when_asked_and_ends_with_its_block(world: World) -> None:
    with world.book.watching():
        world.edit(FEED.format(name="shop"))
        world.book.ask()
        limit = time.monotonic() + 30
        while "shop" not in world.book.feeds():
            assert time.monotonic() < limit
            time.sleep(0.01)
    assert "hook watch" not in {thread.name for thread in threading.enumerate()}


def test_it_does_not_begin_with_hooks_that_cannot_be_used(tmp_path: Path) -> None:
    rules = write(tmp_path, feeds=FEED.format(name="site"))
    written = Written(rules, load_ruleset(rules))
    with pytest.raises(SettingsError, match=r"feed site: \$ONE is not set"):
        HookBook(written, Journal(print, lambda: NOW), {})
