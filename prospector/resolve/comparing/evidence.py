"""What speaks for and against two leads being one person, and how sure that makes us.

Every piece of evidence has a weight in log-odds; a confidence is the logistic function of their
sum. Weights were fitted on generated worlds (`benchmarks/identity.py`, training seeds) and rounded.
"""

import math
from collections.abc import Collection
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from prospector.identifiers import company_key, is_freemail, profile_key
from prospector.identifiers.given_names import is_common
from prospector.identifiers.profiles import is_opaque
from prospector.resolve.comparing.names import Alike, Name, alike, name_of, spells
from prospector.resolve.titles import function_of
from prospector.text import fold

#: Where every sum begins.
BASE = 2.2
#: A suggestion below this would waste the time of whoever judges it.
WORTHWHILE = 0.5
#: A shorter word names no company.
MIN_COMPANY = 3
#: More people of one full name than this, and the name says little.
MANY_HOMONYMS = 3


class Evidence(StrEnum):
    """One thing that two leads have in common, or not, as people read it."""

    SAME_COMPANY = "same company"
    ALIKE_COMPANIES = "companies that look alike"
    OTHER_COMPANY = "another company"
    RARE_NAME = "a rare name"
    COMMON_NAME = "a common name"
    HOMONYMS = "several people bear it"
    SAME_PHONE = "same phone"
    OTHER_PHONE = "another phone"
    ONE_IS_A_NAME = "one of them is only a name"
    MAIL_AND_PROFILE = "one by e-mail, one by profile"
    OPAQUE_PROFILE = "one profile is an internal number"
    BOTH_SPELL = "both addresses spell the name"
    NUMBERED = "addresses told apart by a number"
    TWO_ADDRESSES = "two addresses at one company"
    PRIVATE_ADDRESS = "one address is private"
    TWO_PROFILES = "two profiles"
    NO_NAME = "no name in common"
    SAME_TITLE = "same title"
    OTHER_ROLE = "another function"


#: Evidence against is told after "but". Set by hand, for want of cases: phones, two profiles, two
#: addresses, no name; and another company, for big stores hold more namesakes than worlds do.
WEIGHTS: dict[Alike | Evidence, float] = {
    Alike.SAME: 0.0,
    Alike.SWAPPED: -0.5,
    Alike.SHORT_FORM: 1.0,
    Alike.INITIAL: -0.3,
    Alike.MISSPELT: 0.1,
    Alike.SHORTER: 0.5,
    Alike.SPELLED: 0.4,
    Evidence.SAME_COMPANY: 1.0,
    Evidence.ALIKE_COMPANIES: 0.9,
    Evidence.OTHER_COMPANY: -1.5,
    Evidence.RARE_NAME: 0.1,
    Evidence.COMMON_NAME: -2.1,
    Evidence.HOMONYMS: -3.0,
    Evidence.SAME_PHONE: 1.5,
    Evidence.OTHER_PHONE: -1.0,
    Evidence.NO_NAME: -3.3,
    Evidence.ONE_IS_A_NAME: 1.2,
    Evidence.MAIL_AND_PROFILE: 0.9,
    Evidence.OPAQUE_PROFILE: 0.1,
    Evidence.BOTH_SPELL: 0.2,
    Evidence.NUMBERED: -5.8,
    Evidence.TWO_ADDRESSES: -1.0,
    Evidence.PRIVATE_ADDRESS: 0.1,
    Evidence.TWO_PROFILES: -4.0,
    Evidence.SAME_TITLE: 2.0,
    Evidence.OTHER_ROLE: -0.3,
}
#: What is told first though it does not count.
_NAMED = frozenset(Alike)


class Card(NamedTuple):
    """A lead, as far as likeness goes."""

    lead_id: int
    account_id: int | None
    first_name: str | None
    last_name: str | None
    email: str | None
    linkedin_url: str | None
    phone: str | None = None
    title: str | None = None
    company: str | None = None
    domain: str | None = None

    @property
    def name(self) -> Name:
        """The name, folded."""
        return name_of(self.first_name, self.last_name)


class Likeness(NamedTuple):
    """Why two leads may be one, in words, and how sure that is."""

    reason: str
    confidence: float


def weigh(found: Collection[Alike | Evidence]) -> Likeness:
    """How sure some evidence makes us: what speaks for it first, then what speaks against."""
    total = BASE + sum(WEIGHTS[each] for each in found)
    ordered = [each for each in WEIGHTS if each in found]
    for_it = [each.value for each in ordered if WEIGHTS[each] >= 0 or each in _NAMED]
    against = [each.value for each in ordered if WEIGHTS[each] < 0 and each not in _NAMED]
    reason = ", ".join(for_it) + (f"; but {', '.join(against)}" if against else "")
    return Likeness(reason.removeprefix("; "), round(1 / (1 + math.exp(-total)), 2))


