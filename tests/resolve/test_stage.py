"""Resolve on a store: leads and accounts follow from what was seen, whatever the order."""

import random
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import update

from prospector.errors import StoreBusy
from prospector.resolve import ResolveReport, plans, resolve, stage
from prospector.store import decisions, records
from prospector.store.database import Database, open_database
from prospector.tables import (
    AccountIdentityKind,
    Identity,
    IdentityKind,
    Lead,
    Relation,
    Run,
    RunStatus,
    Signal,
    Suggestion,
    SuggestionStatus,
    to_micros,
)
from tests.resolve.sightings import NOON, account, day, known, lead, rows_of, see
from tests.resolve.worlds import rows_at_random, state
from tests.rulesets import DEFAULTS, make_ruleset

RULES = make_ruleset()


def fresh(template: Path, folder: Path, name: str) -> Database:
    path = folder / f"{name}.db"
    shutil.copy(template, path)
    return open_database(f"sqlite:///{path}", folder)


@pytest.mark.parametrize("seed", range(12))
def test_it_comes_to_the_same_in_any_order_and_any_portions(
    seed: int, sqlite_template: Path, tmp_path: Path, *, prove: bool
) -> None:
    for number in range(seed * 1000, seed * 1000 + (100 if prove else 2)):
        rows = rows_at_random(number)
        whole = fresh(sqlite_template, tmp_path, f"whole-{number}")
        see(whole, *rows)
        resolve(whole, RULES, now=day(9))
        portions = fresh(sqlite_template, tmp_path, f"portions-{number}")
        chance = random.Random(number)
        shuffled = chance.sample(rows, len(rows))
        while shuffled:
            cut = chance.randint(1, 5)
            see(portions, *shuffled[:cut])
            resolve(portions, RULES, now=day(9))
            shuffled = shuffled[cut:]
        expected = state(whole)
        assert state(portions) == expected, f"seed {number}"
        see(portions, *chance.sample(rows, len(rows)))
        resolve(portions, RULES, now=day(9))
        assert state(portions) == expected, f"seed {number}, rows repeated"
        whole.dispose()
        portions.dispose()


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


def test_it_changes_nothing_the_second_time(database: Database) -> None:
    see(database, *rows_at_random(7))
    resolve(database, RULES, now=day(6))
    before = [
        rows_of(database, table) for table in ("lead", "account", "suggestion", "field_value")
    ]
    again = resolve(database, RULES, now=day(7))
    assert again == ResolveReport()
    assert [
        rows_of(database, t) for t in ("lead", "account", "suggestion", "field_value")
    ] == before


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
    assert all(s["resolved_run_id"] for s in rows_of(database, "sighting"))
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


def test_it_suggests_but_never_merges_namesakes(database: Database) -> None:
    see(
        database,
        {
            "email": "claire@acme.example",
            "name": "Claire Durand",
            "company": "Acme",
            "relation": "customer",
        },
        {"name": "Claire DURAND", "company": "Acme SAS"},
    )
    report = resolve(database, RULES, now=day(1))
    assert (report.new_leads, report.merged, report.suggested) == (2, 0, 1)
    (suggestion,) = rows_of(database, "suggestion")
    assert suggestion["confidence"] == 0.9
    assert suggestion["reason"] == "the same name at the same company"


def test_it_leaves_judged_suggestions_judged_and_takes_stale_ones_back(database: Database) -> None:
    see(
        database,
        {"email": "claire@acme.example", "name": "Claire Durand"},
        {
            "linkedin_url": "linkedin.com/in/claire",
            "name": "Claire Durand",
            "domain": "acme.example",
        },
        {"linkedin_url": "linkedin.com/in/bob", "name": "Bob Martin", "domain": "acme.example"},
        {"email": "bob@acme.example", "name": "Bob Martin"},
    )
    resolve(database, RULES, now=day(0))
    (clairies, bobs) = sorted(rows_of(database, "suggestion"), key=lambda row: row["lead_id"])
    with database.write() as session:
        found = session.get(Suggestion, bobs["id"])
        assert found is not None
        found.status = SuggestionStatus.REFUSED
    see(
        database,
        {"email": "claire@acme.example", "linkedin_url": "linkedin.com/in/claire"},
        {"email": "bob@acme.example", "title": "CEO"},
        received=day(1),
    )
    resolve(database, RULES, now=day(1))
    (left,) = rows_of(database, "suggestion")
    assert (left["id"], left["status"]) == (bobs["id"], "refused")
    assert clairies["id"] != left["id"]


