"""A new account's row is the same whether it is written down or judged field by field."""

from json import dumps, loads
from typing import Any

import pytest

from prospector.resolve.plain import accounts
from prospector.resolve.plain.telling import Settled, Told
from prospector.sourcemap import unpacked

TOLD = Told(
    0, 7, None, None, None, "acme.example", None, 5,
    "crm", "crm", "crm.csv", 4, 10, 20, "x", "{}", "{}",
)  # fmt: skip


def told(said: dict[str, Any], lead: dict[str, Any] | None = None, **more: Any) -> Told:
    return TOLD._replace(account_json=dumps(said), lead_json=dumps(lead or {}), **more)


def read(settled: Settled | None) -> dict[str, Any]:
    assert settled is not None
    row = dict(zip(accounts.COLUMNS, settled.columns, strict=True))
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


@pytest.mark.parametrize("said", SAID)
@pytest.mark.parametrize("domain", ["acme.example", None])
def test_it_writes_down_what_judging_would_say(
    said: dict[str, Any], domain: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [told(said, domain=domain), told(said, domain=domain, rank="person", received=30)]
    quick = [read(accounts.account(rows)), read(accounts.account(rows[:1]))]
    monkeypatch.setattr(accounts, "_is_simple", lambda _said, _first: False)
    assert quick == [read(accounts.account(rows)), read(accounts.account(rows[:1]))]


@pytest.mark.parametrize(
    "lead",
    [
        {"country": "FR", "owner": "ana", "title": "CEO"},
        {"country": "FR", "owner": "ana"},
        {"owner": "ana", "email": "info@acme.example"},
        {"country": "FR", "email": "ana@acme.example"},
        {"country": "", "owner": ""},
    ],
)
def test_it_writes_down_what_people_say_of_their_company(
    lead: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [told({"company": "Acme"}, lead), told({"company": "Acme"}, lead, received=30)]
    quick = read(accounts.account(rows))
    monkeypatch.setattr(accounts, "_is_simple", lambda _said, _first: False)
    assert quick == read(accounts.account(rows))


def test_it_judges_what_is_said_of_a_person_or_of_the_company() -> None:
    of_person = told({"company": "Acme"}, {"title": "CEO", "country": "FR", "owner": "ana"})
    row = read(accounts.account([of_person]))
    assert (row["country"], row["owner"]) == ("FR", None)
    assert row["sources"]["country"]["from"] == "its people"
    row = read(accounts.account([told({"company": "Acme"}, {"country": "FR", "owner": "ana"})]))
    assert (row["country"], row["owner"]) == ("FR", "ana")
    row = read(accounts.account([told({"company": "Acme", "relation": "customer"})]))
    assert (row["relation"], row["sources"]["relation_stated"]["value"]) == ("prospect", "customer")


def test_it_judges_people_who_say_two_countries() -> None:
    rows = [
        told({"company": "Acme"}, {"title": "CEO", "country": "FR"}),
        told({"company": "Acme"}, {"title": "CTO", "country": "DE"}, seen=11, received=30),
    ]
    settled = accounts.account(rows)
    assert settled is not None
    assert read(settled)["country"] == "DE"
    assert [(field, old.value) for field, old in settled.replaced] == [("country", "FR")]


def test_it_leaves_a_company_whose_name_stands_in_no_row_to_others() -> None:
    assert accounts.account([told({})]) is None
    assert accounts.account([told({}), told({"company": "Acme"})]) is None
    assert accounts.account([told({}, company_id=None)]) is not None
