"""The signals lemlist's Signal Agents found: hiring, funding, job changes, visits, reactions."""

import json
from collections.abc import Iterator

from prospector.collect import answers
from prospector.collect.collector import Collector, Page, Pull
from prospector.collect.collectors.lemlist import HOST, key_of

_SIZE = 100


def _pages(pull: Pull) -> Iterator[Page]:
    """Signals received since the last pull, oldest first."""
    since, number = pull.cursor.get("since"), int(pull.cursor.get("page", 1))
    while not pull.stopped():
        asked = {"page": str(number), "limit": str(_SIZE)}
        asked |= {"sortBy": "receivedAt", "sortOrder": "asc"}
        asked |= {"receivedAtFrom": since} if since else {}
        asked |= {"watchListId": pull.rule.board} if pull.rule.board else {}
        answer = pull.client.get(f"{HOST}/watchlist/signals", params=asked, headers=key_of(pull))
        found = answers.items_of(answer, "data")
        items = found.whole["data"]
        number += 1
        is_over = found.size < _SIZE
        newest = items[-1]["receivedAt"] if items else since
        # The same question goes on being asked until its last page: its pages do not shift.
        cursor = {"since": newest} if is_over else {"since": since, "page": number}
        yield Page(
            answer.address,
            json.dumps(items, ensure_ascii=False).encode() if items else b"",
            {name: value for name, value in cursor.items() if value is not None},
        )
        if is_over:
            return


COLLECTOR = Collector(
    name="lemlist_signals",
    help="signals of lemlist's Signal Agents; `board` limits it to one agent",
    pages=_pages,
    profile="lemlist-signals",
)
