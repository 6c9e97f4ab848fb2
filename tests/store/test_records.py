"""Leads and accounts are written whole, and only over what was read."""

import threading
from typing import Any

import pytest
from sqlmodel import select

from prospector.columns import to_micros
from prospector.errors import StoreBusy
from prospector.store import records, runs
from prospector.store.database import Database, writing
from prospector.store.records import LEAD, Member, OldValue, Saved, Write
from prospector.tables import (
    Channel,
    Draft,
    DraftStatus,
    Enrolment,
    Export,
    Identity,
    IdentityKind,
    Lead,
    Purpose,
    RulesetRow,
    Touch,
)
from tests.resolve.sightings import NOON, day, rows_of

COLUMNS: dict[str, Any] = {  # Any: columns of many types
    **dict.fromkeys(name for name in Lead.model_fields if name not in ("id", "merged_into")),
    "attributes": {},
    "sources": {},
    "first_seen_at": NOON,
}


def identity(database: Database, value: str, lead: int | None = None) -> int:
    with database.write() as session:
        found = Identity(
            kind=IdentityKind.EMAIL, value=value, raw=value, lead_id=lead, first_seen_at=NOON
        )
        session.add(found)
        session.flush()
        return found.id or 0


def save(database: Database, *writes: Write) -> Saved:
    run_id = runs.begin(database, "resolve", now=NOON)
    with database.staging() as connection, writing(connection):
        return records.save(connection, LEAD, writes, run_id, day(1))


def a_write(
    member: Member, *, lead: int | None = None, title: str | None = None, **more: object
) -> Write:
    old = more.get("old", ())
    absorbed = more.get("absorbed", ())
    assert isinstance(old, tuple)
    assert isinstance(absorbed, tuple)
    return Write(lead, {**COLUMNS, "title": title}, old, [member], absorbed)


def test_it_writes_new_and_changed_rows_and_points_identities_to_them(database: Database) -> None:
    one, two = identity(database, "a@acme.example"), identity(database, "b@acme.example")
    saved = save(
        database,
        a_write(Member(one, None, "its own"), title="CEO"),
        a_write(Member(two, None, "its own"), title="CTO"),
    )
    assert saved == Saved(saved.ids, new=2, changed=0, linked=0, merged=0)
    first, second = rows_of(database, "lead")
    pointers = {i["value"]: (i["lead_id"], i["method"]) for i in rows_of(database, "identity")}
    assert pointers == {
        "a@acme.example": (first["id"], "its own"),
        "b@acme.example": (second["id"], "its own"),
    }
    assert (first["title"], second["title"]) == ("CEO", "CTO")
    three = identity(database, "c@acme.example")
    saved = save(database, a_write(Member(three, None, "seen"), lead=first["id"], title="COO"))
    assert saved == Saved({first["id"]}, new=0, changed=1, linked=1, merged=0)
    assert rows_of(database, "lead")[0]["title"] == "COO"


def test_it_refuses_to_write_over_a_newer_decision(database: Database) -> None:
    one = identity(database, "a@acme.example")
    save(database, a_write(Member(one, None, "its own")))
    with pytest.raises(StoreBusy, match="another resolve is at work"):
        save(database, a_write(Member(one, None, "its own")))
    assert len(rows_of(database, "lead")) == 1


