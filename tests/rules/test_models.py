"""The shape of each file: what is refused, what is defaulted, what is described."""

from collections.abc import Iterator
from typing import get_args

import pytest
from pydantic import ValidationError

from prospector.rules.models import (
    FILES,
    SCORING,
    IntentFile,
    IntentRule,
    LocalText,
    Model,
    Scope,
    say,
)

RULE = {"id": "a", "when": "true", "points": 5, "why": "x"}


def models_in(annotation: object) -> Iterator[type[Model]]:
    if isinstance(annotation, type) and issubclass(annotation, Model):
        yield annotation
        for field in annotation.model_fields.values():
            yield from models_in(field.annotation)
    for argument in get_args(annotation):
        yield from models_in(argument)


def test_it_describes_every_field_of_every_file() -> None:
    for model in {found for file in FILES.values() for found in models_in(file)}:
        for name, field in model.model_fields.items():
            assert field.description, f"{model.__name__}.{name}"


def test_it_carries_tests_in_every_file() -> None:
    assert all("tests" in model.model_fields for model in FILES.values())
    assert set(SCORING) <= set(FILES)


def test_it_speaks_the_other_language_when_one_is_missing() -> None:
    assert LocalText(en="yes", fr="oui").in_("fr") == "oui"
    assert LocalText(en="yes").in_("fr") == "yes"
    assert say("both", "fr") == "both"
    assert say(None, "en") == ""
    with pytest.raises(ValidationError, match="give en, fr or both"):
        LocalText()


def test_it_defaults_what_most_rules_leave_out() -> None:
    rule = IntentRule.model_validate(RULE)
    assert (rule.scope, rule.share, rule.cap, rule.half_life) == (Scope.LEAD, 1, None, None)
    assert IntentFile.model_validate({"rules": []}).defaults.half_life == 14


@pytest.mark.parametrize(
    "bad",
    [
        {"half_life": 0},
        {"half_life": "soon"},
        {"redundancy": 0},
        {"redundancy": 2},
        {"share": -1},
        {"cap": 0},
        {"horizon": -1},
        {"id": "Not A Slug"},
        {"typo": 1},
    ],
)
def test_it_refuses_numbers_that_mean_nothing(bad: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        IntentRule.model_validate({**RULE, **bad})


def test_it_cannot_be_changed() -> None:
    rule = IntentRule.model_validate(RULE)
    with pytest.raises(ValidationError, match="frozen"):
        rule.points = 6  # type: ignore[misc] # the point of the test
