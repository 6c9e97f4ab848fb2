"""Every file: each field says what it means, each file carries tests."""

from collections.abc import Iterator
from typing import get_args

from prospector.rules.models import FILES, SCORING, Model


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
