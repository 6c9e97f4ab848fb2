"""Stars of a repository: since the last pull, with what the accounts show."""

import json
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import responses

from prospector.collect.collector import Page
from prospector.collect.collectors.github_stars import COLLECTOR
from prospector.collect.profiles.github_star import reshape
from tests.collect.collectors.pulling import cut_short, items, pull

STARS = [
    {
        "starred_at": f"2026-11-{1 + n // 24:02}T{n % 24:02}:00:00Z",
        "user": {"login": f"dev{n}", "type": "User", "html_url": f"https://github.com/dev{n}"},
    }
    for n in range(130)
]


def stars(request: requests.PreparedRequest) -> tuple[int, dict[str, str], str]:
    assert request.headers["accept"] == "application/vnd.github.star+json"
    asked = {k: int(v[0]) for k, v in parse_qs(urlsplit(str(request.url)).query).items()}
    start = (asked["page"] - 1) * asked["per_page"]
    return 200, {}, json.dumps(STARS[start : start + asked["per_page"]])


def account(request: requests.PreparedRequest) -> tuple[int, dict[str, str], str]:
    login = str(request.url).rpartition("/")[2]
    return (
        200,
        {},
        json.dumps(
            {"login": login, "type": "User", "company": "@acme", "email": f"{login}@acme.example"}
        ),
    )


@pytest.fixture(autouse=True)
def server() -> Any:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        mock.add_callback("GET", "https://api.github.com/repos/ours/tool/stargazers", stars)
        mock.add_callback("GET", re.compile(r"https://api.github.com/users/dev\d+"), account)
        yield mock


def test_it_brings_each_star_with_what_the_account_shows() -> None:
    found = items(pull(COLLECTOR, board="ours/tool"))
    records = [record for item in found for record in reshape(item)]
    assert len(records) == 130
    first = records[0]
    assert (first["kind"], first["subject"], first["email"]) == (
        "starred_repo",
        "ours/tool",
        "dev0@acme.example",
    )


def logins(pages: list[Page]) -> list[str]:
    return [item["payload"]["sender"]["login"] for item in items(pages)]


def test_it_resumes_wherever_it_was_cut() -> None:
    for pages in cut_short(COLLECTOR, board="ours/tool"):
        assert set(logins(pages)) == {f"dev{n}" for n in range(130)}


def test_it_asks_about_nobody_twice_but_the_last(server: responses.RequestsMock) -> None:
    (*_, last) = pull(COLLECTOR, board="ours/tool")
    server.calls.reset()
    assert logins(pull(COLLECTOR, board="ours/tool", cursor=last.cursor)) == ["dev129"]
    assert len([call for call in server.calls if "/users/" in str(call.request.url)]) == 1


def test_it_goes_past_accounts_that_are_closed(server: responses.RequestsMock) -> None:
    server.replace("GET", re.compile(r"https://api.github.com/users/dev\d+"), status=404)
    pages = pull(COLLECTOR, board="ours/tool")
    assert logins(pages) == [f"dev{n}" for n in range(130)]


def test_it_misses_nobody_however_many_take_their_stars_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (*_, last) = pull(COLLECTOR, board="ours/tool")
    far_on = {**last.cursor, "page": 4}  # 200 of those before were taken back meanwhile
    old, new = STARS[129], {"starred_at": "2026-11-19T00:00:00Z", "user": None}
    monkeypatch.setattr(f"{__name__}.STARS", [STARS[0], old, new])
    found = items(pull(COLLECTOR, board="ours/tool", cursor=far_on))
    assert [item["payload"]["starred_at"] for item in found] == [
        old["starred_at"],
        new["starred_at"],
    ]
    monkeypatch.setattr(f"{__name__}.STARS", [])
    assert pull(COLLECTOR, board="ours/tool", cursor=far_on) == []
