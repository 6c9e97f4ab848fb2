"""HubSpot: what changed, oldest first, with owners, opt-outs and the companies of deals."""

import json
from datetime import datetime
from typing import Any

import pytest
import requests
import responses

from prospector.collect.collectors.hubspot import COLLECTOR
from tests.collect.collectors.pulling import cut_short, items, pull

HOST = "https://api.hubapi.com/crm"


def changed(n: int) -> str:
    return f"2026-11-{1 + n // 24:02}T{n % 24:02}:00:00.000Z"


HELD: dict[str, list[dict[str, Any]]] = {
    "contacts": [
        {
            "id": str(n),
            "properties": {
                "email": f"p{n}@acme.example",
                "hubspot_owner_id": "9",
                "lastmodifieddate": changed(n),
            },
        }
        for n in range(230)
    ],
    "companies": [
        {
            "id": "1",
            "properties": {
                "name": "Acme",
                "domain": "acme.example",
                "hs_lastmodifieddate": changed(3),
            },
        }
    ],
    "deals": [
        {"id": "50", "properties": {"dealname": "Pilot", "hs_lastmodifieddate": changed(4)}},
        {"id": "51", "properties": {"dealname": "Alone", "hs_lastmodifieddate": changed(5)}},
    ],
}


def search(request: requests.PreparedRequest) -> tuple[int, dict[str, str], str]:
    asked, sort = json.loads(request.body or b"{}"), str(request.url).split("/")[-2]
    by = asked["sorts"][0]["propertyName"]
    since = asked["filterGroups"][0]["filters"][0]["value"] if "filterGroups" in asked else None
    held = [
        one
        for one in HELD[sort]
        if since is None
        or datetime.fromisoformat(one["properties"][by]) >= datetime.fromisoformat(since)
    ]
    start = int(asked.get("after", 0))
    shown = held[start : start + asked["limit"]]
    answer: dict[str, Any] = {"total": len(held), "results": shown}
    if start + len(shown) < len(held):
        answer["paging"] = {"next": {"after": str(start + len(shown))}}
    return 200, {}, json.dumps(answer)


@pytest.fixture(autouse=True)
def server() -> Any:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        for sort in HELD:
            mock.add_callback("POST", f"{HOST}/v3/objects/{sort}/search", search)
        mock.get(f"{HOST}/v3/owners", json={"results": [{"id": 9, "email": "dana@ours.example"}]})
        mock.post(
            f"{HOST}/v4/associations/deals/companies/batch/read",
            json={"results": [{"from": {"id": "50"}, "to": [{"toObjectId": 1}]}]},
        )
        mock.post(
            f"{HOST}/v3/objects/companies/batch/read",
            json={
                "results": [{"id": "1", "properties": {"name": "Acme", "domain": "acme.example"}}]
            },
        )
        yield mock


def test_it_brings_everything_with_its_owner_and_the_deal_s_company() -> None:
    found = items(pull(COLLECTOR, auth="${KEY}"))
    assert [item["object"] for item in found].count("contacts") == 230
    assert found[0]["owner"] == "dana@ours.example"
    deals = {item["id"]: item["company"] for item in found if item["object"] == "deals"}
    assert deals == {"50": {"name": "Acme", "domain": "acme.example"}, "51": None}


def test_it_resumes_wherever_it_was_cut() -> None:
    for pages in cut_short(COLLECTOR, auth="${KEY}"):
        found = {(item["object"], item["id"]) for item in items(pages)}
        assert found == {(sort, one["id"]) for sort, held in HELD.items() for one in held}


def test_it_looks_back_only_a_little() -> None:
    (*_, last) = pull(COLLECTOR, auth="${KEY}")
    again = items(pull(COLLECTOR, auth="${KEY}", cursor=last.cursor))
    assert [item["id"] for item in again] == ["229", "1", "51"]


def test_it_goes_on_beyond_what_one_search_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("prospector.collect.collectors.hubspot._MOST", 100)
    found = {
        item["id"] for item in items(pull(COLLECTOR, auth="${KEY}")) if item["object"] == "contacts"
    }
    assert found == {str(n) for n in range(230)}
