"""Do what people decide about drafts: each move and its decision in one transaction.

Every verb answers for each draft it was given: done, or why not. Nothing is raised for a draft
that somebody else moved first: that is a fact to tell, not a fault.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from prospector import identifiers, policy
from prospector.errors import UsageError
from prospector.policy import Assessment
from prospector.review import message as messages
from prospector.review.funnel import Facts, Funnel, Person, funnel, stop_of, unscored
from prospector.review.message import Message
from prospector.review.standing import standing
from prospector.rules.ruleset import Ruleset
from prospector.store import candidates, decisions, drafts
from prospector.store import funnel as funnels
from prospector.store.candidates import Candidate
from prospector.store.database import Database
from prospector.tables import Action, Decision, Draft, DraftStatus, Relation, SkipReason

#: Drafts a person may pass over: a held one too, so that it does not come back.
SKIPPABLE = (DraftStatus.QUEUED, DraftStatus.SNOOZED, DraftStatus.HELD)
#: Drafts a person may put off: a snoozed one may be put off again.
SNOOZABLE = (DraftStatus.QUEUED, DraftStatus.SNOOZED)
#: Gates that judge the text alone: a person who rewrites it answers for it.
TEXT_GATES = frozenset({"checks", "needs_data"})
#: Drafts moved in one transaction, so that none holds the write lock for long.
_CHUNK = 50

_BACK_IN_THE_QUEUE: dict[str, Any] = {  # Any: columns of several types
    "held_gate": None,
    "held_reason": None,
    "held_until": None,
    "snoozed_until": None,
    "skip_reason": None,
}


class Refusal(NamedTuple):
    """A draft that was not moved, and why."""

    draft: int
    reason: str


@dataclass(frozen=True)
class ReviewReport:
    """What became of the drafts a verb was given."""

    done: tuple[int, ...]
    refused: tuple[Refusal, ...]


@dataclass(frozen=True)
class _Refused(Exception):  # noqa: N818 - a refusal, told to the person, not an error
    """Why a draft stays as it is."""

    reason: str


def approve(
    database: Database, draft_ids: Sequence[int], *, actor: str, now: datetime, bulk: bool = False
) -> ReviewReport:
    """Approve queued drafts; `bulk` records that nobody looked at each of them."""

    def one(session: Session, draft_id: int) -> None:
        _move(session, draft_id, DraftStatus.QUEUED, DraftStatus.APPROVED, updated_at=now)
        drafts.decide(session, draft_id, Action.APPROVE, actor=actor, at=now, bulk=bulk)

    return _each(database, draft_ids, one)


def skip(  # noqa: PLR0913 - what, who, when, why
    database: Database,
    draft_ids: Sequence[int],
    reason: SkipReason,
    *,
    actor: str,
    now: datetime,
    until: date | None = None,
) -> ReviewReport:
    """Pass over drafts, and do what the reason asks for.

    `bad_timing` needs `until` and snoozes; `already_customer` makes the account a customer. The
    other reasons are kept with draft and decision: policy holds the lead by them.

    Raises:
        UsageError: `until` is missing for `bad_timing`, or given with another reason.
    """
    if (reason is SkipReason.BAD_TIMING) != (until is not None):
        raise UsageError("bad_timing needs a day to come back on, and no other reason takes one")
    if until is not None:
        return snooze(database, draft_ids, until, actor=actor, now=now, reason=reason)

    def one(session: Session, draft_id: int) -> None:
        _move(
            session,
            draft_id,
            SKIPPABLE,
            DraftStatus.SKIPPED,
            updated_at=now,
            skip_reason=reason,
        )
        before = None
        if reason is SkipReason.ALREADY_CUSTOMER:
            before = _to_customer(session, draft_id, actor=actor, now=now)
        drafts.decide(
            session, draft_id, Action.SKIP, actor=actor, at=now, reason=reason, before=before
        )

    return _each(database, draft_ids, one)


def snooze(  # noqa: PLR0913 - what, who, when, why
    database: Database,
    draft_ids: Sequence[int],
    until: date,
    *,
    actor: str,
    now: datetime,
    reason: SkipReason | None = None,
) -> ReviewReport:
    """Put drafts off to a day."""

    def one(session: Session, draft_id: int) -> None:
        _move(
            session, draft_id, SNOOZABLE, DraftStatus.SNOOZED, updated_at=now, snoozed_until=until
        )
        drafts.decide(session, draft_id, Action.SNOOZE, actor=actor, at=now, reason=reason)

    return _each(database, draft_ids, one)


def edit(  # noqa: PLR0913 - what, who, when, why
    database: Database,
    draft_id: int,
    new: Message,
    *,
    seen: Message,
    actor: str,
    now: datetime,
) -> ReviewReport:
    """Replace a draft's text by what a person wrote, unless it changed since they saw it.

    Facts a person types are theirs to state: the text is not checked against the evidence. A
    draft held for its text goes to the queue.
    """

    def one(session: Session, one_id: int) -> None:
        draft = _found(session, one_id)
        text_held = draft.status is DraftStatus.HELD and draft.held_gate in TEXT_GATES
        _move(
            session,
            one_id,
            (*SNOOZABLE, DraftStatus.HELD),
            DraftStatus.QUEUED if text_held else draft.status,
            where=_still(seen),
            updated_at=now,
            subject=new.subject,
            body=new.body,
            edited=True,
            touched_by=actor,
            **(_BACK_IN_THE_QUEUE if text_held else {}),
        )
        before = messages.to_text(seen)
        drafts.decide(session, one_id, Action.EDIT, actor=actor, at=now, before=before)

    return _each(database, [draft_id], one)


def undo(
    database: Database, draft_ids: Sequence[int], *, actor: str, now: datetime
) -> ReviewReport:
    """Take back the newest standing decision about each draft, with its consequence."""

    def one(session: Session, draft_id: int) -> None:
        draft = _found(session, draft_id)
        stack = standing(drafts.decisions(session, draft_id))
        if not stack:
            raise _Refused("nobody has decided anything about it yet")
        last = stack.pop()
        if last.action is Action.EDIT:
            _unedit(session, draft, last, now, earlier=stack)
        else:
            _requeue(session, draft, last, now)
        drafts.decide(session, draft_id, Action.UNDO, actor=actor, at=now, reason=last.action)

    return _each(database, draft_ids, one)


def ready(  # noqa: PLR0913 - what the day depends on
    database: Database,
    ruleset: Ruleset,
    *,
    now: datetime,
    zone: ZoneInfo,
    key: bytes,
    language: str,
) -> Funnel:
    """Say of everybody known whether a draft is ready, and if not, what stops them first."""
    with database.read() as session:
        assessment = policy.assess(
            session, ruleset, now=now, zone=zone, key=key, default_language=language
        )
        people = candidates.load(session)
        new = funnels.unscored(session)
    stops = [stop_of(_person(each, assessment, ruleset), language) for each in people]
    return funnel([*filter(None, stops), *[unscored(language)] * new], ready=stops.count(None))


def _person(known: Candidate, assessment: Assessment, ruleset: Ruleset) -> Person:
    draft = known.draft
    own_address = known.email is not None and not identifiers.is_role_address(known.email)
    facts = Facts(
        signal=known.newest_signal_at is not None,
        graded=known.grade in ruleset.policy.grades,
        segmented=known.segment is not None,
        reachable=own_address or known.linkedin_url is not None,
    )
    if draft is None:
        return Person(facts, assessment.gates.get(known.lead_id))
    lifted = draft.id in assessment.lifted
    gate = assessment.still_held.get(draft.id)
    return Person(facts, gate, None if lifted else draft.status, draft.held_gate)


def _each(
    database: Database, draft_ids: Sequence[int], one: Callable[[Session, int], None]
) -> ReviewReport:
    """Do one thing to every draft, in the order given and each once; refusals are collected."""
    ids = list(dict.fromkeys(draft_ids))
    done: list[int] = []
    refused: list[Refusal] = []
    for start in range(0, len(ids), _CHUNK):
        with database.write() as session:
            for draft_id in ids[start : start + _CHUNK]:
                try:
                    with session.begin_nested():
                        one(session, draft_id)
                    done.append(draft_id)
                except _Refused as refusal:
                    refused.append(Refusal(draft_id, refusal.reason))
                except IntegrityError:  # one open draft per lead: the index decides
                    refused.append(Refusal(draft_id, "its lead has another open draft by now"))
    return ReviewReport(done=tuple(done), refused=tuple(refused))


def _move(
    session: Session,
    draft_id: int,
    old: DraftStatus | Sequence[DraftStatus],
    new: DraftStatus,
    *,
    where: Sequence[ColumnElement[bool]] = (),
    **values: Any,  # Any: columns of several types
) -> None:
    if not drafts.move(session, draft_id, old, new, where=where, **values):
        raise _Refused(_why_not(session, draft_id, old))


def _why_not(session: Session, draft_id: int, old: DraftStatus | Sequence[DraftStatus]) -> str:
    draft = _found(session, draft_id)
    last = decisions.last(session, draft_id)
    by = f" by {last.actor}" if last else ""
    if draft.status in ((old,) if isinstance(old, DraftStatus) else old):
        return f"it was changed meanwhile{by}: look at it again"
    match draft.status:
        case DraftStatus.HELD:
            return f"it is held ({draft.held_reason or draft.held_gate})"
        case DraftStatus.SNOOZED:
            return f"it is snoozed until {draft.snoozed_until}{by}"
        case DraftStatus.APPROVED | DraftStatus.SKIPPED:
            return f"it is already {draft.status}{by}"
    return f"it is already {draft.status}"


def _found(session: Session, draft_id: int) -> Draft:
    draft = session.get(Draft, draft_id, populate_existing=True)
    if draft is None:
        raise _Refused("there is no such draft: `prospector queue` lists them")
    return draft


def _still(seen: Message) -> list[ColumnElement[bool]]:
    """The conditions that a draft still says what somebody saw."""
    return [
        col(Draft.body) == seen.body,
        col(Draft.subject).is_not_distinct_from(seen.subject),
    ]


def _to_customer(session: Session, draft_id: int, *, actor: str, now: datetime) -> Relation | None:
    """Make the draft's account a customer; returns what it was to us before."""
    account_id = _found(session, draft_id).account_id
    if account_id is None:
        return None
    return decisions.say_relation(
        session, account_id, Relation.CUSTOMER, actor=actor, draft_id=draft_id, at=now
    )


