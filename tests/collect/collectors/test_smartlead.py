"""Smartlead: what came back, campaign by campaign; the key is nowhere but in the question."""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import responses

from prospector.collect.collectors.smartlead import COLLECTOR
from prospector.collect.profiles.smartlead import reshape
from tests.collect.collectors.pulling import NOW, items, pull

ROWS: dict[str, list[dict[str, object]]] = {
    "replied": [
        {
            "stats_id": f"s{n}",
            "lead_email": f"p{n}@acme.example",
            "sequence_number": 1,
            "sent_time": "2026-11-02T10:00:00.000Z",
            "reply_time": "2026-11-03T10:00:00.000Z",
        }
        for n in range(130)
    ],
    "bounced": [
        {"stats_id": "b", "lead_email": "b@globex.example", "sent_time": "2026-11-02T10:00:00.000Z"}
    ],
    "unsubscribed": [{"stats_id": "u", "lead_email": "u@globex.example"}],
}


def answer(request: requests.PreparedRequest) -> tuple[int, dict[str, str], str]:
    parts = urlsplit(str(request.url))
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    assert asked["api_key"] == "k3y"
    if parts.path.endswith("/campaigns"):
        return 200, {}, json.dumps([{"id": 7, "name": "Autumn"}])
    start = int(asked["offset"])
    rows = ROWS[asked["email_status"]][start : start + int(asked["limit"])]
    return 200, {}, json.dumps({"total_stats": "1", "data": rows})


@pytest.fixture(autouse=True)
def server() -> Any:
    host = "https://server.smartlead.ai/api/v1"
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        for path in ("campaigns", "campaigns/7/statistics"):
            mock.add_callback("GET", f"{host}/{path}", answer)
        yield mock


def test_it_brings_replies_bounces_and_refusals_of_every_campaign() -> None:
    pages = pull(COLLECTOR, auth="${KEY}")
    records = [record for item in items(pages) for record in reshape(item)]
    kinds = [record["kind"] for record in records]
    assert (kinds.count("replied"), kinds.count("bounced"), kinds.count("opted_out")) == (130, 1, 1)
    assert not [page for page in pages if "k3y" in page.label]
    refused = next(record for record in records if record["kind"] == "opted_out")
    assert (refused["email"], refused["occurred_at"]) == ("u@globex.example", NOW.isoformat())


def test_it_reads_the_same_at_every_pull() -> None:
    ids = [
        record["external_id"]
        for item in items(pull(COLLECTOR, auth="${KEY}"))
        for record in reshape(item)
        if record["kind"] == "replied"
    ]
    assert len(set(ids)) == 130
