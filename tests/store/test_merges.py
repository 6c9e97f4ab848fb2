"""Merges are recorded, listed, and what follows a person is computed from those that hold."""

import pytest

from prospector.errors import NotFound, StoreBusy
from prospector.store import following, merges, runs
from prospector.store.database import Database, writing
from prospector.store.merges import Decided, New
from prospector.tables import Identity, IdentityKind, Lead, MergeOrigin
from tests.resolve.merging import lives
from tests.resolve.sightings import NOON, day, rows_of


@pytest.fixture
def leads(database: Database) -> list[int]:
    """Claire and three of nobody's name, each with one address."""
    with database.write() as session:
        found = [Lead(first_name=name, first_seen_at=NOON) for name in ("Claire", None, None, None)]
        session.add_all(found)
        session.flush()
        for lead in found:
            value = f"{lead.id}@acme.example"
            session.add(
                Identity(
                    kind=IdentityKind.EMAIL, value=value, raw=value, lead_id=lead.id, first_seen_at=NOON
                )
            )  # fmt: skip
        return [lead.id or 0 for lead in found]


def make(
    database: Database, winner: int, loser: int, origin: MergeOrigin = MergeOrigin.PERSON
) -> int:
    run_id = runs.begin(database, "merge", now=NOON)
    with database.staging() as connection, writing(connection):
        kept, moved = (merges.identities_of(connection, lead) for lead in (winner, loser))
        new = New(winner, loser, kept, moved, "same face")
        (made,) = merges.add(connection, [new], origin, run_id=run_id, at=NOON, actor="alice")
        merges.point(connection, moved, winner)
        following.people(connection, (winner, loser))
        return made


def take_back(database: Database, merge_id: int, *, apart: bool = False) -> bool:
    with database.staging() as connection, writing(connection):
        found = merges.get(connection, merge_id)
        undone = merges.undo(
            connection, merge_id, kept=found.kept or (), apart=apart, at=day(1), actor="bob"
        )
        following.people(connection, (found.winner_id, found.loser_id))
        return undone


def into(database: Database) -> list[int | None]:
    return [row["merged_into"] for row in rows_of(database, "lead")]


def decided(database: Database) -> list[Decided]:
    with database.staging() as connection:
        return merges.decided(connection)


def test_it_keeps_what_people_decided_and_not_what_rows_did(
    database: Database, leads: list[int]
) -> None:
    by_rows = make(database, leads[0], leads[1], MergeOrigin.RESOLVE)
    assert decided(database) == []
    by_hand = make(database, leads[2], leads[3])
    (join,) = decided(database)
    assert (join.id, join.apart, len(join.kept), len(join.moved)) == (by_hand, False, 1, 1)
    take_back(database, by_hand)
    assert decided(database) == []
    take_back(database, by_rows, apart=True)
    assert [(each.id, each.apart) for each in decided(database)] == [(by_rows, True)]
    with database.staging() as connection:
        assert merges.apart(connection) == [(leads[0], leads[1])]


def test_it_leads_everybody_to_who_they_are_today(database: Database, leads: list[int]) -> None:
    one, two, three, four = leads
    first = make(database, two, three)
    make(database, one, two)
    make(database, one, four)
    assert into(database) == [None, one, one, one]
    with database.staging() as connection:
        assert merges.roots(connection, leads) == dict.fromkeys(leads, one)
    take_back(database, first)
    assert into(database) == [None, one, None, one]


def test_it_calls_ones_own_only_what_no_merge_brought(database: Database, leads: list[int]) -> None:
    one, two, three, _ = leads
    own = {row["lead_id"]: row["id"] for row in rows_of(database, "identity")}
    make(database, two, three)
    make(database, one, two)
    kept_and_moved = [(m["kept"], m["identities"]) for m in rows_of(database, "merge")]
    assert kept_and_moved == [([own[two]], [own[three]]), ([own[one]], [own[two]])]


def test_it_takes_a_merge_back_once(database: Database, leads: list[int]) -> None:
    made = make(database, leads[0], leads[1])
    assert take_back(database, made) is True
    assert take_back(database, made) is False
    with database.staging() as connection, pytest.raises(NotFound, match="no merge 99"):
        merges.get(connection, 99)


def test_it_refuses_to_write_on_decisions_that_are_no_longer_so(
    database: Database, leads: list[int]
) -> None:
    known = decided(database)
    make(database, leads[0], leads[1])
    with database.staging() as connection, writing(connection):
        with pytest.raises(StoreBusy, match="somebody merged leads"):
            merges.require(connection, known)
        merges.require(connection, merges.decided(connection))


def test_it_finds_the_merges_rows_called_for(database: Database, leads: list[int]) -> None:
    by_rows = make(database, leads[0], leads[1], MergeOrigin.RESOLVE)
    make(database, leads[0], leads[2])
    with database.staging() as connection:
        assert [found.id for found in merges.by_rows(connection, leads)] == [by_rows]
        assert merges.by_rows(connection, [leads[3]]) == []


def test_it_lists_merges_by_name_newest_first(database: Database, leads: list[int]) -> None:
    first, second = make(database, leads[0], leads[1]), make(database, leads[2], leads[3])
    take_back(database, second)
    with database.read() as session:
        (held,) = merges.listed(session)
        assert [each.id for each in merges.listed(session, undone=True)] == [second, first]
    assert (held.winner, held.loser, held.actor) == ("Claire", "nobody named", "alice")
    assert merges.spoken("Claire", None, "c@acme.example") == "Claire <c@acme.example>"


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
