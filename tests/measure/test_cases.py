"""A case is one time a lead was put before us, and what became of it."""

import polars as pl
import pytest

from prospector.measure.cases import (
    SCHEMA,
    Counted,
    counted,
    default_rung,
    labelled,
)
from prospector.measure.ladder import ANSWERED, DECIDED, Rung
from prospector.tables import SkipReason
from tests.measure.told import Row, decision, draft, made, micros, signal, touch

NOW = micros(400)


def one(found: pl.DataFrame) -> Row:
    assert found.height == 1
    return found.row(0, named=True)


def judged(found: pl.DataFrame, rung: Rung, *, now: int = NOW) -> tuple[str, bool | None]:
    row = one(labelled(found, rung, now=now))
    return row["state"], row["hit"]


def test_it_has_its_columns_without_rows() -> None:
    assert made().schema == SCHEMA
    assert default_rung(made(), now=NOW) is None


def test_it_opens_with_a_draft_and_keeps_what_was_known_then() -> None:
    found = one(made([draft(7, 1, 10, account_id=3)]))
    assert (found["source"], found["draft_id"], found["lead_id"], found["account_id"]) == (
        "draft",
        7,
        1,
        3,
    )
    assert (found["at"], found["segment"], found["ruleset"], found["grade"]) == (
        micros(10),
        "hot",
        "r1",
        "A1",
    )
    assert all(found[rung] is None for rung in Rung)


def test_it_ends_where_the_next_case_of_the_lead_opens() -> None:
    found = made([draft(1, 1, 10), draft(2, 1, 60), draft(3, 2, 20)])
    assert found.select("draft_id", "until").rows() == [(1, micros(60)), (3, None), (2, None)]


def test_it_is_approved_by_a_decision_that_stands() -> None:
    found = made([draft(1, 1, 10)], [decision(1, "approve", 11)])
    assert one(found)["approved"] == one(found)["approved_unedited"] == micros(11)
    assert judged(found, Rung.APPROVED) == ("judged", True)


def test_it_tells_an_edited_approval_apart() -> None:
    found = made([draft(1, 1, 10)], [decision(1, "edit", 10.5), decision(1, "approve", 11)])
    assert judged(found, Rung.APPROVED) == ("judged", True)
    assert judged(found, Rung.APPROVED_UNEDITED) == ("judged", False)


def test_it_forgets_what_was_undone() -> None:
    undone = [decision(1, "approve", 11), decision(1, "undo", 12, reason="approve")]
    found = made([draft(1, 1, 10)], undone)
    assert judged(found, Rung.APPROVED) == ("not_judged", None)
    again = made([draft(1, 1, 10)], [*undone, decision(1, "approve", 13)])
    assert one(again)["approved"] == micros(13)
    unedited = [
        decision(1, "edit", 11),
        decision(1, "undo", 12, reason="edit"),
        decision(1, "approve", 13),
    ]
    assert judged(made([draft(1, 1, 10)], unedited), Rung.APPROVED_UNEDITED) == ("judged", True)


def test_it_does_not_take_a_bulk_approval_for_a_judgement() -> None:
    found = made([draft(1, 1, 10)], [decision(1, "approve", 11, bulk=True)], [touch(1, 12)])
    assert judged(found, Rung.APPROVED) == ("not_judged", None)
    assert judged(found, Rung.REPLIED) == ("judged", False)


@pytest.mark.parametrize("rung", Rung)
@pytest.mark.parametrize("reason", SkipReason)
def test_it_counts_a_skip_that_speaks_of_the_lead_as_a_miss(reason: SkipReason, rung: Rung) -> None:
    found = made([draft(1, 1, 10)], [decision(1, "skip", 11, reason=reason.value)])
    assert one(found)["label"] == reason
    speaks = reason in (SkipReason.WRONG_PERSON, SkipReason.BAD_FIT, SkipReason.WEAK_SIGNAL)
    assert judged(found, rung) == (("judged", False) if speaks else ("not_judged", None))


