"""Moves explained: their cause, and what they set off."""

import json
from datetime import date
from typing import Any

from prospector.engine.judged import catalogue, terms
from prospector.rules.ruleset import Ruleset
from prospector.segment.moving import Move, Mover, Then, frame, moves
from prospector.tables import MoveCause
from tests.rulesets import make_ruleset, segment

RULESET = make_ruleset(
    segments={
        "segments": [
            segment("loyal", "rfm.frequency >= 4"),
            segment("occasional", "rfm.frequency >= 1"),
        ],
        "on_move": [
            {"id": "quiet", "from": "occasional", "to": "none", "then": "nothing"},
            {
                "id": "came",
                "from": "occasional",
                "to": "loyal",
                "then": "purpose",
                "segment": "occasional",
                "days": 14,
            },
            {
                "id": "call",
                "to": ["any", "none"],
                "then": "task",
                "task": {"en": "Call", "fr": "Appeler"},
                "days": 3,
            },
            {"id": "hello", "from": "none", "then": "task", "task": "Hello"},
        ],
    }
)


def bought(ruleset: Ruleset, times: int) -> dict[str, Any]:  # Any: a row of the engine
    row: dict[str, Any] = {}
    for condition in catalogue(ruleset).conditions:
        for term in terms(condition):
            least = int(term.text.rpartition(" ")[2])
            row[term.holds] = times >= least
            row |= dict.fromkeys(term.values.values(), float(times))
    return row


def move(
    mover: Mover, before: int | None, now: int | None, *, first: bool = False, rules: bool = False
) -> Move:
    rows = {} if before is None else {1: bought(RULESET, before)}
    then = Then(None if first else rows, rules_changed=rules)
    (found,) = moves(RULESET, [mover], then, {} if now is None else {1: bought(RULESET, now)})
    return found


def test_it_names_the_condition_that_turned_and_what_the_move_sets_off() -> None:
    found = move(Mover(1, "occasional", "loyal"), 3, 4)
    assert found.cause is MoveCause.TURNED
    assert [(one.segment, one.term, one.holds) for one in found.turned] == [
        ("loyal", "rfm.frequency >= 4", True)
    ]
    assert [(one.before, one.now) for one in found.turned[0].values] == [(3.0, 4.0)]
    assert found.rule is not None
    assert found.rule.id == "came"


def test_it_says_why_they_left_before_why_they_came() -> None:
    found = move(Mover(1, "loyal", "occasional"), 5, 1)
    assert [(one.segment, one.holds) for one in found.turned] == [("loyal", False)]
    assert found.rule is not None
    assert found.rule.id == "call"


def test_it_tells_changed_rules_and_merges_from_what_happened() -> None:
    mover = Mover(1, "occasional", "loyal")
    for rules, cause in ((True, MoveCause.RULES), (False, MoveCause.CORRECTED)):
        found = move(mover, 4, 4, rules=rules)
        assert (found.cause, found.turned, found.rule) == (cause, [], None)


def test_it_believes_what_happened_on_the_day_the_rules_changed() -> None:
    assert move(Mover(1, "occasional", "loyal"), 3, 4, rules=True).cause is MoveCause.TURNED


def test_it_sets_nothing_off_for_those_the_first_run_finds() -> None:
    mover = Mover(1, None, "loyal")
    first = move(mover, None, 4, first=True)
    assert (first.cause, first.rule, first.turned) == (MoveCause.NEW, None, ())
    later = move(mover, None, 4)
    assert later.cause is MoveCause.NEW
    assert later.rule is not None
    assert later.rule.id == "hello"


def test_it_sets_nothing_off_for_those_without_a_score() -> None:
    found = move(Mover(1, "loyal", None), 4, None)
    assert (found.cause, found.rule, found.turned) == (MoveCause.GONE, None, [])


def test_it_stops_at_the_first_rule_that_means_the_move() -> None:
    found = move(Mover(1, "occasional", None), 1, 0)
    assert found.rule is not None
    assert found.rule.then == "nothing"
    (row,) = frame([found], today=date(2026, 11, 21), now=0).rows(named=True)
    assert (row["set_off"], row["task"], row["due_on"]) == (None, None, None)


def test_it_dates_tasks_and_says_them_in_both_languages() -> None:
    found = move(Mover(1, "loyal", "occasional"), 4, 3)
    (row,) = frame([found], today=date(2026, 11, 30), now=0).rows(named=True)
    assert (row["set_off"], row["made_on"], row["due_on"]) == ("call", "2026-11-30", "2026-12-03")
    assert json.loads(row["task"]) == {"en": "Call", "fr": "Appeler"}
    assert json.loads(row["turned"]) == [
        {
            "segment": "loyal",
            "term": "rfm.frequency >= 4",
            "holds": False,
            "values": [{"name": "rfm.frequency", "before": 4.0, "now": 3.0}],
        }
    ]


def test_it_lends_a_sequence_for_so_many_days() -> None:
    found = move(Mover(1, "occasional", "loyal"), 3, 4)
    (row,) = frame([found], today=date(2026, 11, 30), now=1000).rows(named=True)
    assert (row["drafts_as"], row["drafts_until"]) == ("occasional", 1000 + 14 * 86_400_000_000)
    assert row["task"] is None
