"""Hand approved drafts over: touches and slots in short transactions, then the file.

The store is the truth and the file a copy of it: written from the touches after they are
committed, so a crash at any point leaves either nothing or an export the next one completes.
"""

import contextlib
import hashlib
import os
import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlmodel import Session

from prospector import policy
from prospector.errors import UsageError, WorkspaceError
from prospector.export import registry
from prospector.export.record import from_payload, record_of, to_payload
from prospector.policy.assess import Judged, judge_drafts
from prospector.policy.gates import Gate
from prospector.policy.stage import held_by
from prospector.policy.timing import due_date
from prospector.rules.ruleset import Ruleset
from prospector.store import caps, drafts, enrolments, exports, runs, touches
from prospector.store.database import Database
from prospector.store.exports import Leaving
from prospector.tables import DraftStatus, EnrolmentEnd, Export

#: Drafts in one transaction: each takes some eight slots, and SQLite has one writer.
CHUNK = 5


@dataclass(frozen=True)
class ExportedFile:
    """A file on disk with its receipt."""

    export: int
    path: str
    drafts: int
    sha256: str


@dataclass(frozen=True)
class ExportReport:
    """What left, where it is, and what policy held at the last moment."""

    target: str
    taken: int
    held: dict[str, int]
    #: More than one only when another export started meanwhile.
    files: tuple[ExportedFile, ...]
    #: Files of earlier exports that had been interrupted.
    completed: tuple[ExportedFile, ...]
    #: Files of earlier exports that still cannot be written, and why.
    unwritten: tuple[str, ...]


@dataclass(frozen=True)
class Replay:
    """A file written again from the store, and whether it equals what left."""

    export: int
    path: str
    drafts: int
    identical: bool


@dataclass
class _Handover:
    """One call of `export` while it runs."""

    database: Database
    ruleset: Ruleset
    target: str
    out: Path
    now: datetime
    zone: ZoneInfo
    key: bytes
    language: str
    taken: int = 0
    held: Counter[str] = field(default_factory=Counter)
    opened: list[int] = field(default_factory=list)


def export(  # noqa: PLR0913 - where to, and what the gates depend on
    database: Database,
    ruleset: Ruleset,
    target: str,
    out: Path,
    *,
    now: datetime,
    zone: ZoneInfo,
    key: bytes,
    language: str = "en",
) -> ExportReport:
    """Export every approved draft that policy still lets go, to a file, with a receipt.

    `out` is the file, or a folder (one that exists, or a name without a suffix) to name it in.

    Raises:
        UsageError: there is no such target, or the file exists.
        WorkspaceError: the folder cannot be written.
    """
    registry.target(target)
    _check_writable(out)
    policy.absorb_outcomes(database, ruleset, now=now, zone=zone, key=key, language=language)
    completed, unwritten = _complete(database, now)
    work = _Handover(database, ruleset, target, out, now, zone, key, language)
    with database.read() as session:
        waiting = exports.waiting(session)
    if not waiting:
        return ExportReport(target, 0, {}, (), completed, unwritten)
    with runs.under_way(database, "export", now=now) as run_id:
        _hand_over(work, waiting)
        files = tuple(filter(None, (_finish(database, each, now) for each in work.opened)))
        with database.write() as session:
            counts = {"taken": work.taken, "held": sum(work.held.values())}
            runs.finish(session, run_id, now=now, counts=counts)
    held = dict(sorted(work.held.items()))
    return ExportReport(target, work.taken, held, files, completed, unwritten)


def replay(database: Database, export_id: int, out: Path | None = None) -> Replay:
    """Write an export's file again, from the store alone; slots and drafts are not touched.

    Raises:
        NotFound: there is no such export.
        UsageError: it handed nothing over.
    """
    with database.read() as session:
        row = exports.get(session, export_id)
    content, count = _content(database, row)
    if count == 0:
        raise UsageError(f"export {export_id} handed nothing over: there is no file to write")
    path = out or Path(row.path)
    _check_plain(path)
    if path.is_dir():
        raise UsageError(f"{path} is a folder: name the file to write export {export_id} to")
    digest = _write(path, content)
    return Replay(export_id, str(path), count, digest == row.sha256)


