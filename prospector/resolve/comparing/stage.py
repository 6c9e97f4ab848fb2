"""Once everybody is known: link companies headlines name, judge relations, suggest who may be whom."""

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import Any

import polars as pl

from prospector.columns import to_micros
from prospector.identifiers import company_key
from prospector.resolve import headlines, matches, relations, sides
from prospector.resolve.columns import BY_HEADLINE, STATED
from prospector.resolve.comparing.evidence import Card, Evidence
from prospector.resolve.fields import GUESS
from prospector.resolve.joining.stage import Joining
from prospector.resolve.people import SAME_NAME_WHY, SAME_PHONE_WHY
from prospector.resolve.portions import portions
from prospector.resolve.sides import Side, Sides
from prospector.rules.models import CompanyFile
from prospector.store import (
    accounts,
    headline_keys,
    leads,
    merges,
    namesakes,
    records,
    resolutions,
    since,
    suggestions,
)
from prospector.store.database import writing
from prospector.tables import AccountIdentityKind, SuggestionStatus

#: What the ladder's likenesses are evidence of.
_TOLD = {SAME_PHONE_WHY: Evidence.SAME_PHONE, SAME_NAME_WHY: Evidence.SAME_COMPANY}


#: Accounts whose leads are read together.
_READ = 10_000
#: Suggestions, and keys of headlines, written in one transaction.
_SUGGESTED, _KEPT = 1_000, 4_000


class Names:
    """Under which names leads were seen, and who else was: each is read once."""

    def __init__(self, joined: Joining) -> None:
        self.connection = joined.connection
        told = joined.names()
        self.known = set(told["lead"])
        self.of = told.drop_nulls("name").select("lead", "name")
        #: Names at a company that nobody had before this run: all who have them are known.
        self.fresh = told["identity"].drop_nulls().unique()
        self.asked = pl.Series(dtype=pl.String)
        self.bearers = self.of.select("name", "lead")

    def learn(self, lead_ids: Collection[int]) -> None:
        """Read what is not known yet of some leads, and of everybody who bears their names."""
        missing = set(lead_ids) - self.known
        self.known |= missing
        news = namesakes.names_of(self.connection, missing) if missing else self.of.clear()
        self.of = pl.concat([self.of, news])
        names = matches.orders(self.some(lead_ids))["name"].unique()
        names = names.filter(~names.is_in(self.asked.implode()))
        self.asked = pl.concat([self.asked, names])
        old = namesakes.bearing(self.connection, names, but=self.fresh)
        seen = namesakes.seen_with(self.connection, old["identity"].unique().to_list())
        news = pl.concat([news, old.join(seen, on="identity").select("lead", "name")])
        if news.height:
            self.bearers = pl.concat([self.bearers, news.select("name", "lead")]).unique()

    def some(self, lead_ids: Collection[int]) -> pl.DataFrame:
        """The names of some leads."""
        wanted = pl.Series(sorted(lead_ids), dtype=pl.Int64)
        return self.of.filter(pl.col("lead").is_in(wanted.implode()))


