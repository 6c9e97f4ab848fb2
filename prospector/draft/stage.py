"""Write the day's messages: plan, render, judge, and put them in the queue."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlmodel import Session

from prospector import policy
from prospector.draft import inspection, morning, rows
from prospector.draft.compose import Desk, Message, compose, why_now
from prospector.draft.material import Material
from prospector.draft.morning import NO_HOLD, TEXT_GATES, Standing, Turn
from prospector.draft.rows import Columns, Reason
from prospector.draft.templates import Slot, read_library
from prospector.errors import RulesError
from prospector.policy.stage import held_by
from prospector.rules.ruleset import Ruleset
from prospector.store import drafts, evidence, leads, runs
from prospector.store.alone import alone
from prospector.store.database import Database
from prospector.store.evidence import Evidence
from prospector.tables import Channel, Draft, DraftStatus

#: Drafts written in one transaction, so that none holds the write lock for long.
_CHUNK = 100


@dataclass(frozen=True)
class DraftReport:
    """What a run did to the queue."""

    queued: int = 0
    kept: int = 0
    rerendered: int = 0
    held: int = 0
    expired: int = 0

    def __add__(self, other: "DraftReport") -> "DraftReport":
        """Both together."""
        mine, theirs = vars(self), vars(other)
        return DraftReport(**{name: mine[name] + theirs[name] for name in mine})


class _Job(NamedTuple):
    """What the stage works with, from the first look to the last write."""

    database: Database
    desk: Desk
    now: datetime
    key: bytes


class _Order(NamedTuple):
    """A message to write: for whom, which step, signed by whom."""

    lead_id: int
    slot: Slot
    sender: str


class _Written(NamedTuple):
    """A written message and why it is written now."""

    message: Message
    reason: Reason


class _Write(NamedTuple):
    """One thing to save, and how the report counts it: a new row, or a move of an open draft."""

    counts: DraftReport
    row: Columns | None = None
    turn: Turn | None = None
    only_untouched: bool = True


def draft(  # noqa: PLR0913 - what the day depends on
    database: Database,
    ruleset: Ruleset,
    templates_dir: Path,
    *,
    now: datetime,
    zone: ZoneInfo,
    key: bytes,
    language: str,
) -> DraftReport:
    """Plan the day and write its drafts; a second run the same day keeps what is still right.

    Raises:
        RulesError: templates that segments use are broken; nothing was written.
        StoreBusy: another run is at work still, after some minutes.
    """
    library = read_library(templates_dir)
    if problems := inspection.broken(library, ruleset):
        raise RulesError(problems)
    with alone(database, "draft"):
        with database.read() as session:
            runs.require_whole(session, "score", "segment")
            today = policy.today(session, now=now, zone=zone)
        job = _Job(database, Desk(library, ruleset, today, zone, language), now, key)
        with runs.under_way(database, "draft", now=now) as run_id:
            return _run(job, run_id)


def _run(job: _Job, run_id: int) -> DraftReport:
    database, desk = job.database, job.desk
    report = _save(job, list(_begin_the_day(job)))
    absorbed = policy.absorb_outcomes(
        database,
        desk.ruleset,
        now=job.now,
        zone=desk.zone,
        key=job.key,
        language=desk.language,
    )
    report += DraftReport(held=absorbed.held, expired=absorbed.expired)
    with database.read() as session:
        day = policy.assess(
            session,
            desk.ruleset,
            now=job.now,
            zone=desk.zone,
            key=job.key,
            default_language=desk.language,
        )
        opened = drafts.open_drafts(session)
        known = evidence.load(
            session, {*(each.lead_id for each in day.planned), *(each.lead_id for each in opened)}
        )
    writes = [*_new(day.planned, known, job), *_again(opened, day, known, job)]
    return _save(job, writes, finish=(run_id, report))


# --- the morning ----------------------------------------------------------------------------


def _begin_the_day(job: _Job) -> Iterator[_Write]:
    """Wake what was put off, let yesterday's drafts compete again, look again at held texts."""
    with job.database.read() as session:
        opened = drafts.open_drafts(session)
        known = evidence.load(session, {each.lead_id for each in opened})
    grades = job.desk.ruleset.policy.grades
    for each in opened:
        standing = _standing(each.lead_id, known)
        turn = morning.turn(each, standing, today=job.desk.today, now=job.now, grades=grades)
        if turn is not None:
            counts = DraftReport(expired=int(turn.new is DraftStatus.EXPIRED))
            wakes = turn.new is DraftStatus.QUEUED  # an edited draft wakes too
            yield _Write(counts, turn=turn, only_untouched=not wakes)
        elif each.status is DraftStatus.HELD and each.held_gate in TEXT_GATES:
            yield from _text_again(each, known, job)


