"""Every scored lead is planned, has an open draft, or is stopped by exactly one gate."""

from datetime import timedelta
from typing import Any

import pytest

from prospector import policy
from prospector.policy.assess import Assessment, Judged, assess_as_if, judge_drafts
from prospector.policy.cards import Card
from prospector.policy.gates import GateCode
from prospector.rules.ruleset import Ruleset
from prospector.store import candidates, suppressions
from prospector.store.caps import Slot, Window
from prospector.store.database import Database
from prospector.store.suppressions import Value
from prospector.tables import (
    Account,
    Channel,
    Draft,
    DraftStatus,
    EnrolmentEnd,
    Lead,
    Relation,
    Score,
    SkipReason,
    SuppressionKind,
)
from tests.policy.world import HIRING, KEY, NOW, PARIS, POINT, TODAY, UPSELL, World, rules

A_DAY = timedelta(days=1)


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def assess(world: World, ruleset: Ruleset | None = None) -> Assessment:
    with world.database.read() as session:
        return policy.assess(session, ruleset or rules(), now=NOW, zone=PARIS, key=KEY)


def judge(world: World, ruleset: Ruleset | None = None, *lead_ids: int) -> Judged:
    with world.database.read() as session:
        return judge_drafts(
            session,
            ruleset or rules(),
            now=NOW,
            zone=PARIS,
            key=KEY,
            lead_ids=lead_ids or None,
        )


def codes(found: Assessment) -> dict[int, str]:
    return {lead: gate.code.value for lead, gate in found.gates.items()}


def test_it_sorts_everybody_into_planned_open_or_stopped(world: World) -> None:
    acme = world.account("Acme")
    happy = world.account("Happy", relation=Relation.CUSTOMER)
    good = world.lead("Charlie", acme)
    waiting = world.lead("Dora", acme)
    draft = world.draft(waiting, DraftStatus.QUEUED)
    stopped = {
        world.lead("Erin", happy): "customer",
        world.lead("Frank", email="frank@ours.example"): "own_staff",
        world.lead("Grace", grade="C3"): "grade",
        world.lead("Heidi", segment=None): "no_segment",
        world.lead("Ivan", signal_at=None): "no_signal",
        world.lead("Judy", email=None): "no_channel",
        world.lead("Mallory", owner="Dana"): "other_owner",
        world.lead("Niaj", score={"disqualified_by": "student"}): "disqualified",
    }
    merged = world.lead("Olivia")
    with world.database.write() as session:
        row = session.get(Lead, merged)
        assert row is not None
        row.merged_into = good
    found = assess(world)
    assert [each.lead_id for each in found.planned] == [good]
    assert found.open_drafts == {waiting: draft}
    assert codes(found) == stopped


def test_it_plans_the_next_step_when_it_is_due(world: World) -> None:
    due, early = world.lead("Charlie", profile="linkedin.com/in/c"), world.lead("Dora")
    enrolment = world.enrolment(due, at=NOW - 3 * A_DAY)
    world.enrolment(early, at=NOW - 2 * A_DAY)
    found = assess(world)
    (planned,) = found.planned
    assert (planned.lead_id, planned.step, planned.slug) == (due, 2, "proof")
    assert (planned.channel, planned.enrolment_id) == (Channel.LINKEDIN, enrolment)
    assert found.gates[early].code is GateCode.ENROLLED_ELSEWHERE
    assert found.gates[early].lifts_at == NOW.replace(day=16, hour=23)


def test_it_knows_what_happened_to_people(world: World) -> None:
    rested = world.lead("Charlie")
    world.enrolment(rested, ended_at=NOW - 2 * A_DAY, reason=EnrolmentEnd.LAST_STEP)
    said_no = world.lead("Dora")
    world.sent("replied_negative", said_no, at=NOW - 100 * A_DAY)
    elsewhere = world.lead("Erin")
    world.sent("touched", elsewhere, at=NOW - 3 * A_DAY)
    skipped = world.lead("Frank")
    world.draft(skipped, DraftStatus.SKIPPED, skip_reason=SkipReason.BAD_FIT)
    free = world.lead("Grace")
    world.enrolment(free, ended_at=NOW - 31 * A_DAY)
    found = assess(world)
    assert codes(found) == dict.fromkeys((rested, said_no, elsewhere, skipped), "cool_down")
    assert found.gates[said_no].lifts_at == NOW + 80 * A_DAY
    assert [each.lead_id for each in found.planned] == [free]


