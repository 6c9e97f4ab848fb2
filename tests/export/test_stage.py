"""Approved drafts leave once, with every slot, or not at all."""

import csv
import hashlib
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from prospector.errors import NotFound, UsageError, WorkspaceError
from prospector.export import ExportReport, export, replay, stage
from prospector.rules.ruleset import Ruleset
from prospector.store import caps, exports
from prospector.store.database import Database
from prospector.tables import (
    Account,
    Cap,
    CapUse,
    Draft,
    DraftStatus,
    Enrolment,
    EnrolmentEnd,
    Export,
    Lead,
    Relation,
    Run,
    RunStatus,
    Touch,
)
from tests.policy.world import HIRING, KEY, NOW, PARIS, TODAY, World, rules

A_DAY = timedelta(days=1)


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def hand_over(
    world: World, out: Path, ruleset: Ruleset | None = None, target: str = "generic", **more: Any
) -> ExportReport:  # Any: another `now`
    given: dict[str, Any] = {"now": NOW, "zone": PARIS, "key": KEY, **more}
    return export(world.database, ruleset or rules(), target, out, **given)


def statuses(world: World) -> dict[int, str]:
    return {draft.id: draft.status.value for draft in world.all(Draft)}


def left_in(path: str) -> list[str]:
    text = Path(path).read_text(encoding="utf-8-sig")
    return [row["draft"] for row in csv.DictReader(io.StringIO(text, newline=""))]


def test_it_hands_approved_drafts_over_with_touch_slots_enrolment_and_receipt(
    world: World, tmp_path: Path
) -> None:
    lead = world.lead("Charlie", world.account("Acme"))
    draft = world.draft(lead)
    other = world.draft(world.lead("Dora"), DraftStatus.QUEUED)
    report = hand_over(world, tmp_path)
    (file,) = report.files
    assert (report.taken, report.held, file.drafts) == (1, {}, 1)
    assert file.path == str(tmp_path / f"2026-11-16-generic-{file.export}.csv")
    assert left_in(file.path) == [str(draft)]
    assert statuses(world) == {draft: "exported", other: "queued"}
    (touch,) = world.all(Touch)
    assert (touch.draft_id, touch.export_id, touch.business_date) == (draft, file.export, TODAY)
    (enrolment,) = world.all(Enrolment)
    assert (enrolment.lead_id, enrolment.segment, enrolment.last_step) == (lead, "hiring", 1)
    assert (enrolment.next_due_on, enrolment.ended_at) == (TODAY + 3 * A_DAY, None)
    assert [(cap.scope, cap.used) for cap in world.all(Cap)] == [("account", 0), ("segment", 1)]
    assert len(world.all(CapUse)) == 2
    (receipt,) = world.all(Export)
    assert (receipt.drafts, receipt.held, receipt.target) == (1, 0, "generic")
    assert receipt.sha256 == hashlib.sha256(Path(file.path).read_bytes()).hexdigest()
    run = world.all(Run)[-1]
    assert (run.stage, run.status, run.counts) == (
        "export",
        RunStatus.DONE,
        {"taken": 1, "held": 0},
    )


def test_it_takes_nothing_twice(world: World, tmp_path: Path) -> None:
    world.draft(world.lead())
    hand_over(world, tmp_path)
    again = hand_over(world, tmp_path)
    assert (again.taken, again.held, again.files) == (0, {}, ())
    assert len(world.all(Touch)) == len(world.all(Export)) == 1
    assert len(list(tmp_path.glob("*.csv"))) == 1


def test_it_stops_at_the_cap_and_says_when_it_lifts(world: World, tmp_path: Path) -> None:
    ruleset = rules({**HIRING, "caps": [{"window": "day", "limit": 2}]})
    drafts = [world.draft(world.lead(), priority=float(n)) for n in range(25)]
    report = hand_over(world, tmp_path, ruleset)
    assert (report.taken, report.held) == (2, {"caps": 23})
    assert left_in(report.files[0].path) == [str(drafts[24]), str(drafts[23])]
    held: Draft = world.one(Draft, drafts[0])
    assert held.status is DraftStatus.HELD
    assert held.held_reason == (
        "The cap of 2 messages a day in the segment Hiring a sales team is full: 2 taken"
    )
    assert held.held_until == NOW.replace(hour=23)
    with world.database.read() as session:
        assert caps.overspent(session) == []


