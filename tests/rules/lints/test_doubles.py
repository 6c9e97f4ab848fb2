"""A fact that two rules count is told at the narrower one, with the place of the other."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.rules.lints.doubted import doubts, only

RULES = """\
rules:
- {{id: liked, when: "{one}", points: {points}, why: x}}
- {{id: posts, when: "{other}", points: 5, why: x}}
"""


def intent(one: str, other: str, points: float = 5) -> str:
    return RULES.format(one=one, other=other, points=points)


LIKE = "signal.kind = 'post_liked'"
POST = "signal.kind in ('post_liked', 'post_commented')"


def test_it_finds_a_rule_that_another_one_counts_too(tmp_path: Path) -> None:
    assert only(tmp_path, intent=intent(LIKE, POST)) == (
        "rules/intent.yaml:2:21: liked counts twice: a signal that meets it meets posts too (line 3), and their points add up; keep one, or let posts leave out what liked is for"
    )


def test_it_tells_equal_rules_once_at_the_later_one(tmp_path: Path) -> None:
    said = only(tmp_path, intent=intent(LIKE, f"({LIKE})"))
    assert said.startswith("rules/intent.yaml:3:21: posts counts twice: ")


@pytest.mark.parametrize(
    "told",
    [
        intent(LIKE, "signal.kind = 'post_commented'"),
        # One speaks for, the other against: that is a correction.
        intent(LIKE, POST, points=-5),
        intent(LIKE, f"{POST} and not {LIKE}"),
        intent(f"{LIKE} and lead.seniority = 'director'", "signal.kind = 'post_commented'"),
    ],
)
def test_it_is_silent_about_different_facts(tmp_path: Path, told: str) -> None:
    assert doubts(tmp_path, intent=told) == []


def fit(*groups: dict[str, Any]) -> str:
    return json.dumps({"profiles": [{"id": "core", "label": "Core", "groups": list(groups)}]})


def rule(name: str, when: str) -> dict[str, Any]:
    return {"id": name, "when": when, "points": 10}


BIG, BIGGER = rule("big", "account.employees > 50"), rule("bigger", "account.employees > 250")


def test_it_finds_a_trait_that_two_groups_count(tmp_path: Path) -> None:
    twice = fit({"id": "size", "rules": [BIG]}, {"id": "more", "rules": [BIGGER]})
    assert "bigger counts twice: somebody that meets it meets big too" in only(tmp_path, fit=twice)
    summed = fit({"id": "size", "pick": "sum", "rules": [BIG, BIGGER]})
    assert "bigger counts twice: " in only(tmp_path, fit=summed)


def test_it_takes_alternatives_of_a_group_and_other_profiles_for_what_they_are(
    tmp_path: Path,
) -> None:
    assert doubts(tmp_path, fit=fit({"id": "size", "rules": [BIG, BIGGER]})) == []
    profiles = [
        {"id": name, "label": name, "groups": [{"id": "size", "rules": [one]}]}
        for name, one in (("one", BIG), ("two", BIGGER))
    ]
    assert doubts(tmp_path, fit=json.dumps({"profiles": profiles})) == []
