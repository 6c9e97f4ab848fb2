"""Numbers and names that contradict each other inside one file."""

from pathlib import Path

import pytest

from tests.rules.folders import complaints, only


def fit(group: str, points: object = 5) -> str:
    rule = f"{{id: r, when: lead.title = 'x', points: {points}}}"
    return f"profiles:\n- id: a\n  label: A\n  groups:\n  - {{id: g, {group}rules: [{rule}]}}\n"


def test_it_refuses_a_cap_that_caps_nothing(tmp_path: Path) -> None:
    assert only(tmp_path, fit=fit("cap: 3, ")).startswith("rules/fit.yaml:5:18: cap: a group with")
    assert complaints(tmp_path, fit=fit("cap: 3, pick: sum, ")) == []


@pytest.mark.parametrize("points", [0, -5])
def test_it_refuses_a_profile_nobody_can_fit(tmp_path: Path, points: int) -> None:
    expected = "rules/fit.yaml:2:3: a profile needs a rule with positive points: nobody would fit"
    assert only(tmp_path, fit=fit("", points)) == expected


def test_it_refuses_cuts_out_of_order(tmp_path: Path) -> None:
    grades = "fit: {A: 40, B: 70}\nintent: {1: 10, 2: 30.5}\n"
    assert complaints(tmp_path, grades=grades) == [
        "rules/grades.yaml:1:10: A: 40 is below the cut of B, 70",
        "rules/grades.yaml:2:13: 1: 10 is below the cut of 2, 30.5",
    ]
    assert complaints(tmp_path, grades="fit: {A: 40, B: 40}\nintent: {1: 10, 2: 10}") == []


def test_it_refuses_attributes_that_conditions_cannot_name(tmp_path: Path) -> None:
    signals = "kinds: {}\nfields:\n  Head count: {entity: account, type: number}\n  employees: {entity: account, type: number}\n  ok_2: {entity: lead, type: bool}\n"
    found = complaints(tmp_path, signals=signals)
    assert found == [
        "rules/signals.yaml:3:3: a condition cannot name 'Head count': use small letters, digits and _",
        "rules/signals.yaml:4:3: account.employees is a built-in field",
    ]


def test_it_refuses_countries_that_are_none_and_kinds_of_consent_nobody_knows(
    tmp_path: Path,
) -> None:
    policy = "grades: [A1]\nsdrs: [{id: a, name: A, email: a@x.example}]\ncountries:\n  DE: {}\n  UK: {email: consent}\nconsent_kinds: [agreed]\n"
    first, second = sorted(complaints(tmp_path, policy=policy))
    assert first.startswith("rules/policy.yaml:5:3: unknown country 'UK'")
    assert second.startswith("rules/policy.yaml:6:17: unknown kind 'agreed'")
