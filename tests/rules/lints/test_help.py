"""All lints together, in the order of their places; about the starter's rules two, and they are true."""

from pathlib import Path

from prospector.rules import lints, loader
from tests.rules.lints.doubted import doubts

STARTER = Path(__file__).parents[3] / "rules"


def test_it_tells_every_doubt_in_order(tmp_path: Path) -> None:
    intent = (
        "rules:\n"
        "- {id: a, when: signal.kind = 'replied', points: 5, why: x}\n"
        "- {id: b, when: signal.kind = 'replied', points: 9, cap: 5, why: x}\n"
    )
    said = [line.partition(": ")[2].split()[1] for line in doubts(tmp_path, intent=intent)]
    assert said == ["gives", "counts", "gives", "never"]


def test_it_says_of_the_starter_that_answers_give_points() -> None:
    ruleset, folder = loader.load(STARTER)
    said = [doubt.message.split(" ")[0] for doubt in lints.find(ruleset, folder)]
    assert said == ["replied-with-interest", "replied"]