def test_it_leaves_no_slot_behind_when_one_scope_is_full(world: World, tmp_path: Path) -> None:
    full = [{"scope": "workspace", "window": "day", "limit": 1}]
    for _ in range(3):
        world.draft(world.lead())
    report = hand_over(world, tmp_path, rules(caps=full))
    assert (report.taken, report.held) == (1, {"caps": 2})
    assert [(cap.scope, cap.used) for cap in world.all(Cap)] == [("segment", 1), ("workspace", 1)]


def test_it_gives_no_second_allowance_after_a_lowered_limit_or_a_clock_set_back(
    world: World, tmp_path: Path
) -> None:
    def with_limit(limit: int) -> Ruleset:
        return rules({**HIRING, "caps": [{"window": "day", "limit": limit}]})

    world.draft(world.lead())
    world.draft(world.lead())
    assert hand_over(world, tmp_path, with_limit(2)).taken == 2
    world.draft(world.lead())
    assert hand_over(world, tmp_path, with_limit(1)).taken == 0
    world.draft(world.lead())
    yesterday = hand_over(world, tmp_path, with_limit(2), now=NOW - A_DAY)
    assert (yesterday.taken, yesterday.held) == (0, {"caps": 1})
    world.draft(world.lead())
    assert hand_over(world, tmp_path, with_limit(2), now=NOW + A_DAY).taken == 1
    assert {touch.business_date for touch in world.all(Touch)} == {TODAY, TODAY + A_DAY}


def test_it_asks_policy_again_for_what_was_approved_before(world: World, tmp_path: Path) -> None:
    happy = world.account("Happy")
    world.draft(world.lead("Charlie", happy))
    gone = world.lead("Dora", email="dora@acme.example")
    world.draft(gone)
    world.draft(world.lead("Erin"))
    with world.database.write() as session:
        account, lead = session.get(Account, happy), session.get(Lead, gone)
        assert account is not None
        assert lead is not None
        account.relation, lead.email = Relation.CUSTOMER, None
    report = hand_over(world, tmp_path)
    assert report.taken == 1
    found = {draft.held_gate for draft in world.all(Draft)}
    assert found == {"customer", "no_channel", None}


