"""Decide which identities are one person: a pure function of what was seen together.

The ladder, in this order; nothing below decides against what stands above:

1. an e-mail and a profile in one row are one person (unless the mailbox is shared);
2. a phone number joins people whose full names are the same, and only if nobody else has it;
3. a name at a company joins nothing: seen with an e-mail or profile it belongs to that person,
   seen alone it is a person of its own, and the likeness becomes a suggestion.

What people decided stands above all of it: a merge taken back keeps apart, a merge joins. It joins
last, so that nothing else is judged by it, and nothing else changes when it is taken back.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from itertools import combinations
from typing import NamedTuple

from prospector.identifiers import is_role_address
from prospector.resolve.groups import Union
from prospector.resolve.mailboxes import PERSONAL, SHARED, Mailbox, any_strangers, mailbox
from prospector.resolve.merging.decisions import NONE, Decisions
from prospector.tables import IdentityKind

#: An address seen with more profiles than this (or a profile with more addresses) is a placeholder.
CROWD = 5
#: Identities that say who somebody is only where nothing stronger does.
WEAK = (IdentityKind.PHONE, IdentityKind.NAME_COMPANY)
_STRENGTH = tuple(IdentityKind)
SAME_PHONE_WHY = "the same phone number"
SAME_NAME_WHY = "the same name at the same company"


class Method(StrEnum):
    """Why an identity points where it points."""

    OWN = "its own"
    SEEN_TOGETHER = "seen in one row"
    PHONE_AND_NAME = "same phone and name"
    NAME_AND_COMPANY = "same name and company"
    SEEN_WITH = "name seen with the person"
    ROLE_ADDRESS = "role address: nobody"
    SHARED_MAILBOX = "shared mailbox"
    SHARED_PHONE = "shared phone"
    PHONE_OF_SEVERAL = "phone of several people: nobody"
    PHONE_OF_COMPANY = "a company's phone: nobody"
    SEVERAL_PEOPLE = "name of several people: nobody"
    BY_HAND = "merged by hand"


class Seen(NamedTuple):
    """One sighting, as far as it tells who is who: identity ids and the full name (folded)."""

    id: int
    email: int | None = None
    profile: int | None = None
    phone: int | None = None
    name: int | None = None
    person: str | None = None
    #: Whether it speaks of a company and describes nobody there: its phone is the company's.
    of_company: bool = False


class Known(NamedTuple):
    """An identity's kind and value."""

    kind: IdentityKind
    value: str


class Person(NamedTuple):
    """Identities and sightings of one person."""

    identities: tuple[int, ...]
    sightings: tuple[int, ...]


class Likely(NamedTuple):
    """Two identities that may be of one person: a suggestion, never a join."""

    one: int
    other: int
    why: str


class People(NamedTuple):
    """The people found, why, and the identities that are nobody's."""

    persons: list[Person]
    methods: dict[int, Method]
    #: Sightings whose e-mail is another person's or shared: their address is not this person's.
    without_email: frozenset[int]
    shared_mailboxes: frozenset[int]
    likely: frozenset[Likely]


def people(
    seen: Iterable[Seen],
    known: Mapping[int, Known],
    alone: Collection[int] = (),
    decisions: Decisions = NONE,
) -> People:
    """Group identities into people.

    `alone` are identities that something refers to without any other (a signal's person).
    """
    ladder = _Ladder(sorted(seen), known, frozenset(alone), decisions)
    ladder.place_addresses()
    ladder.join_addresses()
    ladder.join_phones()
    ladder.place_names()
    ladder.obey()
    return ladder.result()


