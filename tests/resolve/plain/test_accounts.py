"""A new account's row is the same whether it is written down or judged field by field."""

from json import dumps, loads
from typing import Any

import polars as pl
import pytest

from prospector.resolve.plain import accounts
from prospector.resolve.plain.telling import Settled
from prospector.sourcemap import unpacked

TOLD: dict[str, Any] = {
    "n": 0, "id": 7, "profile": None, "domain": "acme.example", "company_id": 5, "feed": "crm",
    "rank": "crm", "file": "crm.csv", "line": 4, "seen": 10, "received": 20, "tie": "x",
    "lead_json": "{}", "account_json": "{}",
}  # fmt: skip
_NUMBERS = ("n", "id", "company_id", "line", "seen", "received")
SCHEMA = {name: pl.Int64 if name in _NUMBERS else pl.String for name in TOLD}


def told(said: dict[str, Any], lead: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return TOLD | {"account_json": dumps(said), "lead_json": dumps(lead or {})} | more


def settle(*rows: dict[str, Any]) -> Settled:
    return accounts.settle(pl.DataFrame([*rows], schema=SCHEMA))


def read(settled: Settled) -> dict[str, Any]:
    (row,) = settled.rows.to_dicts()
    return {
        **row,
        "attributes": loads(row["attributes"]),
        "sources": unpacked(loads(row["sources"])),
    }


SAID = [
    {"company": "ACME FRANCE SAS"},
    {"company": "Acme", "employees": 40, "tools": ["A", "B"], "crm_in_place": True, "revenue": 1.5},
    {"company": "Acme", "attributes": {"plan": "gold", "none": None}},
]


def judges_nobody(rest: pl.DataFrame) -> tuple[pl.DataFrame, list[Any], frozenset[int]]:
    assert rest.is_empty()
    return pl.DataFrame(schema=accounts.SCHEMA), [], frozenset()


@pytest.mark.parametrize("said", SAID)
@pytest.mark.parametrize("domain", ["acme.example", None])
def test_it_writes_down_what_judging_would_say(
    said: dict[str, Any], domain: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [told(said, domain=domain), told(said, domain=domain, rank="person", received=30)]
    quick = [read(settle(*rows)), read(settle(*rows[:1]))]
    monkeypatch.setattr(accounts, "_is_simple", lambda _said, _first: False)
    assert quick == [read(settle(*rows)), read(settle(*rows[:1]))]


@pytest.mark.parametrize(
    "lead",
    [
        {"country": "FR", "owner": "ana", "title": "CEO"},
        {"country": "FR", "owner": "ana"},
        {"owner": "ana", "email": "info@acme.example"},
        {"country": "FR", "email": "ana@acme.example"},
        {"country": "FR", "owner": "ana", "attributes": {"title": 1}},
        {"country": "FR", "owner": "ana", "email": ""},
        {"country": "", "owner": ""},
    ],
)
def test_it_writes_down_what_people_say_of_their_company(
    lead: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [told({"company": "Acme"}, lead), told({"company": "Acme"}, lead, received=30)]
    quick = read(settle(*rows))
    monkeypatch.setattr(accounts, "_is_simple", lambda _said, _first: False)
    assert quick == read(settle(*rows))


def test_it_judges_what_is_said_of_a_person_or_of_the_company() -> None:
    of_person = told({"company": "Acme"}, {"title": "CEO", "country": "FR", "owner": "ana"})
    row = read(settle(of_person))
    assert (row["country"], row["owner"]) == ("FR", None)
    assert row["sources"]["country"]["from"] == "its people"
    row = read(settle(told({"company": "Acme"}, {"country": "FR", "owner": "ana"})))
    assert (row["country"], row["owner"]) == ("FR", "ana")
    row = read(settle(told({"company": "Acme", "relation": "customer"})))
    assert (row["relation"], row["sources"]["relation_stated"]["value"]) == ("prospect", "customer")


def test_it_judges_nothing_where_rows_differ_only_in_whom_they_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = told({"company": "Acme"}, {"title": "CEO"}), told({"company": "Acme"}, received=30)
    monkeypatch.setattr(accounts, "_judged", judges_nobody)
    assert read(settle(*rows))["name"] == "Acme"


def test_it_judges_people_who_say_two_countries() -> None:
    rows = [
        told({"company": "Acme"}, {"title": "CEO", "country": "FR"}),
        told({"company": "Acme"}, {"title": "CTO", "country": "DE"}, seen=11, received=30),
    ]
    settled = settle(*rows)
    assert read(settled)["country"] == "DE"
    assert [(field, old.value) for _, field, old in settled.replaced] == [("country", "FR")]


def test_it_leaves_a_company_whose_name_stands_in_no_row_to_others() -> None:
    assert settle(told({})).rows.is_empty()
    assert settle(told({}), told({"company": "Acme"})).rows.is_empty()
    found = settle(told({}), told({}, n=1, company_id=None), told({"company": "Acme"}, n=2))
    assert found.rows["n"].to_list() == [1, 2]


def test_it_tells_of_which_companies_somebody_stated_the_relation() -> None:
    rows = told({"company": "Acme"}), told({"company": "Acme", "relation": "customer"}, n=1)
    assert settle(*rows).stated == {1}
    assert settle().rows.is_empty()
