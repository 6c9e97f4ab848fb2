"""How far a resolve had looked, and what came since."""

from prospector.columns import to_micros
from prospector.resolve import resolve
from prospector.store import runs, since
from prospector.store.database import Database
from prospector.store.since import Mark
from tests.resolve.sightings import NOON, account, day, see, signal
from tests.rulesets import make_ruleset

KINDS = ("purchased", "deal_won")


def mark(database: Database) -> Mark | None:
    with database.staging() as connection:
        return since.last(connection, 1_000)


def test_it_knows_how_far_the_last_resolve_had_looked(database: Database) -> None:
    assert mark(database) is None
    see(database, {"domain": "acme.example"})
    signal(database, "purchased", "acme.example", day(0))
    resolve(database, make_ruleset(), now=day(0))
    kept = mark(database)
    assert kept is not None
    a_year = to_micros(day(365)) - to_micros(day(0))
    assert (kept.signal, kept.at, kept.due) == (1, to_micros(NOON), to_micros(NOON) + a_year + 1)
    run = runs.begin(database, "merge", now=day(1))
    assert mark(database) is None, "somebody merges leads"
    runs.fail(database, run, now=day(1), error="")
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
    with database.staging() as connection:
        assert since.accounts(connection, before, KINDS) == {account(database, "globex")["id"]}
        assert not since.changed_signals(connection, before)
        due = since.next_due(connection, 0, KINDS, now=to_micros(day(0)))
        assert due == to_micros(day(1))
        assert since.next_due(connection, 0, KINDS, now=to_micros(day(1))) == 0
        connection.exec_driver_sql("UPDATE signal SET kind = 'deal_lost' WHERE id = 1")
        connection.commit()
        assert since.changed_signals(connection, before)


def test_it_takes_the_sooner_of_two_times() -> None:
    assert [since.sooner(*two) for two in ((2, 3), (0, 3), (2, 0), (0, 0))] == [2, 3, 2, 0]
