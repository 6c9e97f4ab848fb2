"""The scoring files keep numbers within their meaning."""

import pytest
from pydantic import ValidationError

from prospector.rules.models import FitGroup, GradesFile, IntentFile, IntentRule

RULE = {"id": "liked", "when": "signal.kind = 'post_liked'", "points": 5, "why": "liked"}


def test_it_fills_the_documented_defaults() -> None:
    file = IntentFile.model_validate({"rules": [RULE]})
    assert (file.defaults.half_life, file.defaults.horizon, file.defaults.redundancy) == (
        14,
        180,
        0.5,
    )
    assert (file.rules[0].scope, file.rules[0].share, file.rules[0].cap) == ("lead", 1, None)


@pytest.mark.parametrize(
    "wrong",
    [
        {"redundancy": 0},
        {"redundancy": 1.5},
        {"share": -0.1},
        {"cap": 0},
        {"horizon": 0},
        {"id": "Not A Slug"},
        {"when": ""},
    ],
)
def test_it_refuses_numbers_without_meaning(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        IntentRule.model_validate({**RULE, **wrong})


def test_it_reads_the_digits_of_grades_as_keys() -> None:
    grades = GradesFile.model_validate({"fit": {"A": 70, "B": 40}, "intent": {"1": 50, "2": 20}})
    assert (grades.intent.first, grades.intent.second) == (50, 20)
    assert grades.priority == "intent * fit_expected / 100"


def test_it_refuses_a_group_without_rules() -> None:
    with pytest.raises(ValidationError):
        FitGroup.model_validate({"id": "size", "rules": []})
