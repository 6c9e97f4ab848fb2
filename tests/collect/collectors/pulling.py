"""What tests of collectors share: one pull of a feed with the real client."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from prospector.collect.collector import Collector, Page, Pull
from prospector.fetch.client import HttpClient
from prospector.rules.models import FeedRule

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
SECRETS = {"${KEY}": "k3y"}


def pull(
    collector: Collector,
    *,
    cursor: Mapping[str, Any] | None = None,
    pages: int | None = None,
    allow_private: bool = False,
    **rule: Any,
) -> list[Page]:
    """The pages a feed brings (all, or the first few before it is stopped)."""
    told = FeedRule.model_validate({"collector": collector.name, "origin": "x", **rule})
    found: list[Page] = []
    with HttpClient(clock=lambda: NOW, within=60.0, allow_private=allow_private) as client:
        asked = Pull(
            feed="a-feed",
            rule=told,
            cursor=cursor or {},
            now=NOW,
            client=client,
            reveal=lambda text: SECRETS.get(text, text),
            stopped=lambda: pages is not None and len(found) >= pages,
        )
        found.extend(collector.pages(asked))
    return found