def test_it_lets_one_of_many_resolvers_write(database: Database) -> None:
    one = identity(database, "a@acme.example")
    gate, outcomes = threading.Barrier(6), []

    def write() -> None:
        gate.wait()
        try:
            save(database, a_write(Member(one, None, "its own")))
            outcomes.append("written")
        except StoreBusy:
            outcomes.append("refused")

    threads = [threading.Thread(target=write) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused"] * 5 + ["written"]
    assert len(rows_of(database, "lead")) == 1


def test_it_keeps_history_once_and_corrects_it(database: Database) -> None:
    one = identity(database, "a@acme.example")
    old = OldValue("title", "CTO", {"feed": "crm"}, to_micros(day(1)))
    save(database, a_write(Member(one, None, "its own"), old=(old,)))
    (kept,) = rows_of(database, "field_value")
    lead = kept["entity_id"]
    save(database, a_write(Member(one, lead, "its own"), lead=lead, old=(old,)))
    assert rows_of(database, "field_value") == [kept]
    earlier = old._replace(value="COO")
    save(database, a_write(Member(one, lead, "its own"), lead=lead, old=(earlier,)))
    (corrected,) = rows_of(database, "field_value")
    assert (corrected["old_value"], corrected["until"]) == ("COO", day(1))


def test_it_keeps_the_history_of_a_relation_which_no_row_tells(database: Database) -> None:
    run_id = runs.begin(database, "resolve", now=NOON)
    with database.staging() as connection, writing(connection):
        old = OldValue("relation", "customer", {}, to_micros(NOON))
        records.remember(connection, "lead", [(1, old)], run_id)
    one = identity(database, "a@acme.example")
    save(database, a_write(Member(one, None, "its own")))
    assert [row["field"] for row in rows_of(database, "field_value")] == ["relation"]


def touched(database: Database, lead: int, *, open_: bool) -> int:
    """An enrolment with one touch; returns its id."""
    with database.write() as session:
        if not session.exec(select(RulesetRow)).first():
            session.add(RulesetRow(version="v", first_used_at=NOON))
            session.flush()
        enrolment = Enrolment(
            lead_id=lead, segment="s", opened_at=NOON, last_step=1, last_step_at=NOON,
            ended_at=None if open_ else NOON,
        )  # fmt: skip
        draft = Draft(
            lead_id=lead, status=DraftStatus.EXPORTED, segment="s", step=1, purpose=Purpose.UPSELL,
            channel=Channel.EMAIL, language="en", owner="alice", sender="alice", body="b", why_now="w",
            grade="A1", priority=1, fit_nano=0, intent_nano=0, template="t", template_hash="h",
            ruleset="v", policy_version="p", evidence_hash="e", business_date=NOON.date(),
            created_at=NOON, updated_at=NOON,
        )  # fmt: skip
        export = Export(target="generic", path="x.csv", at=NOON, business_date=NOON.date())
        session.add_all([enrolment, draft, export])
        session.flush()
        session.add(
            Touch(
                draft_id=draft.id or 0,
                lead_id=lead,
                enrolment_id=enrolment.id or 0,
                export_id=export.id or 0,
                segment="s",
                step=1,
                channel=Channel.EMAIL,
                at=NOON,
                business_date=NOON.date(),
            )
        )
        return enrolment.id or 0


def test_it_records_a_merge_and_what_left_counts_for_the_winner(database: Database) -> None:
    one, two = identity(database, "a@acme.example"), identity(database, "b@acme.example")
    save(database, a_write(Member(one, None, "own")), a_write(Member(two, None, "own")))
    winner, loser = (row["id"] for row in rows_of(database, "lead"))
    ended = touched(database, loser, open_=False)
    still_open = touched(database, winner, open_=True)
    conflicting = touched(database, loser, open_=True)
    both = Write(
        winner, None, (), [Member(one, winner, "own"), Member(two, loser, "row")], (loser,)
    )
    assert save(database, both).merged == 1
    (merge,) = rows_of(database, "merge")
    assert (merge["winner_id"], merge["loser_id"], merge["identities"]) == (winner, loser, [two])
    assert [row["merged_into"] for row in rows_of(database, "lead")] == [None, winner]
    assert {row["lead_id"] for row in rows_of(database, "touch")} == {winner}
    enrolments = {row["id"]: row["lead_id"] for row in rows_of(database, "enrolment")}
    assert enrolments == {ended: winner, still_open: winner, conflicting: loser}
    assert {row["lead_id"] for row in rows_of(database, "draft")} == {winner, loser}


def test_it_releases_identities_that_are_nobodys(database: Database) -> None:
    one = identity(database, "info@acme.example")
    run_id = runs.begin(database, "resolve", now=NOON)
    with database.staging() as connection, writing(connection):
        records.release(connection, LEAD, [Member(one, None, "role address: nobody")], run_id)
    (released,) = rows_of(database, "identity")
    assert (released["lead_id"], released["method"], released["resolved_run_id"]) == (
        None,
        "role address: nobody",
        run_id,
    )


def test_it_loads_and_changes_rows_by_id(database: Database) -> None:
    with database.staging() as connection:
        with writing(connection):
            ids = records.add(
                connection, "lead", [{**COLUMNS, "title": title} for title in ("a", "b")]
            )
            records.change(connection, "lead", [{"id": ids[1], "title": "c"}])
            records.change(connection, "lead", [])
        loaded = records.load(connection, "lead", ids)
    assert [loaded[lead]["title"] for lead in ids] == ["a", "c"]