def compare(
    one: Card, other: Card, homonyms: int, given: Collection[Evidence] = ()
) -> frozenset[Alike | Evidence] | None:
    """The evidence about two leads; None where nothing makes one name of theirs.

    `homonyms` is how many leads bear the name; `given` is known of the two from their rows.
    """
    names = one.name, other.name
    how = alike(*names) or _spelled(one, other)
    if how is None and Evidence.SAME_PHONE not in given:
        return None
    found: set[Alike | Evidence] = {*given, how or Evidence.NO_NAME}
    found |= _of_names(names, homonyms)
    if Evidence.SAME_COMPANY not in given:
        found |= _of_company(one, other)
    if Evidence.SAME_PHONE not in given:
        found |= _of_phones(one, other)
    found |= _of_addresses(one, other)
    found |= _of_profiles(one, other)
    found |= _of_titles(one, other)
    return frozenset(found)


def _spelled(one: Card, other: Card) -> Alike | None:
    """Whether the one without a whole name has an address that spells the other's."""
    for nameless, named in ((one, other), (other, one)):
        if nameless.email and not nameless.name.whole and named.name.whole:
            fits = not nameless.name.words - named.name.words
            if fits and spells(nameless.email, named.name):
                return Alike.SPELLED
    return None


def _of_names(names: Collection[Name], homonyms: int) -> set[Evidence]:
    """How much a name says: of two that differ a little, the one that says less."""
    if homonyms > MANY_HOMONYMS:
        return {Evidence.HOMONYMS}
    whole = [name for name in names if name.whole]
    common = [sum(is_common(part.split()[-1]) for part in name) for name in whole]
    if 2 in common:
        return {Evidence.COMMON_NAME}
    return {Evidence.RARE_NAME} if common and not any(common) else set()


def _of_company(one: Card, other: Card) -> set[Evidence]:
    if one.account_id is None or other.account_id is None:
        return set()
    if one.account_id == other.account_id:
        return {Evidence.SAME_COMPANY}
    words = [_company_words(card.company, card.domain) for card in (one, other)]
    like = not words[0].isdisjoint(words[1])
    return {Evidence.ALIKE_COMPANIES if like else Evidence.OTHER_COMPANY}


@lru_cache(maxsize=4_096)
def _company_words(company: str | None, domain: str | None) -> frozenset[str]:
    """A company's name and domain, whole and without the last word, as one word each."""
    found = set()
    for name in (company_key(company or ""), (domain or "").partition(".")[0]):
        words = fold(name or "").split()
        found |= {"".join(words), "".join(words[:-1])}
    return frozenset(word for word in found if len(word) > MIN_COMPANY)


def _of_phones(one: Card, other: Card) -> set[Evidence]:
    if not (one.phone and other.phone):
        return set()
    return {Evidence.SAME_PHONE if one.phone == other.phone else Evidence.OTHER_PHONE}


def _of_addresses(one: Card, other: Card) -> set[Evidence]:
    if not all(card.email or card.linkedin_url for card in (one, other)):
        return {Evidence.ONE_IS_A_NAME}
    if not (one.email and other.email):
        across = bool(one.email) != bool(other.email) and not (
            one.linkedin_url and other.linkedin_url
        )
        return {Evidence.MAIL_AND_PROFILE} if across else set()
    (local, domain), (other_local, other_domain) = (
        email.rsplit("@", 1) for email in (one.email, other.email)
    )
    if is_freemail(domain) or is_freemail(other_domain):
        return {Evidence.PRIVATE_ADDRESS}
    if domain != other_domain:
        return set()
    if _unnumbered(local) == _unnumbered(other_local):
        return {Evidence.NUMBERED}
    both = all(
        any(spells(email, card.name) for card in (one, other)) for email in (one.email, other.email)
    )
    return {Evidence.BOTH_SPELL if both else Evidence.TWO_ADDRESSES}


def _unnumbered(local: str) -> str:
    return "".join(char for char in local if char.isalpha())


def _of_profiles(one: Card, other: Card) -> set[Evidence]:
    if not (one.linkedin_url and other.linkedin_url):
        return set()
    keys = [profile_key(url) for url in (one.linkedin_url, other.linkedin_url)]
    if any(key is None or is_opaque(key) for key in keys):
        return {Evidence.OPAQUE_PROFILE}
    return {Evidence.TWO_PROFILES}


def _of_titles(one: Card, other: Card) -> set[Evidence]:
    if not (one.title and other.title):
        return set()
    if fold(one.title) == fold(other.title):
        return {Evidence.SAME_TITLE}
    roles = {function_of(one.title), function_of(other.title)}
    return {Evidence.OTHER_ROLE} if len(roles) == 2 and None not in roles else set()
