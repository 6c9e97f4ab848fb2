"""Sequences go on when due; people are left alone for their days."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from prospector.policy import timing
from prospector.policy.gates import Gate
from prospector.store.candidates import Closed, Ended, OpenDraft, OpenEnrolment
from prospector.tables import Channel, DraftStatus, EnrolmentEnd, SkipReason
from tests.policy.people import candidate, context, subject
from tests.policy.world import HIRING, NOW, PARIS, TODAY, rules

Facts = dict[str, Any]  # Any: facts and columns of several types

A_DAY = timedelta(days=1)


def enrolled(step: int = 1, days_ago: float = 4, segment: str = "hiring") -> OpenEnrolment:
    return OpenEnrolment(1, segment, step, NOW - days_ago * A_DAY)


def _skipped(at: datetime, reason: SkipReason | None) -> Closed:
    return Closed(at, DraftStatus.SKIPPED, reason)


def found(gate: Gate | None) -> Gate:
    assert gate is not None
    return gate


def test_it_begins_with_the_first_step_of_the_segment_they_are_in() -> None:
    approach = timing.next_approach(candidate(), (), rules(), TODAY, PARIS)
    assert approach is not None
    assert (approach.segment, approach.number, approach.slug) == ("hiring", 1, "opening")
    assert (approach.channel, approach.due_on) == (Channel.EMAIL, TODAY)


def test_it_keeps_the_segment_of_an_open_sequence() -> None:
    moved = candidate(segment="upsell", enrolment=enrolled(), linkedin_url="linkedin.com/in/c")
    approach = timing.next_approach(moved, (), rules(), TODAY, PARIS)
    assert approach is not None
    assert (approach.segment, approach.number, approach.slug) == ("hiring", 2, "proof")
    assert (approach.channel, approach.due_on) == (Channel.LINKEDIN, date(2026, 11, 15))


@pytest.mark.parametrize("columns", [
    {"segment": None},
    {"segment": "removed"},
    {"enrolment": enrolled(step=3)},
    {"enrolment": enrolled(segment="removed")},
])  # fmt: skip
def test_it_has_no_next_message_without_a_step(columns: Facts) -> None:
    assert timing.next_approach(candidate(**columns), (), rules(), TODAY, PARIS) is None


def test_it_counts_the_wait_in_business_days_of_the_zone() -> None:
    rule = rules(HIRING).segments_by_id["hiring"]
    late = datetime(2026, 11, 12, 23, 30, tzinfo=UTC)  # 13 November in Paris
    assert timing.due_date(rule, 2, late, PARIS) == date(2026, 11, 16)


def test_it_waits_for_the_day_a_step_is_due() -> None:
    waiting = subject(enrolment=enrolled(days_ago=1))
    gate = found(timing.enrolled_elsewhere(waiting, context()))
    assert gate.reason == (
        "They are in the sequence Hiring a sales team: step 2 is due on 18 November 2026"
    )
    assert gate.lifts_at == datetime(2026, 11, 17, 23, tzinfo=UTC)
    assert timing.enrolled_elsewhere(subject(enrolment=enrolled(days_ago=3)), context()) is None
    assert timing.enrolled_elsewhere(subject(), context()) is None


def test_it_says_when_a_sequence_has_nothing_left() -> None:
    gate = found(timing.enrolled_elsewhere(subject(enrolment=enrolled(step=3)), context()))
    assert gate.reason == "The sequence hiring is over and ends with the next run"


@pytest.mark.parametrize(
    ("facts", "days", "words"),
    [
        ({"ended": Ended("hiring", NOW - 2 * A_DAY, EnrolmentEnd.LAST_STEP)}, 28, "Their sequence hiring ended with its last step on 14 November 2026"),
        ({"ended": Ended("hiring", NOW - 2 * A_DAY, EnrolmentEnd.IDLE)}, 28, "ended without a next step"),
        ({"contacts": {"replied_negative": NOW - 5 * A_DAY}}, 175, "They said no on 11 November 2026"),
        ({"contacts": {"touched": NOW - A_DAY}}, 13, "This person was written to elsewhere on 15 November 2026"),
        ({"contacts": {"meeting_booked": NOW}}, 14, "This person booked a meeting"),
        ({"closed": _skipped(NOW - A_DAY, SkipReason.BAD_FIT)}, 179, "A draft to them was skipped on 15 November 2026 (bad fit)"),
        ({"closed": _skipped(NOW - A_DAY, SkipReason.BAD_MESSAGE)}, 29, "(bad message)"),
        ({"closed": _skipped(NOW - A_DAY, None)}, 29, "skipped on 15 November 2026;"),
        ({"closed": Closed(NOW - A_DAY, DraftStatus.DONE, None)}, 29, "A draft was sent to them by hand"),
    ],
)  # fmt: skip
def test_it_leaves_people_alone_for_their_days(facts: Facts, days: int, words: str) -> None:
    gate = found(timing.cool_down(subject(facts=facts), context()))
    assert words in gate.reason
    assert gate.lifts_at == NOW + days * A_DAY


def test_it_names_the_longest_rest() -> None:
    facts = {
        "ended": Ended("hiring", NOW - A_DAY, EnrolmentEnd.OUTCOME),
        "contacts": {"replied": NOW - A_DAY, "replied_negative": NOW - A_DAY},
    }
    gate = found(timing.cool_down(subject(facts=facts), context()))
    assert gate.reason == ("They said no on 15 November 2026; 180 days of rest end on 14 May 2027")


def test_it_lifts_at_the_very_moment_the_days_are_over() -> None:
    def at(ago: timedelta) -> Gate | None:
        facts = {"ended": Ended("hiring", NOW - ago, EnrolmentEnd.LAST_STEP)}
        return timing.cool_down(subject(facts=facts), context())

    assert at(30 * A_DAY) is None
    assert at(30 * A_DAY - timedelta(microseconds=1)) is not None


def test_it_never_rests_between_the_steps_of_one_sequence() -> None:
    facts = {"contacts": {"touched": NOW - A_DAY}}
    assert timing.cool_down(subject(facts=facts, enrolment=enrolled()), context()) is None


def test_it_can_be_switched_off() -> None:
    ruleset = rules(cool_down={"person": 0, "after_no": 0, "touched_elsewhere": 0})
    facts = {"contacts": {"touched": NOW}, "closed": _skipped(NOW, None)}
    assert timing.cool_down(subject(ruleset, facts=facts), context(ruleset)) is None
    assert timing.longest(ruleset.policy.cool_down) == timedelta()
    assert timing.longest(rules().policy.cool_down) == 180 * A_DAY


def draft(step: int, segment: str = "hiring") -> OpenDraft:
    return OpenDraft(9, DraftStatus.APPROVED, segment, step, Channel.EMAIL, "alice", "alice", None)


@pytest.mark.parametrize(
    ("one", "enrolment", "words"),
    [
        (draft(1), None, None),
        (draft(2), enrolled(step=1), None),
        (draft(2), None, "The sequence hiring ended before its step 2 left"),
        (draft(2), enrolled(step=2), "They are at step 2 of the sequence hiring; this is step 2 of hiring"),
        (draft(1), enrolled(step=1, segment="upsell"), "this is step 1 of hiring"),
        (draft(2, "upsell"), enrolled(step=1), "this is step 2 of upsell"),
    ],
)  # fmt: skip
def test_it_knows_a_draft_whose_turn_has_passed(
    one: OpenDraft, enrolment: OpenEnrolment | None, words: str | None
) -> None:
    gate = timing.out_of_turn(one, candidate(enrolment=enrolment), context())
    assert (gate is None) == (words is None)
    if words is not None:
        assert words in found(gate).reason


def test_it_asks_whether_the_channel_of_a_draft_still_reaches_them() -> None:
    still = timing.approach_of(draft(1), candidate(), (), rules(), TODAY)
    assert (still.slug, still.channel, still.channels) == (
        "opening",
        Channel.EMAIL,
        [Channel.EMAIL],
    )
    gone = timing.approach_of(
        draft(1), candidate(email=None, linkedin_url="linkedin.com/in/c"), (), rules(), TODAY
    )
    assert gone.channel is None
    removed = timing.approach_of(draft(1, "removed"), candidate(), (), rules(), TODAY)
    assert (removed.rule, removed.slug, removed.channel) == (None, "", Channel.EMAIL)