def _hand_over(work: _Handover, waiting: Sequence[int]) -> None:
    for start in range(0, len(waiting), CHUNK):
        part = waiting[start : start + CHUNK]
        while not _hand_over_part(work, part):
            _open(work)


def _hand_over_part(work: _Handover, part: Sequence[int]) -> bool:
    """Let some drafts leave in one transaction; False = there is no open export to leave with."""
    if not work.opened:
        return False
    with work.database.write() as session:
        # Locks the export's row as well: from here on nobody can seal it under our hands.
        if not exports.add(session, work.opened[-1], drafts=0, held=0):
            return False
        taken, gates = _leave(session, work, part)
        exports.add(session, work.opened[-1], drafts=taken, held=len(gates))
    work.taken += taken
    work.held.update(gate.code.value for gate in gates)
    return True


def _leave(session: Session, work: _Handover, part: Sequence[int]) -> tuple[int, list[Gate]]:
    """Ask policy again, then let go what it lets go and hold the rest."""
    leaving = exports.ready(session, part)
    leads = {each.draft.lead_id for each in leaving}
    judged = judge_drafts(
        session,
        work.ruleset,
        now=work.now,
        zone=work.zone,
        key=work.key,
        lead_ids=leads,
        default_language=work.language,
    )
    # A lead merged away since has no verdict: its draft stays, and expires with the next run.
    asked = [(each, judged.verdicts[each.id]) for each in leaving if each.id in judged.verdicts]
    caps.lock(session, {slot for _, verdict in asked if not verdict.gate for slot in verdict.slots})
    taken, gates = 0, []
    for each, verdict in asked:
        fate = _Fate(False, verdict.gate) if verdict.gate else _let_go(session, work, each, judged)
        taken += fate.left
        if fate.gate is not None and _hold(session, each.id, fate.gate, work.now):
            gates.append(fate.gate)
    return taken, gates


class _Fate(NamedTuple):
    """What became of a draft: it left, a gate stopped it, or somebody else moved it first."""

    left: bool
    gate: Gate | None


def _let_go(session: Session, work: _Handover, leaving: Leaving, judged: Judged) -> _Fate:
    """Move the draft, take its slots, advance its enrolment, write its touch: all or nothing."""
    today = judged.context.today
    savepoint = session.begin_nested()
    approved, exported = DraftStatus.APPROVED, DraftStatus.EXPORTED
    if not drafts.move(session, leaving.id, approved, exported, updated_at=work.now):
        savepoint.rollback()
        return _Fate(left=False, gate=None)
    verdict = judged.verdicts[leaving.id]
    full = caps.take(session, verdict.slots, draft_id=leaving.id, at=work.now, business_date=today)
    if full is not None or verdict.quiet is not None:
        savepoint.rollback()
        return _Fate(left=False, gate=judged.refused(session, full) if full else verdict.quiet)
    enrolment_id = _enrol(session, work, leaving)
    if enrolment_id is None:
        savepoint.rollback()
        return _Fate(left=False, gate=None)
    touches.add(
        session,
        leaving.draft,
        enrolment_id=enrolment_id,
        export_id=work.opened[-1],
        at=work.now,
        business_date=today,
        payload=to_payload(
            record_of(leaving.draft, leaving.lead, leaving.account, not_before=verdict.not_before)
        ),
    )
    savepoint.commit()
    return _Fate(left=True, gate=None)


def _hold(session: Session, draft_id: int, gate: Gate, now: datetime) -> bool:
    approved, held = DraftStatus.APPROVED, DraftStatus.HELD
    return drafts.move(session, draft_id, approved, held, updated_at=now, **held_by(gate))


