"""Conditions are parsed where they stand."""

from pathlib import Path

from prospector.rules import loader, logic
from prospector.rules.lints import conditions
from prospector.rules.models.base import Lint
from tests.rules.folders import write

INTENT = "rules:\n- {id: a, when: signal.kind = 'post_liked', points: 5, why: x}\n"


def test_it_knows_the_place_of_each(tmp_path: Path) -> None:
    ruleset, folder = loader.load(write(tmp_path, intent=INTENT))
    ((rule, when),) = conditions.intent(ruleset, folder)
    assert (rule.id, str(when.doubt(Lint.UNTESTED, "no"))) == ("a", "rules/intent.yaml:2:17: no")
    traits = list(conditions.fit(ruleset, folder))
    assert [(group.id, rule.id) for _, group, rule, _ in traits] == [
        ("size", "mid-size"),
        ("size", "large"),
        ("role", "director"),
    ]
    assert list(conditions.segments(ruleset, folder)) == []


def test_it_joins_two_conditions(tmp_path: Path) -> None:
    ruleset, _ = loader.load(write(tmp_path))
    one, other = (conditions.of_segment(ruleset, text).tree for text in ("fit > 3", "fit < 3"))
    assert logic.never(conditions.both(one, other))
    assert not logic.never(one)
