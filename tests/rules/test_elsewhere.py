"""What feeds.yaml may name is what the collecting half knows."""

from prospector.collect import registry, values
from prospector.rules import elsewhere


def test_it_knows_the_names_the_collecting_half_gives_a_meaning() -> None:
    assert sorted(elsewhere.PROFILES) == sorted(registry.PROFILES)
    assert sorted(elsewhere.LOCALES) == sorted(values.LOCALES)
