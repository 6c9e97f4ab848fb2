"""The row a lead or account becomes."""

from datetime import UTC, datetime
from typing import Any

from prospector.resolve.columns import BY_HEADLINE, STATED, account_columns, differs, lead_columns
from prospector.resolve.fields import Record
from prospector.tables import Relation

NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)


def record(values: dict[str, Any] | None = None, **more: Any) -> Record:  # Any: column values
    return Record(values or {}, more.get("attributes", {}), more.get("sources", {}), [])


def test_it_gives_every_column_of_a_lead() -> None:
    row = lead_columns(record({"title": "CEO"}), {"email": "a@acme.example"}, None, NOON)
    assert row["title"] == "CEO"
    assert row["email"] == "a@acme.example"
    assert row["phone"] is None
    assert row["first_seen_at"] == NOON


def test_it_keeps_an_account_guessed_from_the_headline_while_it_stands() -> None:
    stored = {
        "account_id": 5,
        "title": "CEO at Acme",
        "attributes": {"company_guess": "Acme"},
        "sources": {"account_id": {"from": BY_HEADLINE}},
    }
    same = record({"title": "CEO at Acme"}, attributes={"company_guess": "Acme"})
    assert lead_columns(same, {}, stored, NOON)["account_id"] == 5
    changed = record({"title": "CEO at Globex"}, attributes={"company_guess": "Globex"})
    assert lead_columns(changed, {}, stored, NOON)["account_id"] is None
    told = record({"title": "CEO at Acme", "account_id": 9}, attributes={"company_guess": "Acme"})
    assert lead_columns(told, {}, stored, NOON)["account_id"] == 9
    by_row = {**stored, "sources": {"account_id": {"feed": "crm"}}}
    assert lead_columns(same, {}, by_row, NOON)["account_id"] is None


def test_it_keeps_what_the_crm_says_of_the_relation_beside_the_relation() -> None:
    said = record({"relation": "customer"}, sources={"relation": {"feed": "crm"}})
    row = account_columns(said, {}, None, NOON)
    assert row["relation"] is Relation.PROSPECT  # until it is judged
    assert row["sources"] == {STATED: {"feed": "crm", "value": "customer"}}
    stored = {"relation": "partner", "sources": {"relation": {"from": "company.yaml"}}}
    again = account_columns(record(), {}, stored, NOON)
    assert again["relation"] is Relation.PARTNER
    assert again["sources"] == {"relation": {"from": "company.yaml"}}


def test_it_sees_whether_anything_differs() -> None:
    row = lead_columns(record({"title": "CEO"}), {}, None, NOON)
    assert not differs(row, {**row, "id": 1, "merged_into": None})
    assert differs(row, {**row, "title": "CTO"})