@pytest.mark.parametrize("rung", Rung)
def test_it_does_not_judge_what_nobody_decided_or_sent(rung: Rung) -> None:
    snoozed = [decision(1, "snooze", 11, reason="bad_timing")]
    assert judged(made([draft(1, 1, 10)], snoozed), rung) == ("not_judged", None)


@pytest.mark.parametrize(
    ("kind", "reached"),
    [
        ("replied", {Rung.REPLIED}),
        ("replied_negative", {Rung.REPLIED}),
        ("replied_positive", {Rung.REPLIED, Rung.POSITIVE}),
        ("meeting_booked", {Rung.REPLIED, Rung.POSITIVE, Rung.MEETING}),
        ("opportunity_opened", {Rung.REPLIED, Rung.POSITIVE, Rung.MEETING}),
        ("deal_won", set(ANSWERED)),
        ("auto_replied", set()),
        ("opted_out", set()),
    ],
)
def test_it_implies_the_lower_answers(kind: str, reached: set[Rung]) -> None:
    found = made([draft(1, 1, 10)], [], [touch(1, 12)], [signal(kind, 20, lead=1)])
    assert {rung for rung in Rung if one(found)[rung] is not None} == reached
    assert {rung for rung in ANSWERED if judged(found, rung)[1]} == reached


def test_it_takes_the_first_time_of_each_rung() -> None:
    back = [signal("replied", day, lead=1) for day in (25, 20)]
    found = made([draft(1, 1, 10)], [], [touch(1, 12)], [*back, signal("deal_won", 90, lead=1)])
    assert (one(found)["replied"], one(found)["won"]) == (micros(20), micros(90))


def test_it_counts_an_answer_of_the_company_for_everybody_there() -> None:
    drafts = [draft(1, 1, 10, account_id=3), draft(2, 2, 10, account_id=3)]
    found = made(drafts, [], [touch(1, 12), touch(2, 13)], [signal("deal_won", 40, account=3)])
    assert found["won"].to_list() == [micros(40)] * 2
    of_somebody = [signal("deal_won", 40, lead=1, account=3)]
    found = made(drafts, [], [touch(1, 12), touch(2, 13)], of_somebody)
    assert found["won"].to_list() == [micros(40), None]


def test_it_counts_no_answer_from_before_the_touch_or_after_the_next_case() -> None:
    answers = [signal("replied", day, lead=1) for day in (5, 61)]
    found = made([draft(1, 1, 10), draft(2, 1, 60)], [], [touch(1, 12), touch(2, 60)], answers)
    assert found["replied"].to_list() == [None, micros(61)]
    # A date alone is kept as noon: earlier than a touch of that afternoon.
    same_day = made([draft(1, 1, 10)], [], [touch(1, 12.7)], [signal("replied", 12.5, lead=1)])
    assert one(same_day)["replied"] == micros(12.5)


@pytest.mark.parametrize(
    ("touched", "replied", "counts"),
    [(12.7, 12.3, False), (12.7, 12.8, True), (12.5, 12.3, True)],
    ids=["before it", "after it", "the touch has a date alone"],
)
def test_it_counts_an_answer_of_the_touchs_own_day_by_the_hour(
    touched: float, replied: float, *, counts: bool
) -> None:
    sent = [signal("touched", touched, lead=1), signal("replied", replied, lead=1)]
    for found in (
        made([draft(1, 1, 10)], [], [touch(1, touched)], [signal("replied", replied, lead=1)]),
        made([draft(1, 1, 10)], signals=sent),
        made(signals=sent),
    ):
        assert (one(found)["replied"] is not None) is counts


def test_it_counts_an_answer_within_the_window_only() -> None:
    for day, hit in ((41.9, True), (42.1, False)):
        found = made([draft(1, 1, 10)], [], [touch(1, 12)], [signal("replied", day, lead=1)])
        assert judged(found, Rung.REPLIED) == ("judged", hit)


