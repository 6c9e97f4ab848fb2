"""What came back from lemlist campaigns: activities and unsubscribes, for whom no webhook reaches."""

import base64
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from prospector.collect import answers
from prospector.collect.collector import Collector, Page, Pull
from prospector.collect.collectors import newest
from prospector.collect.collectors.newest import Found, Item
from prospector.collect.profiles.lemlist import is_silent

HOST = "https://api.lemlist.com/api"
_SIZE = 100


def key_of(pull: Pull) -> Mapping[str, str]:
    """The header lemlist knows us by: the key as the password of nobody."""
    key = pull.reveal(pull.rule.auth or "")
    return {"authorization": "Basic " + base64.b64encode(f":{key}".encode()).decode()}


def _pages(pull: Pull) -> Iterator[Page]:
    """New activities, then new unsubscribes."""
    cursor = pull.cursor
    for page in newest.walk(pull, "activities", _asker(pull, "activities"), at=_at, shape=_telling):
        cursor = page.cursor
        yield page
    yield from newest.walk(
        replace(pull, cursor=cursor),
        "unsubscribes",
        _asker(pull, "unsubscribes/"),
        at=_at,
        shape=_unsubscribed,
    )


def _asker(pull: Pull, path: str) -> Callable[[str | None], Found]:
    params = {"limit": str(_SIZE)}
    if path == "activities":
        params["version"] = "v2"
    if path == "activities" and pull.rule.board:
        params["campaignId"] = pull.rule.board

    def ask(then: str | None) -> Found:
        offset = int(then or 0)
        answer = pull.client.get(
            f"{HOST}/{path}", params={**params, "offset": str(offset)}, headers=key_of(pull)
        )
        items = answers.items_of(answer, "").whole
        following = str(offset + _SIZE) if len(items) == _SIZE else None
        return Found(items, following, answer.address)

    return ask


def _at(item: Item) -> str:
    return str(item.get("createdAt") or "")


def _telling(items: Sequence[Item]) -> Sequence[Item]:
    return [item for item in items if not is_silent(item)]


def _unsubscribed(items: Sequence[Item]) -> Sequence[Item]:
    """Unsubscribes as the activities they are; what is no address stays to be refused aloud."""
    return [
        {
            "_id": item.get("_id"),
            "type": "emailsBounced"
            if str(item.get("source")).startswith("bounce")
            else "apiUnsubscribed",
            "createdAt": item.get("createdAt"),
            "leadEmail": item.get("value"),
        }
        for item in items
    ]


COLLECTOR = Collector(
    name="lemlist",
    help="activities (sent, opened, replied, bounced …) and unsubscribes of lemlist; `board` limits it to one campaign",
    pages=_pages,
    profile="lemlist",
)
