"""Instantly: new answers, then who bounced or unsubscribed."""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import responses

from prospector.collect.collectors.instantly import COLLECTOR
from prospector.collect.profiles.instantly import reshape
from tests.collect.collectors.pulling import cut_short, items, pull

MAILS = [
    {
        "id": f"m{n:03}",
        "timestamp_email": f"2026-11-{1 + n // 24:02}T{n % 24:02}:00:00.000Z",
        "lead": f"p{n}@acme.example",
        "subject": "Re: hello",
        "body": {"text": "Yes"},
        "is_auto_reply": n == 5,
    }
    for n in range(130)
][::-1]
LEADS = {
    "FILTER_VAL_BOUNCED": [
        {"id": "l1", "email": "b@globex.example", "timestamp_updated": "2026-11-02T10:00:00.000Z"}
    ],
    "FILTER_VAL_UNSUBSCRIBED": [
        {"id": "l2", "email": "u@globex.example", "timestamp_updated": "2026-11-03T10:00:00.000Z"}
    ],
}


def mails(request: requests.PreparedRequest) -> tuple[int, dict[str, str], str]:
    assert request.headers["authorization"] == "Bearer k3y"
    asked = {k: v[0] for k, v in parse_qs(urlsplit(str(request.url)).query).items()}
    ids = [mail["id"] for mail in MAILS]
    start = ids.index(asked["starting_after"]) + 1 if "starting_after" in asked else 0
    shown = MAILS[start : start + int(asked["limit"])]
    more = shown[-1]["id"] if start + len(shown) < len(MAILS) else None
    return 200, {}, json.dumps({"items": shown, "next_starting_after": more})


def leads(request: requests.PreparedRequest) -> tuple[int, dict[str, str], str]:
    asked = json.loads(request.body or b"{}")
    return 200, {}, json.dumps({"items": LEADS[asked["filter"]]})


@pytest.fixture(autouse=True)
def server() -> Any:
    host = "https://api.instantly.ai/api/v2"
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        mock.add_callback("GET", f"{host}/emails", mails)
        mock.add_callback("POST", f"{host}/leads/list", leads)
        yield mock


def test_it_brings_answers_and_who_is_gone() -> None:
    records = [r for item in items(pull(COLLECTOR, auth="${KEY}")) for r in reshape(item)]
    kinds = [record["kind"] for record in records]
    counted = {kind: kinds.count(kind) for kind in set(kinds)}
    assert counted == {"replied": 129, "auto_replied": 1, "bounced": 1, "opted_out": 1}


def test_it_resumes_where_it_was_cut_and_brings_only_news_after() -> None:
    for pages in cut_short(COLLECTOR, auth="${KEY}"):
        assert {item["lead_email"] for item in items(pages)} >= {mail["lead"] for mail in MAILS}
    (*_, last) = pull(COLLECTOR, auth="${KEY}")
    again = items(pull(COLLECTOR, auth="${KEY}", cursor=last.cursor))
    assert len([item for item in again if item["event_type"] == "reply_received"]) == 1
