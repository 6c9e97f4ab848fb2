"""Feeds of every sender, posted to as their clients do, and what came of it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from prospector.collect.hooks.posted import Posted
from prospector.collect.inbox.stage import drain
from prospector.rules.loader import load_ruleset
from prospector.rules.models import FeedsFile
from prospector.rules.models.feeds import Hook
from prospector.rules.ruleset import Ruleset
from prospector.store.database import Database
from tests.collect import kit
from tests.web.serving import NOW

SHIPPED = load_ruleset(Path(__file__).parents[2] / "rules")


def hook(body: str, mode: str, **said: Any) -> Hook:  # Any: each part is checked by its model
    """How a feed of some sender is posted to."""
    return Hook.model_validate({"body": body, "mode": mode, "secrets": ["${KEY}"], **said})


def posted(hooks: Mapping[str, Hook], secret: str) -> dict[str, Posted]:
    """Feeds with their secret."""
    return {feed: Posted(found, (secret,)) for feed, found in hooks.items()}


def rules(hooks: Mapping[str, Hook], *, consent: bool = False) -> Ruleset:
    """The shipped rules, with these feeds in the place of theirs."""
    said = {"collector": "hook", "origin": "your visit", "consent": consent}
    feeds = {feed: {**said, "hook": found.model_dump()} for feed, found in hooks.items()}
    return replace(SHIPPED, feeds=FeedsFile.model_validate({"feeds": feeds}))


def arrived(
    database: Database, hooks: Mapping[str, Hook], now: datetime = NOW, *, consent: bool = False
) -> list[tuple[str, str, str]]:
    """Drain; what was done by whom, about what, in the order of kinds."""
    drain(database, rules(hooks, consent=consent), now=now)
    return sorted(
        (signal["kind"], str(signal.get("person")), str(signal.get("subject")))
        for signal in kit.signals(database)
    )
