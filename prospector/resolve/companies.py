"""Decide which domains and names are one company: a pure function of what was seen together."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from prospector.identifiers import is_freemail
from prospector.tables import AccountIdentityKind


class Method(StrEnum):
    """Why a company identity points where it points."""

    DOMAIN = "its own domain"
    ONLY_DOMAIN = "name seen with this domain only"
    NAME = "name without a domain"
    SEVERAL_DOMAINS = "name of several domains: on its own"
    FREEMAIL = "free mail: nobody's company"


class Pair(NamedTuple):
    """A domain and a name in one sighting; either may be missing."""

    domain: int | None
    name: int | None


class Known(NamedTuple):
    """A company identity's kind and value."""

    kind: AccountIdentityKind
    value: str


class Companies(NamedTuple):
    """The companies found (identity ids of each, domain first), and why."""

    groups: list[tuple[int, ...]]
    methods: dict[int, Method]


def companies(
    pairs: Iterable[Pair], known: Mapping[int, Known], alone: Collection[int] = ()
) -> Companies:
    """Group company identities: every domain is a company, a name follows its only domain.

    A name with several domains says nothing: rows that carry the name alone (or `alone`, a name
    a signal refers to) are a company of their own, and no domain is joined to another.
    """
    methods = {
        identity: Method.DOMAIN
        for identity, (kind, _) in known.items()
        if kind is AccountIdentityKind.DOMAIN
    }
    methods |= {i: Method.FREEMAIL for i in methods if is_freemail(known[i].value)}
    domains_of: defaultdict[int, set[int]] = defaultdict(set)
    named_alone = set(alone)
    for domain, name in pairs:
        if name and domain and methods.get(domain) is Method.DOMAIN:
            domains_of[name].add(domain)
        elif name:
            named_alone.add(name)
    groups = {i: [i] for i, method in methods.items() if method is Method.DOMAIN}
    for name in sorted(i for i, (kind, _) in known.items() if kind is AccountIdentityKind.NAME):
        domains = domains_of[name]
        if len(domains) == 1:
            groups[min(domains)].append(name)
            methods[name] = Method.ONLY_DOMAIN
        else:
            methods[name] = Method.SEVERAL_DOMAINS if domains else Method.NAME
            if not domains or name in named_alone:
                groups[name] = [name]
    return Companies([tuple(groups[first]) for first in sorted(groups)], methods)
