"""Texts, days and unknown keys."""

import pytest
from pydantic import TypeAdapter, ValidationError

from prospector.rules.models import HalfLife, LocalText, Model, say


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ("hello", "fr", "hello"),
        (LocalText(en="hello", fr="bonjour"), "fr", "bonjour"),
        (LocalText(en="hello", fr="bonjour"), "en", "hello"),
        (LocalText(en="hello"), "fr", "hello"),
        (LocalText(fr="bonjour"), "en", "bonjour"),
        (None, "en", ""),
    ],
)
def test_it_says_a_text_in_a_language_else_in_the_other(
    text: str | LocalText | None, language: str, said: str
) -> None:
    assert say(text, language) == said


def test_it_refuses_a_text_in_no_language() -> None:
    with pytest.raises(ValidationError, match="give en, fr or both"):
        LocalText()


def test_it_refuses_unknown_keys_and_changes() -> None:
    class Small(Model):
        points: int

    with pytest.raises(ValidationError, match="Extra inputs"):
        Small.model_validate({"points": 1, "pionts": 2})
    small = Small(points=1)
    with pytest.raises(ValidationError, match="frozen"):
        small.points = 2  # type: ignore[misc]  # that it is refused is the point


@pytest.mark.parametrize("days", [0, -1, "always"])
def test_it_refuses_a_half_life_that_is_not_positive_or_never(days: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(HalfLife).validate_python(days)


@pytest.mark.parametrize("days", [0.5, 14, "never"])
def test_it_takes_days_or_never(days: object) -> None:
    assert TypeAdapter(HalfLife).validate_python(days) == days