def test_it_holds_the_people_of_a_company_that_may_be_a_customer_or_closed(world: World) -> None:
    customer = world.account("Happy", relation=Relation.CUSTOMER)
    closed = world.account("Closed", domain="closed.example")
    twins = world.account("Hapy"), world.account("Clozed")
    world.twin(twins[0], customer)
    world.twin(twins[1], closed)
    held = [world.lead("Ann", twins[0]), world.lead("Bo", twins[1])]
    free = world.lead("Cy", world.account("Globex"))
    with world.database.write() as session:
        value = Value(SuppressionKind.DOMAIN, "closed.example")
        suppressions.add(session, value, key=KEY, reason="asked", source="a person", at=NOW)
    found = assess(world)
    assert codes(found) == dict.fromkeys(held, "suggested_match")
    assert [each.lead_id for each in found.planned] == [free]


def test_it_holds_the_suppressed_and_those_who_may_be_them(world: World) -> None:
    objector = world.lead("Charlie", email="charlie@acme.example")
    double = world.lead("Charlie", email=None, profile="linkedin.com/in/charlie")
    world.suggestion(double, objector)
    world.lead("Dora")
    with world.database.write() as session:
        value = Value(SuppressionKind.EMAIL, "charlie@acme.example")
        suppressions.add(session, value, key=KEY, reason="asked", source="a person", at=NOW)
    found = assess(world)
    assert codes(found) == {objector: "suppressed", double: "suggested_match"}
    world.draft(double, DraftStatus.APPROVED, channel=Channel.LINKEDIN)
    (verdict,) = judge(world, None, double).verdicts.values()
    assert verdict.gate is not None
    assert verdict.gate.code is GateCode.SUGGESTED_MATCH


def test_it_writes_to_a_dead_address_no_more_but_to_the_profile(world: World) -> None:
    lead = world.lead("Charlie", email="c@acme.example", profile="linkedin.com/in/c")
    with world.database.write() as session:
        value = Value(SuppressionKind.EMAIL, "c@acme.example")
        suppressions.add(session, value, key=KEY, reason="bounced", source="mail", at=NOW)
    (planned,) = assess(world).planned
    assert (planned.lead_id, planned.channel) == (lead, Channel.LINKEDIN)


def test_it_reckons_with_open_drafts_and_what_left(world: World) -> None:
    ruleset = rules({**HIRING, "caps": [{"window": "day", "limit": 3}]})
    world.draft(world.lead(), DraftStatus.QUEUED)
    world.draft(world.lead(), DraftStatus.APPROVED)
    world.draft(world.lead(), DraftStatus.HELD, held_gate="checks")
    first, second = world.lead(priority=9), world.lead(priority=8)
    found = assess(world, ruleset)
    assert [each.lead_id for each in found.planned] == [first]
    assert codes(found) == {second: "caps"}


def test_it_counts_open_sequences_and_drafts_of_an_account(world: World) -> None:
    acme = world.account("Acme")
    world.enrolment(world.lead("Charlie", acme), at=NOW)
    world.draft(world.lead("Dora", acme), DraftStatus.QUEUED)
    first, second = world.lead("Erin", acme, priority=9), world.lead("Frank", acme, priority=8)
    found = assess(world, rules(active_per_account=3))
    assert [each.lead_id for each in found.planned] == [first]
    assert found.gates[second].reason == (
        "The cap of 3 people in a sequence at Acme is full: 1 taken, 2 in open drafts"
    )


def test_it_fills_desks_only_to_their_capacity(world: World) -> None:
    small = [{"id": "alice", "name": "Alice", "email": "a@ours.example", "capacity": 2}]
    left = world.lead()
    world.enrolment(left, at=NOW)
    world.draft(left, DraftStatus.EXPORTED, approved_at=NOW)
    first, second = world.lead(priority=9), world.lead(priority=8)
    found = assess(world, rules(sdrs=small))
    assert [each.lead_id for each in found.planned] == [first]
    assert codes(found) == {left: "enrolled_elsewhere", second: "capacity"}


def test_it_lifts_a_held_draft_once_nothing_in_policy_holds_it(world: World) -> None:
    free = world.draft(world.lead(), DraftStatus.HELD, held_gate="caps", owner="gone")
    account = world.account("Happy", relation=Relation.CUSTOMER)
    held = world.draft(world.lead("Dora", account), DraftStatus.HELD, held_gate="customer")
    world.draft(world.lead(), DraftStatus.HELD, held_gate="checks")
    found = assess(world)
    assert found.lifted == [free]
    assert {draft: gate.code for draft, gate in found.still_held.items()} == {
        held: GateCode.CUSTOMER
    }
    full = assess(world, rules({**HIRING, "caps": [{"window": "day", "limit": 0}]}))
    assert full.lifted == []
    assert full.still_held[free].code is GateCode.CAPS