def _standing(lead_id: int, known: Evidence) -> Standing:
    membership, score = known.memberships.get(lead_id), known.scores.get(lead_id)
    segment = membership.drafts_as or membership.segment if membership else None
    return Standing(segment, score.grade if score else None)


def _text_again(each: Draft, known: Evidence, job: _Job) -> Iterator[_Write]:
    """A draft held for its text: say again why, or let it wait for its place in the day."""
    written = _rewritten(each, known, job)
    if written is None:
        return
    columns = rows.text(written.message) | {"updated_at": job.now}
    if written.message.held_gate is None:
        columns |= morning.waiting("Its text is complete now", job.now)
    yield _Write(DraftReport(), turn=_turn(each, DraftStatus.HELD, columns))


# --- new drafts, and open ones again --------------------------------------------------------


def _new(planned: Iterable[policy.Planned], known: Evidence, job: _Job) -> Iterator[_Write]:
    for each in planned:
        slot = Slot(each.segment, each.step, each.slug, each.channel.value)
        written = _write(_Order(each.lead_id, slot, each.sender), known, job)
        if written is None:
            continue
        row: Columns = {
            **rows.BLANK,
            **rows.reason(written.reason),
            **rows.text(written.message),
            **rows.dated(job.desk.today, job.now),
            "lead_id": each.lead_id,
            "account_id": each.account_id,
            "status": rows.status(written.message),
            "segment": each.segment,
            "step": each.step,
            "purpose": job.desk.ruleset.segments_by_id[each.segment].purpose,
            "channel": each.channel,
            "owner": each.owner,
            "sender": each.sender,
            "created_at": job.now,
        }
        held = int(written.message.held_gate is not None)
        yield _Write(DraftReport(queued=1 - held, held=held), row=row)


def _again(
    opened: Sequence[Draft], day: policy.Assessment, known: Evidence, job: _Job
) -> Iterator[_Write]:
    lifted = frozenset(day.lifted)
    for each in opened:
        gate = day.still_held.get(each.id or 0)
        if gate is not None:
            yield from _held_still(each, gate, job)
        elif each.id in lifted or each.status is DraftStatus.QUEUED:
            yield from _in_the_queue(each, known, job)


def _held_still(each: Draft, gate: policy.Gate, job: _Job) -> Iterator[_Write]:
    columns = held_by(gate)
    if all(getattr(each, name) == value for name, value in columns.items()):
        return
    counts = DraftReport(held=int(each.held_reason != gate.reason))
    turn = _turn(each, DraftStatus.HELD, {**columns, "updated_at": job.now})
    yield _Write(counts, turn=turn, only_untouched=False)


def _in_the_queue(each: Draft, known: Evidence, job: _Job) -> Iterator[_Write]:
    """A draft that is, or comes back, in the queue: keep it, or write it anew if it is nobody's."""
    written = _rewritten(each, known, job)
    if written is None:  # its step or lead is gone
        turn = _turn(each, DraftStatus.EXPIRED, {"updated_at": job.now})
        yield _Write(DraftReport(expired=1), turn=turn)
        return
    message, why = written
    columns = rows.dated(job.desk.today, job.now)
    if each.touched_by:
        columns |= rows.flagged(each, message) | NO_HOLD
        turn = _turn(each, DraftStatus.QUEUED, columns)
        yield _Write(DraftReport(kept=1), turn=turn, only_untouched=False)
    elif each.business_date == job.desk.today and not rows.is_stale(each, message, why):
        turn = _turn(each, DraftStatus.QUEUED, {**NO_HOLD, "updated_at": job.now})
        back = each.status is DraftStatus.HELD
        yield _Write(DraftReport(kept=1), turn=turn if back else None)
    else:
        columns |= rows.text(message) | rows.reason(why)
        held, same = message.held_gate is not None, rows.says_the_same(each, message)
        counts = DraftReport(
            held=int(held), kept=int(same and not held), rerendered=int(not (same or held))
        )
        yield _Write(counts, turn=_turn(each, rows.status(message), columns))


