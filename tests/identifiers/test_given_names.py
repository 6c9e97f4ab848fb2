"""Short forms and common names."""

import pytest

from prospector.data.lists import words
from prospector.identifiers.given_names import is_common, same_first_name
from prospector.text import fold


@pytest.mark.parametrize(
    ("one", "other"), [("robert", "bob"), ("bob", "rob"), ("emmanuelle", "manu"), ("claire", "claire")]
)  # fmt: skip
def test_it_takes_short_forms_for_one_name(one: str, other: str) -> None:
    assert same_first_name(one, other)
    assert same_first_name(other, one)


@pytest.mark.parametrize(("one", "other"), [("claire", "clara"), ("bob", "bill"), ("marc", "mary")])
def test_it_keeps_names_apart(one: str, other: str) -> None:
    assert not same_first_name(one, other)


def test_it_knows_names_that_very_many_bear() -> None:
    assert is_common("martin")
    assert not is_common("quileroand")


@pytest.mark.parametrize("name", ["nicknames", "common_names"])
def test_it_reads_folded_lists(name: str) -> None:
    assert [line for line in words(name) if fold(line) != line] == []
    assert len(set(words(name))) == len(words(name))