def test_it_links_a_liker_to_the_company_of_the_headline(database: Database) -> None:
    like = {
        "linkedin_url": "linkedin.com/in/dan",
        "name": "Dan Petit",
        "title": "CEO at Acme",
        "company_guess": "Acme",
    }
    see(database, like, feed="likers", rank="feed")
    resolve(database, RULES, now=day(0))
    assert lead(database, "linkedin.com/in/dan")["account_id"] is None
    see(
        database,
        {"domain": "acme.example", "company": "Acme SAS", "relation": "customer"},
        received=day(1),
    )
    resolve(database, RULES, now=day(1))
    dan, acme = lead(database, "linkedin.com/in/dan"), account(database, "acme.example")
    assert dan["account_id"] == acme["id"]
    assert dan["sources"]["account_id"]["from"] == "headline"
    assert dan["attributes"] == {"company_guess": "Acme"}
    (suggestion,) = rows_of(database, "suggestion")
    assert suggestion["other_account_id"] == acme["id"]
    see(database, {**like, "company": "Globex"}, received=day(2))
    resolve(database, RULES, now=day(2))
    dan = lead(database, "linkedin.com/in/dan")
    assert dan["account_id"] == account(database, "globex")["id"]
    assert rows_of(database, "suggestion") == []


def test_it_knows_colleagues_and_competitors_by_their_headline(database: Database) -> None:
    rules = make_ruleset(company={**DEFAULTS["company"], "competitors": ["Vigie Software"]})
    see(
        database,
        {"linkedin_url": "linkedin.com/in/eve", "title": "Sales at Ours", "company_guess": "Ours"},
        {
            "linkedin_url": "linkedin.com/in/finn",
            "title": "Sales @ Vigie Software",
            "company_guess": "Vigie Software",
        },
        {
            "linkedin_url": "linkedin.com/in/gil",
            "title": "Acme, once at Ours",
            "company_guess": "Acme",
        },
        feed="likers",
        rank="feed",
    )
    resolve(database, rules, now=day(0))
    assert account(database, "ours")["relation"] == "own"
    assert lead(database, "linkedin.com/in/eve")["account_id"] == account(database, "ours")["id"]
    assert account(database, "vigie software")["relation"] == "competitor"
    assert lead(database, "linkedin.com/in/gil")["account_id"] is None
    reasons = {(s["lead_id"], s["reason"]) for s in rows_of(database, "suggestion")}
    assert (lead(database, "linkedin.com/in/gil")["id"], "headline names us") in reasons


def test_it_follows_deals_and_purchases_as_time_goes(database: Database) -> None:
    see(database, {"domain": "acme.example", "company": "Acme"}, {"domain": "globex.example"})
    resolve(database, RULES, now=day(0))
    signal(database, "purchased", "acme.example", day(0))
    signal(database, "opportunity_opened", "globex.example", day(0))
    resolve(database, RULES, now=day(1))
    assert account(database, "acme")["relation"] == "customer"
    assert account(database, "acme")["sources"]["relation"]["from"] == "purchased"
    assert account(database, "globex.example")["relation"] == "open_opportunity"
    signal(database, "deal_lost", "globex.example", day(2))
    report = resolve(database, RULES, now=day(400))
    assert report.relations == 2
    assert account(database, "acme")["relation"] == "former_customer"
    assert account(database, "globex.example")["relation"] == "prospect"
    old = {(r["entity_id"], r["old_value"]) for r in rows_of(database, "field_value")}
    assert (account(database, "acme")["id"], "customer") in old