def _turn(each: Draft, new: DraftStatus, columns: Columns) -> Turn:
    return Turn(int(each.id or 0), each.status, new, columns)


def _rewritten(each: Draft, known: Evidence, job: _Job) -> _Written | None:
    """What an open draft would say if it were written now; None = it has no place any more."""
    segment = job.desk.ruleset.segments_by_id.get(each.segment)
    if segment is None or each.step > len(segment.sequence):
        return None
    slug = segment.sequence[each.step - 1].slug
    slot = Slot(each.segment, each.step, slug, Channel(each.channel).value)
    return _write(_Order(each.lead_id, slot, each.sender), known, job)


def _write(order: _Order, known: Evidence, job: _Job) -> _Written | None:
    """Write one message; None = its lead has no score any more."""
    score = known.scores.get(order.lead_id)
    if score is None or order.lead_id not in known.leads:
        return None
    desk = job.desk
    made_of = material_of(order.lead_id, order.slot, order.sender, known, desk.ruleset)
    reason = Reason(
        why_now(made_of, desk.ruleset, desk.language), score, desk.ruleset.policy_version
    )
    return _Written(compose(made_of, order.slot, desk), reason)


def material_of(
    lead_id: int, slot: Slot, sender: str, known: Evidence, ruleset: Ruleset
) -> Material:
    """The rows of one lead's draft.

    In a sequence whose segment the lead has left since, a later step rests on what the earlier
    ones spoke of.
    """
    lead, membership = known.leads[lead_id], known.memberships.get(lead_id)
    if membership is not None and slot.segment in (membership.segment, membership.drafts_as):
        signal_ids, fired = membership.evidence, membership.fired
    else:
        signal_ids, fired = known.spoken.get((lead_id, slot.segment), []), []
    senders = {each.id: each for each in ruleset.company.senders}
    evidence_of = [known.signals[each] for each in signal_ids if each in known.signals]
    account = known.accounts.get(lead.account_id or 0)
    if lead.sources.get("account_id", {}).get("from") == "headline":
        # Only a guess at where they work: the message speaks of what they did themselves.
        account = None
        evidence_of = [
            each
            for each in evidence_of
            if known.speakers.get(each.person_identity_id or 0) == lead_id
        ]
    return Material(
        lead=lead,
        account=account,
        segment=ruleset.segments_by_id[slot.segment],
        step=slot.step,
        sender=senders.get(sender, ruleset.company.senders[0]),
        evidence=evidence_of,
        speakers=known.speakers,
        fired=fired,
        behaviour=membership.behaviour if membership else None,
    )


def material_for(database: Database, who: str, slot: Slot, ruleset: Ruleset) -> Material:
    """The rows a message to one lead would be made from, whatever policy says about it.

    Raises:
        NotFound: nobody is known by `who`.
    """
    with database.read() as session:
        lead_id = int(leads.find(session, who).id or 0)
        known = evidence.load(session, [lead_id])
    return material_of(lead_id, slot, ruleset.company.senders[0].id, known, ruleset)


# --- saving ---------------------------------------------------------------------------------


def _save(
    job: _Job, writes: Sequence[_Write], finish: tuple[int, DraftReport] | None = None
) -> DraftReport:
    """Save in short transactions; what somebody else moved meanwhile is left alone, uncounted."""
    report = finish[1] if finish else DraftReport()
    starts = range(0, max(len(writes), 1), _CHUNK)
    for start in starts:
        with job.database.write() as session:
            for each in writes[start : start + _CHUNK]:
                if _saved(session, each):
                    report += each.counts
            if finish and start == starts[-1]:
                runs.finish(session, finish[0], now=job.now, counts=dict(vars(report)))
    return report


def _saved(session: Session, each: _Write) -> bool:
    if each.row is not None:
        return drafts.add(session, [each.row]) == 1
    if each.turn is None:
        return True
    turn = each.turn
    where = [drafts.untouched()] if each.only_untouched else []
    return drafts.move(session, turn.draft_id, turn.old, turn.new, where=where, **turn.values)
