"""`prospector rfm` shows buyers by name, in the terminal, as JSON and as CSV."""

import csv
import json
from datetime import timedelta

import pytest

from tests.cli.team import Team, make
from tests.shelf import shelve
from tests.stories import NOW, Story, story


def customers() -> Story:
    """A champion, a company at risk, a person who bought once, and one who never did."""
    often = [
        {"id": f"a{n}", "account": "=acme", "kind": "purchased", "age": 10 + 30 * n, "amount": 20_000, "currency": "EUR"}
        for n in range(10)
    ]  # fmt: skip
    before = [
        {"id": f"g{n}", "by": "bob", "kind": "purchased", "age": 500 + n, "amount": 900.5, "currency": "EUR"}
        for n in range(4)
    ]  # fmt: skip
    return story(
        {
            "accounts": {"=acme": {}, "globex": {}},
            "leads": {"bob": {"account": "globex"}, "erin": {}, "dave": {}},
            "signals": [
                *often,
                *before,
                {"id": "e", "by": "erin", "kind": "purchased", "age": 5, "amount": 30, "currency": "USD"},
                {"id": "x", "account": "=acme", "kind": "purchased", "age": 300, "amount": 7, "currency": "USD"},
                {"id": "d", "by": "dave", "kind": "post_liked", "age": 1},
            ],
        }
    )  # fmt: skip


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Team:
    made = make(tmp_path_factory.mktemp("made"))
    shelve(made.database(), customers())
    return made


def test_it_shows_what_the_buyers_of_each_name_come_to(team: Team) -> None:
    said = team.run("rfm", now=NOW)
    assert said.code == 0
    assert said.out.startswith("3 buyers by purchased, as of 2026-")
    assert "money: total, EUR; scores by fixed cuts (fewer than 25 buyers)" in said.out
    assert said.err.startswith("1 amounts in another currency")
    lines = [line.split() for line in said.out.splitlines()]
    assert ["champions", "1", "33%", "200,000.00", "98%", "10", "11"] in lines
    assert ["at", "risk", "1", "33%", "3,602.00", "2%", "500", "4", "-100%"] in lines
    assert ["dormant", "0", "0%", "0"] in lines
    assert ["new", "with", "potential", "Erin", "5", "1", "?", "5", "1", "30.00", "USD"] in lines


def test_it_gives_json(team: Team) -> None:
    found = json.loads(team.run("rfm", "--json", now=NOW).out)
    assert {key: found[key] for key in ("kinds", "monetary", "currency", "buyers", "left_out")} == {
        "kinds": ["purchased"],
        "monetary": "total",
        "currency": "EUR",
        "buyers": 3,
        "left_out": 1,
    }
    assert found["cuts"]["by"] == "rules"
    assert found["cuts"]["recency_days"] == [30, 90, 180, 365]
    assert [one["segment"] for one in found["segments"]][:3] == [
        "champions",
        "loyal",
        "new with potential",
    ]
    first = found["list"][0]
    assert (first["name"], first["r"], first["f"], first["m"]) == ("=Acme", 5, 5, 5)
    assert (first["account"], first["lead"], first["trend"]) == (1, None, None)
    assert found["list"][1]["lead"] is not None


def test_it_prints_the_whole_list_as_csv_that_runs_nothing(team: Team) -> None:
    rows = list(csv.DictReader(team.run("rfm", "--csv", now=NOW).out.splitlines()))
    assert [row["segment"] for row in rows] == ["champions", "new with potential", "at risk"]
    assert rows[0]["name"] == "'=Acme"
    assert rows[2]["monetary"] == "3602.0"


def test_it_lives_at_any_time(team: Team) -> None:
    then = team.run("--known-at", NOW.isoformat(), "rfm", "--json", now=NOW - timedelta(days=499))
    found = json.loads(then.out)
    assert [(one["name"], one["frequency"]) for one in found["list"]] == [("Globex", 4)]


def test_it_counts_other_kinds_and_lists_one_name(team: Team) -> None:
    liked = json.loads(team.run("rfm", "--kinds", "post_liked, purchased", "--json", now=NOW).out)
    assert liked["buyers"] == 4
    said = team.run("rfm", "--segment", "at risk", "--csv", now=NOW)
    assert len(said.out.splitlines()) == 2
    assert team.run("rfm", "--kinds", "post_commented", now=NOW).out == (
        "Nobody bought: there is no signal of kind post_commented.\n"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--kinds", "purchasd"), "unknown kind 'purchasd'; did you mean 'purchased'?"),
        (("--segment", "best"), "--segment 'best': say one of champions, loyal"),
    ],
)
def test_it_names_what_it_does_not_know(
    team: Team, arguments: tuple[str, str], message: str
) -> None:
    said = team.run("rfm", *arguments, now=NOW)
    assert said.code == 2
    assert message in said.err
