"""First names that are one name: Bob is Robert, Manu is Emmanuel or Emmanuelle."""

from collections import defaultdict
from functools import cache

from prospector.data.lists import words


def same_first_name(one: str, other: str) -> bool:
    """Whether two folded first names may be short forms of one another, or of one name."""
    return one == other or not _names(one).isdisjoint(_names(other))


def is_common(name: str) -> bool:
    """Whether a folded first or last name is borne by very many, in French or English."""
    return name in _common()


def _names(name: str) -> frozenset[str]:
    return _by_form().get(name, frozenset((name,)))


@cache
def _by_form() -> dict[str, frozenset[str]]:
    full: defaultdict[str, set[str]] = defaultdict(set)
    for line in words("nicknames"):
        name, *short = line.split()
        for form in (name, *short):
            full[form].add(name)
    return {form: frozenset(names) for form, names in full.items()}


@cache
def _common() -> frozenset[str]:
    return frozenset(words("common_names"))
