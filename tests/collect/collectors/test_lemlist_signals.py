"""lemlist's Signal Agents: signals since the last pull, oldest first."""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import responses

from prospector.collect.collectors.lemlist_signals import COLLECTOR
from tests.collect.collectors.pulling import cut_short, items, pull

SIGNALS = [
    {
        "_id": f"wls_{n}",
        "type": "jobChange",
        "receivedAt": f"2026-11-{1 + n // 24:02}T{n % 24:02}:00:00.000Z",
    }
    for n in range(230)
]


def answer(request: requests.PreparedRequest) -> tuple[int, dict[str, str], str]:
    asked = {k: v[0] for k, v in parse_qs(urlsplit(str(request.url)).query).items()}
    since = asked.get("receivedAtFrom", "")
    held = [signal for signal in SIGNALS if signal["receivedAt"] >= since]
    start = (int(asked["page"]) - 1) * int(asked["limit"])
    return 200, {}, json.dumps({"data": held[start : start + int(asked["limit"])]})


@pytest.fixture(autouse=True)
def server() -> Any:
    with responses.RequestsMock() as mock:
        mock.add_callback("GET", "https://api.lemlist.com/api/watchlist/signals", answer)
        yield mock


def test_it_brings_every_signal_whole_or_cut_short_and_then_only_news() -> None:
    whole = pull(COLLECTOR, auth="${KEY}")
    for pages in (whole, *cut_short(COLLECTOR, auth="${KEY}")):
        assert {item["_id"] for item in items(pages)} == {signal["_id"] for signal in SIGNALS}
    again = pull(COLLECTOR, auth="${KEY}", cursor=whole[-1].cursor)
    assert [item["_id"] for item in items(again)] == ["wls_229"]
