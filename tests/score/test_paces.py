"""Surge and momentum are shown with what they were counted from."""

from prospector import score
from prospector.score.paces import Paced, paces
from prospector.store.database import Database
from tests.rulesets import intent_rule
from tests.shelf import shelve
from tests.stories import NOW, story, world


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


def test_it_is_read_from_the_store(database: Database) -> None:
    rule = intent_rule("busy", "signal.kind = 'post_liked' and account.surge >= 60", 30, cap=30)
    one = story(
        {
            "intent": {"rules": [rule], "defaults": {"half_life": "never"}},
            "accounts": {"acme": {}, "globex": {}},
            "leads": {"alice": {"account": "acme"}, "bob": {"account": "acme"}, "dave": {"account": "globex"}},
            "signals": [
                {"id": f"{by}{age}", "by": by, "kind": "post_liked", "age": age}
                for by, age in (("alice", 1), ("bob", 2), ("alice", 30), ("alice", 50), ("dave", 1), ("dave", 50))
            ],
        }
    )  # fmt: skip
    shelf = shelve(database, one)
    score.score(database, one.ruleset, now=NOW)
    found = {}
    with database.read() as session:
        for name, lead_id in shelf.leads.items():
            explained = score.explain(
                session, one.ruleset, lead_id, as_of=NOW, known_at=NOW, language="fr"
            ).as_json()
            found[name] = (explained["intent"]["score"], explained["paces"][0]["score"])
    assert found == {"alice": (30.0, 60.0), "bob": (30.0, 60.0), "dave": (0.0, None)}
