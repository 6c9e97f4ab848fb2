"""Surge and momentum are shown with what they were counted from."""

from prospector.score.paces import Paced, paces
from tests.stories import story, world


def test_it_tells_both_numbers_and_the_counts_behind_them() -> None:
    one = story(
        {
            "accounts": {"acme": {}, "quiet": {}},
            "leads": {"alice": {"account": "acme"}, "bob": {"account": "acme"}, "dave": {"account": "quiet"}, "erin": {}},
            "signals": [
                {"id": f"{by}{age}", "by": by, "kind": "post_liked", "age": age}
                for by, age in (("alice", 1), ("bob", 2), ("alice", 30), ("alice", 50))
            ],
        }
    )  # fmt: skip
    made, leads = world(one)
    found = paces(one.ruleset, made.only([leads["bob"]]))
    # (4 x 2 - 2) / sqrt(4 x (2 + 2 + 5)) = 1; nothing in the three weeks before the last one.
    assert found == (
        Paced("surge", 60.0, None, days=21, lately=2, people=2, days_before=84, before=2),
        Paced("momentum", None, "no_history", days=7, lately=2, people=2, days_before=21, before=0),
    )
    silent = paces(one.ruleset, made.only([leads["dave"]]))
    assert {(pace.score, pace.unknown, pace.lately) for pace in silent} == {(None, "no_history", 0)}
    assert paces(one.ruleset, made.only([leads["erin"]])) == ()