def _enrol(session: Session, work: _Handover, leaving: Leaving) -> int | None:
    """Open the lead's enrolment with a first step, else advance it; the last step ends it."""
    draft = leaving.draft
    rule = work.ruleset.segments_by_id.get(draft.segment)
    last = rule is None or draft.step >= len(rule.sequence)
    due_on = None if rule is None or last else due_date(rule, draft.step + 1, work.now, work.zone)
    open_one = enrolments.of_lead(session, draft.lead_id)
    if open_one is None:
        enrolment_id = enrolments.open_one(
            session, draft.lead_id, draft.segment, at=work.now, next_due_on=due_on
        )
    else:
        enrolment_id = open_one.id or 0
        if not enrolments.advance(
            session, enrolment_id, step=draft.step, at=work.now, next_due_on=due_on
        ):
            return None
    if last:
        enrolments.end(session, enrolment_id, EnrolmentEnd.LAST_STEP, at=work.now)
    return enrolment_id


def _open(work: _Handover) -> None:
    """Open an export; a second one of the same call gets a file of its own."""
    with work.database.write() as session:
        day = policy.today(session, now=work.now, zone=work.zone)
        export_id = exports.begin(session, work.target, at=work.now, business_date=day)
        path = work.out
        if _is_folder(path):
            suffix = registry.target(work.target).suffix
            path /= f"{day.isoformat()}-{work.target}-{export_id}{suffix}"
        elif work.opened:
            path = path.with_stem(f"{path.stem}-{export_id}")
        exports.name(session, export_id, str(path.absolute()))
    work.opened.append(export_id)


def _complete(
    database: Database, now: datetime
) -> tuple[tuple[ExportedFile, ...], tuple[str, ...]]:
    """Finish what interrupted exports left behind, as far as their folders can be written."""
    with database.read() as session:
        rows = [row for row in exports.unfinished(session) if row.target in registry.TARGETS]
    done, failed = [], []
    for row in rows:
        try:
            done.append(_finish(database, row.id or 0, now))
        except WorkspaceError as error:
            failed.append(str(error))
    return tuple(filter(None, done)), tuple(failed)


def _finish(database: Database, export_id: int, now: datetime) -> ExportedFile | None:
    """Seal an export, write its file, note its hash; None = it handed nothing over."""
    with database.write() as session:
        exports.seal(session, export_id, at=now)
    with database.read() as session:
        row = exports.get(session, export_id)
    content, count = _content(database, row)
    path = Path(row.path)
    digest = _write(path, content) if count else hashlib.sha256(content).hexdigest()
    with database.write() as session:
        exports.finish(session, export_id, sha256=digest)
    return ExportedFile(export_id, row.path, count, digest) if count else None


def _content(database: Database, row: Export) -> tuple[bytes, int]:
    """The bytes of an export's file, from its touches alone."""
    with database.read() as session:
        receipts = touches.of_export(session, row.id or 0)
    render = registry.target(row.target).render
    return render([from_payload(receipt.payload) for receipt in receipts]), len(receipts)


def _write(path: Path, content: bytes) -> str:
    """Put the whole file there or leave what was; returns its hash."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise WorkspaceError(
            f"cannot write {path}: {error.strerror}; the next `prospector export` writes it"
        ) from None
    return hashlib.sha256(content).hexdigest()


def _sync_folder(folder: Path) -> None:
    """Make the new name itself durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _is_folder(out: Path) -> bool:
    return out.is_dir() or not out.suffix


def _check_plain(out: Path) -> None:
    """Refuse what is no place for a file: a device or pipe would be replaced by one."""
    is_odd = out.exists() and not out.is_file() and not out.is_dir()
    # What /dev/stdout leads to may be a file, and its name is a device's all the same.
    if str(out) == "-" or Path("/dev") in out.parents or is_odd:
        raise UsageError(
            f"{out} is no file: name a file or a folder, for the receipt keeps its name and hash"
        )


def _check_writable(out: Path) -> None:
    """Refuse before anything is taken what could not be written afterwards."""
    _check_plain(out)
    if not _is_folder(out) and out.exists():
        raise UsageError(f"{out} exists: choose another name, nothing was exported")
    folder = out if _is_folder(out) else out.parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WorkspaceError(f"cannot make the folder {folder}: {error.strerror}") from None
    if not os.access(folder, os.W_OK):
        raise WorkspaceError(f"cannot write to {folder}: nothing was exported")
