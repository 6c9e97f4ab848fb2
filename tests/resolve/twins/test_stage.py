"""Pairs of companies, suggested and taken back, on a store."""

from typing import Any

import pytest
from sqlalchemy import text

from prospector.resolve import resolve
from prospector.resolve.twins import stage
from prospector.store import suggestions
from prospector.store.database import Database
from tests.resolve.sightings import account, day, rows_of, see
from tests.rulesets import make_ruleset

RULES = make_ruleset()


def pairs(database: Database) -> list[dict[str, Any]]:  # Any: columns of many types
    return [row for row in rows_of(database, "suggestion") if row["account_id"]]


def test_it_suggests_a_name_alone_beside_the_domain_that_spells_it(database: Database) -> None:
    see(database, {"domain": "vernaliq.example"}, {"company": "Vernaliq Conseil SAS"})
    report = resolve(database, RULES, now=day(0))
    (found,) = pairs(database)
    ids = sorted(account(database, it)["id"] for it in ("vernaliq.example", "vernaliq conseil"))
    assert [found["account_id"], found["other_account_id"]] == ids
    assert (found["lead_id"], found["other_lead_id"], report.suggested) == (None, None, 1)
    assert found["reason"] == "a domain spells the other's name, one of them is only a name"


def test_it_compares_a_new_company_with_those_known_before(database: Database) -> None:
    see(database, {"domain": "vernaliq.example", "company": "Vernaliq"}, {"company": "Globex"})
    resolve(database, RULES, now=day(0))
    assert pairs(database) == []
    see(database, {"company": "Vernalik"}, received=day(1))
    resolve(database, RULES, now=day(1))
    (found,) = pairs(database)
    assert "slip of the pen" in found["reason"]


def test_it_takes_a_suggestion_back_that_no_longer_holds(database: Database) -> None:
    see(database, {"domain": "vernaliq.example"}, {"company": "Vernaliq"})
    resolve(database, RULES, now=day(0))
    assert len(pairs(database)) == 1
    see(database, {"domain": "vernaliq.example", "company": "Vernaliq"}, received=day(1))
    resolve(database, RULES, now=day(1))
    assert pairs(database) == []  # the name is the domain's now
    see(database, {"company": "Vernalik"}, received=day(2))
    assert resolve(database, RULES, now=day(2)).suggested == 1


def test_it_never_suggests_again_what_somebody_refused(database: Database) -> None:
    see(database, {"domain": "vernaliq.example"}, {"company": "Vernaliq"})
    resolve(database, RULES, now=day(0))
    (found,) = pairs(database)
    with database.write() as session:
        suggestions.refuse(session, found["id"])
    see(database, {"domain": "vernaliq.example", "employees": 7}, received=day(1))
    resolve(database, RULES, now=day(1))
    (kept,) = pairs(database)
    assert (kept["id"], kept["status"]) == (found["id"], "refused")


def test_it_compares_companies_of_an_older_store(database: Database) -> None:
    see(database, {"domain": "vernaliq.example"}, {"company": "Vernaliq"})
    resolve(database, RULES, now=day(0))
    with database.write() as session:
        session.execute(text("DELETE FROM account_word"))
        session.execute(text("DELETE FROM suggestion"))
    assert resolve(database, RULES, now=day(1)).suggested == 1


def test_it_leaves_a_word_that_a_crowd_has(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage, "CROWD", 2)
    see(database, *({"domain": f"vernaliq.{end}"} for end in ("fr", "com", "de")))
    resolve(database, RULES, now=day(0))
    assert pairs(database) == []
