"""A new lead's row is the same whether it is written down or judged field by field."""

from json import dumps, loads
from typing import Any

import pytest

from prospector.resolve.plain import leads
from prospector.resolve.plain.telling import Settled, Told
from prospector.sourcemap import unpacked

TOLD = Told(
    0, 7, "a@acme.example", "linkedin.com/in/a", "+33199001234", None, 3, None,
    "crm", "crm", "crm.csv", 4, 10, 20, "x", "{}", "{}",
)  # fmt: skip


def told(said: dict[str, Any], **more: Any) -> Told:
    return TOLD._replace(lead_json=dumps(said), **more)


def read(settled: Settled) -> dict[str, Any]:
    row = dict(zip(leads.COLUMNS, settled.columns, strict=True))
    return {
        **row,
        "attributes": loads(row["attributes"]),
        "sources": unpacked(loads(row["sources"])),
    }


SAID = [
    {},
    {"first_name": "CLAIRE", "last_name": "Durand", "title": "VP Sales", "language": "fr"},
    {"name": "DURAND Claire", "title": "Chef de projet"},
    {"name": "Claire Durand", "first_name": "Cléo", "spoken_name": "C"},
    {"title": "CEO", "function": "sales", "company_guess": "Acme"},
    {"attributes": {"plan": "gold", "none": None, 'a"b': [1]}},
]


@pytest.mark.parametrize("said", SAID)
def test_it_writes_down_what_judging_would_say(
    said: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [told(said), told(said, feed="hand", rank="person", received=30, line=1)]
    quick = [read(leads.lead(rows)), read(leads.lead(rows[:1]))]
    monkeypatch.setattr(leads, "_is_simple", lambda _said: False)
    assert quick == [read(leads.lead(rows)), read(leads.lead(rows[:1]))]


@pytest.mark.parametrize(
    "said", [{"title": ""}, {"title": None}, {"attributes": {"company_guess": 1}}]
)
def test_it_judges_what_is_not_simple(
    said: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leads, "_agreed", None)
    assert leads.lead([told(said)])


def test_it_keeps_what_a_later_row_replaced() -> None:
    settled = leads.lead([told({"title": "CTO"}), told({"title": "CEO"}, seen=11, received=30)])
    assert read(settled)["title"] == "CEO"
    assert ("title", "CTO") in [(field, old.value) for field, old in settled.replaced]
