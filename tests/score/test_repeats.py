"""The nth of m alike."""

from prospector.score.repeats import Repeat, repeats
from tests.rulesets import intent_rule
from tests.stories import story, world


def test_it_numbers_alike_signals_of_an_account_newest_first() -> None:
    one = story(
        {
            "intent": {"rules": [intent_rule("liked", "signal.kind = 'post_liked'", 10)]},
            "accounts": {"acme": {}},
            "leads": {"alice": {"account": "acme"}, "bob": {"account": "acme"}, "carol": {}},
            "signals": [
                {"id": "a", "by": "alice", "kind": "post_liked", "subject": "Post", "age": 5},
                {"id": "b", "by": "bob", "kind": "post_liked", "subject": "post", "age": 2},
                {"id": "c", "by": "carol", "kind": "post_liked", "subject": "post", "age": 1},
                {"id": "d", "by": "alice", "kind": "post_liked", "age": 1},
                {"id": "e", "by": "alice", "kind": "post_liked", "age": 1},
                {"id": "f", "by": "alice", "kind": "replied", "subject": "x", "age": 1},
                {"id": "g", "by": "alice", "kind": "replied", "subject": "x", "age": 2},
                {"id": "h", "by": "alice", "kind": "post_liked", "subject": "post", "age": -1},
            ],
        }
    )
    made, _ = world(one)
    assert repeats(made, ["replied"]) == {2: Repeat(1, 2), 1: Repeat(2, 2)}
