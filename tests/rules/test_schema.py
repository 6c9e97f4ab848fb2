"""Data against models: each problem in words, where it stands."""

from pathlib import Path

import pytest

from prospector.rules.schema import did_you_mean
from tests.rules.folders import complaints, only

INTENT = "rules/intent.yaml"


def test_it_suggests_the_nearest_name() -> None:
    assert did_you_mean("whn", {"when", "why"}) == "; did you mean 'when'?"
    assert did_you_mean("zzz", {"b", "a"}) == "; known: a, b"
    assert did_you_mean("zzz", {f"n{n}" for n in range(20)}) == ""
    assert did_you_mean("zzz", set()) == ""


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("rulez: []\nrules: []", "1:1: unknown field 'rulez'; did you mean 'rules'?"),
        ("groups: {}", "1:1: missing field 'rules'"),
        ("rules: {}", "1:8: rules: input should be a valid list"),
        (
            "rules:\n- {id: a, whn: 'true', when: 'true', points: 1, why: x}",
            "2:11: unknown field 'whn'; did you mean 'when'?",
        ),
        ("rules:\n- {id: a, when: 'true', why: x}", "2:3: missing field 'points'"),
        (
            "rules:\n- {id: a, when: 'true', points: null, why: x}",
            "2:33: points: input should be a valid number",
        ),
        (
            "rules:\n- {id: a, when: 'true', points: many, why: x}",
            "2:33: points: input should be a valid number, unable to parse string as a number, not 'many'",
        ),
        (
            "rules:\n- {id: a, when: 7, points: 1, why: x}",
            "2:17: when: input should be a valid string, not 7: write it in quotes",
        ),
        (
            "rules:\n- {id: a, when: 'true', points: 1, why: {de: x}}",
            "2:42: unknown field 'de'; known: en, fr",
        ),
        (
            "rules:\n- {id: a, when: 'true', points: 1, why: {}}",
            "2:41: why: give en, fr or both",
        ),
        (
            "rules:\n- {id: a, when: 'true', points: 1, why: x, half_life: soon}",
            "2:55: half_life: input should be a valid number, unable to parse string as a number or input should be 'never', not 'soon'",
        ),
        (
            "rules:\n- {id: a, when: 'true', points: 1, why: x, scope: firm}",
            "2:51: scope: input should be 'lead' or 'account', not 'firm'",
        ),
        (
            "rules:\n- {id: a, when: 'true', points: 1, why: x, scope: acount}",
            "2:51: scope: input should be 'lead' or 'account', not 'acount'; did you mean 'account'?",
        ),
        (
            "rules:\n- {id: 'A b', when: 'true', points: 1, why: x}",
            "2:8: id: string should match pattern '^[a-z0-9]+(-[a-z0-9]+)*$', not 'A b'",
        ),
        ("defaults: {horizon: -1}\nrules: []", "1:21: horizon: must be positive, not -1"),
        ("groups: {g: {cp: 3}}\nrules: []", "1:14: unknown field 'cp'; did you mean 'cap'?"),
        ("tests: [{name: n}]\nrules: []", "1:9: missing field 'expect'"),
    ],
)
def test_it_says_what_is_wrong_and_where(tmp_path: Path, text: str, line: str) -> None:
    assert only(tmp_path, intent=text) == f"{INTENT}:{line}"


def test_it_reports_a_field_that_was_never_closed_off_once(tmp_path: Path) -> None:
    long = "'" + "x or " * 500 + "x'"
    text = f"rules:\n- {{id: a, when: {long}, points: 1, why: x}}"
    assert only(tmp_path, intent=text) == (
        f"{INTENT}:2:17: when: string should have at most 2000 characters"
    )


def test_it_knows_fields_by_the_name_people_write(tmp_path: Path) -> None:
    found = complaints(tmp_path, grades="fit: {A: 70, B: 40}\nintent: {1: 30, 2: 10, 3: 5}")
    assert found == ["rules/grades.yaml:2:24: unknown field '3'; known: 1, 2"]


def test_it_tells_each_missing_field(tmp_path: Path) -> None:
    assert complaints(tmp_path, intent="rules:\n- {id: a, when: 'true', bad: 1}") == [
        f"{INTENT}:2:3: missing field 'points'",
        f"{INTENT}:2:3: missing field 'why'",
        f"{INTENT}:2:25: unknown field 'bad'",
    ]
