"""Look-alike domains are seen, and never are the domain they look like."""

from prospector.identifiers.domains import registrable_domain
from prospector.identifiers.homographs import look_alikes, skeleton

_SWAPS = {
    "a": "\u0430\u03b1\u0251\u00e0\u00e1",
    "c": "\u0441\u010b\u00e7",
    "e": "\u0435\u03b5\u00e9\u00e8",
    "o": "\u043e\u03bf\u0585\u00f3",
    "p": "\u0440",
    "x": "\u0445\u03c7",
    "i": "\u0456\u03b9\u00ed",
}
_NAMES = ("acme", "pixel", "copie", "exapo", "icare", "oxo-paix", "cicero", "peace-piece")


def fakes() -> list[tuple[str, str]]:
    """Plain domains, each with one letter replaced by one that looks like it."""
    return [
        (f"{name[:at]}{odd}{name[at + 1 :]}.example", f"{name}.example")
        for name in _NAMES
        for at, letter in enumerate(name)
        for odd in _SWAPS.get(letter, "")
    ]


def test_it_sees_a_hundred_look_alikes_and_joins_none() -> None:
    found = fakes()
    assert len(found) >= 100
    keys = [(registrable_domain(fake), real) for fake, real in found]
    assert all(key is not None and key != real for key, real in keys)
    domains = [name for pair in keys for name in pair if name]
    assert set(look_alikes(domains)) == set(keys)


def test_it_leaves_honest_names_in_other_letters_alone() -> None:
    honest = ["xn--e1afmkfd.example", "acme.example", "globex.example"]  # the first one is Cyrillic
    assert look_alikes(honest) == []
    assert skeleton("acme.example") == "acme.example"