class Comparing:
    """What takes all leads and accounts, not those of one row."""

    def __init__(
        self,
        joined: Joining,
        company: CompanyFile,
        before: since.Mark | None = None,
        *,
        remember: bool = True,
    ) -> None:
        self.joined = joined
        #: Whether a relation that changes was the old one until now; merges are always today's.
        self.remember = remember
        #: How far the last resolve had looked; None = look at everything.
        self.before = before
        self.connection = joined.connection
        self.company = company
        self.ours = relations.ours(company)
        self.names = Names(joined)
        #: Those whose headlines are looked at; None = everybody's.
        self.guessers: set[int] | None = None
        self.relations = 0
        self.suggested = 0

    def has_news(self) -> bool:
        """Whether anything came, or was decided, since the last resolve that may change something."""
        if self.before is None or self.joined.changed_leads or self.joined.changed_accounts:
            return True
        return bool(self.joined.left or self.speaking or self.refused())

    def run(self) -> None:
        """Headlines before relations before likenesses: each needs what stands before it."""
        guessed = self.link_headlines()
        self.relate()
        self.suggest(guessed)

    def link_headlines(self) -> list[matches.Match]:
        """Link leads to the company their headline names; returns what to suggest."""
        own = company_key(self.company.name)
        self.guessers = self.who_guess()
        # Before the leads: what another one keeps of a lead that came meanwhile stays.
        kept = headline_keys.of_leads(self.connection, self.guessers)
        found = leads.guessing(self.connection, self.company.name, of=self.guessers)
        guesses = [
            headlines.Guess(
                lead.lead_id,
                lead.account_id,
                lead.sources.get("account_id", {}).get("from") == BY_HEADLINE,
                lead.attributes.get(GUESS),
                headlines.named(lead.attributes.get(GUESS), lead.title, own),
            )
            for lead in found
        ]
        keys = {headline_keys.Key(k, g.lead_id) for g in guesses for k in g.keys if k}
        self.keep(kept, keys)
        named = self.accounts_named({each.key for each in keys})
        refused = suggestions.refused(self.connection, self.guessers)
        verdict = headlines.judge(guesses, named, refused)
        self.link(verdict.links, {lead.lead_id: lead.sources for lead in found})
        before = (guess.account_id for guess in guesses if guess.lead_id in verdict.links)
        self.joined.left.update(i for i in (*before, *verdict.links.values()) if i)
        return verdict.matches

    def who_guess(self) -> set[int] | None:
        """Those about whose headline there may be news; None = everybody.

        That is those something changed for, and whose headline names a company that was heard of.
        """
        if self.before is None:
            return None
        named = headline_keys.naming(self.connection, self.joined.companies_heard)
        return self.joined.changed_leads | named | self.refused()

    def refused(self) -> set[int]:
        """The leads that were not of a company, if people said so of any since the last resolve."""
        if self.before is None or since.refusals(self.connection) == self.before.refused:
            return set()
        return {lead for lead, _ in suggestions.refused(self.connection)}

    def keep(self, old: Collection[headline_keys.Key], new: Collection[headline_keys.Key]) -> None:
        """Keep by which companies' news those who guess are found."""
        for part in portions(sorted(set(old).difference(new)), _KEPT):
            with writing(self.connection):
                headline_keys.drop(self.connection, part)
        for part in portions(sorted(set(new).difference(old)), _KEPT):
            with writing(self.connection):
                headline_keys.add(self.connection, part)

    # Any: source maps are JSON objects.
    def link(
        self, links: Mapping[int, int | None], sources: Mapping[int, Mapping[str, Any]]
    ) -> None:
        """Give leads the account their headline names, or take it from them."""
        rows = [
            {
                "id": lead,
                "account_id": account,
                "sources": headlines.sourced(sources[lead], account),
            }
            for lead, account in sorted(links.items())
        ]
        for part in portions(rows):
            with writing(self.connection):
                records.change(self.connection, "lead", part)
        self.joined.changed_leads |= links.keys()
        self.joined.new_leads -= links.keys()

    def accounts_named(self, keys: Collection[str]) -> dict[str, set[int]]:
        """The accounts of company keys; ourselves and competitors become known when named."""
        named = accounts.by_name(self.connection, keys)
        written = {company_key(n): n for n in (*self.company.competitors, self.company.name)}
        absent = {k: n for k, n in written.items() if k in keys and k not in named and k}
        if absent:
            with writing(self.connection):
                accounts.add_names(self.connection, absent, now=self.joined.now)
            fresh = resolutions.unresolved(self.connection, "account_identity")
            self.joined.companies(fresh)
            named = accounts.by_name(self.connection, keys)
        return named

    def relate(self) -> None:
        """Judge what accounts are to us, where anything says more than nothing."""
        ids = self.stirred() if self.before else None
        newest = accounts.newest(self.connection, relations.KINDS, now=self.joined.now, of=ids)
        if ids is None:
            ids = self.joined.changed_accounts | newest.keys()
            ids |= accounts.with_relation(self.connection)
            ids |= accounts.listed(self.connection, {*self.ours.domains, *self.ours.names})
        known = accounts.known_by(self.connection, ids)
        merged = sides.of_accounts(self.joined, known, newest)
        for part in portions(sorted(known)):
            stored = records.load(self.connection, "account", part)
            judged = []
            for account in part:
                whole = Side(
                    known[account], stored[account]["sources"].get(STATED), newest.get(account, {})
                )
                found = merged.get(account, Sides([whole], []))
                if change := self.relation(stored[account], found):
                    judged.append(change)
            if not judged:
                continue
            with writing(self.connection):
                records.change(self.connection, "account", [row for row, _ in judged])
                old = [(row["id"], value) for row, value in judged if value and self.remember]
                records.remember(self.connection, "account", old, self.joined.run_id)
            self.relations += len(judged)

    def stirred(self) -> set[int]:
        """The accounts whose relation may differ from what the last resolve made of it."""
        moved = self.joined.changed_leads - self.joined.new_leads
        return self.joined.changed_accounts.union(
            self.joined.left,
            leads.accounts_of(self.connection, moved),
            self.speaking,
            accounts.listed(self.connection, {*self.ours.domains, *self.ours.names}),
        )

    @cached_property
    def speaking(self) -> set[int]:
        """The accounts of which signals say something else than at the last resolve."""
        if self.before is None:
            return set()
        now, lapse = to_micros(self.joined.now), relations.STILL_A_CUSTOMER
        return since.accounts(self.connection, self.before, now=now, lapse=lapse)

    # Any: columns of many types.
    def relation(
        self, account: Mapping[str, Any], found: Sides
    ) -> tuple[dict[str, Any], records.OldValue | None] | None:
        """The columns to change on an account, and what they replace; None = nothing changes."""
        now, was = to_micros(self.joined.now), account["sources"]
        verdicts = [self.verdict(side) for side in found.sides]
        speaks = relations.speaker(verdicts, found.chosen)
        verdict, side = verdicts[speaks], found.sides[speaks]
        signal = side.newest[verdict.why]._asdict() if verdict.why in side.newest else None
        source = relations.source_of(verdict, side.stated, signal)
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

    def verdict(self, side: Side) -> relations.Verdict:
        """What an account, or one side of it, is to us."""
        return relations.relation_of(
            self.ours,
            relations.Evidence(
                domains=[v for kind, v in side.known if kind is AccountIdentityKind.DOMAIN],
                names=[v for kind, v in side.known if kind is AccountIdentityKind.NAME],
                stated=relations.stated(side.stated),
                last={kind: signal.at for kind, signal in side.newest.items()},
            ),
            now=to_micros(self.joined.now),
        )

    def suggest(self, guessed: Sequence[matches.Match]) -> None:
        """Suggest who may be whom among the leads something changed for, and their namesakes."""
        so_far = suggestions.of_companies(self.connection, self.guessers)
        self.joined.changed_leads |= {
            lead for lead, _ in so_far ^ {(m.lead_id, m.pair) for m in guessed}
        }
        # How rare a name is counts for everybody who bears it.
        namesakes = self.namesakes()
        others = {lead for pair in namesakes for lead in pair} - self.joined.changed_leads
        if others:
            self.joined.changed_leads |= others
            namesakes = self.namesakes()
        self.hear_again(self.joined.changed_leads - self.joined.heard)
        found = [*guessed, *self.likely(namesakes)]
        two = self.told_apart(found)
        found = [match for match in found if match.pair not in two]
        rows = {
            match.pair: self.suggestion(match)
            for match in sorted(found, key=matches.by_confidence)
            if not self.joined.changed_leads.isdisjoint((match.lead_id, match.other_lead_id))
        }
        known = self.joined.changed_leads - self.joined.new_leads
        # Namesakes were seen at a company: no headline is looked at to tell them another.
        stale = suggestions.stale(self.connection, merges.Kind.PERSON, known, rows)
        for part in portions(stale):
            with writing(self.connection):
                suggestions.drop(self.connection, part)
        for chunk in portions(list(rows.values()), _SUGGESTED):
            with writing(self.connection):
                self.suggested += suggestions.put(self.connection, chunk)

    def told_apart(self, found: Collection[matches.Match]) -> set[str]:
        """Pairs somebody said are two people, by who they are today: those of the people found."""
        said = merges.apart(self.connection)
        if since.refusals(self.connection):
            people = {m.lead_id for m in found} | {m.other_lead_id or m.lead_id for m in found}
            said += suggestions.refused_leads(self.connection, people)
        today = merges.roots(self.connection, {lead for pair in said for lead in pair})
        return {matches.pair_of(today[one], today[other]) for one, other in said}

    def hear_again(self, lead_ids: Collection[int]) -> None:
        """Find the likenesses of leads whose rows this run had no other reason to read."""
        if lead_ids:
            known, seen = self.joined.hang_together(leads.identities_of(self.connection, lead_ids))
            self.joined.likely |= self.joined.group(known, seen).likely

    def namesakes(self) -> set[matches.Pair]:
        """Those something changed for, with everybody seen under one of their names anywhere."""
        self.names.learn(self.joined.changed_leads)
        return matches.namesakes(self.names.some(self.joined.changed_leads), self.names.bearers)

    def likely(self, namesakes: Collection[matches.Pair]) -> list[matches.Match]:
        """Compare those something changed for with their colleagues and namesakes."""
        told = self.likenesses()
        found = self.colleagues().union(namesakes, told)
        cards = {card.lead_id: card for card in self.cards({i for pair in found for i in pair})}
        pairs: dict[matches.Pair, set[Evidence]] = {
            pair: set(told.get(pair, ())) for pair in found if cards.keys() >= set(pair)
        }
        self.names.learn(cards)
        borne_by = matches.homonyms(self.names.some(cards), self.names.bearers)
        return matches.likely(pairs, cards, borne_by)

    def colleagues(self) -> set[matches.Pair]:
        """Those something changed for, with those of their company who share a word with them."""
        changed = pl.Series(sorted(self.joined.changed_leads), dtype=pl.Int64)
        told = self.joined.cards().drop_nulls("account")
        known = self.joined.changed_leads - self.joined.new_leads
        # Of a new account in which nobody is known, everybody was just told of.
        homes = set(told["account"]) - self.joined.new_accounts
        homes |= leads.accounts_of(self.connection, known) if known else set()
        told = told.filter(
            ~pl.col("account").is_in(pl.Series(sorted(homes), dtype=pl.Int64).implode())
        )
        read = (leads.of_accounts(self.connection, part) for part in portions(sorted(homes), _READ))
        return {
            pair
            for part in chain(read, matches.companies(told, _READ))
            for pair in matches.colleagues(part, changed)
        }

    def cards(self, lead_ids: Collection[int]) -> list[Card]:
        """Some leads, as far as likeness goes."""
        return [Card(*row) for row in leads.cards(self.connection, lead_ids)]

    def likenesses(self) -> dict[matches.Pair, set[Evidence]]:
        """Pairs that rows speak of, without being enough to make one person."""
        ids = {i for likely in self.joined.likely for i in (likely.one, likely.other)}
        holder = records.pointers(self.connection, records.LEAD, ids)
        found: dict[matches.Pair, set[Evidence]] = {}
        for likely in self.joined.likely:
            one, other = holder[likely.one], holder[likely.other]
            if one is not None and other is not None and one != other:
                pair = matches.Pair(min(one, other), max(one, other))
                found.setdefault(pair, set()).add(_TOLD[likely.why])
        return found

    def suggestion(self, match: matches.Match) -> dict[str, Any]:  # Any: columns of many types
        """The row of a match; of two leads the older comes first, whichever was found first."""
        if match.other_lead_id is not None and match.other_lead_id < match.lead_id:
            match = match._replace(lead_id=match.other_lead_id, other_lead_id=match.lead_id)
        return {
            **match._asdict(),
            "pair": match.pair,
            "status": SuggestionStatus.OPEN,
            "run_id": self.joined.run_id,
            "at": self.joined.now,
        }
