"""Rows become leads and accounts, with the reason and the history of everything."""

from typing import Any

import pytest
from sqlmodel import update

from prospector.columns import to_micros
from prospector.errors import StoreBusy
from prospector.resolve import plans, resolve
from prospector.resolve.joining import stage as joining
from prospector.store.database import Database
from prospector.tables import Identity, Lead
from tests.resolve.sightings import NOON, account, day, lead, rows_of, see, signal
from tests.rulesets import make_ruleset

RULES = make_ruleset()


def test_it_makes_leads_and_accounts_of_rows(database: Database) -> None:
    see(
        database,
        {"email": "Claire.Durand@acme.example", "name": "Claire Durand", "company": "Acme SAS",
         "title": "Directrice commerciale", "phone": "01 99 00 12 34", "employees": 120},
        {"email": "bob@gmail.com", "name": "Bob Martin"},
        {"domain": "globex.example", "company": "Globex GmbH", "country": "DE", "tools": ["A", "B"]},
    )  # fmt: skip
    report = resolve(database, RULES, now=day(1))
    assert (report.sightings, report.new_leads, report.new_accounts) == (3, 2, 2)
    claire = lead(database, "claire.durand@acme.example")
    assert claire["phone"] == "+33199001234"
    assert (claire["function"], claire["seniority"]) == ("sales", "director")
    assert (
        claire["account_id"]
        == account(database, "acme")["id"]
        == account(database, "acme.example")["id"]
    )
    assert account(database, "acme")["employees"] == 120
    assert lead(database, "bob@gmail.com")["account_id"] is None
    globex = account(database, "globex")
    assert (globex["country"], globex["tools"]) == ("DE", ["A", "B"])
    assert globex["sources"]["tools"] == {
        "feed": "crm", "rank": "crm", "file": "crm.csv", "line": 4,
        "first_seen": to_micros(NOON), "last_seen": to_micros(NOON),
    }  # fmt: skip


def test_it_records_why_every_identity_points_where_it_points(database: Database) -> None:
    see(
        database,
        {"email": "info@acme.example", "company": "Acme"},
        {"email": "bob@acme.example", "name": "Bob Martin"},
    )
    resolve(database, RULES, now=day(1))
    methods = {
        i["value"]: (i["lead_id"] is None, i["method"]) for i in rows_of(database, "identity")
    }
    assert methods == {
        "info@acme.example": (True, "role address: nobody"),
        "bob@acme.example": (False, "its own"),
        "bob martin|acme.example": (False, "name seen with the person"),
    }
    assert all(
        i["resolved_run_id"]
        for i in rows_of(database, "identity") + rows_of(database, "account_identity")
    )
    assert rows_of(database, "unresolved_sighting") == []
    assert [r["status"] for r in rows_of(database, "run") if r["stage"] == "resolve"] == ["done"]


def test_it_merges_leads_a_row_joins_and_keeps_what_moved(database: Database) -> None:
    see(
        database,
        {"email": "claire@acme.example", "name": "Claire Durand"},
        {"linkedin_url": "linkedin.com/in/claire", "name": "Claire Durand", "title": "CEO"},
    )
    resolve(database, RULES, now=day(1))
    first, second = rows_of(database, "lead")
    see(
        database,
        {"email": "claire@acme.example", "linkedin_url": "linkedin.com/in/claire"},
        received=day(2),
    )
    report = resolve(database, RULES, now=day(2))
    assert (report.merged, report.new_leads) == (1, 0)
    winner, loser = rows_of(database, "lead")
    assert (winner["id"], loser["id"], loser["merged_into"]) == (
        first["id"],
        second["id"],
        first["id"],
    )
    assert winner["title"] == "CEO"
    (merge,) = rows_of(database, "merge")
    profile = next(i for i in rows_of(database, "identity") if i["kind"] == "profile")
    assert (merge["winner_id"], merge["loser_id"], merge["identities"]) == (
        winner["id"],
        loser["id"],
        [profile["id"]],
    )
    assert profile["lead_id"] == winner["id"]


def test_it_keeps_values_that_were_replaced(database: Database) -> None:
    see(database, {"email": "claire@acme.example", "title": "CTO"})
    resolve(database, RULES, now=day(0))
    see(database, {"email": "claire@acme.example", "title": "CEO"}, received=day(3))
    resolve(database, RULES, now=day(3))
    old = {(r["field"], r["old_value"]): r for r in rows_of(database, "field_value")}
    assert set(old) == {("title", "CTO"), ("function", "technical")}
    assert old["title", "CTO"]["until"] == day(3)
    assert old["title", "CTO"]["source"]["first_seen"] == to_micros(day(0))


def test_it_keeps_what_was_known_between_when_history_comes_in_one_piece(
    database: Database,
) -> None:
    titles = ("CTO", "COO", "CEO")
    see(
        database,
        *[
            {"email": "claire@acme.example", "title": t, "received": day(n)}
            for n, t in enumerate(titles)
        ],
    )
    resolve(database, RULES, now=day(9))
    titles_then = [
        (r["old_value"], r["until"])
        for r in rows_of(database, "field_value")
        if r["field"] == "title"
    ]
    assert titles_then == [("CTO", day(1)), ("COO", day(2))]


def test_it_moves_a_company_known_by_name_to_its_domain(database: Database) -> None:
    see(database, {"name": "Claire Durand", "company": "Acme"})
    resolve(database, RULES, now=day(0))
    see(database, {"domain": "acme.example", "company": "Acme SAS"}, received=day(1))
    resolve(database, RULES, now=day(1))
    acme = account(database, "acme.example")
    assert account(database, "acme")["id"] == acme["id"]
    assert lead(database, "claire durand|acme")["account_id"] == acme["id"]


def test_it_leaves_name_only_rows_to_themselves_once_a_name_has_several_domains(
    database: Database,
) -> None:
    see(
        database,
        {"name": "Claire Durand", "company": "Acme"},
        {"domain": "acme.example", "company": "Acme"},
    )
    resolve(database, RULES, now=day(0))
    see(database, {"domain": "acme.test", "company": "Acme"}, received=day(1))
    resolve(database, RULES, now=day(1))
    homes = {account(database, key)["id"] for key in ("acme", "acme.example", "acme.test")}
    assert len(homes) == 3
    assert lead(database, "claire durand|acme")["account_id"] == account(database, "acme")["id"]


def test_it_makes_a_lead_of_what_only_a_signal_refers_to(database: Database) -> None:
    signal(database, "post_liked", None, day(0), person="linkedin.com/in/dan")
    signal(database, "job_posted", "acme.example", day(0))
    report = resolve(database, RULES, now=day(1))
    assert (report.new_leads, report.new_accounts) == (1, 1)
    assert (
        lead(database, "linkedin.com/in/dan")["linkedin_url"] == "https://www.linkedin.com/in/dan"
    )
    assert account(database, "acme.example")["domain"] == "acme.example"


def test_it_refuses_to_write_over_another_resolver(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    see(database, {"email": "claire@acme.example"})
    plan = plans.plan_lead

    def overtaken(*arguments: Any, **more: Any) -> Any:  # Any: passed on
        with database.write() as session:
            session.add(other := Lead(first_seen_at=NOON))
            session.flush()
            session.exec(update(Identity).values(lead_id=other.id))
        return plan(*arguments, **more)

    monkeypatch.setattr(joining, "plan_lead", overtaken)
    with pytest.raises(StoreBusy, match="another resolve"):
        resolve(database, RULES, now=day(1))
