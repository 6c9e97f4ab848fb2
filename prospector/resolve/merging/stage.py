"""Merge two leads or take a merge back: record the fact, then let resolve judge both again.

The fact, the pointers and what follows a person are one short transaction. What stops after it
loses nothing: the identities wait for the next resolve, which obeys the fact.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection

from prospector.columns import to_micros
from prospector.errors import StoreBusy, UsageError
from prospector.resolve.comparing.stage import Comparing
from prospector.resolve.joining.stage import Joining, decisions_of
from prospector.resolve.matches import pair_of
from prospector.resolve.merging import accounts
from prospector.resolve.merging.accounts.stage import RUN, MergeReport
from prospector.resolve.merging.decisions import Decision, Decisions, leaving, tied
from prospector.resolve.relations import in_a_number
from prospector.rules.models import CompanyFile
from prospector.rules.ruleset import Ruleset
from prospector.store import following, leads, merges, runs, since, suggestions
from prospector.store.database import Database, writing
from prospector.store.merges import Kind
from prospector.tables import MergeOrigin


def merge(  # noqa: PLR0913 - who, into whom, why, by whom, when
    database: Database,
    ruleset: Ruleset,
    winner: str,
    loser: str,
    *,
    reason: str,
    actor: str,
    now: datetime,
) -> MergeReport:
    """Make one lead of two; the first one stays. Either is an id, an e-mail or a profile URL.

    Raises:
        NotFound: nobody is known by one of them.
        UsageError: they are one lead already, or nothing is known of one of them.
    """
    with database.read() as session:
        one, other = (leads.find(session, text).id or 0 for text in (winner, loser))
    if one == other:
        raise UsageError(f"{winner} and {loser} are one lead already: {one}")
    with runs.under_way(database, RUN, now=now) as run_id:
        with database.staging() as connection:
            report = _merge(connection, one, other, (reason, actor, run_id, now))
            _judge_again(connection, ruleset.company, (one, other), run_id, now)
        _finish(database, run_id, report, now)
    return report


def unmerge(
    database: Database, ruleset: Ruleset, merge_id: int, *, actor: str, now: datetime
) -> MergeReport:
    """Take a merge of leads or accounts back. One that rows call for is not made again: the two are kept apart.

    Raises:
        NotFound: there is no such merge.
        UsageError: it was taken back before.
    """
    with database.read() as session:
        found = merges.get(session.connection(), merge_id)
    _still_made(found)
    if found.kind is Kind.COMPANY:
        return accounts.unmerge(database, ruleset, merge_id, actor=actor, now=now)
    with runs.under_way(database, RUN, now=now) as run_id:
        with database.staging() as connection:
            report = _unmerge(connection, merge_id, (actor, run_id, now))
            both = (report.winner, report.loser)
            _judge_again(connection, ruleset.company, both, run_id, now)
        _finish(database, run_id, report, now)
    return report


def _merge(
    connection: Connection, winner: int, loser: int, said: tuple[str, str, int, datetime]
) -> MergeReport:
    reason, actor, run_id, now = said
    with writing(connection):
        merges.lock(connection)
        if merges.roots(connection, (winner, loser)) != {winner: winner, loser: loser}:
            raise StoreBusy("somebody merged one of them meanwhile: look again, then merge")
        kept, moved = (merges.identities_of(connection, lead) for lead in (winner, loser))
        for lead, known_by in ((winner, kept), (loser, moved)):
            if not known_by:
                raise UsageError(f"lead {lead} is known by nothing any more: nothing to merge")
        cuts = decisions_of(merges.decided(connection)).cuts
        overrules = [cut.id for cut in cuts if cut.cuts(kept, moved)]
        new = merges.New(winner, loser, kept, moved, reason, overrules)
        (merge_id,) = merges.add(
            connection, [new], MergeOrigin.PERSON, run_id=run_id, at=now, actor=actor
        )
        merges.point(connection, [*kept, *moved], winner)
        following.people(connection, (winner, loser))
        suggestions.judge(connection, pair_of(winner, loser), merged=True)
    return MergeReport(merge_id, Kind.PERSON, winner, loser, len(moved))


def _unmerge(connection: Connection, merge_id: int, said: tuple[str, int, datetime]) -> MergeReport:
    actor, run_id, now = said
    joining = Joining(connection, run_id, now)
    found = merges.get(connection, merge_id)
    _still_made(found)
    today = merges.roots(connection, [found.winner_id])[found.winner_id]
    held = set(merges.identities_of(connection, today))
    kept = held - set(found.moved) if found.kept is None else found.kept
    decision = Decision(merge_id, frozenset(kept), frozenset(found.moved))
    groups, apart = _without(joining, decision, held, origin=found.origin)
    leave = leaving(groups, decision, dict.fromkeys(held, today), today)
    with writing(connection):
        merges.require(connection, joining.decided)
        if merges.roots(connection, [found.winner_id]) != {found.winner_id: today} or (
            set(merges.identities_of(connection, today)) != held
        ):
            raise StoreBusy("a resolve is at work: run unmerge again when it has ended")
        if not merges.undo(connection, merge_id, kept=kept, apart=apart, at=now, actor=actor):
            raise UsageError(f"merge {merge_id} was taken back before")
        merges.look_again(connection, today)
        merges.point(connection, leave, found.loser_id)
        following.people(connection, (today, found.winner_id, found.loser_id))
        suggestions.judge(connection, pair_of(found.winner_id, found.loser_id), merged=False)
    return MergeReport(merge_id, Kind.PERSON, today, found.loser_id, len(leave), apart)


def _still_made(found: merges.Found) -> None:
    if found.undone_at is not None:
        raise UsageError(f"merge {found.id} was taken back before")


def _without(
    joining: Joining, decision: Decision, held: Collection[int], *, origin: MergeOrigin
) -> tuple[list[tuple[int, ...]], bool]:
    """Who is who without a merge, and whether it takes a cut: rows would make it again."""
    known, seen = joining.hang_together(held)
    others = [each for each in joining.decisions.all if each.id != decision.id]
    cut = [*others, decision._replace(apart=True)]
    for decided, apart in ((others, False), (cut, True)):
        if apart or origin is MergeOrigin.PERSON:
            joining.decisions = Decisions(decided)
            groups = [person.identities for person in joining.group(known, seen).persons]
            if apart or not tied(groups, decision):
                return groups, apart
    raise AssertionError("the second way always ends")


def _judge_again(
    connection: Connection,
    company: CompanyFile,
    lead_ids: Collection[int],
    run_id: int,
    now: datetime,
) -> None:
    """Resolve what hangs together with some leads, as if every row of theirs were new."""
    joining = Joining(connection, run_id, now)
    identities = {i for lead in lead_ids for i in merges.identities_of(connection, lead)}
    joining.people(identities, ())
    joining.changed_leads |= set(lead_ids)
    at, told = to_micros(now), in_a_number(company)
    Comparing(joining, company, since.looked(connection, run_id, at=at, company=told)).run()


def _finish(database: Database, run_id: int, report: MergeReport, now: datetime) -> None:
    with database.write() as session:
        counts = {"merge": report.merge, "moved": report.moved}
        runs.finish(session, run_id, now=now, counts=counts)
