"""Suggestions are put, reworded, taken back and listed; what people judged stays."""

from collections.abc import Callable, Collection
from typing import Any

import pytest

from prospector.store import merges, runs, suggestions
from prospector.store.database import Database, writing
from prospector.store.merges import Kind
from prospector.tables import Account, Lead, MergeOrigin, Suggestion, SuggestionStatus
from tests.resolve.sightings import NOON, rows_of


@pytest.fixture
def leads(database: Database) -> list[int]:
    """Claire by e-mail, Claire by profile, Bob without a name; and the account Acme."""
    with database.write() as session:
        found = [
            Lead(
                first_name="Claire",
                last_name="Durand",
                email="claire@acme.example",
                first_seen_at=NOON,
            ),
            Lead(
                first_name="Claire",
                last_name="Durand",
                linkedin_url="linkedin.com/in/claire",
                first_seen_at=NOON,
            ),
            Lead(phone="+33199001234", first_seen_at=NOON),
        ]
        session.add_all([*found, Account(name="Acme", domain="acme.example", first_seen_at=NOON)])
        session.flush()
        return [lead.id or 0 for lead in found]


def a_row(
    lead: int, other: int | None = None, account: int | None = None, confidence: float = 0.9
) -> dict[str, Any]:
    pair = f"lead:{lead}|lead:{other}" if other else f"lead:{lead}|account:{account}"
    return {
        "lead_id": lead, "account_id": None, "other_lead_id": other, "other_account_id": account, "pair": pair, "reason": "alike",
        "confidence": confidence, "status": SuggestionStatus.OPEN, "run_id": None, "at": NOON,
    }  # fmt: skip


def put(database: Database, *rows: dict[str, Any]) -> int:
    return int(act(database, lambda connection: suggestions.put(connection, rows)))


def act(
    database: Database, change: Callable[[Any], Any]
) -> Any:  # Any: a connection, and what is asked of it
    with database.staging() as connection, writing(connection):
        return change(connection)


def take_back(
    database: Database, ids: Collection[int], pairs: Collection[str], kind: Kind = Kind.PERSON
) -> None:
    with database.staging() as connection:
        found = suggestions.stale(connection, kind, ids, pairs)
        with writing(connection):
            suggestions.drop(connection, found)


def judge(database: Database, pair: str, status: SuggestionStatus) -> None:
    wanted = next(row["id"] for row in rows_of(database, "suggestion") if row["pair"] == pair)
    with database.write() as session:
        found = session.get(Suggestion, wanted)
        assert found is not None
        found.status = status


def test_it_suggests_a_pair_once_and_rewords_it(database: Database, leads: list[int]) -> None:
    assert put(database, a_row(leads[0], leads[1]), a_row(leads[0], account=1)) == 2
    assert put(database, a_row(leads[0], leads[1], confidence=0.6)) == 0
    assert [row["confidence"] for row in rows_of(database, "suggestion")] == [0.6, 0.9]
    with database.staging() as connection:
        assert suggestions.of_companies(connection) == {(leads[0], f"lead:{leads[0]}|account:1")}


def test_it_leaves_alone_what_people_judged(database: Database, leads: list[int]) -> None:
    row = a_row(leads[0], leads[1])
    put(database, row)
    judge(database, row["pair"], SuggestionStatus.REFUSED)
    assert put(database, {**row, "confidence": 0.1}) == 0
    take_back(database, leads, set())
    (kept,) = rows_of(database, "suggestion")
    assert (kept["status"], kept["confidence"]) == ("refused", 0.9)


def test_it_tells_what_people_refused_of_whom(database: Database, leads: list[int]) -> None:
    with database.write() as session:
        session.add(Account(name="Acme Group", first_seen_at=NOON))
    both, other = a_row(leads[0], leads[1]), a_row(leads[2], account=2)
    put(database, both, other, a_row(leads[0], account=1))
    with database.staging() as connection:
        assert suggestions.refused(connection) == set()
        assert suggestions.refused_leads(connection, leads) == []
    judge(database, both["pair"], SuggestionStatus.REFUSED)
    judge(database, other["pair"], SuggestionStatus.REFUSED)
    with database.write() as session:
        merged = session.get(Lead, leads[1])
        assert merged is not None
        merged.merged_into = leads[2]
    run = runs.begin(database, "merge", now=NOON)
    companies, by_hand = [merges.New(1, 2, (), (), "one company")], MergeOrigin.PERSON
    said: dict[str, Any] = {"run_id": run, "at": NOON, "sort": merges.COMPANIES}
    act(database, lambda connection: merges.add(connection, companies, by_hand, **said))
    with database.staging() as connection:
        assert suggestions.refused(connection) == {(leads[2], 2), (leads[2], 1)}
        assert suggestions.refused(connection, leads[:1]) == set()
        # By who they are today as well.
        for lead in (leads[0], leads[2]):
            found = suggestions.refused_leads(connection, [lead])
            assert found == [(leads[0], leads[1])]
        assert suggestions.of_companies(connection, leads[1:]) == set()


def test_it_takes_back_what_no_longer_holds_for_some_leads(
    database: Database, leads: list[int]
) -> None:
    one, two = a_row(leads[0], leads[1]), a_row(leads[1], leads[2])
    put(database, one, two, a_row(leads[2], account=1))
    take_back(database, [leads[1]], {one["pair"]})
    assert [row["pair"] for row in rows_of(database, "suggestion")] == [
        one["pair"],
        f"lead:{leads[2]}|account:1",
    ]


def test_it_lists_open_ones_the_surest_first(database: Database, leads: list[int]) -> None:
    put(database, a_row(leads[2], account=1, confidence=0.7), a_row(leads[0], leads[1]))
    with database.read() as session:
        first, second = suggestions.open_ones(session)
    assert (first.lead, first.other) == (
        "Claire Durand <claire@acme.example>",
        "Claire Durand <linkedin.com/in/claire>",
    )
    assert (second.lead, second.other, second.other_account_id) == (
        "+33199001234",
        "Acme <acme.example>",
        1,
    )
    assert (first.confidence, first.reason) == (0.9, "alike")


def test_it_lists_none_of_a_lead_that_was_merged_since(
    database: Database, leads: list[int]
) -> None:
    put(database, a_row(leads[0], leads[1]))
    with database.write() as session:
        merged = session.get(Lead, leads[1])
        assert merged is not None
        merged.merged_into = leads[0]
    with database.read() as session:
        assert suggestions.open_ones(session) == []


def test_it_keeps_companies_apart_from_leads_of_the_same_number(
    database: Database, leads: list[int]
) -> None:
    with database.write() as session:
        session.add(Account(name="Acme Group", city="Lyon", first_seen_at=NOON))
    both = {**a_row(1, account=2), "lead_id": None, "account_id": 1, "pair": "account:1|account:2"}
    put(database, both, a_row(leads[0], account=1))
    take_back(database, [1], {both["pair"]}, Kind.COMPANY)
    take_back(database, [], set())
    assert len(rows_of(database, "suggestion")) == 2
    with database.staging() as connection:
        assert suggestions.of_companies(connection) == {(leads[0], f"lead:{leads[0]}|account:1")}
    with database.read() as session:
        kinds = {(s.kind, s.lead, s.other, s.other_at) for s in suggestions.open_ones(session)}
    assert (Kind.COMPANY, "Acme <acme.example>", "Acme Group", "Lyon") in kinds
    take_back(database, [2], set(), Kind.COMPANY)
    assert len(rows_of(database, "suggestion")) == 1
