"""Senders."""

import pytest

from prospector.collect.hooks.senders import text_key


@pytest.mark.parametrize(
    ("values", "key"),
    [(("a", 1), "a 1"), (("a", None), None), (("", 1), None), (("a", {}), None), (("a",), "a")],
)
def test_it_makes_a_key_of_texts_and_numbers_only(
    values: tuple[object, ...], key: str | None
) -> None:
    assert text_key(*values) == key
