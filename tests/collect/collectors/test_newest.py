"""Lists that come newest first: nothing missed and nothing left, wherever a pull is cut."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospector.collect.collector import Collector, Page, Pull
from prospector.collect.collectors import newest
from prospector.collect.collectors.newest import Found
from prospector.errors import FeedRefused
from tests.collect.collectors.pulling import cut_short, items, pull

START = datetime(2026, 11, 1, tzinfo=UTC)


class Served:
    """A list at a server, newest first, three items a page."""

    def __init__(self, ages: list[int]) -> None:
        self.items = [
            {"id": number, "at": (START + timedelta(minutes=age)).isoformat()}
            for number, age in enumerate(sorted(ages))
        ]

    def ask(self, then: str | None) -> Found:
        start = int(then or 0)
        shown = self.items[::-1][start : start + 3]
        more = str(start + 3) if start + 3 < len(self.items) else None
        return Found(shown, more, "list")

    def collector(self) -> Collector:
        def pages(asked: Pull) -> Iterator[Page]:
            return newest.walk(asked, "list", self.ask, at=lambda item: str(item["at"]))

        return Collector("http", "a list", pages)


@given(st.lists(st.integers(0, 50), max_size=12), st.lists(st.integers(51, 99), max_size=8))
def test_it_brings_every_item_whole_or_cut_short(old: list[int], new: list[int]) -> None:
    served = Served(old)
    pages = pull(served.collector(), url="http://x.example")
    for found in (pages, *cut_short(served.collector(), url="http://x.example")):
        assert {item["id"] for item in items(found)} == set(range(len(old)))
    cursor = pages[-1].cursor
    later = Served([*old, *new])
    again = pull(later.collector(), url="http://x.example", cursor=cursor)
    assert {item["id"] for item in items(again)} >= set(range(len(old), len(old) + len(new)))


def test_it_stops_where_it_was_before() -> None:
    served = Served(list(range(30)))
    (*_, last) = pull(served.collector(), url="http://x.example")
    (page,) = pull(served.collector(), url="http://x.example", cursor=last.cursor)
    assert [item["id"] for item in items([page])] == [29]


def test_it_misses_nothing_that_arrives_while_it_walks() -> None:
    served = Served(list(range(9)))
    (first,) = pull(served.collector(), url="http://x.example", pages=1)
    served.items += Served([60, 61]).items
    rest = pull(served.collector(), url="http://x.example", cursor=first.cursor)
    after = pull(served.collector(), url="http://x.example", cursor=rest[-1].cursor)
    seen = {str(item["at"]) for item in items([first, *rest, *after])}
    assert seen == {str(item["at"]) for item in served.items}


def test_it_goes_past_items_without_a_time() -> None:
    served = Served(list(range(3)))
    (*_, last) = pull(served.collector(), url="http://x.example")
    served.items += [*Served([60, 61]).items, {"id": 9, "at": ""}, {"id": 10, "at": ""}]
    new = pull(served.collector(), url="http://x.example", cursor=last.cursor)
    found = [str(item["at"]) for item in items(new)]
    assert found[:4] == ["", "", served.items[4]["at"], served.items[3]["at"]]
    assert new[-1].cursor["list"] == {"since": served.items[4]["at"]}


class Forgetful(Served):
    """A server that knows no place but the first."""

    def ask(self, then: str | None) -> Found:
        if then is not None:
            raise FeedRefused("no such place", status=400)
        return super().ask(then)


def test_it_begins_anew_when_it_is_refused_where_it_would_resume() -> None:
    first = pull(Served(list(range(9))).collector(), url="http://x.example", pages=1)
    behind, forgetful = first[-1].cursor, Forgetful(list(range(9))).collector()
    (page,) = pull(forgetful, url="http://x.example", cursor=behind, pages=1)
    assert (page.content, page.cursor) == (b"", {"list": {}})
    with pytest.raises(FeedRefused):
        pull(forgetful, url="http://x.example", cursor=behind)