def test_it_judges_nobody_before_the_window_is_over() -> None:
    found = made([draft(1, 1, 10)], [], [touch(1, 12)], [signal("replied", 13, lead=1)])
    assert judged(found, Rung.REPLIED, now=micros(41)) == ("too_young", None)
    assert judged(found, Rung.REPLIED, now=micros(42)) == ("judged", True)
    refused = made([draft(1, 1, 10)], [decision(1, "skip", 11, reason="bad_fit")])
    assert judged(refused, Rung.WON, now=micros(50)) == ("too_young", None)
    assert judged(refused, Rung.APPROVED, now=micros(50)) == ("judged", False)


def test_it_does_not_judge_what_nobody_could_read() -> None:
    bounced = signal("bounced", 12.1, lead=1)
    found = made([draft(1, 1, 10)], [], [touch(1, 12)], [bounced])
    assert judged(found, Rung.REPLIED) == ("not_judged", None)
    answered = [bounced, signal("replied", 13, lead=1)]
    found = made([draft(1, 1, 10)], [], [touch(1, 12)], answered)
    assert judged(found, Rung.REPLIED) == ("judged", True)


def test_it_opens_with_a_touch_made_elsewhere() -> None:
    found = made(signals=[signal("touched", 12.5, lead=1), signal("replied", 12.5, lead=1)])
    row = one(found)
    assert (row["source"], row["draft_id"], row["segment"]) == ("elsewhere", None, None)
    assert (row["at"], row["touched_at"]) == (micros(12), micros(12.5))
    assert judged(found, Rung.REPLIED) == ("judged", True)
    assert judged(found, Rung.APPROVED) == ("not_judged", None)
    assert made(signals=[signal("touched", 12.5, account=3)]).height == 0


def test_it_takes_touches_of_a_month_for_one_series() -> None:
    days = (0, 20, 40, 80)
    found = made(signals=[signal("touched", day, lead=1) for day in days])
    assert found["at"].to_list() == [micros(0), micros(80)]
    others = made(signals=[signal("touched", day, lead=day) for day in (1, 2, 3)])
    assert others.height == 3


def test_it_takes_what_a_tool_says_it_sent_for_the_draft() -> None:
    sent = [signal("touched", 10.2, lead=1), signal("touched", 15, lead=1)]
    found = made([draft(1, 1, 10.4)], [decision(1, "approve", 10.45)], [], sent)
    assert (one(found)["source"], one(found)["touched_at"]) == ("draft", micros(10.2))
    exported = made([draft(1, 1, 10.4)], [], [touch(1, 11)], sent)
    assert one(exported)["touched_at"] == micros(11)
    by_hand = made([draft(1, 1, 10.4, done_at=micros(11.5))])
    assert one(by_hand)["touched_at"] == micros(11.5)


def test_it_counts_what_can_be_judged_and_why_not() -> None:
    drafts = [draft(number, number, 10) for number in range(1, 6)]
    touches = [touch(1, 12), touch(2, 12), touch(3, 12), touch(4, 380)]
    found = made(drafts, [], touches, [signal("replied", 20, lead=1)])
    assert counted(found, Rung.REPLIED, now=NOW) == Counted(Rung.REPLIED, 3, 1, 1, 1)
    assert Counted(Rung.REPLIED, 3, 1, 1, 1).missing(30) == 29
    assert Counted(Rung.REPLIED, 60, 40, 0, 0).missing(30) == 10


def test_it_takes_the_highest_rung_with_enough_of_both() -> None:
    drafts = [draft(number, number, 10) for number in range(40)]
    touches = [touch(number, 12) for number in range(40)]
    meetings = [signal("meeting_booked", 20, lead=number) for number in range(10)]
    replies = [signal("replied", 20, lead=number) for number in range(20)]
    found = made(drafts, [], touches, meetings + replies)
    assert default_rung(found, now=NOW, least=10) is Rung.MEETING
    assert default_rung(found, now=NOW, least=11) is Rung.REPLIED
    assert default_rung(found, now=NOW, least=21) is None
    # All that were judged were approved: nothing to tell apart.
    approved = [decision(number, "approve", 11) for number in range(40)]
    assert default_rung(made(drafts, approved), now=NOW, least=10) is None


def test_it_keeps_to_decisions_where_people_decide() -> None:
    assert {*DECIDED, *ANSWERED} == set(Rung)
