"""How far a resolve had looked, and what came since."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import event

from prospector.columns import to_micros
from prospector.resolve import resolve
from prospector.store import runs, since
from prospector.store.database import Database, open_database
from prospector.store.since import Mark
from tests import sqlite
from tests.resolve.sightings import NOON, account, day, see, signal
from tests.rulesets import make_ruleset

_LATER = day(9)
YEAR = to_micros(day(365)) - to_micros(day(0))


def mark(database: Database, at: datetime = _LATER) -> Mark | None:
    with database.staging() as connection:
        return since.last(connection, 1_000, at=to_micros(at))


def test_it_knows_how_far_the_last_resolve_had_looked(database: Database) -> None:
    assert mark(database) is None
    see(database, {"domain": "acme.example"})
    signal(database, "purchased", "acme.example", day(0))
    resolve(database, make_ruleset(), now=day(0))
    kept = mark(database)
    assert kept is not None
    assert (kept.signal, kept.at) == (1, to_micros(NOON))
    run = runs.begin(database, "merge", now=day(1))
    assert mark(database) is None, "somebody merges leads"
    with database.write() as session:
        runs.finish(session, run, now=day(1), counts={})
    assert (mark(database), mark(database, day(0))) == (kept, None), "done, but later than that"
    runs.fail(database, runs.begin(database, "merge", now=day(1)), now=day(1), error="")
    assert mark(database) is None
    resolve(database, make_ruleset(), now=day(1))
    assert mark(database) is not None
    runs.begin(database, "resolve", now=day(2))
    assert mark(database) is None, "one is under way, or stopped"


def test_it_finds_the_accounts_of_signals_that_came_since(database: Database) -> None:
    see(
        database,
        {"domain": "acme.example"},
        {"linkedin_url": "linkedin.com/in/bob", "company": "Globex"},
    )
    signal(database, "purchased", "acme.example", day(0))
    resolve(database, make_ruleset(), now=day(0))
    before = mark(database)
    assert before is not None
    signal(database, "deal_won", None, day(1), person="linkedin.com/in/bob")
    signal(database, "post_liked", "acme.example", day(1))
    acme, globex = (account(database, name)["id"] for name in ("acme.example", "globex"))
    with database.staging() as connection:

        def told(at: datetime, since_when: Mark = before) -> set[int]:
            return since.accounts(connection, since_when, now=to_micros(at), lapse=YEAR)

        assert told(day(0)) == {globex}
        seen = before._replace(signal=9)
        assert [told(day(n), seen) for n in (0, 1, 364)] == [set(), {globex}, {globex}]
        assert told(day(365), seen) == {acme, globex}, "what was bought a year ago counts no more"
        last_year = seen._replace(at=to_micros(day(365)) + 1)
        assert [told(day(n), last_year) for n in (365, 366)] == [set(), {globex}]


def test_it_waits_for_what_is_to_happen_and_for_what_is_to_be_known(database: Database) -> None:
    see(database, {"domain": "acme.example"}, {"domain": "globex.example"})
    resolve(database, make_ruleset(), now=day(0))
    both = {account(database, f"{name}.example")["id"] for name in ("acme", "globex")}
    signal(database, "purchased", "acme.example", day(1))
    signal(database, "purchased", "globex.example", day(1))
    now, later = to_micros(day(0)), to_micros(day(1))
    with database.staging() as connection:
        for column, number in (("received_at", 1), ("occurred_at", 2)):
            told = f"UPDATE signal SET {column} = {now} WHERE id = {number}"
            connection.exec_driver_sql(told)
        connection.commit()
        before = since.mark(connection, now, 0)
        assert since.accounts(connection, before, now=now, lapse=YEAR) == set()
        assert since.accounts(connection, before, now=later, lapse=YEAR) == both


def test_it_looks_at_what_a_changed_signal_says_and_at_everything_once_one_is_lost(
    database: Database,
) -> None:
    see(database, {"domain": "acme.example"}, {"domain": "globex.example"})
    signal(database, "purchased", "acme.example", day(0))
    signal(database, "purchased", "globex.example", day(0))
    resolve(database, make_ruleset(), now=day(0))
    before = mark(database)
    assert before is not None
    now = to_micros(day(0))

    def looked(**other: int) -> Mark | None:
        asked = {"at": now, "company": before.company} | other
        return since.looked(connection, 1_000, **asked)

    with database.staging() as connection:
        assert looked() == before
        assert looked(company=7) is looked(at=now - 1) is None
        assert since.accounts(connection, before, now=now, lapse=YEAR) == set()
        connection.exec_driver_sql("UPDATE signal SET kind = 'deal_lost' WHERE id = 1")
        connection.commit()
        changed = since.accounts(connection, before, now=now, lapse=YEAR)
        assert (changed, looked()) == ({account(database, "acme.example")["id"]}, before)
        connection.exec_driver_sql("DELETE FROM signal WHERE id = 2")
        connection.commit()
        assert looked() is None


def test_it_finds_them_by_an_index_of_signals_that_may_matter(tmp_path: Path) -> None:
    (tmp_path / "prospector.db").write_bytes(sqlite.template())
    database = open_database(f"sqlite:///{tmp_path}/prospector.db", tmp_path)
    asked: list[str] = []
    with database.staging() as connection:
        before = since.mark(connection, 5, 0)
        event.listen(connection, "before_cursor_execute", lambda *told: asked.append(told[2]))
        since.accounts(connection, before, now=9, lapse=3)
        plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked[0]}")]
    database.dispose()
    assert sum("ix_signal_relation" in step for step in plan) >= 3
    assert [step for step in plan if step == "SCAN s"] == []
