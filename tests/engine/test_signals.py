"""Which signals count, and which repetition each is."""

from typing import Any

from prospector.engine import duck, scoring
from prospector.engine.signals import counts_sql, seen_sql
from prospector.rules.conditions import Aggregate
from tests.rulesets import intent_rule
from tests.stories import Story, story, world

ANY = intent_rule("any", "signal.kind = 'post_liked'", 1)
PEOPLE = {"alice": {"account": "acme"}, "bob": {"account": "acme"}, "erin": {}}


def told(*signals: dict[str, Any], **more: Any) -> Story:
    numbered = [{"id": f"s{index}", **one} for index, one in enumerate(signals, 1)]
    return story(
        {
            "intent": {"rules": [ANY]},
            "accounts": {"acme": {}},
            "leads": PEOPLE,
            "signals": numbered,
            **more,
        }
    )


def seen(one: Story) -> dict[int, tuple[float, int]]:
    made, _ = world(one)
    sql = f"WITH {seen_sql(one.ruleset)} SELECT id, age, nth FROM seen"
    found = duck.run(sql, scoring.frames(one.ruleset, made, {}))
    return {row["id"]: (row["age"], row["nth"]) for row in found.rows(named=True)}


def test_it_leaves_out_the_future_and_what_was_not_known() -> None:
    one = told(
        {"by": "alice", "kind": "post_liked", "age": 1},
        {"by": "alice", "kind": "post_liked", "age": -0.001},
        {"by": "alice", "kind": "post_liked", "age": 5, "received": 0.5},
        known=1,
    )
    assert seen(one) == {1: (1.0, 1)}


def test_it_counts_repetitions_per_account_kind_and_subject() -> None:
    one = told(
        {"by": "alice", "kind": "post_liked", "subject": "a", "age": 3},
        {"by": "bob", "kind": "post_liked", "subject": "A!", "age": 1},
        {"by": "bob", "kind": "post_commented", "subject": "a", "age": 2},
        {"by": "erin", "kind": "post_liked", "subject": "a", "age": 0},
        {"by": "alice", "kind": "post_liked", "age": 0},
        {"by": "alice", "kind": "post_liked", "age": 0},
        {"by": "alice", "kind": "replied", "subject": "a", "age": 0},
        {"by": "alice", "kind": "replied", "subject": "a", "age": 0},
    )
    assert {key: nth for key, (_, nth) in seen(one).items()} == {
        1: 2, 2: 1, 3: 1, 4: 1, 5: 1, 6: 1, 7: 1, 8: 1,
    }  # fmt: skip


def test_it_answers_each_question_as_its_function_says() -> None:
    one = told(
        {"by": "alice", "kind": "post_liked", "age": 2},
        {"by": "bob", "kind": "post_liked", "age": 4},
        {"account": "acme", "kind": "post_liked", "age": 1},
        {"by": "erin", "kind": "post_liked", "age": 9},
    )
    asked = [
        Aggregate("count_signals", "post_liked", 4),
        Aggregate("days_since", "post_liked", None),
        Aggregate("distinct_people", "post_liked", 30),
        Aggregate("days_since", "replied", None),
    ]
    made, leads = world(one)
    sql = f"WITH {seen_sql(one.ruleset)}, {counts_sql(asked)} SELECT * FROM counts"
    found = duck.run(sql, scoring.frames(one.ruleset, made, {}))
    rows = {row[0]: row[1:] for row in found.rows()}
    assert rows[leads["alice"]] == (2, 1.0, 2, None)
    assert rows[leads["bob"]] == (2, 1.0, 2, None)
    assert rows[leads["erin"]] == (0, 9.0, 1, None)