def test_it_judges_open_drafts_by_what_stops_a_message_not_by_a_faded_score(world: World) -> None:
    faded = world.draft(world.lead(grade="C3", segment=None, signal_at=None))
    account = world.account("Happy", relation=Relation.CUSTOMER)
    customer = world.lead("Dora", account)
    stopped = world.draft(customer)
    judged = judge(world)
    assert judged.verdicts[faded].gate is None
    assert judged.verdicts[faded].slots[-1] == Slot(
        "segment", "hiring", Window.DAY, TODAY.isoformat(), 100
    )
    gate = judged.verdicts[stopped].gate
    assert gate is not None
    assert gate.code is GateCode.CUSTOMER
    assert set(judge(world, None, customer).verdicts) == {stopped}
    upsell = rules(HIRING, {**UPSELL, "caps": [{"window": "day", "limit": 5}]})
    asked = world.draft(world.lead("Erin", account), segment="upsell")
    assert judge(world, upsell).verdicts[asked].gate is None


def test_it_lets_a_follow_up_pass_only_in_its_turn(world: World) -> None:
    going, ended = world.lead("Charlie"), world.lead("Dora")
    world.enrolment(going)
    world.enrolment(ended, ended_at=NOW - A_DAY, reason=EnrolmentEnd.OUTCOME)
    right, late = world.draft(going, step=2), world.draft(ended, step=2)
    verdicts = judge(world).verdicts
    assert (verdicts[right].gate, verdicts[right].expires) == (None, False)
    assert verdicts[late].expires
    gate = verdicts[late].gate
    assert gate is not None
    assert gate.reason == "The sequence hiring ended before its step 2 left"


def test_it_explains_a_slot_that_had_no_room(world: World) -> None:
    world.draft(world.lead())
    judged = judge(world)
    slot = Slot("segment", "hiring", Window.DAY, TODAY.isoformat(), 0)
    with world.database.read() as session:
        gate = judged.refused(session, slot)
    assert gate.reason == (
        "The cap of 0 messages a day in the segment Hiring a sales team is full: 0 taken"
    )


def test_it_shows_every_cap_with_its_label(world: World) -> None:
    with world.database.read() as session:
        rows = policy.usage(session, rules(), now=NOW, zone=PARIS)
        french = policy.usage(session, rules(), now=NOW, zone=PARIS, default_language="fr")
    assert [row.label for row in rows] == [
        "100 messages a day in the segment Hiring a sales team",
        "10 messages a day in the segment upsell",
    ]
    assert french[0].label == "100 messages par jour dans le segment Recrute des commerciaux"


def card(**more: Any) -> Card:  # Any: values of a card
    values = {
        "grade": "A1",
        "priority": 50.0,
        "fit_nano": 80 * POINT,
        "fit_upper_nano": 80 * POINT,
        "intent_nano": 60 * POINT,
        "disqualified_by": None,
        "unknown_field": None,
        "newest_signal_at": NOW,
        "segment": "hiring",
    }
    return Card(**{**values, **more})


def imagined(world: World, cards: dict[int, Card]) -> Assessment:
    with world.database.read() as session:
        people = candidates.everyone(session)
        return assess_as_if(session, rules(), people, cards, now=NOW, zone=PARIS, key=KEY)


def test_it_plans_as_if_other_scores_were_stored(world: World) -> None:
    good, cold, new = (world.lead(name) for name in ("Charlie", "Dora", "Erin"))
    with world.database.write() as session:
        session.delete(session.get_one(Score, new))
    found = imagined(world, {good: card(grade="C3"), cold: card(), new: card(segment=None)})
    assert [planned.lead_id for planned in found.planned] == [cold]
    assert codes(found) == {good: "grade", new: "no_segment"}


def test_it_leaves_out_whom_it_has_no_card_for(world: World) -> None:
    good = world.lead("Charlie")
    found = imagined(world, {})
    assert (found.planned, found.gates) == ([], {})
    assert [planned.lead_id for planned in imagined(world, {good: card()}).planned] == [good]


