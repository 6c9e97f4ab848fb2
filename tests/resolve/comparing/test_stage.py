"""Headlines, relations and likenesses, on a store."""

import random
from collections.abc import Collection
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, text

from prospector.errors import UsageError
from prospector.resolve import resolve, stage
from prospector.resolve.merging import accounts as companies
from prospector.resolve.merging import stage as merging
from prospector.store import accounts, decisions, leads, merges, since, suggestions
from prospector.store.database import Database
from prospector.tables import Relation, Suggestion, SuggestionStatus
from tests.resolve.sightings import account, day, lead, rows_of, see, signal
from tests.resolve.worlds import rows_at_random, state
from tests.rulesets import DEFAULTS, make_ruleset

RULES = make_ruleset()


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
    assert suggestion["confidence"] == 0.91
    why = "same name, same company, one of them is only a name; but a common name"
    assert suggestion["reason"] == why


@pytest.mark.parametrize(
    ("known", "new"),
    [
        # Known before, in an account that is not new.
        ([{"email": "claire.durand@acme.example", "name": "Claire Durand"}], []),
        # Nothing but a phone and a name: decided the long way, in an account that is new.
        ([], [{"domain": "acme.example", "name": "Claire Durand", "phone": "01 99 00 12 34"}]),
        # As plain as the one they are compared with.
        ([], [{"email": "claire.durand@acme.example", "name": "Claire Durand"}]),
    ],
)
def test_it_compares_plain_people_with_their_colleagues(
    database: Database,
    known: list[dict[str, Any]],
    new: list[dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stage, "FEW", 0)
    see(database, {"email": "bob.petit@globex.example", "name": "Bob Petit"}, *known)
    resolve(database, RULES, now=day(0))
    profile = {"linkedin_url": "linkedin.com/in/c-durand", "name": "C. Durand"}
    see(database, {**profile, "domain": "acme.example"}, *new, received=day(1))
    resolve(database, RULES, now=day(1))
    (suggestion,) = rows_of(database, "suggestion")
    assert "initial of the first name, same company" in suggestion["reason"]


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


_KINDS = ("purchased", "opportunity_opened", "deal_won", "deal_lost", "post_liked")
_WHO = (None, "linkedin.com/in/alice", "linkedin.com/in/bob")


def _judge(database: Database, chance: random.Random, now: datetime) -> None:
    """Somebody judges a suggestion, or takes a judgement back."""
    found = [row for row in rows_of(database, "suggestion") if row["status"] == "open"]
    found.sort(key=lambda row: str(row["pair"]))
    chosen = chance.choice(found) if found else {}
    how = chance.choice(("refuse", "merge", "unmerge", "suppress", "nothing"))
    if how == "refuse" and chosen:
        with database.write() as session:
            suggestions.refuse(session, chosen["id"])
    elif how == "merge" and chosen and not (chosen["lead_id"] and chosen["other_account_id"]):
        people = (chosen["lead_id"], chosen["other_lead_id"])
        verb, both = (
            (merging.merge, people)
            if chosen["lead_id"]
            else (companies.merge, (chosen["account_id"], chosen["other_account_id"]))
        )
        with suppress(UsageError):
            verb(database, RULES, *map(str, both), reason="known", actor="alice", now=now)
    elif how == "suppress":
        with database.write() as session:
            one = chance.randint(1, 9)
            session.execute(text("UPDATE lead SET suppressed_at = 1 WHERE id = :one"), {"one": one})
    elif how == "unmerge":
        with database.read() as session:
            last = merges.listed(session)[:1]
        for each in last:
            merging.unmerge(database, RULES, each.id, actor="alice", now=now)


def _lived(database: Database, seed: int) -> dict[str, Any]:  # Any: nested plain values
    """Rows and signals at random, resolved now and then, sometimes without anything new."""
    chance = random.Random(seed)
    rows = rows_at_random(seed)
    for number in range(4):
        now = day(number * 9)
        see(database, *rows[number::4])
        resolve(database, RULES, now=now)
        for nth in range(chance.randint(0, 2)):
            domain = chance.choice((None, "acme.example", "globex.example"))
            ago = timedelta(days=chance.choice((3, 363, -1)), minutes=5 * number + nth)
            person = chance.choice(_WHO)
            signal(database, chance.choice(_KINDS), domain, now - ago, person=person)
        for later in (1, 4):
            _judge(database, chance, now + timedelta(days=later, hours=-1))
            resolve(database, RULES, now=now + timedelta(days=later))
    history = rows_of(database, "field_value")
    found = state(database) | {
        "relations": sorted(
            f"{row['old_value']} {row['source']} {row['until']}"
            for row in history
            if row["field"] == "relation"
        )
    }
    database.dispose()
    return found


def test_it_looks_only_at_what_came_since_and_sees_as_much(
    stores: Any, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, *, prove: bool
) -> None:
    slow = request.node.callspec.params["stores"] == "postgresql"
    for seed in range((1 if slow else 3) * (20 if prove else 1)):
        quick = _lived(stores(), seed)
        with monkeypatch.context() as patch:
            patch.setattr(since, "looked", lambda *_, **__: None)
            assert quick == _lived(stores(), seed)


def test_it_reads_no_lead_or_signal_again_where_nothing_came(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    see(database, {"email": "claire@acme.example", "title": "CEO"})
    signal(database, "purchased", "acme.example", day(0))
    resolve(database, RULES, now=day(0))
    monkeypatch.setattr(accounts, "newest", None)
    monkeypatch.setattr(leads, "guessing", None)
    assert resolve(database, RULES, now=day(1)).relations == 0


def test_it_reads_only_headlines_that_there_is_news_about(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Collection[int] | None] = []
    guessing = leads.guessing

    def recorded(
        connection: Connection, own: str, *, of: Collection[int] | None
    ) -> list[leads.Guessing]:
        asked.append(of)
        return guessing(connection, own, of=of)

    monkeypatch.setattr(leads, "guessing", recorded)

    def hear(number: int, row: dict[str, Any]) -> dict[str, Any]:
        see(database, row, received=day(number))
        resolve(database, RULES, now=day(number))
        return lead(database, "linkedin.com/in/claire")

    hear(0, {"linkedin_url": "linkedin.com/in/claire", "company_guess": "Globex"})
    claire = hear(1, {"linkedin_url": "linkedin.com/in/bob"})
    assert (claire["account_id"], asked[-1]) == (
        None,
        {lead(database, "linkedin.com/in/bob")["id"]},
    )
    claire = hear(2, {"domain": "globex.example", "company": "Globex"})
    assert asked[-1] == {claire["id"]}
    assert claire["account_id"] == account(database, "globex.example")["id"]
    assert hear(3, {"linkedin_url": "linkedin.com/in/eve"}) == claire
    assert asked[-1] == {lead(database, "linkedin.com/in/eve")["id"]}
    assert [row["lead_id"] for row in rows_of(database, "suggestion")] == [claire["id"]]


def test_it_unlinks_a_company_that_somebody_refuses_though_nothing_came(
    database: Database,
) -> None:
    dan = {"linkedin_url": "linkedin.com/in/dan", "company_guess": "Acme"}
    see(database, dan, {"domain": "acme.example", "company": "Acme"})
    resolve(database, RULES, now=day(0))
    (named,) = rows_of(database, "suggestion")
    assert lead(database, "linkedin.com/in/dan")["account_id"] == named["other_account_id"]
    with database.write() as session:
        suggestions.refuse(session, named["id"])
    resolve(database, RULES, now=day(1))
    assert lead(database, "linkedin.com/in/dan")["account_id"] is None


def test_it_looks_at_everything_once_company_yaml_says_something_else(database: Database) -> None:
    see(database, {"domain": "acme.example", "company": "Acme"})
    resolve(database, RULES, now=day(0))
    rules = make_ruleset(company={**DEFAULTS["company"], "competitors": ["Acme"]})
    resolve(database, rules, now=day(1))
    assert account(database, "acme")["relation"] == "competitor"
    resolve(database, RULES, now=day(2))
    assert account(database, "acme")["relation"] == "prospect"


def test_it_takes_a_purchase_along_with_who_moves_and_waits_for_one_to_come(
    database: Database,
) -> None:
    alice = {"linkedin_url": "linkedin.com/in/alice"}
    see(database, {**alice, "domain": "acme.example"}, {"domain": "globex.example"})
    signal(database, "purchased", None, day(0), person="linkedin.com/in/alice")
    signal(database, "deal_won", "globex.example", day(9))
    resolve(database, RULES, now=day(1))
    both = ("acme.example", "globex.example")
    assert [account(database, it)["relation"] for it in both] == ["customer", "prospect"]
    see(database, {**alice, "domain": "initech.example"}, received=day(2))
    resolve(database, RULES, now=day(3))
    assert account(database, "acme.example")["relation"] == "prospect"
    assert account(database, "initech.example")["relation"] == "customer"
    resolve(database, RULES, now=day(10))
    assert account(database, "globex.example")["relation"] == "customer"
