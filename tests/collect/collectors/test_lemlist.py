"""lemlist: new activities, then new unsubscribes, with the key as a password."""

import base64
import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import responses

from prospector.collect.collectors.lemlist import COLLECTOR
from prospector.errors import FeedRefused
from tests.collect.collectors.pulling import cut_short, items, pull

ACTIVITIES = [
    {
        "_id": f"act_{n}",
        "type": "emailsReplied",
        "createdAt": f"2026-11-{10 + n // 60:02}T10:{n % 60:02}:00.000Z",
        "leadEmail": "a@acme.example",
    }
    for n in range(150)
] + [{"_id": "act_x", "type": "attracted", "createdAt": "2026-11-19T10:00:00.000Z"}]
GONE = [
    {
        "_id": "uns_1",
        "createdAt": "2026-11-02T10:00:00.000Z",
        "value": "b@globex.example",
        "source": "lead",
    },
    {
        "_id": "uns_2",
        "createdAt": "2026-11-03T10:00:00.000Z",
        "value": "c@globex.example",
        "source": "bounce",
    },
]


def answer(request: requests.PreparedRequest) -> tuple[int, dict[str, str], str]:
    if request.headers["authorization"] != "Basic " + base64.b64encode(b":k3y").decode():
        return 401, {}, "Unauthorized"
    parts = urlsplit(str(request.url))
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    held: list[dict[str, Any]] = ACTIVITIES if "activities" in parts.path else GONE
    newest = sorted(held, key=lambda item: str(item["createdAt"]), reverse=True)
    start = int(asked["offset"])
    return 200, {}, json.dumps(newest[start : start + int(asked["limit"])])


@pytest.fixture(autouse=True)
def server() -> Any:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        for path in ("activities", "unsubscribes/"):
            mock.add_callback("GET", f"https://api.lemlist.com/api/{path}", answer)
        yield mock


def test_it_brings_what_came_back_and_nothing_lemlist_derives_from_it() -> None:
    found = items(pull(COLLECTOR, auth="${KEY}"))
    assert len(found) == 152
    gone = {item["leadEmail"]: item["type"] for item in found if item["_id"].startswith("uns")}
    assert gone == {"b@globex.example": "apiUnsubscribed", "c@globex.example": "emailsBounced"}


def test_it_resumes_wherever_it_was_cut_and_then_brings_only_news() -> None:
    whole = pull(COLLECTOR, auth="${KEY}")
    for pages in cut_short(COLLECTOR, auth="${KEY}"):
        assert {item["_id"] for item in items(pages)} == {item["_id"] for item in items(whole)}
    again = items(pull(COLLECTOR, auth="${KEY}", cursor=whole[-1].cursor))
    assert len(again) <= 2


def test_it_says_that_the_key_is_wrong_and_not_which() -> None:
    with pytest.raises(FeedRefused, match="key is missing or wrong") as refused:
        pull(COLLECTOR, auth="n0t-the-key")
    assert "n0t-the-key" not in str(refused.value)
