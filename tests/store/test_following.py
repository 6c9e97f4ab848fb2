"""What follows a person or a company is computed from the merges that hold."""

import pytest
from sqlalchemy import text

from prospector.store import caps, following, merges, runs
from prospector.store.database import Database, writing
from prospector.store.merges import COMPANIES, New
from prospector.tables import Account, AccountIdentity, AccountIdentityKind, Lead, MergeOrigin
from tests.resolve.merging import lives
from tests.resolve.sightings import NOON, day, rows_of
from tests.store.test_merges import leads, make, take_back

__all__ = ["leads"]


@pytest.fixture
def companies(database: Database) -> list[int]:
    """Three accounts with a domain and a lead each."""
    with database.write() as session:
        found = [Account(name=name, first_seen_at=NOON) for name in ("Brume", "Figue", "Trellis")]
        session.add_all(found)
        session.flush()
        for each in found:
            domain = f"{each.name}.example".lower()
            session.add_all(
                [
                    AccountIdentity(
                        kind=AccountIdentityKind.DOMAIN, value=domain, raw=domain, account_id=each.id, first_seen_at=NOON
                    ),
                    Lead(account_id=each.id, first_seen_at=NOON),
                ]
            )  # fmt: skip
        return [each.id or 0 for each in found]


def unite(database: Database, winner: int, loser: int) -> int:
    run_id = runs.begin(database, "merge", now=NOON)
    with database.staging() as connection, writing(connection):
        kept, moved = (merges.identities_of(connection, one, COMPANIES) for one in (winner, loser))
        new = New(winner, loser, kept, moved, "one group")
        (made,) = merges.add(
            connection, [new], MergeOrigin.PERSON, run_id=run_id, at=NOON, sort=COMPANIES
        )
        merges.point(connection, moved, winner, COMPANIES)
        following.companies(connection, (winner, loser))
        return made


def part(database: Database, merge_id: int) -> None:
    with database.staging() as connection, writing(connection):
        found = merges.get(connection, merge_id)
        merges.undo(connection, merge_id, kept=found.kept or (), apart=False, at=day(1), actor="b")
        following.companies(connection, (found.winner_id, found.loser_id))


def test_it_lets_one_open_sequence_go_on_and_the_others_wait(
    database: Database, leads: list[int]
) -> None:
    one, two, three, _ = leads
    for lead in (two, three):
        lives.touch(database, lead, limit=1)
    before = lives.world(database)
    second = make(database, one, two)
    third = make(database, one, three)
    assert [e["lead_id"] for e in rows_of(database, "enrolment")] == [one, three]
    assert [t["lead_id"] for t in rows_of(database, "touch")] == [one, one]
    take_back(database, second)
    assert [e["lead_id"] for e in rows_of(database, "enrolment")] == [two, one]
    take_back(database, third)
    after = lives.world(database)
    assert [after[t] for t in ("enrolment", "touch", "cap", "cap_use")] == [
        before[t] for t in ("enrolment", "touch", "cap", "cap_use")
    ]


def test_it_counts_nothing_of_scopes_that_are_no_persons(
    database: Database, leads: list[int]
) -> None:
    lives.touch(database, leads[1])
    with database.write() as session:
        connection = session.connection()
        for table in ("cap", "cap_use"):
            connection.exec_driver_sql(f"UPDATE {table} SET scope = 'account'")
    before = lives.world(database)["cap"]
    make(database, leads[0], leads[1])
    assert lives.world(database)["cap"] == before


def test_it_takes_slots_and_people_of_accounts_along_in_any_order_and_back(
    database: Database, companies: list[int]
) -> None:
    one, two, three = companies
    for lead, company in enumerate(companies, start=1):
        lives.touch(database, lead, company=company, ended_at=NOON)
    with database.write() as session:
        for table in ("cap", "cap_use"):
            narrow = f"UPDATE {table} SET scope = 'account/email/first' WHERE key = '{three}'"
            session.execute(text(narrow))
    before = lives.world(database)
    first = unite(database, two, three)
    second = unite(database, one, two)
    used = {(u["key"], u["taken_under"]) for u in lives.of(database, "cap_use")}
    assert used == {(str(one), None), (str(one), str(two)), (str(one), str(three))}
    assert {t["account_id"] for t in rows_of(database, "touch")} == {one}
    assert {lead["account_id"] for lead in rows_of(database, "lead")} == {one}
    with database.read() as session:
        assert caps.overspent(session) == []
    part(database, first)
    assert [t["account_id"] for t in rows_of(database, "touch")] == [one, one, three]
    part(database, second)
    after = lives.world(database)
    for table in ("cap", "cap_use", "touch"):
        assert after[table] == before[table]


def test_it_keeps_slots_given_to_a_parted_account_under_the_limit_they_were_taken_under(
    database: Database, companies: list[int]
) -> None:
    one, two, _ = companies
    made = unite(database, one, two)
    lives.touch(database, 2, company=one, limit=4, at=day(1), ended_at=day(1))
    with database.write() as session:  # as resolve judges it once the two are apart
        session.execute(text(f"UPDATE lead SET account_id = {two} WHERE id = 2"))
    part(database, made)
    with database.staging() as connection, writing(connection):
        following.part(connection, (one,), two, since=NOON)
    caps_of = {c["key"]: (c["used"], c["ceiling"]) for c in lives.of(database, "cap")}
    assert caps_of == {str(one): (0, 4), str(two): (1, 4)}
    assert [t["account_id"] for t in rows_of(database, "touch")] == [two]
    assert [d["account_id"] for d in rows_of(database, "draft")] == [two]
