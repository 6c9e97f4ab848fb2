"""How a sort of file is described."""

import pytest

from prospector.collect.profile import Profile, aliases, keys, signature, when

PROFILE = Profile(
    name="x",
    help="x",
    signatures=(signature("a; b", "c"), signature("d")),
    aliases=aliases(email="Mail", attribute="Other"),
    ignored=keys("Noise"),
    kinds=(when("met", "Seen at", dated="Seen at"),),
)


def test_it_is_recognised_by_any_whole_signature() -> None:
    assert PROFILE.recognises(frozenset("bc")) == 2
    assert PROFILE.recognises(frozenset("d")) == 1
    assert PROFILE.recognises(frozenset("ab")) == 0


def test_it_lists_every_column_it_knows() -> None:
    assert PROFILE.known_keys() == {"a", "b", "c", "d", "mail", "other", "noise", "seenat"}


def test_it_folds_words_and_columns() -> None:
    assert when("met", "A B; C", "Décliné") == ("met", ("ab", "c"), ("decline",), ())


def test_it_refuses_an_alias_of_no_field() -> None:
    with pytest.raises(ValueError, match="emial"):
        aliases(emial="Mail")
