"""The examples of docs/segments.md do what the page says."""

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from sqlmodel import select

from prospector import score, segment
from prospector.rules.loader import load_ruleset
from prospector.rules.models.acting import BehaviourRule, MoveRule
from prospector.store.database import Database
from prospector.tables import SegmentMembership, SegmentMovement, Task
from tests.rulesets import segment as a_segment
from tests.shelf import shelve
from tests.stories import NOW, Story, story

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "segments.md").read_text("utf-8")
CUSTOMERS = ("loyal-buying-less", "loyal", "occasional")
MOVES, BEHAVIOURS = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def bought(who: str, *ages: int, amount: float = 1000) -> list[dict[str, Any]]:  # Any: as told
    return [
        {
            "id": f"{who}{age}",
            "by": who,
            "kind": "purchased",
            "age": age,
            "amount": amount,
            "currency": "EUR",
        }
        for age in ages
    ]


def told() -> Story:
    rules = YAML(typ="safe").load(MOVES)
    customer = {"relation": "customer"}
    a_rule = {
        "id": "bought-before",
        "when": "signal.kind = 'purchased'",
        "scope": "account",
        "points": 15,
        "half_life": "never",
        "horizon": 1825,
        "why": "Bought from us",
    }
    return story(
        {
            "segments": {
                **rules,
                "segments": [
                    a_segment(one.pop("id"), one.pop("when"), **one) for one in rules["segments"]
                ],
            },
            "intent": {"rules": [a_rule]},
            "accounts": {"acme": customer, "globex": customer},
            "leads": {"alice": {"account": "acme"}, "bob": {"account": "globex"}},
            "signals": [
                # Alice's fourth order is of tomorrow; Bob ordered more in the year before.
                *bought("alice", 20, 10, 5, -1),
                *bought("bob", 700, 420, 380, 370),
                *bought("bob", 30, amount=3300),
                *bought("bob", 360, amount=200),
            ],
        }
    )


def run(database: Database, one: Story, days: int) -> None:
    now = NOW + timedelta(days=days)
    score.score(database, one.ruleset, now=now)
    segment.segment(database, one.ruleset, now=now)


def test_it_thanks_the_loyal_and_has_those_who_buy_less_called(database: Database) -> None:
    one = told()
    shelf = shelve(database, one)
    run(database, one, 0)
    run(database, one, 1)  # Alice orders for the fourth time; Bob's 200 leave the year on day 6
    run(database, one, 6)
    with database.read() as session:
        moves = session.exec(
            select(SegmentMovement).where(SegmentMovement.from_segment != None)  # noqa: E711 - SQL
        ).all()
        alice = session.get_one(SegmentMembership, shelf.leads["alice"])
        (task,) = session.exec(select(Task)).all()
    assert [(move.from_segment, move.to_segment, move.set_off) for move in moves] == [
        ("occasional", "loyal", "became-loyal"),
        ("loyal", "loyal-buying-less", "buying-less"),
    ]
    turned = [[(one["term"], one["holds"]) for one in move.turned or []] for move in moves]
    assert turned == [[("rfm.frequency >= 4", True)], [("rfm.trend <= -0.2", True)]]
    assert (alice.segment, alice.drafts_as) == ("loyal", "thanks")
    assert alice.drafts_until == NOW + timedelta(days=15)
    assert (task.lead_id, task.due_on) == (shelf.leads["bob"], date(2026, 11, 30))


def test_it_shows_the_behaviours_that_are_shipped() -> None:
    shown = YAML(typ="safe").load(BEHAVIOURS)["behaviours"]
    shipped = load_ruleset(ROOT / "rules").segments.behaviours
    assert [BehaviourRule.model_validate(one) for one in shown] == shipped


def test_it_shows_the_segments_and_moves_that_are_shipped() -> None:
    shown = YAML(typ="safe").load(MOVES)
    shipped = load_ruleset(ROOT / "rules").segments
    assert {one["id"]: one["when"] for one in shown["segments"]} == {
        one.id: one.when for one in shipped.segments if one.id in {"thanks", *CUSTOMERS}
    }
    assert [MoveRule.model_validate(one) for one in shown["on_move"]] == shipped.on_move
