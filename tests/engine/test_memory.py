"""What was compiled is kept by score version, for the last few versions."""

from prospector.engine.memory import MOST, once_per_version
from prospector.rules.ruleset import Ruleset
from tests.rulesets import intent_rule, make_ruleset


def ruleset(points: float) -> Ruleset:
    return make_ruleset(intent={"rules": [intent_rule("r", "true", points)]})


def test_it_makes_once_for_rules_that_score_the_same() -> None:
    made: list[str] = []

    @once_per_version
    def make(rules: Ruleset) -> str:
        made.append(rules.version)
        return rules.version

    assert make(ruleset(1)) == make(ruleset(1))
    assert len(made) == 1
    make(ruleset(2))
    assert len(made) == 2


def test_it_forgets_the_oldest() -> None:
    made: list[str] = []

    @once_per_version
    def make(rules: Ruleset) -> str:
        made.append(rules.version)
        return rules.version

    for points in range(MOST + 1):
        make(ruleset(points + 1))
    make(ruleset(MOST + 1))
    assert len(made) == MOST + 1
    make(ruleset(1))
    assert len(made) == MOST + 2
