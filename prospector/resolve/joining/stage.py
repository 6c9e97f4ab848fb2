"""Join identities into people and companies: read what hangs together, decide, write what differs."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

import polars as pl
from sqlalchemy import Connection

from prospector.identifiers import is_role_address, name_key
from prospector.resolve import companies as grouping
from prospector.resolve import people as ladder
from prospector.resolve.fields import DESCRIBES_SOMEBODY, Row, names_person
from prospector.resolve.joining.told import NOTHING, Told, only
from prospector.resolve.merging.decisions import Decision, Decisions, leaving, tied
from prospector.resolve.plans import Group, Known, Plan, dirty, plan_account, plan_lead
from prospector.resolve.portions import portions
from prospector.resolve.values import Origin
from prospector.store import following, leads, merges, records, resolutions
from prospector.store.database import writing
from prospector.store.resolutions import Sighting
from prospector.tables import AccountIdentityKind, IdentityKind

#: What is counted.
COUNTS = ("new_leads", "updated_leads", "new_accounts", "updated_accounts", "linked", "merged")


class Joining:
    """Companies and people of one run, and which of them something changed for."""

    def __init__(self, connection: Connection, run_id: int, now: datetime) -> None:
        self.connection = connection
        self.run_id = run_id
        self.now = now
        #: What people decided until now; whoever writes checks that nobody decided more meanwhile.
        self.decided = merges.decided(connection)
        self.decisions = decisions_of(self.decided)
        self.decided_companies = merges.decided(connection, merges.COMPANIES)
        self.company_decisions = decisions_of(self.decided_companies)
        self.counts = dict.fromkeys(COUNTS, 0)
        #: Leads and accounts that were written, or absorbed.
        self.changed_leads: set[int] = set()
        self.changed_accounts: set[int] = set()
        #: The accounts that changed leads had before.
        self.left: set[int] = set()
        #: Those of the changed leads that this run wrote as plain: nothing was ever said of them.
        self.new_leads: set[int] = set()
        #: What was told of them.
        self.told = NOTHING
        #: Accounts that this run wrote as plain: they have no lead that it did not write.
        self.new_accounts: set[int] = set()
        #: Identities of companies that this run was told of, or decided about.
        self.companies_heard: set[int] = set()
        #: Leads all of whose rows were read: their likenesses are known.
        self.heard: set[int] = set()
        self.likely: set[ladder.Likely] = set()

    def add(
        self,
        accounts: Collection[int],
        stated: Collection[int],
        people: Collection[int],
        told: Told,
    ) -> None:
        """Count new accounts and leads that were written without us.

        Nothing is likely about the leads, and only the `stated` accounts may be more than prospects.
        """
        self.told = self.told.and_of(told)
        self.new_accounts.update(accounts)
        self.counts["new_accounts"] += len(accounts)
        self.counts["new_leads"] += len(people)
        self.changed_accounts.update(stated)
        self.changed_leads.update(people)
        self.new_leads.update(people)
        self.heard.update(people)

    def names(self) -> pl.DataFrame:
        """The names of leads of this run, as `NAMES`, that need not be looked up."""
        return only(self.told.names, self.new_leads)

    def cards(self) -> pl.DataFrame:
        """What colleagues of leads of this run, as `CARDS`, need not be looked up for."""
        return only(self.told.cards, self.new_leads)

    def companies(self, touched: Collection[int]) -> set[int]:
        """Group and write the companies of some identities; returns identities that moved."""
        if not touched:
            return set()
        known, grouped = self.group_companies(touched, self.company_decisions)
        # A row is its domain's whatever else changes, so that none passes between companies.
        groups = dirty(grouped.groups, known, touched, ())
        self.companies_heard |= known.keys() - {i for group in grouped.groups for i in group}
        self.companies_heard.update(touched, *(group.members for group in groups))
        plans = self.plan_accounts(groups, known, grouped)
        self.changed_accounts |= self.write(records.ACCOUNT, plans, known, grouped.methods)
        self.release(records.ACCOUNT, grouped.groups, known, grouped.methods)
        return _moved(groups, known)

    def group_companies(
        self, touched: Collection[int], decisions: Decisions
    ) -> tuple[dict[int, Known], grouping.Companies]:
        """Everything that is one company with some identities, and which companies that makes."""
        known = self.companies_of(touched)
        while True:
            names = [i.id for i in known.values() if i.kind is AccountIdentityKind.NAME]
            pairs = resolutions.pairs(self.connection, names)
            absent = {domain for domain, _ in pairs if domain} - known.keys()
            merged = {i for i in absent if self.company_decisions.together_with([i]) != {i}}
            if not merged:
                break
            known |= self.companies_of(merged)
        # Their own other names stay out: what those were seen with was not read.
        found = resolutions.companies(self.connection, absent)
        known |= _by_id([identity for identity in found if identity[0] in absent])
        grouped = grouping.companies(
            [grouping.Pair(*pair) for pair in pairs],
            {i.id: grouping.Known(AccountIdentityKind(i.kind), i.value) for i in known.values()},
            resolutions.in_signals(self.connection, "account_identity_id", names),
            decisions,
        )
        return known, grouped

    def companies_of(self, touched: Collection[int]) -> dict[int, Known]:
        """Some identities of companies, with all that points where they do, or was merged with it."""
        known: dict[int, Known] = {}
        frontier = set(touched)
        while frontier:
            known |= _by_id(resolutions.companies(self.connection, frontier))
            frontier = self.company_decisions.together_with(known) - known.keys()
        return known

    def plan_accounts(
        self, groups: Sequence[Group], known: Mapping[int, Known], grouped: grouping.Companies
    ) -> Iterator[Plan]:
        """Judge what was said of each company, some at a time."""
        methods, faces = grouped.methods, grouped.faces
        for part in portions(groups):
            number = {member: n for n, group in enumerate(part) for member in group.members}
            rows: defaultdict[int, list[Row]] = defaultdict(list)
            for s in resolutions.sightings_of_companies(self.connection, number):
                by_domain = s.domain_id and methods.get(s.domain_id) in grouping.HOLDING
                home = number.get((s.domain_id if by_domain else s.company_id) or 0)
                if home is not None:
                    face = (
                        faces.get(s.domain_id, s.domain_id) if by_domain and s.domain_id else None
                    )
                    domain = known[face].value if face else None
                    row = _row(s)
                    somebody = names_person(row.lead, has_profile=s.profile_id is not None)
                    rows[home].append(row._replace(domain=domain, names_person=somebody))
            stored = records.load(self.connection, "account", [g.id for g in part if g.id])
            for n, group in enumerate(part):
                yield plan_account(group, rows[n], known, stored.get(group.id or 0))

    # --- people -----------------------------------------------------------------------------

    def people(self, touched: Collection[int], moved: Collection[int]) -> None:
        """Group and write the people of some identities, and those whose company moved."""
        touched = set(touched)
        if moved:
            found = resolutions.sightings_of_companies(self.connection, moved)
            touched |= {i for s in found for i in s.people()}
        if not touched:
            return
        known, seen = self.hang_together(touched)
        grouped = self.group(known, seen)
        members = [person.identities for person in grouped.persons]
        known = self.part(members, known)
        groups = dirty(members, known, touched, [set(s.people()) for s in seen.values()])
        before = {i for g in groups for i in (g.id, *g.absorbed) if i}
        self.left |= leads.accounts_of(self.connection, before) if before else set()
        plans = self.plan_leads(groups, known, seen, grouped)
        written = self.write(records.LEAD, plans, known, grouped.methods)
        self.changed_leads |= written
        self.new_leads -= written
        self.release(records.LEAD, members, known, grouped.methods)
        self.heard |= self.changed_leads | {i.holder for i in known.values() if i.holder}
        self.likely |= grouped.likely

    def part(self, groups: Sequence[Collection[int]], known: dict[int, Known]) -> dict[int, Known]:
        """Take back merges by rows whose two sides no row joins any more: each its own lead again."""
        homes: defaultdict[int, set[int]] = defaultdict(set)
        for number, group in enumerate(groups):
            for member in group:
                if holder := known[member].holder:
                    homes[holder].add(number)
        parted = {holder for holder, numbers in homes.items() if len(numbers) > 1}
        for found in merges.by_rows(self.connection, parted) if parted else ():
            decision = Decision(found.id, frozenset(found.kept or ()), frozenset(found.moved))
            held = {i.id: i.holder for i in known.values()}
            today = merges.roots(self.connection, [found.winner_id])[found.winner_id]
            leave = leaving(groups, decision, held, today)
            if not leave or not found.kept or tied(groups, decision):
                continue
            with writing(self.connection):
                merges.require(self.connection, self.decided)
                merges.undo(
                    self.connection,
                    found.id,
                    kept=found.kept,
                    apart=False,
                    at=self.now,
                    actor="resolve",
                )
                merges.point(self.connection, leave, found.loser_id)
                following.people(self.connection, (found.winner_id, found.loser_id))
            known |= {i: known[i]._replace(holder=found.loser_id) for i in leave}
            self.changed_leads |= {today, found.loser_id}
        return known

    def group(self, known: Mapping[int, Known], seen: Mapping[int, Sighting]) -> ladder.People:
        """Who is who among identities that hang together."""
        weak = [i for i, k in known.items() if k.kind in ladder.WEAK]
        return ladder.people(
            [_seen(s) for s in seen.values()],
            {i.id: ladder.Known(IdentityKind(i.kind), i.value) for i in known.values()},
            resolutions.in_signals(self.connection, "person_identity_id", weak),
            self.decisions,
        )

    def hang_together(
        self, touched: Collection[int]
    ) -> tuple[dict[int, Known], dict[int, Sighting]]:
        """Everything that hangs together with some identities, through rows, leads and merges."""
        known: dict[int, Known] = {}
        seen: dict[int, Sighting] = {}
        asked: set[int] = set()
        frontier = set(touched)
        while frontier:
            known |= _by_id(resolutions.people(self.connection, frontier))
            # A function's address is in the rows of many who have nothing else in common.
            fresh = {i for i, k in known.items() if i not in asked and not _is_role(k)}
            asked |= fresh
            found = resolutions.sightings_of_people(self.connection, fresh)
            seen |= {s.id: s for s in found}
            frontier = {i for s in found for i in s.people()}
            frontier = (frontier | self.decisions.together_with(known)) - known.keys()
        for s in seen.values():
            for i in s.people():
                first = min(known[i].first_seen_at, s.received_at)
                known[i] = known[i]._replace(first_seen_at=first)
        return known, seen

    def plan_leads(
        self,
        groups: Sequence[Group],
        known: Mapping[int, Known],
        seen: Mapping[int, Sighting],
        grouped: ladder.People,
    ) -> Iterator[Plan]:
        """Judge what was said of each person, some at a time."""
        said = {person.identities: person.sightings for person in grouped.persons}
        for part in portions(groups):
            sightings = {g.members: [seen[i] for i in said[g.members]] for g in part}
            homes = self.homes(s for found in sightings.values() for s in found)
            stored = records.load(self.connection, "lead", [g.id for g in part if g.id])
            for group in part:
                rows = [
                    _row(s)._replace(
                        email=None if s.id in grouped.without_email else _value(known, s.email_id),
                        profile=_value(known, s.profile_id),
                        phone=_value(known, s.phone_id),
                        account_id=homes.get(s.domain_id or 0) or homes.get(s.company_id or 0),
                    )
                    for s in sightings[group.members]
                ]
                shared = not grouped.shared_mailboxes.isdisjoint(group.members)
                yield plan_lead(
                    group, rows, known, stored.get(group.id or 0), shared_mailbox=shared
                )

    def homes(self, sightings: Iterable[Sighting]) -> dict[int, int | None]:
        """The accounts of the company identities in some sightings."""
        wanted = {i for s in sightings for i in s.companies()}
        return records.pointers(self.connection, records.ACCOUNT, wanted)

    # --- writing ----------------------------------------------------------------------------

    def write(
        self,
        entity: records.Entity,
        plans: Iterable[Plan],
        known: Mapping[int, Known],
        methods: Mapping[int, str],
    ) -> set[int]:
        """Write leads or accounts in short transactions; returns the ids concerned."""
        written: set[int] = set()
        for part in portions(list(plans)):
            writes = [_write(plan, known, methods) for plan in part]
            with writing(self.connection):
                if entity is records.LEAD:
                    merges.require(self.connection, self.decided)
                # Leads, too: they are planned with the accounts of then.
                merges.require(self.connection, self.decided_companies, merges.COMPANIES)
                saved = records.save(self.connection, entity, writes, self.run_id, self.now)
            written |= saved.ids
            self.count(entity, saved)
        return written

    def count(self, entity: records.Entity, saved: records.Saved) -> None:
        """Add what was written to the report."""
        self.counts[f"new_{entity.table}s"] += saved.new
        self.counts[f"updated_{entity.table}s"] += saved.changed
        if entity is records.LEAD:
            self.counts["linked"] += saved.linked
            self.counts["merged"] += saved.merged

    def release(
        self,
        entity: records.Entity,
        groups: Iterable[Iterable[int]],
        known: Mapping[int, Known],
        methods: Mapping[int, str],
    ) -> None:
        """Point what is in no group to nobody."""
        loose = sorted(known.keys() - {member for group in groups for member in group})
        for part in portions([_member(i, known, methods) for i in loose]):
            with writing(self.connection):
                records.release(self.connection, entity, part, self.run_id)


def decisions_of(decided: Iterable[merges.Decided]) -> Decisions:
    """The decisions the store keeps, as the ladder obeys them."""
    return Decisions(
        Decision(
            each.id,
            frozenset(each.kept),
            frozenset(each.moved),
            each.apart,
            frozenset(each.overrules),
        )
        for each in decided
    )


def _row(s: Sighting) -> Row:
    origin = Origin(s.feed, s.rank, s.file, s.line, s.seen_at, s.received_at, s.content_hash)
    return Row(s.id, origin, s.lead_values(), s.account_values())


def _seen(s: Sighting) -> ladder.Seen:
    said = s.lead_values()
    person = name_key(said.get("first_name"), said.get("last_name"), said.get("name"))
    of_company = bool(s.domain_id or s.company_id) and said.keys().isdisjoint(DESCRIBES_SOMEBODY)
    return ladder.Seen(
        s.id, s.email_id, s.profile_id, s.phone_id, s.name_id, person, of_company=of_company
    )


def _member(
    identity: int, known: Mapping[int, Known], methods: Mapping[int, str]
) -> records.Member:
    return records.Member(identity, known[identity].holder, methods[identity])


def _write(plan: Plan, known: Mapping[int, Known], methods: Mapping[int, str]) -> records.Write:
    old = [records.OldValue(field, o.value, o.source, o.until) for field, o in plan.replaced]
    members = [_member(member, known, methods) for member in plan.members]
    return records.Write(plan.id, plan.columns, old, members, plan.absorbed)


def _by_id(identities: Iterable[resolutions.Identity]) -> dict[int, Known]:
    return {identity[0]: Known(*identity) for identity in identities}


def _is_role(known: Known) -> bool:
    return known.kind is IdentityKind.EMAIL and is_role_address(known.value)


def _value(known: Mapping[int, Known], identity: int | None) -> str | None:
    return known[identity].value if identity else None


def _moved(groups: Iterable[Group], known: Mapping[int, Known]) -> set[int]:
    """Identities that belonged to another account before."""
    return {
        member
        for group in groups
        for member in group.members
        if known[member].holder not in (None, group.id)
    }
