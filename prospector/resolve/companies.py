"""Decide which domains and names are one company: a pure function of what was seen together.

Rows join a name to its only domain, nothing else. What people decided stands above: a merge taken
back keeps a name from a domain, a merge joins the strongest of each side. It joins last, so that
nothing else is judged by it, and nothing else changes when it is taken back.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from prospector.identifiers import is_freemail
from prospector.resolve.groups import Union
from prospector.resolve.merging.decisions import NONE, Decisions
from prospector.tables import AccountIdentityKind


class Method(StrEnum):
    """Why a company identity points where it points."""

    DOMAIN = "its own domain"
    ONLY_DOMAIN = "name seen with this domain only"
    NAME = "name without a domain"
    SEVERAL_DOMAINS = "name of several domains: on its own"
    FREEMAIL = "free mail: nobody's company"
    BY_HAND = "merged by hand"
    APART = "kept apart by hand"


#: The methods of a domain that is somebody's: a row with it is that company's, whatever name it has.
HOLDING = frozenset({Method.DOMAIN, Method.BY_HAND})


class Pair(NamedTuple):
    """A domain and a name in one sighting; either may be missing."""

    domain: int | None
    name: int | None


class Known(NamedTuple):
    """A company identity's kind and value."""

    kind: AccountIdentityKind
    value: str


class Companies(NamedTuple):
    """The companies found (identity ids of each, the domain it goes by first), and why."""

    groups: list[tuple[int, ...]]
    methods: dict[int, Method]
    #: Other domains of a merged company, and the domain it goes by.
    faces: dict[int, int]


def companies(
    pairs: Iterable[Pair],
    known: Mapping[int, Known],
    alone: Collection[int] = (),
    decisions: Decisions = NONE,
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
    names = sorted(i for i, (kind, _) in known.items() if kind is AccountIdentityKind.NAME)
    hands = _Hands(decisions, groups, names)
    for name in names:
        domains = hands.domains(name, domains_of)
        home = min(domains) if len(domains) == 1 else None
        if hands.places(name):
            groups[name], methods[name] = [name], Method.BY_HAND
        elif home and not hands.apart(name, groups[home]):
            groups[home].append(name)
            methods[name] = Method.ONLY_DOMAIN
        else:
            methods[name] = Method.SEVERAL_DOMAINS if domains else Method.NAME
            if home:
                methods[name] = Method.APART
            if len(domains) < 2 or name in named_alone or name in hands:
                groups[name] = [name]
    return hands.join(groups, methods)


class _Hands:
    """What people decided about some companies."""

    def __init__(
        self, decisions: Decisions, domains: Collection[int], names: Collection[int]
    ) -> None:
        self.decisions = decisions
        self.is_domain = frozenset(domains)
        self.union = Union((cut.kept, cut.moved) for cut in decisions.cuts)
        self.moved: set[int] = set()
        somebody = self.is_domain.union(names) if decisions.joins else ()
        for join in decisions.joins:
            one, other = (
                min((i for i in side if i in somebody), key=self._weakness, default=None)
                for side in (join.kept, join.moved)
            )
            if one and other and self.union.join(one, other):
                self.moved.add(other)
        self.together: defaultdict[int, list[int]] = defaultdict(list)
        for each in sorted(i for i in somebody if i in self.union):
            self.together[self.union.find(each)].append(each)

    def __contains__(self, identity: int) -> bool:
        return identity in self.union

    def _weakness(self, identity: int) -> tuple[bool, int]:
        return identity not in self.is_domain, identity

    def of(self, identity: int) -> list[int]:
        """What people joined with an identity, and itself."""
        return self.together[self.union.find(identity)] if identity in self else [identity]

    def places(self, name: int) -> bool:
        """Whether a name belongs where people put it: to a domain, whatever rows it comes in."""
        return name in self and any(i in self.is_domain for i in self.of(name))

    def domains(self, name: int, seen: Mapping[int, set[int]]) -> set[int]:
        """The domains a name was seen with; those of names people made one, for each of them."""
        return set().union(*(seen.get(i, ()) for i in self.of(name)))

    def apart(self, name: int, group: Collection[int]) -> bool:
        """Whether people keep a name from a company."""
        return any(cut.cuts((name,), group) for cut in self.decisions.cuts)

    def join(self, groups: dict[int, list[int]], methods: dict[int, Method]) -> Companies:
        """Join what people joined; the domain of who stayed is what the company goes by."""
        faces: dict[int, int] = {}
        for members in self.together.values():
            heads = [i for i in members if i in groups]
            heads.sort(key=lambda i: (*self._weakness(i)[:1], i in self.moved, i))
            first, *others = heads or [0]
            for other in others:
                groups[first] += groups.pop(other)
                methods[other] = Method.BY_HAND
                faces[other] = first
            if others:
                groups[first][1:] = sorted(groups[first][1:], key=self._weakness)
        faces = {i: face for i, face in faces.items() if i in self.is_domain}
        return Companies([tuple(groups[first]) for first in sorted(groups)], methods, faces)
