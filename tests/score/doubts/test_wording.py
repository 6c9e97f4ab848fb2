"""What is said stands at the rule's own place, and names a few."""

import json
from pathlib import Path

import polars as pl

from prospector.rules import loader
from prospector.rules.models.base import Lint
from prospector.score.doubts.wording import Seen, dead_fit, dead_intent, settled
from tests.rules.folders import write
from tests.rulesets import intent_rule

SEEN = Seen(signals=90, since="2026-01-01", kinds={}, leads=90)


def test_it_names_a_few_of_many(tmp_path: Path) -> None:
    rules = [intent_rule(f"r{n}", "signal.kind = 'job_posted'", 5) for n in range(9)]
    ruleset, folder = loader.load(write(tmp_path, intent=json.dumps({"rules": rules})))
    (said,) = dead_intent(ruleset, folder, set(), SEEN)
    assert said.message.startswith("r0, r1, r2, r3, r4, r5 and 3 more never fired: ")
    assert not list(dead_intent(ruleset, folder, {f"r{n}" for n in range(9)}, SEEN))


def test_it_does_not_expect_anybody_to_be_disqualified(tmp_path: Path) -> None:
    ruleset, folder = loader.load(write(tmp_path))
    nobody = {"mid-size": (90, 0), "large": (90, 0), "director": (90, 3)}
    found = [one.message.split(" ")[0] for one in dead_fit(ruleset, folder, nobody, SEEN)]
    assert found == ["mid-size", "large"]


def test_it_tells_a_rule_alone_whose_doubt_is_accepted(tmp_path: Path) -> None:
    rules = [intent_rule(f"r{n}", "signal.kind = 'job_posted'", 5) for n in range(3)]
    rules[1]["accept"] = {"never-fired": "the feed comes in May"}
    ruleset, folder = loader.load(write(tmp_path, intent=json.dumps({"rules": rules})))
    said = [one.message.partition(" never")[0] for one in dead_intent(ruleset, folder, set(), SEEN)]
    assert sorted(said) == ["r0, r2", "r1"]


def test_it_settles_what_the_data_has_answered() -> None:
    shared = pl.DataFrame({"one": [0, 1], "other": [1, 0], "both": [3, 3], "all": [50, 49]})
    assert settled({"r0"}, {"f0": (90, 3), "f1": (90, 0)}, shared, ["r0", "r1"]) == {
        ("r0", Lint.NEVER_FIRED),
        ("f0", Lint.HOLDS_FOR_NOBODY),
        ("r0", Lint.COUNTED_TWICE_IN_DATA),
    }
