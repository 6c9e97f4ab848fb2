"""Whose mailbox it is."""

import pytest

from prospector.resolve.mailboxes import PERSONAL, SHARED, any_strangers, mailbox, strangers


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("claire durand", "claire durand"),
        ("claire durand", "claire martin"),  # married since
        ("claire durand", "clair durand"),
        ("claire durand", "klaire duran"),
        ("claire durand", "durand claire"),
        ("maria jose garcia", "maria garcia marquez"),
    ],
)
def test_it_takes_names_with_a_common_word_for_one_person(one: str, other: str) -> None:
    assert not strangers(one, other)
    assert not strangers(other, one)


def test_it_tells_clearly_different_names() -> None:
    assert strangers("claire durand", "bob martin")
    assert strangers("li na", "lu an")  # short words are not misspelt ones
    assert any_strangers(["claire durand", "claire martin", "bob petit"])
    assert not any_strangers(["claire durand", "claire martin"])


def test_it_calls_a_mailbox_personal_until_strangers_use_it() -> None:
    assert mailbox("x@acme.example", []) == PERSONAL
    assert mailbox("x@acme.example", ["claire durand", "claire martin"]) == PERSONAL
    assert PERSONAL.is_of(None)
    assert PERSONAL.is_of("anybody")


@pytest.mark.parametrize(
    "address", ["claire.durand@acme.example", "cdurand@acme.example", "claire@acme.example"]
)
def test_it_gives_a_mailbox_to_the_name_it_spells(address: str) -> None:
    verdict = mailbox(address, ["claire durand", "bob martin", "alice petit"])
    assert verdict.owners == {"claire durand"}
    assert verdict.is_of("claire durand")
    assert verdict.is_of("claire durant")
    assert verdict.is_of(None)
    assert not verdict.is_of("bob martin")


@pytest.mark.parametrize("address", ["workshop@acme.example", "durand.martin@acme.example"])
def test_it_calls_a_mailbox_shared_that_spells_none_of_them_or_several(address: str) -> None:
    verdict = mailbox(address, ["claire durand", "bob martin"])
    assert verdict == SHARED
    assert verdict.is_of(None)
    assert not verdict.is_of("claire durand")
