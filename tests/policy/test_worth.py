"""Whether a message is worth sending, and by which way."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from prospector.policy import places, worth
from prospector.policy.gates import Gate
from prospector.store.suppressions import Match
from prospector.tables import Channel, SuppressionKind
from tests.policy.people import candidate, context, subject
from tests.policy.world import NOW, POINT, rules

Facts = dict[str, Any]  # Any: facts and columns of several types

EMAIL, LINKEDIN = Channel.EMAIL, Channel.LINKEDIN
DEAD = Match(SuppressionKind.EMAIL, "bounced", "mail, bounces.csv line 2", NOW - timedelta(days=3))


def found(gate: Gate | None) -> Gate:
    assert gate is not None
    return gate


def test_it_tells_a_low_grade_from_an_unknown_one() -> None:
    low: Facts = {"grade": "C2", "fit_nano": 20 * POINT, "fit_upper_nano": 30 * POINT}
    gate = found(worth.grade(subject(**low), context()))
    assert gate.reason == ("Graded C2 (fit 20.0, intent 60.0); policy.yaml queues A1, A2, B1, B2")
    unknown: Facts = {**low, "fit_upper_nano": 55 * POINT, "unknown_field": "account.employees"}
    gate = found(worth.grade(subject(**unknown), context()))
    assert gate.reason.endswith(". It could be B2: account.employees is not known")
    assert gate.action == "Find out account.employees and import it."


@pytest.mark.parametrize(
    ("nano", "letter"),
    [
        (70 * POINT, "A"),
        (69 * POINT + 950_000_000, "A"),  # 69.95 is 70.0 on one decimal
        (69 * POINT + 949_999_999, "B"),
        (40 * POINT, "B"),
        (39 * POINT + 949_999_999, "C"),
        (0, "C"),
    ],
)
def test_it_cuts_letters_on_one_decimal(nano: int, letter: str) -> None:
    assert worth.fit_letter(nano, rules().grades) == letter


def test_it_names_the_rule_that_rules_somebody_out() -> None:
    gate = found(worth.disqualified(subject(disqualified_by="student"), context()))
    assert gate.reason == "The fit rule student rules them out"


def test_it_asks_for_a_segment_that_still_exists() -> None:
    assert worth.no_segment(subject(), context()) is None
    assert worth.no_segment(subject(segment=None), context())
    assert worth.no_segment(subject(segment="removed"), context())


@pytest.mark.parametrize(
    ("columns", "suppressed", "expected"),
    [
        ({}, (), EMAIL),
        ({"linkedin_url": "linkedin.com/in/c"}, (), EMAIL),
        ({"linkedin_url": "linkedin.com/in/c", "preferred_channel": "linkedin"}, (), LINKEDIN),
        ({"preferred_channel": "linkedin"}, (), EMAIL),
        ({"preferred_channel": "phone"}, (), EMAIL),
        ({"email": "contact@globex.example"}, (), None),
        ({"email": "info@globex.example", "linkedin_url": "linkedin.com/in/c"}, (), LINKEDIN),
        ({"linkedin_url": "linkedin.com/in/c"}, (DEAD,), LINKEDIN),
        ({}, (DEAD,), None),
        ({}, (DEAD._replace(kind=SuppressionKind.PHONE),), EMAIL),
    ],
)
def test_it_chooses_the_first_channel_that_reaches_them(
    columns: Facts, suppressed: tuple[Match, ...], expected: Channel | None
) -> None:
    assert worth.choose(candidate(**columns), suppressed, [EMAIL, LINKEDIN]) is expected


def test_it_never_uses_a_channel_the_step_does_not_have() -> None:
    both = candidate(linkedin_url="linkedin.com/in/c", preferred_channel="linkedin")
    assert worth.choose(both, (), [EMAIL]) is EMAIL


@pytest.mark.parametrize(
    ("columns", "suppressed", "why"),
    [
        ({"email": None}, (), "no e-mail address is known"),
        ({}, (DEAD,), "mail to their address came back on 13 November 2026"),
        ({"email": "info@globex.example"}, (), "info@globex.example is an address of a team, not of a person"),
    ],
)  # fmt: skip
def test_it_says_why_no_channel_reaches_them(
    columns: Facts, suppressed: tuple[Match, ...], why: str
) -> None:
    one = subject(facts={"suppressed": suppressed}, **columns)
    gate = found(worth.no_channel(one, context()))
    assert gate.reason == (
        "Step 1 of Hiring a sales team goes by e-mail or LinkedIn, which does not reach them: "
        f"{why}; no LinkedIn profile is known"
    )


@pytest.mark.parametrize(
    ("laws", "columns", "why", "action"),
    [
        (
            {"countries": {"DE": {"email": "consent"}}},
            {"country": "DE"},
            "the law where they are bars e-mail without consent",
            "Import a profile URL for them, or their consent to e-mail: a signal of a kind that",
        ),
        (
            {"countries": {"DE": {"email": "refused"}}},
            {"country": "DE"},
            "the law where they are bars e-mail",
            "Import a profile URL for them.",
        ),
        (
            {},
            {"email": None},
            "no e-mail address is known",
            "Import an e-mail address or a profile URL for them.",
        ),
    ],
)
def test_it_says_which_way_would_reach_them(
    laws: Facts, columns: Facts, why: str, action: str
) -> None:
    ruleset = rules(**laws)
    barred = places.barred(candidate(**columns), ruleset.policy, agreed=False)
    one = subject(ruleset, {"barred": barred}, **columns)
    if barred:
        assert one.approach is not None
        one = replace(one, approach=one.approach._replace(channel=None))
    gate = found(worth.no_channel(one, context(ruleset)))
    assert f": {why}; " in gate.reason
    assert gate.action.startswith(action)