class _Ladder:
    """The steps of `people`, over shared sets."""

    def __init__(
        self,
        seen: list[Seen],
        known: Mapping[int, Known],
        alone: frozenset[int],
        decisions: Decisions,
    ) -> None:
        self.known = known
        self.alone = alone
        self.decisions = decisions
        self.union = Union((cut.kept, cut.moved) for cut in decisions.cuts)
        self.methods: dict[int, Method] = {}
        self.likely: set[Likely] = set()
        self.mailboxes = self._judge(seen)
        self.without_email = frozenset(s.id for s in seen if s.email and not self._is_owners(s))
        self.seen = [s._replace(email=None) if s.id in self.without_email else s for s in seen]
        of_companies = {s.phone for s in self.seen if _is_companys(s)}
        self.seen = [s._replace(phone=None) if _is_companys(s) else s for s in self.seen]
        self.of_companies = of_companies - {s.phone for s in self.seen}

    def of_kind(self, *kinds: IdentityKind) -> list[int]:
        """The identities of some kinds, in order."""
        return sorted(identity for identity, (kind, _) in self.known.items() if kind in kinds)

    def rows_by(self, column: str) -> dict[int, list[Seen]]:
        """The rows that carry each identity of a column."""
        rows: defaultdict[int, list[Seen]] = defaultdict(list)
        for s in self.seen:
            if identity := getattr(s, column):
                rows[identity].append(s)
        return rows

    def obey(self) -> None:
        """Join what people joined: the strongest of each side that is somebody."""
        for join in self.decisions.joins:
            one, other = self._strongest(join.kept), self._strongest(join.moved)
            if one and other and self.union.join(one, other):
                self.methods[other] = Method.BY_HAND

    def _strongest(self, side: Collection[int]) -> int | None:
        return min((i for i in side if i in self.union), key=self._weakness, default=None)

    def _weakness(self, identity: int) -> tuple[bool, int, int]:
        shared = self.mailboxes.get(identity, PERSONAL).shared
        return shared, _STRENGTH.index(self.known[identity].kind), identity

    def place_addresses(self) -> None:
        """Every address that is not a function's is somebody."""
        for identity in self.of_kind(IdentityKind.EMAIL, IdentityKind.PROFILE):
            if is_role_address(self.known[identity].value):
                self.methods[identity] = Method.ROLE_ADDRESS
                continue
            self.union.find(identity)
            shared = self.mailboxes.get(identity, PERSONAL).shared
            self.methods[identity] = Method.SHARED_MAILBOX if shared else Method.OWN

    def join_addresses(self) -> None:
        """Step 1: one row is one person; where people keep its two apart, it is the profile's."""
        torn: set[int] = set()
        for s in self.seen:
            if s.email and s.profile:
                if self.union.join(s.email, s.profile):
                    self.methods[s.email] = self.methods[s.profile] = Method.SEEN_TOGETHER
                else:
                    torn.add(s.id)
        if torn:
            self.without_email |= torn
            self.seen = [s._replace(email=None) if s.id in torn else s for s in self.seen]

    def join_phones(self) -> None:
        """Step 2: a number joins only people of one full name, and only if nobody else has it."""
        rows = self.rows_by("phone")
        names: defaultdict[int, set[str]] = defaultdict(set)
        for s in self.seen:
            if s.person and (address := s.email or s.profile):
                names[self.union.find(address)].add(s.person)
        # Every number is judged on the sets of step 1, so that their order does not matter.
        addresses = {address for s in self.seen if (address := s.email or s.profile)}
        root = {address: self.union.find(address) for address in addresses}
        shared: set[int] = set()
        for phone in self.of_kind(IdentityKind.PHONE):
            if phone in self.of_companies:
                self.methods[phone] = Method.PHONE_OF_COMPANY
                continue
            owners = {root[a] for s in rows.get(phone, ()) if (a := s.email or s.profile)}
            alone = [s for s in rows.get(phone, ()) if not (s.email or s.profile)]
            parties = [names.get(owner, set()) for owner in sorted(owners)]
            parties += [{s.person} if s.person else set() for s in alone]
            if phone in self.alone and not alone:
                parties.append(set())
            self._place_phone(phone, owners, parties, shared)
        self.seen = [
            s._replace(phone=None) if s.person and s.phone in shared else s for s in self.seen
        ]

    def _place_phone(
        self, phone: int, owners: set[int], parties: list[set[str]], shared: set[int]
    ) -> None:
        said, alone = set().union(*parties), parties[len(owners) :]
        agree = len(parties) == 1 or (all(parties) and len(said) == 1)
        by_itself = bool(alone) or not parties
        mine = {owner for owner in owners if not self.union.apart(phone, owner)}
        if any(self.union.apart(*two) for two in combinations(mine, 2)):
            mine = set()
        if mine and agree:
            for owner in mine:
                self.union.join(phone, owner)
            self.methods[phone] = (
                Method.SEEN_TOGETHER if len(parties) == 1 else Method.PHONE_AND_NAME
            )
        elif not by_itself:
            self.methods[phone] = Method.PHONE_OF_SEVERAL
        elif any_strangers(set().union(*alone)):
            shared.add(phone)
            self.union.find(phone)
            self.methods[phone] = Method.SHARED_PHONE
        else:
            self.union.find(phone)
            self.methods[phone] = Method.OWN
            self.likely |= {Likely(phone, owner, SAME_PHONE_WHY) for owner in owners}

    def place_names(self) -> None:
        """Step 3: a name at a company joins nothing; it follows the one person it came with."""
        rows = self.rows_by("name")
        for name in self.of_kind(IdentityKind.NAME_COMPANY):
            holders = [s.email or s.profile or s.phone for s in rows.get(name, ())]
            roots = {self.union.find(holder) for holder in holders if holder}
            roots = {root for root in roots if not self.union.apart(name, root)}
            if None in holders or not holders or name in self.alone:
                self.union.find(name)
                self.methods[name] = Method.NAME_AND_COMPANY
                self.likely |= {Likely(name, root, SAME_NAME_WHY) for root in roots}
            elif len(roots) == 1:
                self.union.join(name, roots.pop())
                self.methods[name] = Method.SEEN_WITH
            else:
                self.methods[name] = Method.SEVERAL_PEOPLE

    def result(self) -> People:
        """The sets as people, in the order of their least identity."""
        identities: defaultdict[int, list[int]] = defaultdict(list)
        for identity in sorted(self.known):
            if identity in self.union:
                identities[self.union.find(identity)].append(identity)
        sightings: defaultdict[int, list[int]] = defaultdict(list)
        for s in self.seen:
            holder = s.email or s.profile or s.phone or s.name
            if holder and holder in self.union:
                sightings[self.union.find(holder)].append(s.id)
        return People(
            persons=[
                Person(tuple(identities[root]), tuple(sightings[root]))
                for root in sorted(identities)
            ],
            methods=self.methods,
            without_email=self.without_email,
            shared_mailboxes=frozenset(
                i for i, verdict in self.mailboxes.items() if verdict.shared
            ),
            likely=frozenset(self.likely),
        )

    def _judge(self, seen: list[Seen]) -> dict[int, Mailbox]:
        """The verdict on every address that came with strangers' names, or with a crowd."""
        names: defaultdict[int, set[str]] = defaultdict(set)
        others: defaultdict[int, set[int]] = defaultdict(set)
        for s in seen:
            if s.email and s.person:
                names[s.email].add(s.person)
            if s.email and s.profile:
                others[s.email].add(s.profile)
                others[s.profile].add(s.email)
        judged = {email: mailbox(self.known[email].value, found) for email, found in names.items()}
        judged |= {address: SHARED for address, crowd in others.items() if len(crowd) > CROWD}
        return {address: verdict for address, verdict in judged.items() if verdict != PERSONAL}

    def _is_owners(self, s: Seen) -> bool:
        """Whether the row's address is the row's person's own."""
        if s.email is None or is_role_address(self.known[s.email].value):
            return False
        verdict = self.mailboxes.get(s.email, PERSONAL)
        if s.profile and (verdict.shared or self.mailboxes.get(s.profile, PERSONAL).shared):
            return False
        return verdict.is_of(s.person)


def _is_companys(s: Seen) -> bool:
    return s.of_company and not (s.email or s.profile)
