"""Slots are taken in every scope or in none, and no window is ever overspent."""

from datetime import date, timedelta

import pytest
from sqlalchemy import true
from sqlalchemy.exc import IntegrityError

from prospector.store import caps
from prospector.store.caps import CapKey, Slot, Window
from prospector.store.database import Database
from prospector.tables import Cap, CapUse, CapUseState, Lead
from tests.policy.world import NOW, TODAY, World

DAY = TODAY.isoformat()


def day(limit: int, scope: str = "segment", key: str = "hiring", period: str = DAY) -> Slot:
    return Slot(scope, key, Window.DAY, period, limit)


def week(limit: int, key: str = "alice") -> Slot:
    return Slot("sender", key, Window.ROLLING_7D, "all", limit)


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def take(
    world: World,
    *slots: Slot,
    at: timedelta = timedelta(),
    state: CapUseState = CapUseState.USED,
    on: date = TODAY,
) -> Slot | None:
    """Let a new draft take slots, in a transaction of its own."""
    draft_id = world.draft(world.lead())
    with world.database.write() as session:
        return caps.take(
            session, slots, draft_id=draft_id, at=NOW + at, business_date=on, state=state
        )


def counters(world: World) -> dict[tuple[str, str], tuple[int, int]]:
    return {(cap.scope, cap.key): (cap.booked, cap.used) for cap in world.all(Cap)}


def test_it_takes_up_to_the_limit_and_names_the_slot_that_is_full(world: World) -> None:
    assert take(world, day(2)) is None
    assert take(world, day(2)) is None
    assert take(world, day(2)) == day(2)
    assert counters(world) == {("segment", "hiring"): (0, 2)}


def test_it_takes_in_every_scope_or_in_none(world: World) -> None:
    workspace = day(1, "workspace", "all")
    assert take(world, day(5), workspace) is None
    assert take(world, day(5), week(9), workspace) == workspace
    assert counters(world)["segment", "hiring"] == (0, 1)
    assert [use.scope for use in world.all(CapUse)] == ["segment", "workspace"]


def test_it_counts_another_day_anew_and_a_total_never(world: World) -> None:
    total = Slot("segment", "hiring", Window.TOTAL, "all", 1)
    tomorrow = day(1, period="2026-11-17")
    assert take(world, day(1)) is None
    assert take(world, day(1)) == day(1)
    assert take(world, tomorrow, total) is None
    assert take(world, day(9, period="2026-11-18"), total) == total


def test_it_gives_nothing_more_when_a_limit_is_lowered(world: World) -> None:
    for _ in range(3):
        assert take(world, day(5)) is None
    assert take(world, day(2)) == day(2)
    assert take(world, day(3)) == day(3)
    assert take(world, day(4)) is None
    with world.database.read() as session:
        assert caps.overspent(session) == []


def test_it_frees_a_sliding_slot_exactly_one_window_later(world: World) -> None:
    assert take(world, week(2)) is None
    assert take(world, week(2), at=timedelta(hours=5)) is None
    assert take(world, week(2), at=timedelta(days=7, microseconds=-1)) == week(2)
    assert take(world, week(2), at=timedelta(days=7)) is None
    assert take(world, week(2), at=timedelta(days=7, hours=1)) == week(2)


def test_it_gives_no_second_allowance_to_a_clock_set_back(world: World) -> None:
    assert take(world, week(1)) is None
    assert take(world, week(1), at=timedelta(days=-9)) == week(1)


def test_it_opens_no_more_enrolments_at_an_account_than_allowed(world: World) -> None:
    account_id = world.account()
    colleague = world.lead("Dora", account_id)
    world.enrolment(colleague)
    slot = Slot("account", str(account_id), Window.ACTIVE, "all", 1)
    assert take(world, slot) == slot
    roomy = slot._replace(limit=2)
    assert take(world, roomy) is None


def test_it_gives_booked_slots_back_and_keeps_used_ones(world: World) -> None:
    assert take(world, day(2), week(2), state=CapUseState.BOOKED) is None
    (lead_id,) = [lead.id for lead in world.all(Lead)]
    assert take(world, day(2), week(2)) is None
    assert take(world, day(2), week(2)) == day(2)
    with world.database.write() as session:
        assert caps.release(session, lead_ids=[lead_id]) == 2
        assert caps.release(session, lead_ids=[lead_id]) == 0
    assert counters(world)["segment", "hiring"] == (0, 1)
    assert take(world, day(2), week(2)) is None
    with world.database.read() as session:
        assert caps.overspent(session) == []


def test_it_tells_what_is_taken_now(world: World) -> None:
    assert take(world, day(9), week(9)) is None
    assert take(world, day(9), week(9), at=timedelta(hours=1)) is None
    assert take(world, day(9), at=timedelta(hours=2), state=CapUseState.BOOKED) is None
    with world.database.read() as session:
        ledger = caps.ledger(session, now=NOW + timedelta(days=7), day=DAY)
    segment = CapKey("segment", "hiring", Window.DAY)
    assert (ledger.used[segment], ledger.booked[segment]) == (2, 1)
    assert ledger.live == {
        CapKey("sender", "alice", Window.ROLLING_7D): (NOW + timedelta(hours=1),)
    }
    account_id = world.account()
    world.enrolment(world.lead("Dora", account_id))
    active = Slot("account", str(account_id), Window.ACTIVE, "all", 1)
    with world.database.read() as session:
        next_day = caps.ledger(session, now=NOW, day="2026-11-17")
        assert next_day.used == {CapKey("account", str(account_id), Window.ACTIVE): 1}
        only = [
            caps.ledger(session, now=NOW, day=DAY, only=slot) for slot in (day(9), week(9), active)
        ]
    assert [set(each.used) | set(each.live) for each in only] == [
        {segment},
        {CapKey("sender", "alice", Window.ROLLING_7D)},
        {CapKey("account", str(account_id), Window.ACTIVE)},
    ]


def test_it_cannot_store_an_overspent_counter(world: World) -> None:
    assert take(world, day(1)) is None
    with pytest.raises(IntegrityError), world.database.write() as session:
        session.connection().exec_driver_sql("UPDATE cap SET used = used + 1")


def test_it_reports_counters_that_their_uses_do_not_explain(world: World) -> None:
    assert take(world, day(3), week(1)) is None
    with world.database.write() as session:
        session.connection().exec_driver_sql("UPDATE cap SET used = 2 WHERE scope = 'segment'")
        session.connection().exec_driver_sql("UPDATE cap SET ceiling = 0 WHERE scope = 'sender'")
    with world.database.read() as session:
        found = caps.overspent(session)
    assert [(each.scope, each.problem) for each in found] == [
        ("segment", "counts 0 booked and 2 used, has 0 and 1"),
        ("sender", f"1 taken of 0 by {NOW.isoformat()}"),
    ]


@pytest.mark.parametrize("slot", [day(1), week(1)], ids=["counter", "sliding"])
def test_it_goes_over_once_the_condition_is_dropped(
    world: World, slot: Slot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caps, "COUNTER_ROOM", true())
    monkeypatch.setattr(caps, "SLIDING_ROOM", true())
    assert take(world, slot) is None
    if slot.window is Window.DAY:  # the table's own CHECK is the second defence
        with pytest.raises(IntegrityError):
            take(world, slot)
    else:
        assert take(world, slot) is None
        with world.database.read() as session:
            assert caps.overspent(session)
