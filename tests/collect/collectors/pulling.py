"""What tests of collectors share: pulls of a feed with the real client, whole or cut short."""

import json
from collections.abc import Iterator, Mapping, Sequence
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
        for page in collector.pages(asked):
            found.append(page)
            if pages is not None and len(found) >= pages:
                break
    return found


def items(pages: Sequence[Page]) -> list[dict[str, Any]]:
    """The items of JSON pages."""
    return [dict(item) for page in pages if page.content for item in json.loads(page.content)]


def cut_short(collector: Collector, **rule: Any) -> Iterator[list[Page]]:
    """A pull stopped after one page, two pages … and the rest by the next one, until none is left out."""
    for most in range(1, 100):
        first = pull(collector, pages=most, **rule)
        if len(first) < most:
            return
        yield [*first, *pull(collector, cursor=first[-1].cursor, **rule)]