def test_it_asks_again_in_the_very_transaction(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = world.account("Acme")
    world.draft(world.lead("Charlie", account))
    waiting = exports.waiting

    def meanwhile(session: Any) -> list[int]:  # Any: a session
        found = waiting(session)
        with world.database.write() as other:
            row = other.get(Account, account)
            assert row is not None
            row.relation = Relation.CUSTOMER
        return found

    monkeypatch.setattr(exports, "waiting", meanwhile)
    report = hand_over(world, tmp_path)
    assert (report.taken, report.held, report.files) == (0, {"customer": 1}, ())
    assert list(tmp_path.glob("*.csv")) == []


def test_it_walks_a_sequence_step_by_step_and_ends_it(world: World, tmp_path: Path) -> None:
    lead = world.lead()
    for step, days in ((1, 0), (2, 3), (3, 8)):
        world.draft(lead, step=step)
        assert hand_over(world, tmp_path, now=NOW + days * A_DAY).taken == 1
    (enrolment,) = world.all(Enrolment)
    assert (enrolment.last_step, enrolment.end_reason) == (3, EnrolmentEnd.LAST_STEP)
    assert enrolment.ended_at == NOW + 8 * A_DAY
    assert [touch.step for touch in world.all(Touch)] == [1, 2, 3]


def test_it_does_not_open_more_sequences_at_an_account_than_allowed(
    world: World, tmp_path: Path
) -> None:
    account = world.account("Acme")
    for name in ("Charlie", "Dora", "Erin"):
        world.draft(world.lead(name, account))
    report = hand_over(world, tmp_path, rules(active_per_account=2))
    assert (report.taken, report.held) == (2, {"account_limit": 1})


def test_it_lets_nothing_leave_after_an_objection(world: World, tmp_path: Path) -> None:
    lead = world.lead()
    world.draft(lead)
    world.sent("opted_out", lead)
    report = hand_over(world, tmp_path)
    assert (report.taken, report.held) == (0, {})
    assert [draft.held_gate for draft in world.all(Draft)] == ["suppressed"]


def test_it_writes_the_file_again_byte_for_byte_from_the_store(
    world: World, tmp_path: Path
) -> None:
    account = world.account("Acme")
    lead = world.lead("Charlie", account)
    world.draft(lead, body="=1+1\r\nété")
    world.draft(world.lead("Dora"))
    (file,) = hand_over(world, tmp_path, target="lemlist").files
    before = Path(file.path).read_bytes()
    with world.database.write() as session:  # the person and the company move on
        row, company = session.get(Lead, lead), session.get(Account, account)
        assert row is not None
        assert company is not None
        row.first_name, row.title, company.name = "Karl", "CEO", "Acme International"
    Path(file.path).unlink()
    done = replay(world.database, file.export)
    assert (done.identical, done.drafts, done.path) == (True, 2, file.path)
    assert Path(file.path).read_bytes() == before
    elsewhere = replay(world.database, file.export, tmp_path / "new" / "copy.csv")
    assert Path(elsewhere.path).read_bytes() == before
    assert len(world.all(Touch)) == 2


def test_it_tells_a_receipt_that_is_not_there_or_is_empty(world: World, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no export 7"):
        replay(world.database, 7)
    account = world.account("Happy")
    world.draft(world.lead("Charlie", account))
    with world.database.write() as session:
        empty = exports.begin(session, "generic", at=NOW, business_date=TODAY)
    with pytest.raises(UsageError, match="handed nothing over"):
        replay(world.database, empty)
    assert list(tmp_path.glob("*.csv")) == []


class _PowerCut(Exception):  # noqa: N818 - it is not an error of the program
    """The process is gone."""


@pytest.mark.parametrize("victim", ["_finish", "_write"])
def test_it_completes_what_a_crash_interrupted(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, victim: str
) -> None:
    def die(*_arguments: object) -> None:
        raise _PowerCut

    draft = world.draft(world.lead())
    with monkeypatch.context() as patch:
        patch.setattr(stage, victim, die)
        with pytest.raises(_PowerCut):
            hand_over(world, tmp_path)
    assert statuses(world) == {draft: "exported"}
    assert list(tmp_path.glob("*.csv")) == []
    assert world.all(Run)[-1].status is RunStatus.FAILED
    report = hand_over(world, tmp_path)
    (completed,) = report.completed
    assert (report.taken, report.files) == (0, ())
    assert left_in(completed.path) == [str(draft)]
    assert hand_over(world, tmp_path).completed == ()
    assert len(world.all(Touch)) == 1


def test_it_goes_on_with_a_new_export_when_another_one_sealed_its_own(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts = [world.draft(world.lead(), priority=float(-n)) for n in range(25)]
    original = stage._leave
    parts: list[int] = []

    def leave(*arguments: Any) -> Any:  # Any: the arguments and answer of `_leave`
        parts.append(1)
        return original(*arguments)

    def sealed_after_one_part(*arguments: Any) -> bool:  # Any: as above
        if len(parts) == 1 and len(world.all(Export)) == 1:
            with world.database.write() as session:
                exports.seal(session, 1, at=NOW)
        return add(*arguments)

    hand_over_part = stage._hand_over_part

    def add(*arguments: Any) -> bool:  # Any: as above
        return hand_over_part(*arguments)

    monkeypatch.setattr(stage, "_leave", leave)
    monkeypatch.setattr(stage, "_hand_over_part", sealed_after_one_part)
    report = hand_over(world, tmp_path / "today.csv")
    assert report.taken == 25
    assert [file.drafts for file in report.files] == [stage.CHUNK, 25 - stage.CHUNK]
    paths = [Path(file.path).name for file in report.files]
    assert paths == ["today.csv", "today-2.csv"]
    found = [draft for file in report.files for draft in left_in(file.path)]
    assert found == [str(draft) for draft in drafts]


def test_it_refuses_before_it_takes_anything(world: World, tmp_path: Path) -> None:
    draft = world.draft(world.lead())
    existing = tmp_path / "old.csv"
    existing.write_text("mine")
    with pytest.raises(UsageError, match="exists: choose another name"):
        hand_over(world, existing)
    with pytest.raises(UsageError, match="no target 'lemonist'; did you mean 'lemlist'"):
        hand_over(world, tmp_path, target="lemonist")
    with pytest.raises(WorkspaceError, match="cannot make the folder"):
        hand_over(world, existing / "folder")
    assert existing.read_text() == "mine"
    assert statuses(world) == {draft: "approved"}
    assert world.all(Export) == []


def test_it_keeps_an_export_whose_file_cannot_be_written(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "exports"
    world.draft(world.lead())
    check = stage._check_writable

    def then_the_disk_goes_away(out: Path) -> None:
        check(out)
        folder.rmdir()
        folder.write_text("a file where the folder was")

    with monkeypatch.context() as patch:
        patch.setattr(stage, "_check_writable", then_the_disk_goes_away)
        with pytest.raises(WorkspaceError, match="the next `prospector export` writes it"):
            hand_over(world, folder)
    world.draft(world.lead())
    report = hand_over(world, tmp_path / "elsewhere")
    assert report.taken == 1
    assert len(report.unwritten) == 1
    folder.unlink()
    assert len(hand_over(world, tmp_path / "elsewhere").completed) == 1


def test_it_does_nothing_when_nothing_is_approved(world: World, tmp_path: Path) -> None:
    world.draft(world.lead(), DraftStatus.QUEUED)
    report = hand_over(world, tmp_path / "exports")
    assert report == ExportReport("generic", 0, {}, (), (), ())
    assert world.all(Export) == []


def test_it_holds_on_a_quiet_day_what_was_approved_before_it_and_takes_no_slot(
    world: World, tmp_path: Path
) -> None:
    ruleset = rules(quiet={"days": ["saturday", "sunday"]})
    here = world.draft(world.lead("Anna"), DraftStatus.APPROVED)
    there = world.draft(world.lead("Yuki", country="JP"), DraftStatus.APPROVED)
    saturday = NOW + 5 * A_DAY
    report = hand_over(world, tmp_path / "out", ruleset, now=saturday)
    assert (report.taken, report.held) == (0, {"quiet_day": 2})
    held = {draft.id: draft for draft in world.all(Draft)}
    assert held[here].held_until == datetime(2026, 11, 22, 23, tzinfo=UTC)
    assert held[there].held_until == datetime(2026, 11, 22, 15, tzinfo=UTC)
    assert "Saturday" in (held[here].held_reason or "")
    assert world.all(CapUse) == []


def test_it_says_when_a_message_may_arrive_in_its_own_zone(world: World, tmp_path: Path) -> None:
    ruleset = rules(quiet={"hours": {"from": "19:00", "until": "08:00"}})
    world.draft(world.lead("Anna"), DraftStatus.APPROVED)
    world.draft(world.lead("Ben", time_zone="America/New_York"), DraftStatus.APPROVED)
    (file,) = hand_over(world, tmp_path / "out", ruleset).files
    text = Path(file.path).read_text(encoding="utf-8-sig")
    rows = csv.DictReader(io.StringIO(text, newline=""))
    assert [row["send_not_before"] for row in rows] == ["", "2026-11-16T08:00:00-05:00"]
