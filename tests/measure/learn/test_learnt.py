"""The answer as JSON: documented keys, whatever it was."""

import json

from prospector.cli._shared import json_text
from prospector.measure.learn.auc import Area
from prospector.measure.learn.learnt import Verdict, as_result, proposes
from tests.measure.learn.test_words import a_learnt, a_study


def test_it_gives_every_figure_by_name() -> None:
    found = json.loads(
        json_text(as_result(a_learnt(Verdict.PROPOSAL, a_study(Area(0.1, 0.05, 0.15)))))
    )
    assert found["verdict"] == "proposal"
    assert found["outcome"] == "replied"
    assert found["cases"]["too_young"] == 12
    assert found["missing"] == {"reached": 0, "not_reached": 0, "in_part": 0}
    assert found["rules"][0] == {
        "rule": "event",
        "part": "intent",
        "condition": None,
        "change": "changed",
        "today": 20,
        "proposed": 25,
        "learnt": 24.6,
        "low": 21.0,
        "high": 28.0,
        "with": {"reached": 30, "n": 60},
        "without": {"reached": 20, "n": 200},
    }
    assert found["rules"][-1]["condition"] == "account.region = 'bretagne'"
    assert found["leaks"] == [{"source": "account.city", "reason": "it almost decides"}]
    assert found["judgement"]["auc"]["today"]["value"] == 0.6
    assert found["judgement"]["gain"] == {"value": 0.1, "low": 0.05, "high": 0.15}
    assert found["judgement"]["grades"][0]["held_out"]["count"] == 40


def test_it_says_how_many_are_missing_and_no_more() -> None:
    found = as_result(a_learnt(Verdict.TOO_FEW, missing_reached=1))
    assert found["missing"] == {"reached": 1, "not_reached": 0, "in_part": 0}
    assert "rules" not in found


def test_it_counts_changes_and_new_rules_as_proposed() -> None:
    found = proposes(a_study(Area(0.1, 0.05, 0.15)))
    assert [one.feature.name for one in found] == [
        "intent event",
        "new account.region = 'bretagne'",
    ]
