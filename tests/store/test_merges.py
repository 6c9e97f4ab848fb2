"""Merges are recorded and listed, and say who everybody is today."""

import pytest

from prospector.errors import NotFound, StoreBusy
from prospector.store import following, merges, runs
from prospector.store.database import Database, writing
from prospector.store.merges import COMPANIES, Decided, Kind, New
from prospector.tables import Account, Identity, IdentityKind, Lead, MergeOrigin, Relation
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


def test_it_keeps_merges_of_accounts_beside_those_of_leads(
    database: Database, leads: list[int]
) -> None:
    make(database, leads[0], leads[1])
    with database.write() as session:
        accounts = [
            Account(name=name, domain=domain, first_seen_at=NOON)
            for name, domain in (("Brume", "brume.example"), (None, "figue.example"))
        ]
        session.add_all(accounts)
        session.flush()
        one, two = (account.id or 0 for account in accounts)
    new = New(one, two, [7], [8], "one group", relation=Relation.PARTNER)
    with database.staging() as connection, writing(connection):
        (made,) = merges.add(
            connection, [new], MergeOrigin.PERSON, run_id=1, at=NOON, actor="alice", sort=COMPANIES
        )
        assert [each.relation for each in merges.decided(connection, COMPANIES)] == ["partner"]
        assert len(merges.decided(connection)) == 1
        assert merges.roots(connection, [one, two], COMPANIES) == {one: one, two: one}
        assert merges.get(connection, made).kind is Kind.COMPANY
        with pytest.raises(StoreBusy, match="somebody merged accounts"):
            merges.require(connection, [], COMPANIES)
    with database.read() as session:
        (found, of_leads) = merges.listed(session)
    assert (found.kind, found.winner, found.loser) == (
        Kind.COMPANY,
        "Brume <brume.example>",
        "figue.example",
    )
    assert (of_leads.kind, of_leads.winner) == (Kind.PERSON, "Claire")
    with database.staging() as connection, writing(connection):
        merges.undo(connection, made, kept=[7], apart=True, at=day(1), actor="bob")
        assert merges.apart(connection, COMPANIES) == [(one, two)]
        assert merges.apart(connection) == []
