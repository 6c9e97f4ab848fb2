"""Resolve: read what is not resolved yet and all that hangs together with it, decide, write.

Everything written follows from the sightings alone, so a run that stops half way is simply run
again: each short transaction leaves whole leads and accounts behind.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection

from prospector.identifiers import company_key, is_role_address, name_key
from prospector.resolve import companies, headlines, matches, people, relations
from prospector.resolve.columns import BY_HEADLINE, STATED
from prospector.resolve.fields import GUESS, Row
from prospector.resolve.plans import Group, Known, Plan, dirty, plan_account, plan_lead
from prospector.resolve.values import Origin
from prospector.rules.models import CompanyFile
from prospector.rules.ruleset import Ruleset
from prospector.store import accounts, leads, records, resolutions, runs, suggestions
from prospector.store.database import Database, writing
from prospector.store.resolutions import Sighting
from prospector.tables import (
    AccountIdentityKind,
    IdentityKind,
    SuggestionStatus,
    to_micros,
)

#: Sightings read at a time: bounds memory, changes no result.
BATCH = 20_000
#: Leads or accounts written in one transaction: well under 100 ms.
CHUNK = 200
_Item = TypeVar("_Item")


@dataclass(frozen=True)
class ResolveReport:
    """What a run of resolve did."""

    sightings: int = 0
    new_leads: int = 0
    updated_leads: int = 0
    new_accounts: int = 0
    updated_accounts: int = 0
    linked: int = 0
    merged: int = 0
    suggested: int = 0
    relations: int = 0


def resolve(database: Database, ruleset: Ruleset, *, now: datetime) -> ResolveReport:
    """Give every sighting its lead and account, and every lead and account its values."""
    run_id = runs.begin(database, "resolve", now=now)
    try:
        with database.staging() as connection:
            resolution = _Resolution(connection, ruleset.company, run_id, now)
            resolution.run()
        with database.write() as session:
            runs.finish(session, run_id, now=now, counts=resolution.counts)
    except Exception as error:
        runs.fail(database, run_id, now=now, error=str(error))
        raise
    return ResolveReport(**resolution.counts)


class _Resolution:
    """One run: a connection, what it counts, and which leads and accounts it touched."""

    def __init__(
        self, connection: Connection, company: CompanyFile, run_id: int, now: datetime
    ) -> None:
        self.connection = connection
        self.company = company
        self.ours = relations.ours(company)
        self.run_id = run_id
        self.now = now
        self.counts = dict.fromkeys(asdict(ResolveReport()), 0)
        self.leads: set[int] = set()
        self.judged: set[int] = set()
        self.accounts: set[int] = set()
        self.likely: set[people.Likely] = set()

    def run(self) -> None:
        """Accounts before people, batch by batch; what compares whole sets comes last."""
        while batch := resolutions.pending(self.connection, BATCH):
            moved = self.resolve_companies({i for s in batch for i in s.companies()})
            self.resolve_people({i for s in batch for i in s.people()}, moved)
            self.mark(batch)
        self.resolve_companies(resolutions.unresolved(self.connection, "account_identity"))
        self.resolve_people(resolutions.unresolved(self.connection, "identity"), ())
        guessed = self.judge_headlines()
        self.judge_relations()
        self.suggest(guessed)

    def mark(self, batch: Sequence[Sighting]) -> None:
        """Consume the sightings of a batch, after everything they say is written."""
        self.counts["sightings"] += len(batch)
        for part in _parts(batch):
            with writing(self.connection):
                records.resolved(self.connection, [s.id for s in part], self.run_id)

    # --- companies --------------------------------------------------------------------------

    def resolve_companies(self, touched: Collection[int]) -> set[int]:
        """Group and write the companies of some identities; returns identities that moved."""
        if not touched:
            return set()
        known = _by_id(resolutions.companies(self.connection, touched))
        names = [i.id for i in known.values() if i.kind is AccountIdentityKind.NAME]
        pairs = resolutions.pairs(self.connection, names)
        absent = {domain for domain, _ in pairs if domain} - known.keys()
        # Their own other names stay out: what those were seen with was not read.
        found = resolutions.companies(self.connection, absent)
        known |= _by_id([identity for identity in found if identity[0] in absent])
        grouped = companies.companies(
            [companies.Pair(*pair) for pair in pairs],
            {i.id: companies.Known(AccountIdentityKind(i.kind), i.value) for i in known.values()},
            resolutions.in_signals(self.connection, "account_identity_id", names),
        )
        # A row is its domain's whatever else changes, so that none passes between companies.
        groups = dirty(grouped.groups, known, touched, ())
        plans = self.plan_accounts(groups, known, grouped.methods)
        self.accounts |= self.write(records.ACCOUNT, plans, known, grouped.methods)
        self.release(records.ACCOUNT, grouped.groups, known, grouped.methods)
        return _moved(groups, known)

    def plan_accounts(
        self,
        groups: Sequence[Group],
        known: Mapping[int, Known],
        methods: Mapping[int, companies.Method],
    ) -> Iterator[Plan]:
        """Judge what was said of each company, some at a time."""
        for part in _parts(groups):
            number = {member: n for n, group in enumerate(part) for member in group.members}
            rows: defaultdict[int, list[Row]] = defaultdict(list)
            for s in resolutions.sightings_of_companies(self.connection, number):
                by_domain = s.domain_id and methods.get(s.domain_id) is companies.Method.DOMAIN
                home = number.get((s.domain_id if by_domain else s.company_id) or 0)
                if home is not None:
                    domain = known[s.domain_id].value if by_domain and s.domain_id else None
                    named = any(True for _ in s.people())
                    rows[home].append(_row(s)._replace(domain=domain, names_person=named))
            stored = records.load(self.connection, "account", [g.id for g in part if g.id])
            for n, group in enumerate(part):
                yield plan_account(group, rows[n], known, stored.get(group.id or 0))

    # --- people -----------------------------------------------------------------------------

    def resolve_people(self, touched: Collection[int], moved: Collection[int]) -> None:
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
        groups = dirty(members, known, touched, [set(s.people()) for s in seen.values()])
        plans = self.plan_leads(groups, known, seen, grouped)
        self.leads |= self.write(records.LEAD, plans, known, grouped.methods)
        self.release(records.LEAD, members, known, grouped.methods)
        self.judged |= self.leads | {i.holder for i in known.values() if i.holder}
        self.likely |= grouped.likely

    def group(self, known: Mapping[int, Known], seen: Mapping[int, Sighting]) -> people.People:
        """Who is who among identities that hang together."""
        weak = [i for i, k in known.items() if k.kind in people.WEAK]
        return people.people(
            [_seen(s) for s in seen.values()],
            {i.id: people.Known(IdentityKind(i.kind), i.value) for i in known.values()},
            resolutions.in_signals(self.connection, "person_identity_id", weak),
        )

    def hang_together(
        self, touched: Collection[int]
    ) -> tuple[dict[int, Known], dict[int, Sighting]]:
        """Everything that hangs together with some identities, through rows and leads."""
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
            frontier = {i for s in found for i in s.people()} - known.keys()
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
        grouped: people.People,
    ) -> Iterator[Plan]:
        """Judge what was said of each person, some at a time."""
        said = {person.identities: person.sightings for person in grouped.persons}
        for part in _parts(groups):
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
        for part in _parts(list(plans)):
            writes = [_write(plan, known, methods) for plan in part]
            with writing(self.connection):
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
        for part in _parts([_member(i, known, methods) for i in loose]):
            with writing(self.connection):
                records.release(self.connection, entity, part, self.run_id)

    # --- whole sets -------------------------------------------------------------------------

    def judge_headlines(self) -> list[matches.Match]:
        """Link leads to the company their headline names; returns what to suggest."""
        own = company_key(self.company.name)
        found = leads.guessing(self.connection, self.company.name)
        guesses = [
            headlines.Guess(
                lead.lead_id,
                lead.account_id,
                lead.sources.get("account_id", {}).get("from") == BY_HEADLINE,
                lead.attributes.get(GUESS),
                lead.title,
            )
            for lead in found
        ]
        named = self.accounts_named({k for g in guesses for k in headlines.named(g, own) if k})
        refused = suggestions.refused(self.connection)
        verdict = headlines.judge(guesses, named, own, refused)
        sources = {lead.lead_id: lead.sources for lead in found if lead.lead_id in verdict.links}
        rows = [
            {
                "id": lead,
                "account_id": account,
                "sources": headlines.sourced(sources[lead], account),
            }
            for lead, account in sorted(verdict.links.items())
        ]
        for part in _parts(rows):
            with writing(self.connection):
                records.change(self.connection, "lead", part)
        self.leads |= verdict.links.keys()
        return verdict.matches

    def accounts_named(self, keys: Collection[str]) -> dict[str, set[int]]:
        """The accounts of company keys; ourselves and competitors become known when named."""
        named = accounts.by_name(self.connection, keys)
        written = {company_key(n): n for n in (*self.company.competitors, self.company.name)}
        absent = {k: n for k, n in written.items() if k in keys and k not in named and k}
        if absent:
            with writing(self.connection):
                accounts.add_names(self.connection, absent, now=self.now)
            fresh = resolutions.unresolved(self.connection, "account_identity")
            self.resolve_companies(fresh)
            named = accounts.by_name(self.connection, keys)
        return named

    def judge_relations(self) -> None:
        """Judge what accounts are to us, where anything says more than nothing."""
        newest = accounts.newest(self.connection, relations.KINDS, now=self.now)
        listed = {*self.ours.domains, *self.ours.names}
        ids = self.accounts | newest.keys() | accounts.with_relation(self.connection)
        ids |= accounts.listed(self.connection, listed)
        known = accounts.known_by(self.connection, ids)
        for part in _parts(sorted(known)):
            stored = records.load(self.connection, "account", part)
            judged = [
                change
                for account in part
                if (
                    change := self.judge_relation(
                        stored[account], known[account], newest.get(account, {})
                    )
                )
            ]
            if not judged:
                continue
            with writing(self.connection):
                records.change(self.connection, "account", [row for row, _ in judged])
                old = [(row["id"], value) for row, value in judged if value]
                records.remember(self.connection, "account", old, self.run_id)
            self.counts["relations"] += len(judged)

    # Any: columns of many types.
    def judge_relation(
        self,
        account: Mapping[str, Any],
        known: Sequence[tuple[AccountIdentityKind, str]],
        newest: Mapping[str, accounts.Newest],
    ) -> tuple[dict[str, Any], records.OldValue | None] | None:
        """The columns to change on an account, and what they replace; None = nothing changes."""
        now, was = to_micros(self.now), account["sources"]
        verdict = relations.relation_of(
            self.ours,
            relations.Evidence(
                domains=[value for kind, value in known if kind is AccountIdentityKind.DOMAIN],
                names=[value for kind, value in known if kind is AccountIdentityKind.NAME],
                stated=relations.stated(was.get(STATED)),
                last={kind: signal.at for kind, signal in newest.items()},
            ),
            now=now,
        )
        signal = newest[verdict.why]._asdict() if verdict.why in newest else None
        source = relations.source_of(verdict, was.get(STATED), signal)
        if account["relation"] == verdict.relation and was.get("relation", {}) == source:
            return None
        sources = {**was, "relation": source}
        if not source:
            del sources["relation"]
        row = {"id": account["id"], "relation": verdict.relation, "sources": sources}
        if account["relation"] == verdict.relation or "relation" not in was:
            return row, None
        old = records.OldValue("relation", account["relation"].value, was["relation"], now)
        return row, old

    def suggest(self, guessed: Sequence[matches.Match]) -> None:
        """Suggest who may be whom among the leads something changed for, and their namesakes."""
        stored = suggestions.of_companies(self.connection)
        self.leads |= {lead for lead, _ in stored ^ {(m.lead_id, m.pair) for m in guessed}}
        self.hear_again(self.leads - self.judged)
        homes = leads.accounts_of(self.connection, self.leads)
        cards = [matches.Card(*row) for row in leads.of_accounts(self.connection, homes)]
        found = [*guessed, *self.likenesses(), *matches.namesakes(cards)]
        rows = {
            match.pair: self.suggestion(match)
            for match in sorted(found, key=matches.by_confidence)
            if not self.leads.isdisjoint((match.lead_id, match.other_lead_id))
        }
        for part in _parts(sorted(self.leads)):
            with writing(self.connection):
                suggestions.drop_stale(self.connection, part, rows)
        for chunk in _parts(list(rows.values())):
            with writing(self.connection):
                self.counts["suggested"] += suggestions.put(self.connection, chunk)

    def hear_again(self, lead_ids: Collection[int]) -> None:
        """Find the likenesses of leads whose rows this run had no other reason to read."""
        if lead_ids:
            known, seen = self.hang_together(leads.identities_of(self.connection, lead_ids))
            self.likely |= self.group(known, seen).likely

    def likenesses(self) -> list[matches.Match]:
        """Two identities seen together that were not enough to make one person."""
        ids = {i for likely in self.likely for i in (likely.one, likely.other)}
        holder = records.pointers(self.connection, records.LEAD, ids)
        pairs = [(holder[x.one], holder[x.other], x.why) for x in sorted(self.likely)]
        return [
            matches.Match(one, other, None, why, matches.CONFIDENCE[why])
            for one, other, why in pairs
            if one is not None and other is not None and one != other
        ]

    def suggestion(self, match: matches.Match) -> dict[str, Any]:  # Any: columns of many types
        """The row of a match."""
        return {
            **match._asdict(),
            "pair": match.pair,
            "status": SuggestionStatus.OPEN,
            "run_id": self.run_id,
            "at": self.now,
        }


def _row(s: Sighting) -> Row:
    origin = Origin(s.feed, s.rank, s.file, s.line, s.seen_at, s.received_at, s.content_hash)
    return Row(s.id, origin, s.lead_values(), s.account_values())


def _seen(s: Sighting) -> people.Seen:
    said = s.lead_values()
    person = name_key(said.get("first_name"), said.get("last_name"), said.get("name"))
    return people.Seen(s.id, s.email_id, s.profile_id, s.phone_id, s.name_id, person)


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


def _parts(items: Sequence[_Item]) -> Iterator[Sequence[_Item]]:
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]
