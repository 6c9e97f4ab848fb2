"""An explanation adds up exactly, and names where everything comes from."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from prospector import score
from prospector.errors import NotFound
from prospector.rules.ruleset import Ruleset
from prospector.score.explanation import Explanation
from prospector.store import scores
from prospector.store.database import Database
from tests.rulesets import intent_rule
from tests.shelf import Shelf, shelve
from tests.stories import NOW, Story, story


def told() -> Story:
    why = {
        "en": "{{ lead.first_name }} liked {{ signal.subject }}",
        "fr": "{{ lead.first_name }} a aimé {{ signal.subject }}",
    }
    return story(
        {
            "intent": {
                "defaults": {"half_life": 10},
                "groups": {"engagement": {"cap": 25}},
                "rules": [
                    intent_rule(
                        "liked",
                        "signal.kind = 'post_liked'",
                        20,
                        group="engagement",
                        cap=30,
                        why=why,
                    ),
                    intent_rule(
                        "commented", "signal.kind = 'post_commented'", 9, group="engagement"
                    ),
                    intent_rule(
                        "hiring",
                        "signal.kind = 'job_posted'",
                        32,
                        scope="account",
                        share=0.5,
                        half_life=10,
                    ),
                    intent_rule(
                        "owners", "signal.kind = 'replied' and lead.seniority = 'owner'", 4
                    ),
                ],
            },
            "fit": {
                "profiles": [
                    {
                        "id": "core",
                        "label": "Core",
                        "groups": [
                            {
                                "id": "size",
                                "rules": [
                                    {
                                        "id": "mid",
                                        "when": "account.employees between 50 and 250",
                                        "points": 7,
                                        "why": "mid-size",
                                    },
                                    {"id": "large", "when": "account.employees > 250", "points": 3},
                                ],
                            },
                            {
                                "id": "more",
                                "pick": "sum",
                                "cap": 4,
                                "rules": [
                                    {
                                        "id": "boss",
                                        "when": "lead.seniority = 'director'",
                                        "points": 3,
                                    },
                                    {
                                        "id": "ops",
                                        "when": "lead.function = 'operations'",
                                        "points": 2,
                                    },
                                    {"id": "crm", "when": "account.crm_in_place", "points": -1},
                                ],
                            },
                        ],
                    }
                ]
            },
            "accounts": {"acme": {"employees": 100}},
            "leads": {
                "alice": {"account": "acme", "seniority": "director", "function": "operations"},
                "bob": {"account": "acme"},
            },
            "signals": [
                {"id": "l1", "by": "alice", "kind": "post_liked", "subject": "Post 1", "age": 0},
                {"id": "l2", "by": "alice", "kind": "post_liked", "subject": "Post 2", "age": 0},
                {"id": "l3", "by": "bob", "kind": "post_liked", "subject": "Post 2", "age": 3.3},
                {"id": "c1", "by": "alice", "kind": "post_commented", "age": 1.7},
                {
                    "id": "j1",
                    "account": "acme",
                    "kind": "job_posted",
                    "subject": "Sales",
                    "age": 10,
                },
            ],
        }
    )


def explained(database: Database, ruleset: Ruleset, lead_id: int, **more: Any) -> Explanation:
    with database.read() as session:
        return score.explain(
            session, ruleset, lead_id, **{"as_of": NOW, "known_at": NOW, "language": "en", **more}
        )


@pytest.fixture
def shelf(database: Database) -> Shelf:
    return shelve(database, told())


def test_it_adds_up_to_the_stored_score_to_the_last_digit(database: Database, shelf: Shelf) -> None:
    ruleset = told().ruleset
    score.score(database, ruleset, now=NOW)
    for lead_id in shelf.leads.values():
        found = explained(database, ruleset, lead_id)
        with database.read() as session:
            row = scores.of_lead(session, lead_id)
        assert row is not None
        assert (
            sum(part.nano for part in found.intent.parts) == found.intent.score == row.intent_nano
        )
        assert sum(part.nano for part in found.fit.parts) == found.fit.score == row.fit_nano
        assert found.intent.raw == row.intent_raw_nano
        assert (found.fit.upper, found.fit.expected) == (row.fit_upper_nano, row.fit_expected_nano)
        assert (found.grade, found.priority) == (row.grade, row.priority)


def test_it_adds_up_in_json_as_decimals(database: Database, shelf: Shelf) -> None:
    found = explained(database, told().ruleset, shelf.leads["alice"]).as_json()
    for number in ("intent", "fit"):
        points = [Decimal(repr(part["points"])) for part in found[number]["parts"]]
        assert sum(points) == Decimal(repr(found[number]["score"]))


def test_it_names_rule_signal_source_and_every_factor(database: Database, shelf: Shelf) -> None:
    found = explained(database, told().ruleset, shelf.leads["alice"]).as_json()
    hiring = next(part for part in found["intent"]["parts"] if part.get("rule") == "hiring")
    occurred_at = NOW - timedelta(days=10)
    assert hiring == {
        "points": 8.0,
        "why": "hiring",
        "rule": "hiring",
        "group": None,
        "signal": shelf.signals["j1"],
        "kind": "job_posted",
        "occurred_at": occurred_at,
        "age_days": 10.0,
        "rule_points": 32.0,
        "share": 0.5,
        "confidence": 1.0,
        "redundancy": 1.0,
        "weight": 0.5,
        "decay": 0.5,
        "discounts": (
            {
                "factor": "share",
                "by": 0.5,
                "why": "the company's, nobody named: counts 50%",
            },
        ),
        "source": {"feed": "likers", "file": "signals.csv", "line": 6},
    }


def test_it_adds_one_part_per_ceiling_that_bound(database: Database, shelf: Shelf) -> None:
    found = explained(database, told().ruleset, shelf.leads["alice"])
    caps = {part.cap: part.nano for part in found.intent.parts if part.cap}
    assert caps["liked"] == -10_000_000_000  # 20 + 20, at most 30
    assert set(caps) == {"liked", "engagement"}
    fit_caps = {part.cap: part.nano for part in found.fit.parts if part.cap}
    assert set(fit_caps) == {"more"}


def test_it_says_which_traits_are_unknown_and_why(database: Database, shelf: Shelf) -> None:
    found = explained(database, told().ruleset, shelf.leads["bob"])
    traits = {part.rule: (part.holds, part.unknown) for part in found.fit.parts if part.rule}
    assert traits["mid"] == (True, ())
    assert traits["boss"] == (None, ("lead.seniority",))
    assert traits["crm"] == (None, ("account.crm_in_place",))
    assert found.fit.unknown_field == "lead.seniority"
    why = {part.rule: part.why for part in found.fit.parts}
    assert (why["mid"], why["large"]) == ("mid-size", "account.employees > 250")


def test_it_says_why_now_in_the_readers_language(database: Database, shelf: Shelf) -> None:
    alice = shelf.leads["alice"]
    assert explained(database, told().ruleset, alice).why_now == "Alice liked Post 1"
    french = explained(database, told().ruleset, alice, language="fr")
    assert french.why_now == "Alice a aimé Post 1"


def test_it_says_when_the_grade_falls_to_the_day(database: Database, shelf: Shelf) -> None:
    alice, ruleset = shelf.leads["alice"], told().ruleset
    now = explained(database, ruleset, alice)
    falls = now.outlook.falls
    assert falls is not None
    day = (falls.on - NOW.date()).days
    before = explained(database, ruleset, alice, as_of=NOW + timedelta(days=day - 1))
    then = explained(database, ruleset, alice, as_of=NOW + timedelta(days=day))
    assert (before.grade, then.grade) == (now.grade, falls.to)
    assert falls.to != now.grade


def test_it_names_the_smallest_signal_that_lifts_the_grade(
    database: Database, shelf: Shelf
) -> None:
    rises = explained(database, told().ruleset, shelf.leads["bob"]).outlook.rises
    # 8 from hiring and some 8 from a like: 9 more make a 2. `owners` has fewer points, but only
    # for owners, and what is unknown does not hold.
    assert rises is not None
    assert (rises.rule, rises.points, rises.to) == ("commented", 9.0, "B2")
    later = explained(database, told().ruleset, shelf.leads["bob"], as_of=NOW + timedelta(days=20))
    assert later.grade[1] == "3"
    assert later.outlook.rises is not None
    assert (later.outlook.rises.rule, later.outlook.rises.points) == ("liked", 20.0)


def test_it_refuses_a_lead_nobody_knew_then(database: Database, shelf: Shelf) -> None:
    with pytest.raises(NotFound, match="was not known at"):
        explained(database, told().ruleset, shelf.leads["bob"], known_at=NOW - timedelta(days=4000))


def test_it_predicts_no_fall_of_a_grade_that_cannot(database: Database, shelf: Shelf) -> None:
    found = explained(database, told().ruleset, shelf.leads["bob"], as_of=NOW + timedelta(days=300))
    assert found.intent.score == 0
    assert found.outlook.falls is None
    assert found.as_of.date() == date(2027, 9, 17)


def odd() -> Story:
    """Leads at the edges: a floor, a ceiling, no signal, no account, evidence that is discounted."""
    return story(
        {
            "intent": {
                "defaults": {"half_life": "never", "horizon": 90},
                "rules": [
                    intent_rule(
                        "attended", "signal.kind = 'event_attended'", 70, half_life="never"
                    ),
                    intent_rule("liked", "signal.kind = 'post_liked' and lead.function = 'it'", 30),
                    intent_rule("careers", "signal.kind = 'post_commented'", -40),
                    intent_rule(
                        "hiring",
                        "signal.kind = 'job_posted'",
                        8,
                        scope="account",
                        share=0.5,
                        half_life="never",
                    ),
                    intent_rule("visit", "signal.kind = 'pricing_visited'", 10),
                ],
            },
            "accounts": {"acme": {}},
            "leads": {
                "over": {"account": "acme", "function": "it"},
                "under": {},
                "silent": {},
                "odd": {},
            },
            "signals": [
                {"id": "a1", "by": "over", "kind": "event_attended", "subject": "day", "age": 1},
                {"id": "a2", "by": "over", "kind": "event_attended", "subject": "day", "age": 2},
                {"id": "j1", "account": "acme", "kind": "job_posted", "subject": "x", "age": 1},
                {"id": "c1", "by": "under", "kind": "post_commented", "age": 1, "confidence": 0.5},
                {"id": "v1", "by": "odd", "kind": "pricing_visited", "age": 1},
                {"id": "o1", "by": "odd", "kind": "event_attended", "age": 91},
                {"id": "l1", "by": "odd", "kind": "post_liked", "age": 2},
                {"id": "t1", "by": "odd", "kind": "tool_adopted", "subject": "Ours", "age": 3},
                {
                    "id": "m1",
                    "by": "odd",
                    "kind": "event_attended",
                    "age": 4,
                    "confidence": 0.0,
                    "attributes": {"machine": "yes"},
                },
            ],
        }
    )


def test_it_holds_at_the_edges_and_says_what_was_discounted(database: Database) -> None:
    one = odd()
    shelf = shelve(database, one)
    found = {
        name: explained(database, one.ruleset, lead).as_json() for name, lead in shelf.leads.items()
    }
    over, under = found["over"]["intent"], found["under"]["intent"]
    assert (over["score"], over["raw"], over["parts"][-1]["cap"]) == (100, 109, "total")
    assert (under["score"], under["raw"], under["parts"][-1]["points"]) == (0, -20, 20)
    for told_ in (over, under, found["silent"]["intent"], found["odd"]["intent"]):
        assert sum(part["points"] for part in told_["parts"]) == told_["score"]
        bars = told_["waterfall"]
        assert (bars[-1]["to"] if bars else 0) == told_["score"]
    why = {part["signal"]: part["discounts"] for part in over["parts"] if "signal" in part}
    assert [one["why"] for one in why[shelf.signals["a2"]]] == [
        "number 2 of 2 on this subject: counts 50%"
    ]
    assert [one["why"] for one in why[shelf.signals["j1"]]] == [
        "the company's, nobody named: counts 50%"
    ]
    assert why[shelf.signals["a1"]] == ()
    assert (found["silent"]["why_now_in"], found["silent"]["uncounted"]) == ({}, [])
    (machine,) = found["odd"]["intent"]["parts"]
    assert (machine["points"], machine["discounts"][0]["why"]) == (
        0,
        "a machine did it: weighs nothing",
    )


def test_it_says_why_signals_gave_nothing(database: Database) -> None:
    one = odd()
    shelf = shelve(database, one)
    names = {signal: name for name, signal in shelf.signals.items()}
    found = explained(database, one.ruleset, shelf.leads["odd"]).uncounted
    assert [(names[each.signal], each.code, each.why) for each in found] == [
        (
            "v1",
            "no_consent",
            "its feed declares no consent: a tracker's signal counts for the company only",
        ),
        ("l1", "condition", "the condition of liked does not hold; not known: lead.function"),
        ("t1", "no_rule", "no rule names its kind"),
        ("o1", "too_old", "91 days old: its rules look back 90"),
    ]
    assert (found[0].source.file, found[0].source.line) == ("signals.csv", 6)
    french = explained(database, one.ruleset, shelf.leads["odd"], language="fr").uncounted
    assert french[2].why == "aucune règle ne nomme cette sorte de signal"


def test_it_says_why_now_in_both_languages(database: Database, shelf: Shelf) -> None:
    found = explained(database, told().ruleset, shelf.leads["alice"]).as_json()
    assert found["why_now_in"] == {"en": "Alice liked Post 1", "fr": "Alice a aimé Post 1"}
