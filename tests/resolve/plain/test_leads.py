"""A new lead's row is the same whether it is made by columns or judged field by field."""

from json import dumps, loads
from typing import Any

import polars as pl
import pytest

from prospector.resolve.fields import Row
from prospector.resolve.plain import leads
from prospector.resolve.plain.telling import Settled, row_of
from prospector.sourcemap import unpacked

TOLD: dict[str, Any] = {
    "n": 0, "id": 7, "email": "a@acme.example", "profile": "linkedin.com/in/a",
    "phone": "+33199001234", "account_id": 3, "feed": "crm", "rank": "crm", "file": "crm.csv",
    "line": 4, "seen": 10, "received": 20, "tie": "x", "lead_json": "{}",
}  # fmt: skip
_LATER = {"feed": "hand", "rank": "person", "received": 30, "line": 1}


def told(n: int, said: dict[str, Any], **more: Any) -> dict[str, Any]:
    return TOLD | {"n": n, "lead_json": dumps(said)} | more


def settle(*rows: dict[str, Any]) -> Settled:
    schema = {name: pl.String if isinstance(v, str) else pl.Int64 for name, v in TOLD.items()}
    return leads.settle(pl.DataFrame([*rows], schema=schema))


def read(settled: Settled) -> list[dict[str, Any]]:
    return [
        {
            **row,
            "attributes": loads(row["attributes"]),
            "sources": unpacked(loads(row["sources"])),
        }
        for row in settled.rows.to_dicts()
    ]


SAID: list[dict[str, Any]] = [
    {},
    {"first_name": "CLAIRE", "last_name": "Durand", "title": "VP Sales", "language": "fr"},
    {"name": "DURAND Claire", "title": "Chef de projet"},
    {"name": "Claire Durand", "first_name": "Cléo", "spoken_name": "C"},
    {"first_name": "C.", "title": "Nobody knows", "postal_address": '7 rue\n"Basse"'},
    {"title": "CEO", "function": "sales", "company_guess": "Acme"},
    {"attributes": {"plan": "gold", "none": None, 'a"b': [1]}, "title": "CEO"},
    {"attributes": {"plan": "half \ud83d"}, "company_guess": "Acme"},
    {"title": 'é 😀 \\ " {'},
]  # fmt: skip


def test_it_writes_down_what_judging_would_say(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = []
    for n, said in enumerate(SAID):
        rows += [told(2 * n, said), told(2 * n, said, **_LATER)]
        rows += [told(2 * n + 1, said, email=None, profile=None, phone=None, account_id=None)]
    with monkeypatch.context() as patch:
        patch.setattr(leads, "row_of", None)  # nothing is judged
        quick = read(settle(*rows))
    monkeypatch.setattr(leads, "NO_TEXT", "")
    assert quick == read(settle(*rows))
    assert [row["n"] for row in quick] == list(range(2 * len(SAID)))


@pytest.mark.parametrize(
    "said",
    [
        {"title": ""},
        {"title": None},
        {"attributes": {"company_guess": 1}},
        {"company_guess": ""},
        {"attributes": {}, "title": ""},
    ],
)
def test_it_judges_what_is_not_simple(
    said: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    judged = []

    def seen(row: dict[str, Any]) -> Row:
        judged.append(row["n"])
        return row_of(row)

    monkeypatch.setattr(leads, "row_of", seen)
    settle(told(1, {"title": "CEO"}), told(2, said), told(3, {}))
    assert judged == [2]


def test_it_keeps_what_a_later_row_replaced() -> None:
    first = told(5, {"title": "CTO"})
    settled = settle(first, told(5, {"title": "CEO"}, id=8, seen=11, received=30))
    assert read(settled)[0]["title"] == "CEO"
    assert (5, "title", "CTO") in [(n, field, old.value) for n, field, old in settled.replaced]


def test_it_makes_nothing_of_nothing() -> None:
    assert settle().rows.is_empty()