def test_it_believes_a_person_until_they_take_it_back(database: Database) -> None:
    see(database, {"domain": "acme.example", "relation": "prospect"})
    resolve(database, RULES, now=day(0))
    acme = account(database, "acme.example")["id"]
    with database.write() as session:
        decisions.say_relation(
            session, acme, Relation.CUSTOMER, actor="alice", draft_id=7, at=day(1)
        )
    see(
        database, {"domain": "acme.example", "relation": "partner", "employees": 7}, received=day(2)
    )
    resolve(database, RULES, now=day(2))
    told = account(database, "acme.example")
    assert (told["relation"], told["employees"]) == ("customer", 7)
    assert told["sources"]["relation"]["file"] == "said by alice"
    with database.write() as session:
        decisions.unsay_relation(session, acme, Relation.PARTNER, draft_id=7, at=day(3))
    resolve(database, RULES, now=day(3))
    assert account(database, "acme.example")["relation"] == "partner"


def test_it_makes_a_lead_of_what_only_a_signal_refers_to(database: Database) -> None:
    signal(database, "post_liked", None, day(0), person="linkedin.com/in/dan")
    signal(database, "job_posted", "acme.example", day(0))
    report = resolve(database, RULES, now=day(1))
    assert (report.new_leads, report.new_accounts) == (1, 1)
    assert (
        lead(database, "linkedin.com/in/dan")["linkedin_url"] == "https://www.linkedin.com/in/dan"
    )
    assert account(database, "acme.example")["domain"] == "acme.example"


def test_it_gives_the_same_with_small_batches_and_chunks(
    sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [row for seed in range(6) for row in rows_at_random(seed)]
    expected = None
    for batch, chunk in ((20_000, 200), (3, 2)):
        monkeypatch.setattr(stage, "BATCH", batch)
        monkeypatch.setattr(stage, "CHUNK", chunk)
        database = fresh(sqlite_template, tmp_path, f"batch-{batch}")
        see(database, *rows)
        resolve(database, RULES, now=day(9))
        expected = expected or state(database)
        assert state(database) == expected
        database.dispose()


def test_it_is_redone_after_it_was_stopped_half_way(
    sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [row for seed in range(4) for row in rows_at_random(seed)]
    whole, stopped = (fresh(sqlite_template, tmp_path, name) for name in ("whole", "stopped"))
    monkeypatch.setattr(stage, "CHUNK", 2)
    for database in (whole, stopped):
        see(database, *rows)
    resolve(whole, RULES, now=day(9))
    save, left = records.save, iter(range(7))

    def failing(*arguments: Any) -> records.Saved:  # Any: passed on
        if next(left, None) is None:
            raise RuntimeError("power cut")
        return save(*arguments)

    monkeypatch.setattr(records, "save", failing)
    with pytest.raises(RuntimeError, match="power cut"):
        resolve(stopped, RULES, now=day(9))
    monkeypatch.setattr(records, "save", save)
    assert [r["error"] for r in rows_of(stopped, "run") if r["status"] == "failed"] == ["power cut"]
    resolve(stopped, RULES, now=day(9))
    assert state(stopped) == state(whole)
    for database in (whole, stopped):
        database.dispose()


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

    monkeypatch.setattr(stage, "plan_lead", overtaken)
    with pytest.raises(StoreBusy, match="another resolve"):
        resolve(database, RULES, now=day(1))


def signal(
    database: Database, kind: str, domain: str | None, at: datetime, *, person: str | None = None
) -> None:
    """Write a signal of a company or a person."""
    with database.write() as session:
        connection = session.connection()
        run = Run(stage="collect", status=RunStatus.DONE, as_of=at, started_at=at)
        session.add(run)
        session.flush()
        company = who = None
        if domain:
            company = known(connection, "account_identity", AccountIdentityKind.DOMAIN, domain, at)
        if person:
            who = known(connection, "identity", IdentityKind.PROFILE, person, at)
        session.add(
            Signal(
                feed="shop",
                external_id=f"{kind}-{domain}-{at}",
                kind=kind,
                occurred_at=at,
                received_at=at,
                person_identity_id=who,
                account_identity_id=company,
                run_id=run.id or 0,
                file="shop.csv",
                line=2,
            )
        )