def test_it_plans_todays_untouched_drafts_anew_and_keeps_touched_ones(world: World) -> None:
    untouched, touched = world.lead("Charlie"), world.lead("Dora")
    world.draft(untouched, DraftStatus.QUEUED)
    mine = world.draft(touched, DraftStatus.QUEUED)
    with world.database.write() as session:
        session.get_one(Draft, mine).touched_by = "alice"
    assert assess(world).planned == []
    found = imagined(world, {untouched: card(), touched: card()})
    assert [planned.lead_id for planned in found.planned] == [untouched]
    assert found.open_drafts == {touched: mine}


def test_it_gives_the_place_of_an_untouched_draft_back(world: World) -> None:
    one_place = rules(
        sdrs=[{"id": "alice", "name": "Alice", "email": "alice@ours.example", "capacity": 1}]
    )
    waiting, better = world.lead("Charlie"), world.lead("Dora")
    world.draft(waiting, DraftStatus.QUEUED)
    cards = {waiting: card(priority=1.0), better: card(priority=9.0)}
    with world.database.read() as session:
        people = candidates.everyone(session)
        found = assess_as_if(session, one_place, people, cards, now=NOW, zone=PARIS, key=KEY)
    assert [planned.lead_id for planned in found.planned] == [better]
    assert codes(found) == {waiting: "capacity"}


def test_it_lets_colleagues_without_a_card_say_whose_desk_it_is(world: World) -> None:
    two = rules(
        sdrs=[
            {"id": name, "name": name.title(), "email": f"{name}@ours.example"}
            for name in ("alice", "bob", "carol", "dave")
        ]
    )
    acme = world.account("Acme")
    asked, colleague = world.lead("Charlie", acme), world.lead("Dora", acme)
    for sdr in ("alice", "bob", "carol", "dave"):
        with world.database.write() as session:
            session.get_one(Lead, colleague).owner = sdr
        with world.database.read() as session:
            people = candidates.everyone(session)
            found = assess_as_if(
                session, two, people, {asked: card()}, now=NOW, zone=PARIS, key=KEY
            )
        assert [planned.owner for planned in found.planned] == [sdr]


def test_it_judges_who_is_suppressed_and_has_no_score_any_more(world: World) -> None:
    ruleset = rules()
    lead = world.lead("Charlie", email="c@acme.example")
    policy.suppress(
        world.database, ruleset, "c@acme.example", reason="asked", now=NOW, zone=PARIS, key=KEY
    )
    policy.let_leave(world.database, now=NOW, key=KEY)
    assert world.all(Score) == []
    with world.database.read() as session:
        found = policy.assess(session, ruleset, now=NOW, zone=PARIS, key=KEY)
        assert found.gates[lead].code is GateCode.SUPPRESSED
        with_another_key = policy.assess(session, ruleset, now=NOW, zone=PARIS, key=b"lost")
    assert "nothing says so now" in with_another_key.gates[lead].reason


def test_it_asks_countries_for_consent_and_takes_a_signal_as_one(world: World) -> None:
    law = {"email": "consent", "linkedin": "consent"}
    ruleset = rules(countries={"DE": law}, consent_kinds=["met"])
    stopped, agreed = (
        world.lead(name, country="DE", email=f"{name}@acme.example") for name in ("jo", "mo")
    )
    firm = world.account("Firma", "firma.example")
    with world.database.write() as session:
        session.get_one(Account, firm).country = "DE"
    by_company = world.lead("Lea", firm, country=None)
    world.sent("met", agreed)
    with world.database.read() as session:
        found = policy.assess(session, ruleset, now=NOW, zone=PARIS, key=KEY)
    assert {lead: gate.code for lead, gate in found.gates.items()} == {
        stopped: GateCode.COUNTRY,
        by_company: GateCode.COUNTRY,
    }
    assert [planned.lead_id for planned in found.planned] == [agreed]


def test_it_plans_for_nobody_whose_day_is_quiet(world: World) -> None:
    ruleset = rules(quiet={"days": ["sunday"]})
    here = world.lead("Anna")
    there = world.lead("Sam", time_zone="Pacific/Honolulu")
    # Half past eight on a Monday in Paris is still Sunday in Honolulu.
    now = NOW.replace(hour=7, minute=30)
    with world.database.read() as session:
        found = policy.assess(session, ruleset, now=now, zone=PARIS, key=KEY)
    assert [planned.lead_id for planned in found.planned] == [here]
    assert found.gates[there].code is GateCode.QUIET_DAY
