"""Act on what came back: suppress, let go whom that closes, end sequences, hold or expire drafts."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from prospector.policy.assess import judge_drafts, today
from prospector.policy.gates import Gate
from prospector.policy.ours import suppressed_since
from prospector.policy.outcomes import CLOSING, closings
from prospector.rules.ruleset import Ruleset
from prospector.store import candidates, caps, drafts, enrolments, runs, suppressed, suppressions
from prospector.store.database import Database
from prospector.store.files.manifest import Entity, Marks
from prospector.store.suppressions import Value
from prospector.tables import OPEN_DRAFT, DraftStatus, SuppressionKind

#: The name of this verb's runs: their count tells up to which signal it has looked.
RUN = "policy"
_UNTIL = "signals_until"
#: The name of the runs that look whom suppressions close: their marks tell how far.
LOOK = "suppressed"
_HOLDABLE = (DraftStatus.QUEUED, DraftStatus.APPROVED)
#: Rows written in one transaction, so that none holds the write lock for long.
_CHUNK = 50

T = TypeVar("T")


@dataclass(frozen=True)
class AbsorbReport:
    """What followed from what came back."""

    suppressed: int
    ended: int
    held: int
    expired: int


def absorb_outcomes(  # noqa: PLR0913 - what the gates depend on
    database: Database,
    ruleset: Ruleset,
    *,
    now: datetime,
    zone: ZoneInfo,
    key: bytes,
    language: str = "en",
) -> AbsorbReport:
    """Let objections, bounces, answers and changed relations have their effect.

    Whoever drafts or exports calls it first. Doing it twice changes nothing more.
    """
    suppressed = _suppress_objectors(database, now=now, key=key)
    ended = _end_sequences(database, ruleset, now=now, zone=zone)
    held, expired = settle_drafts(database, ruleset, now=now, zone=zone, key=key, language=language)
    return AbsorbReport(suppressed, ended, held, expired)


@dataclass(frozen=True)
class LeaveReport:
    """Who is suppressed and was not, who no longer is, and of whom something was deleted."""

    marked: int
    unmarked: int
    forgotten: int


def let_leave(
    database: Database, *, now: datetime, key: bytes, since: Marks | None = None
) -> LeaveReport:
    """Let people who are suppressed leave scores, segments and signal files.

    Whoever scores calls it first: worlds and files leave out who is marked, and what was worked
    out about them is deleted. `since` is where the caller's last look ended, who then keeps it;
    None = where the last run's did.
    """
    from prospector.store import touched
    from prospector.store.files import changes

    _suppress_objectors(database, now=now, key=key, since=since)
    with database.read() as session:
        last = runs.latest(session, LOOK) if since is None else None
        begin = since or (touched.of_counts(last.counts) if last else None)
        marks = changes.marks(session)
        doubtful = suppressed.moved(session, begin) if begin else None
    marked, unmarked = _look_again(database, doubtful, key=key)
    forgotten = _forget(database, None if since is None else marked)
    if since is None and (doubtful is None or doubtful):
        run_id = runs.begin(database, LOOK, now=now)
        counts = {"marked": len(marked), "unmarked": unmarked, **touched.as_counts(marks)}
        with database.write() as session:
            runs.finish(session, run_id, now=now, counts=counts)
    return LeaveReport(len(marked), unmarked, forgotten)


def _look_again(
    database: Database, lead_ids: Collection[int] | None, *, key: bytes
) -> tuple[list[int], int]:
    """Mark which of these leads (None = all) are suppressed: who newly is, and how many no longer are."""
    with database.read() as session:
        found = suppressions.matching(session, key=key, lead_ids=lead_ids)
        standing = suppressed.marked(session, lead_ids)
    since = {lead_id: suppressed_since(matches) for lead_id, matches in found.items()}
    wrong = {
        lead_id: since.get(lead_id)
        for lead_id in sorted(since.keys() | standing.keys())
        if since.get(lead_id) != standing.get(lead_id)
    }
    for part in _parts(wrong.items()):
        with database.write() as session:
            suppressed.mark(session, dict(part))
    new = [lead_id for lead_id in wrong if lead_id not in standing]
    return new, sum(at is None for at in wrong.values())


def _forget(database: Database, lead_ids: Sequence[int] | None) -> int:
    """Delete what was worked out about these leads, or about everybody who is marked."""
    if lead_ids is None:
        with database.read() as session:
            lead_ids = suppressed.remembered(session)
    for part in _parts(lead_ids):
        with database.write() as session:
            suppressed.forget(session, part)
    return len(lead_ids)


def settle_drafts(  # noqa: PLR0913 - as absorb_outcomes
    database: Database,
    ruleset: Ruleset,
    *,
    now: datetime,
    zone: ZoneInfo,
    key: bytes,
    language: str = "en",
) -> tuple[int, int]:
    """Hold open drafts that a gate stops by now, expire those whose turn has passed."""
    with database.read() as session:
        judged = judge_drafts(
            session, ruleset, now=now, zone=zone, key=key, default_language=language
        )
        orphans = candidates.orphaned(session)
    stopped = [
        (draft_id, v.gate) for draft_id, v in judged.verdicts.items() if v.gate and not v.expires
    ]
    passed = [(draft_id, v.gate) for draft_id, v in judged.verdicts.items() if v.expires]
    passed += [(draft_id, None) for draft_id in orphans]
    held = _move_all(database, stopped, _HOLDABLE, DraftStatus.HELD, now)
    expired = _move_all(database, passed, OPEN_DRAFT, DraftStatus.EXPIRED, now)
    return held, expired


def _move_all(
    database: Database,
    found: Sequence[tuple[int, Gate | None]],
    old: Sequence[DraftStatus],
    new: DraftStatus,
    now: datetime,
) -> int:
    """Move the drafts that a gate stops; returns how many were still there to move."""
    moved = 0
    for part in _parts((draft_id, gate) for draft_id, gate in found):
        with database.write() as session:
            for draft_id, gate in part:
                why = held_by(gate) if gate else {}
                moved += drafts.move(session, draft_id, old, new, updated_at=now, **why)
    return moved


def held_by(gate: Gate) -> dict[str, Any]:  # Any: columns of several types
    """The columns of a held draft: by which gate, why, until when."""
    return {
        "held_gate": gate.code.value,
        "held_reason": gate.reason,
        "held_until": gate.lifts_at,
    }


@dataclass(frozen=True)
class SuppressReport:
    """What `suppress` or `unsuppress` did."""

    kind: SuppressionKind
    value: str
    changed: bool
    held: int


def suppress(  # noqa: PLR0913 - what a suppression records
    database: Database,
    ruleset: Ruleset,
    raw: str,
    *,
    reason: str,
    now: datetime,
    zone: ZoneInfo,
    key: bytes,
    language: str = "en",
) -> SuppressReport:
    """Never touch an address, domain, profile or phone again, from this moment on."""
    value = suppressions.canonical(raw, ruleset.company.default_country)
    with database.write() as session:
        new = suppressions.add(
            session, value, key=key, reason=reason, source="typed by a person", at=now
        )
    _look_at(database, [value], key=key)
    held, _ = settle_drafts(database, ruleset, now=now, zone=zone, key=key, language=language)
    return SuppressReport(value.kind, value.value, new, held)


def unsuppress(database: Database, ruleset: Ruleset, raw: str, *, key: bytes) -> SuppressReport:
    """Take a suppression back. Held drafts come back to the queue with the next `draft`."""
    value = suppressions.canonical(raw, ruleset.company.default_country)
    with database.write() as session:
        gone = suppressions.remove(session, value, key=key)
    _look_at(database, [value], key=key)
    return SuppressReport(value.kind, value.value, gone, 0)


def _look_at(database: Database, values: Collection[Value], *, key: bytes) -> None:
    """Look again at everybody who was ever seen by these, now that what was written about them shows."""
    with database.read() as session:
        lead_ids = suppressed.of_values(session, values)
    if lead_ids:
        _look_again(database, lead_ids, key=key)


def _suppress_objectors(
    database: Database, *, now: datetime, key: bytes, since: Marks | None = None
) -> int:
    """Suppress everybody who objected, and every address that is dead, since the last look.

    Each signal is looked at once: what a person took back with `unsuppress` stays taken back.
    Whoever knows `since` when may look often: a look that finds nothing is then not kept.
    """
    with database.read() as session:
        last = runs.latest(session, RUN)
        after = int(last.counts[_UNTIL]) if last else 0
        if since is not None:
            after = max(after, since.tops[Entity.SIGNAL])
        newest = suppressions.newest_signal(session)
        if newest <= after:
            return 0
        objected = suppressions.objections(session, CLOSING, after=after)
        leads = {each.lead_id for each in objected if each.lead_id is not None}
        closed = closings(objected, suppressions.values_of(session, leads))
    if since is not None and not closed:
        return 0
    with runs.under_way(database, RUN, now=now) as run_id:
        count = 0
        for part in _parts(closed):
            with database.write() as session:
                for signal, (value, reason, source) in part:
                    count += suppressions.add(
                        session, value, key=key, reason=reason, source=source, at=signal.at
                    )
        _look_at(database, {closing.value for _, closing in closed}, key=key)
        with database.write() as session:
            runs.finish(session, run_id, now=now, counts={"suppressed": count, _UNTIL: newest})
    return count


def _end_sequences(database: Database, ruleset: Ruleset, *, now: datetime, zone: ZoneInfo) -> int:
    lengths = {rule.id: len(rule.sequence) for rule in ruleset.segments.segments}
    with database.write() as session:
        ended = enrolments.close_finished(
            session,
            now=now,
            today=today(session, now=now, zone=zone),
            lengths=lengths,
            idle_days=ruleset.policy.cool_down.idle,
        )
        if ended:
            caps.release(session, lead_ids=ended)
    return len(ended)


def _parts(rows: Iterable[T]) -> Iterator[Sequence[T]]:
    every = list(rows)
    for start in range(0, len(every), _CHUNK):
        yield every[start : start + _CHUNK]
