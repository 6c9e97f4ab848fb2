"""Merge two accounts or take a merge back: record the fact, then let resolve judge both again.

As with leads: the fact, the pointers and what follows are one short transaction, and what stops
after it loses nothing.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection

from prospector.columns import to_micros
from prospector.errors import StoreBusy, UsageError
from prospector.resolve.comparing.stage import Comparing
from prospector.resolve.joining.stage import Joining, decisions_of
from prospector.resolve.merging.decisions import Decision, Decisions, leaving, tied
from prospector.resolve.relations import in_a_number
from prospector.resolve.twins.evidence import pair_of
from prospector.resolve.twins.stage import suggest
from prospector.rules.models import CompanyFile
from prospector.rules.ruleset import Ruleset
from prospector.store import accounts, following, merges, runs, since, suggestions
from prospector.store.database import Database, writing
from prospector.store.merges import COMPANIES, Kind
from prospector.tables import MergeOrigin, Relation

#: How the runs of both verbs are called in the run log, of accounts and of leads.
RUN = "merge"


@dataclass(frozen=True)
class MergeReport:
    """A merge that was made, or taken back: of accounts or of leads."""

    merge: int
    kind: Kind
    winner: int
    loser: int
    #: How many ways of being seen changed hands.
    moved: int
    #: Taken back for good: resolve never joins the two again.
    apart: bool = False
    #: What a company was said to be to us, where its two sides differed.
    relation: Relation | None = None


class _Said(NamedTuple):
    """Who says it and why, in which run, when."""

    reason: str
    actor: str
    run_id: int
    now: datetime


def merge(  # noqa: PLR0913 - which, into which, why, by whom, when
    database: Database,
    ruleset: Ruleset,
    winner: str,
    loser: str,
    *,
    reason: str,
    actor: str,
    now: datetime,
    relation: Relation | None = None,
) -> MergeReport:
    """Make one account of two; the first one stays. Either is an id, a domain or a name.

    What the company is to us is what either was, if the other was only a prospect; `relation` says
    which holds where both were more, and differ.

    Raises:
        NotFound: no account is known by one of them.
        UsageError: they are one account already, several are called so, or `relation` is wanted.
    """
    with database.read() as session:
        one, other = (accounts.find(session, text) for text in (winner, loser))
        if one == other:
            raise UsageError(f"{winner} and {loser} are one account already: {one}")
        chosen = _chosen(accounts.named(session.connection(), (one, other)), relation)
    with runs.under_way(database, RUN, now=now) as run_id:
        said = _Said(reason, actor, run_id, now)
        with database.staging() as connection:
            report = _merge(connection, one, other, said, chosen)
            _judge_again(connection, ruleset.company, (one, other), said)
        _finish(database, report, said)
    return report


def unmerge(
    database: Database, ruleset: Ruleset, merge_id: int, *, actor: str, now: datetime
) -> MergeReport:
    """Take a merge of accounts back. One that rows call for is not made again: the two are kept apart.

    Raises:
        NotFound: there is no such merge.
        UsageError: it was taken back before.
    """
    with runs.under_way(database, RUN, now=now) as run_id:
        said = _Said("", actor, run_id, now)
        with database.staging() as connection:
            found = merges.get(connection, merge_id)
            report = _unmerge(connection, found, said)
            _judge_again(connection, ruleset.company, (report.winner, report.loser), said)
            with writing(connection):
                merges.lock(connection)
                former = merges.homes(connection, [report.winner], COMPANIES).keys()
                both = {report.winner, found.winner_id, *former} - {report.loser}
                following.part(connection, both, report.loser, since=found.at)
        _finish(database, report, said)
    return report


def _chosen(both: Iterable[accounts.Named], relation: Relation | None) -> Relation | None:
    """What the company is to us, where somebody has to say so."""
    told = [each for each in both if each.relation is not Relation.PROSPECT]
    offered = {each.relation for each in told}
    if relation is not None and relation not in offered:
        raise UsageError(
            f"neither of them is {_a(relation)}: --relation chooses between what they are"
        )
    if len(offered) < 2 or relation is not None:  # one of them is only a prospect, or they agree
        return relation if len(offered) > 1 else None
    said = " and ".join(
        f"{each.id} {each.called} is {_a(each.relation)}{f' ({each.why})' if each.why else ''}"
        for each in told
    )
    ways = " or ".join(f"--relation {each.relation}" for each in told)
    raise UsageError(f"{said}: say what the one company is to us, {ways}")


def _a(relation: Relation) -> str:
    words = {Relation.OPEN_OPPORTUNITY: "an open opportunity", Relation.OWN: "our own"}
    return words.get(relation, f"a {relation.value.replace('_', ' ')}")


def _merge(
    connection: Connection, winner: int, loser: int, said: _Said, relation: Relation | None
) -> MergeReport:
    with writing(connection):
        merges.lock(connection)
        if merges.roots(connection, (winner, loser), COMPANIES) != {winner: winner, loser: loser}:
            raise StoreBusy("somebody merged one of them meanwhile: look again, then merge")
        kept, moved = (
            merges.identities_of(connection, each, COMPANIES) for each in (winner, loser)
        )
        for account, known_by in ((winner, kept), (loser, moved)):
            if not known_by:
                raise UsageError(
                    f"account {account} is known by nothing any more: nothing to merge"
                )
        cuts = decisions_of(merges.decided(connection, COMPANIES)).cuts
        overrules = [cut.id for cut in cuts if cut.cuts(kept, moved)]
        new = merges.New(winner, loser, kept, moved, said.reason, overrules, relation)
        (merge_id,) = merges.add(
            connection,
            [new],
            MergeOrigin.PERSON,
            run_id=said.run_id,
            at=said.now,
            actor=said.actor,
            sort=COMPANIES,
        )
        merges.point(connection, [*kept, *moved], winner, COMPANIES)
        accounts.look_again(connection, (winner, loser))
        following.companies(connection, (winner, loser))
        suggestions.judge(connection, pair_of(winner, loser), merged=True)
    return MergeReport(merge_id, Kind.COMPANY, winner, loser, len(moved), relation=relation)


def _unmerge(connection: Connection, found: merges.Found, said: _Said) -> MergeReport:
    joining = Joining(connection, said.run_id, said.now)
    today = merges.roots(connection, [found.winner_id], COMPANIES)[found.winner_id]
    held = set(merges.identities_of(connection, today, COMPANIES))
    kept = held - set(found.moved) if found.kept is None else found.kept
    decision = Decision(found.id, frozenset(kept), frozenset(found.moved))
    groups, apart = _without(joining, decision, held, origin=found.origin)
    leave = leaving(groups, decision, dict.fromkeys(held, today), today)
    with writing(connection):
        merges.require(connection, joining.decided_companies, COMPANIES)
        now = merges.roots(connection, [found.winner_id], COMPANIES)[found.winner_id]
        if now != today or set(merges.identities_of(connection, today, COMPANIES)) != held:
            raise StoreBusy("a resolve is at work: run unmerge again when it has ended")
        undone = merges.undo(
            connection, found.id, kept=kept, apart=apart, at=said.now, actor=said.actor
        )
        if not undone:
            raise UsageError(f"merge {found.id} was taken back before")
        merges.look_again(connection, today, COMPANIES)
        accounts.look_again(connection, (today,))
        merges.point(connection, leave, found.loser_id, COMPANIES)
        following.companies(connection, (today, found.winner_id, found.loser_id))
        suggestions.judge(connection, pair_of(found.winner_id, found.loser_id), merged=False)
    return MergeReport(found.id, Kind.COMPANY, today, found.loser_id, len(leave), apart)


def _without(
    joining: Joining, decision: Decision, held: Collection[int], *, origin: MergeOrigin
) -> tuple[list[tuple[int, ...]], bool]:
    """Which companies there are without a merge, and whether it takes a cut: rows would make it again."""
    others = [each for each in joining.company_decisions.all if each.id != decision.id]
    cut = [*others, decision._replace(apart=True)]
    for decided, apart in ((others, False), (cut, True)):
        if apart or origin is MergeOrigin.PERSON:
            _, grouped = joining.group_companies(held, Decisions(decided))
            if apart or not tied(grouped.groups, decision):
                return grouped.groups, apart
    raise AssertionError("the second way always ends")


def _judge_again(
    connection: Connection, company: CompanyFile, account_ids: Collection[int], said: _Said
) -> None:
    """Resolve the companies and their people again, as if every row of theirs were new."""
    joining = Joining(connection, said.run_id, said.now)
    identities = {
        i for each in account_ids for i in merges.identities_of(connection, each, COMPANIES)
    }
    joining.companies(identities)
    joining.people((), identities)
    joining.changed_accounts |= set(account_ids)
    joining.left |= set(account_ids)
    at, told = to_micros(said.now), in_a_number(company)
    before = since.looked(connection, said.run_id, at=at, company=told)
    Comparing(joining, company, before, remember=False).run()
    suggest(joining)


def _finish(database: Database, report: MergeReport, said: _Said) -> None:
    with database.write() as session:
        counts = {"merge": report.merge, "moved": report.moved}
        runs.finish(session, said.run_id, now=said.now, counts=counts)
