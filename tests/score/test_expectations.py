"""What an example expects, compared with what came out."""

import pytest

from prospector.engine.points import nano
from prospector.score.expectations import Outcome, failures

FOUND = Outcome(
    intent=nano(49.95),
    fit=nano(60),
    fit_upper=nano(100),
    grade="B1",
    profile="core",
    disqualified=None,
    segment="hot",
    rules=("liked", "hiring"),
)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("intent", 50),
        ("intent", ">= 50"),
        ("intent", "<50.1"),
        ("fit", "= 60"),
        ("fit_upper", "> 99.9"),
        ("known_share", 0.6),
        ("known_share", "<= 0.6"),
        ("grade", "B1"),
        ("profile", "core"),
        ("segment", "hot"),
        ("rules", ["liked"]),
        ("rules", "hiring"),
        ("no_rules", ["visited"]),
        ("disqualified", False),
    ],
)
def test_it_agrees(key: str, value: object) -> None:
    assert failures({key: value}, FOUND) == []


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("intent", 49.9, "intent: expected 49.9, got 50"),
        ("fit", "> 60", "fit: expected > 60, got 60"),
        ("grade", "A1", "grade: expected A1, got B1"),
        ("segment", None, "segment: expected none, got hot"),
        ("segment", "none", "segment: expected none, got hot"),
        ("rules", ["no"], "rules: no did not fire (fired: liked, hiring)"),
        ("no_rules", ["liked"], "no_rules: liked fired (fired: liked, hiring)"),
        ("disqualified", True, "disqualified: expected True, got False"),
        ("disqualified", "banned", "disqualified: expected banned, got False"),
        ("fit", True, "fit: write a number or a comparison such as '>= 20', not True"),
    ],
)
def test_it_says_what_differs(key: str, value: object, message: str) -> None:
    assert failures({key: value}, FOUND) == [message]


def test_it_knows_which_rule_disqualified() -> None:
    banned = FOUND._replace(disqualified="banned")
    assert failures({"disqualified": True}, banned) == []
    assert failures({"disqualified": "banned"}, banned) == []
    assert failures({"disqualified": "other"}, banned) == [
        "disqualified: expected other, got banned"
    ]
    assert failures({"disqualified": False}, banned) == ["disqualified: expected False, got banned"]