def _unedit(
    session: Session, draft: Draft, last: Decision, now: datetime, *, earlier: Sequence[Decision]
) -> None:
    """Give a draft the text it had before its last edit."""
    old = messages.from_text(last.before or "", has_subject=draft.subject is not None)
    editors = [decision.actor for decision in earlier if decision.action is Action.EDIT]
    _move(
        session,
        draft.id or 0,
        (*SNOOZABLE, DraftStatus.HELD),
        draft.status,
        where=_still(Message(draft.subject, draft.body)),
        updated_at=now,
        subject=old.subject,
        body=old.body,
        edited=bool(editors),
        touched_by=editors[-1] if editors else None,
    )


def _requeue(session: Session, draft: Draft, last: Decision, now: datetime) -> None:
    """Bring a decided draft back to the queue, and its account to what it was."""
    was = {
        Action.APPROVE: DraftStatus.APPROVED,
        Action.SKIP: DraftStatus.SKIPPED,
        Action.SNOOZE: DraftStatus.SNOOZED,
    }[last.action]
    _move(session, draft.id or 0, was, DraftStatus.QUEUED, updated_at=now, **_BACK_IN_THE_QUEUE)
    if last.reason == SkipReason.ALREADY_CUSTOMER and last.before and draft.account_id:
        was_before = Relation(last.before)
        decisions.unsay_relation(
            session, draft.account_id, was_before, draft_id=draft.id or 0, at=now
        )
