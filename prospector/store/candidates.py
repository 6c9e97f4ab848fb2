"""What policy must know of leads: a few queries for all of them, or for the leads named."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, func, select
from sqlmodel import Session, SQLModel

from prospector.tables import (
    OPEN_DRAFT,
    Action,
    Channel,
    DraftStatus,
    EnrolmentEnd,
    Relation,
    SkipReason,
)

_T = SQLModel.metadata.tables
_LEAD, _ACCOUNT, _SCORE = _T["lead"], _T["account"], _T["score"]
_MEMBERSHIP, _ENROLMENT, _DRAFT = _T["segment_membership"], _T["enrolment"], _T["draft"]
_IDENTITY, _SIGNAL, _DECISION = _T["identity"], _T["signal"], _T["decision"]


class OpenDraft(NamedTuple):
    """The draft a lead has open."""

    id: int
    status: DraftStatus
    segment: str
    step: int
    channel: Channel
    owner: str
    sender: str
    held_gate: str | None
    touched_by: str | None = None


class OpenEnrolment(NamedTuple):
    """The sequence a lead is in."""

    id: int
    segment: str
    last_step: int
    last_step_at: datetime


class Candidate(NamedTuple):
    """A lead as policy sees it: the person, the company, the score, what is open."""

    lead_id: int
    account_id: int | None
    email: str | None
    linkedin_url: str | None
    first_name: str | None
    last_name: str | None
    owner: str | None
    preferred_channel: str | None
    account_name: str | None
    account_domain: str | None
    relation: Relation | None
    account_owner: str | None
    grade: str
    priority: float
    fit_nano: int
    fit_upper_nano: int
    intent_nano: int
    disqualified_by: str | None
    unknown_field: str | None
    newest_signal_at: datetime | None
    segment: str | None
    enrolment: OpenEnrolment | None
    draft: OpenDraft | None
    #: Whoever is suppressed has no score: no grade, no points, no segment.
    suppressed_at: datetime | None = None
    #: Theirs, else their company's.
    country: str | None = None
    time_zone: str | None = None


class Place(NamedTuple):
    """Where somebody is, as far as it is told: theirs, else their company's country, and their zone."""

    country: str | None
    time_zone: str | None


class Ended(NamedTuple):
    """The last sequence a lead was in."""

    segment: str
    at: datetime
    reason: EnrolmentEnd


class Closed(NamedTuple):
    """The last draft of a lead that a person passed over, or sent by hand."""

    at: datetime
    status: DraftStatus
    reason: SkipReason | None


class Standing(NamedTuple):
    """What an account is to us and where that is written."""

    relation: Relation
    sources: Mapping[str, Any]


_COLUMNS = (
    _LEAD.c.id,
    _LEAD.c.account_id,
    _LEAD.c.email,
    _LEAD.c.linkedin_url,
    _LEAD.c.first_name,
    _LEAD.c.last_name,
    _LEAD.c.owner,
    _LEAD.c.preferred_channel,
    func.coalesce(_ACCOUNT.c.spoken_name, _ACCOUNT.c.name),
    _ACCOUNT.c.domain,
    _ACCOUNT.c.relation,
    _ACCOUNT.c.owner,
    _SCORE.c.grade,
    _SCORE.c.priority,
    _SCORE.c.fit_nano,
    _SCORE.c.fit_upper_nano,
    _SCORE.c.intent_nano,
    _SCORE.c.disqualified_by,
    _SCORE.c.unknown_field,
    _SCORE.c.newest_signal_at,
    # A move may lend them another segment's sequence for some days.
    func.coalesce(_MEMBERSHIP.c.drafts_as, _MEMBERSHIP.c.segment),
)
_OF_ENROLMENT = (
    _ENROLMENT.c.id,
    _ENROLMENT.c.segment,
    _ENROLMENT.c.last_step,
    _ENROLMENT.c.last_step_at,
)
_OF_DRAFT = tuple(_DRAFT.c[name] for name in OpenDraft._fields)
_LAST = (
    _LEAD.c.suppressed_at,
    func.coalesce(_LEAD.c.country, _ACCOUNT.c.country),
    _LEAD.c.time_zone,
)
_PLACE = _LAST[1:]
_AT_HOME = _LEAD.outerjoin(_ACCOUNT, _ACCOUNT.c.id == _LEAD.c.account_id)
_SCORED_OR_NOT = _LEAD.outerjoin(_SCORE, _SCORE.c.lead_id == _LEAD.c.id)


def load(
    session: Session, *, lead_ids: Collection[int] | None = None, with_draft: bool = False
) -> list[Candidate]:
    """Every scored or suppressed lead that was not merged away; of these ids, or with an open draft, only."""
    judged = _SCORE.c.lead_id.is_not(None) | _LEAD.c.suppressed_at.is_not(None)
    statement = _people().where(judged)
    if with_draft:
        statement = statement.where(_DRAFT.c.id.is_not(None))
    return [_candidate(row) for row in session.execute(only(statement, _LEAD.c.id, lead_ids))]


def everyone(session: Session, *, lead_ids: Collection[int] | None = None) -> list[Candidate]:
    """Every lead that was not merged away, or those of these ids; without a score, without a grade."""
    statement = only(_people(), _LEAD.c.id, lead_ids)
    return [_candidate(row) for row in session.execute(statement)]


def under_way(session: Session) -> set[int]:
    """Leads with an open draft or an open sequence."""
    drafted = select(_DRAFT.c.lead_id).where(_DRAFT.c.status.in_(OPEN_DRAFT))
    enrolled = select(_ENROLMENT.c.lead_id).where(_ENROLMENT.c.ended_at.is_(None))
    return set(session.execute(drafted.union(enrolled)).scalars())


def owned(session: Session) -> set[int]:
    """Leads that somebody owns: they decide whose desk their colleagues belong to."""
    statement = select(_LEAD.c.id).where(_LEAD.c.owner.is_not(None))
    return set(session.execute(statement).scalars())


def places(session: Session) -> set[Place]:
    """Everywhere that some lead is."""
    rows = session.execute(select(*_PLACE).select_from(_AT_HOME).distinct())
    return {Place(*row) for row in rows}


def living_in(session: Session, some: Collection[Place]) -> set[int]:
    """The leads of some places."""
    if not some:
        return set()
    rows = session.execute(select(_LEAD.c.id, *_PLACE).select_from(_AT_HOME))
    return {lead_id for lead_id, *place in rows if Place(*place) in some}


def _people() -> Select[Any]:  # Any: columns of many types
    """Leads with their account, segment, open enrolment and open draft."""
    enrolled = and_(_ENROLMENT.c.lead_id == _LEAD.c.id, _ENROLMENT.c.ended_at.is_(None))
    drafted = and_(_DRAFT.c.lead_id == _LEAD.c.id, _DRAFT.c.status.in_(OPEN_DRAFT))
    joined = (
        _SCORED_OR_NOT.outerjoin(_ACCOUNT, _ACCOUNT.c.id == _LEAD.c.account_id)
        .outerjoin(_MEMBERSHIP, _MEMBERSHIP.c.lead_id == _LEAD.c.id)
        .outerjoin(_ENROLMENT, enrolled)
        .outerjoin(_DRAFT, drafted)
    )
    return (
        select(*_COLUMNS, *_OF_ENROLMENT, *_OF_DRAFT, *_LAST)
        .select_from(joined)
        .where(_LEAD.c.merged_into.is_(None))
    )


def _candidate(row: Any) -> Candidate:  # Any: a row of many types
    own = len(_COLUMNS)
    enrolment = row[own : own + 4]
    draft = row[own + 4 : -len(_LAST)]
    return Candidate._make(
        (
            *row[:own],
            OpenEnrolment(*enrolment) if enrolment[0] is not None else None,
            OpenDraft(*draft) if draft[0] is not None else None,
            *row[-len(_LAST) :],
        )
    )


def ended(
    session: Session, *, since: datetime, lead_ids: Collection[int] | None = None
) -> dict[int, Ended]:
    """The last enrolment of each lead whose last one ended after `since`."""
    statement = (
        select(
            _ENROLMENT.c.lead_id,
            _ENROLMENT.c.segment,
            _ENROLMENT.c.ended_at,
            _ENROLMENT.c.end_reason,
        )
        .where(_ENROLMENT.c.ended_at > since)
        .order_by(_ENROLMENT.c.ended_at, _ENROLMENT.c.id)
    )
    rows = session.execute(only(statement, _ENROLMENT.c.lead_id, lead_ids))
    return {lead_id: Ended(segment, at, reason) for lead_id, segment, at, reason in rows}


def contacts(
    session: Session,
    kinds: Collection[str],
    *,
    since: datetime,
    now: datetime,
    lead_ids: Collection[int] | None = None,
) -> dict[int, dict[str, datetime]]:
    """When each lead last sent or got one of these kinds, by kind."""
    statement = (
        select(_IDENTITY.c.lead_id, _SIGNAL.c.kind, func.max(_SIGNAL.c.occurred_at))
        .select_from(_IDENTITY.join(_SIGNAL, _SIGNAL.c.person_identity_id == _IDENTITY.c.id))
        .where(
            _SIGNAL.c.kind.in_(kinds),
            _SIGNAL.c.occurred_at > since,
            _SIGNAL.c.occurred_at <= now,
            _SIGNAL.c.received_at <= now,
            _IDENTITY.c.lead_id.is_not(None),
        )
        .group_by(_IDENTITY.c.lead_id, _SIGNAL.c.kind)
    )
    found: dict[int, dict[str, datetime]] = {}
    for lead_id, kind, at in session.execute(only(statement, _IDENTITY.c.lead_id, lead_ids)):
        found.setdefault(lead_id, {})[kind] = at
    return found


def closed(
    session: Session, *, since: datetime, lead_ids: Collection[int] | None = None
) -> dict[int, Closed]:
    """The last draft of each lead that was passed over or sent by hand after `since`.

    What was decided about those who turned out to be a lead counts for it.
    """
    today = func.coalesce(_LEAD.c.merged_into, _LEAD.c.id)
    statement = (
        select(today, _DRAFT.c.updated_at, _DRAFT.c.status, _DRAFT.c.skip_reason)
        .join(_LEAD, _LEAD.c.id == _DRAFT.c.lead_id)
        .where(
            _DRAFT.c.status.in_((DraftStatus.SKIPPED, DraftStatus.DONE)),
            _DRAFT.c.updated_at > since,
        )
        .order_by(_DRAFT.c.updated_at, _DRAFT.c.id)
    )
    rows = session.execute(only(statement, today, lead_ids))
    return {lead_id: Closed(at, status, reason) for lead_id, at, status, reason in rows}


def standings(
    session: Session, *, account_ids: Collection[int] | None = None
) -> dict[int, Standing]:
    """What each account is to us, where it is more than a prospect, or has an owner."""
    statement = select(_ACCOUNT.c.id, _ACCOUNT.c.relation, _ACCOUNT.c.sources).where(
        (_ACCOUNT.c.relation != Relation.PROSPECT) | _ACCOUNT.c.owner.is_not(None)
    )
    return {
        account_id: Standing(relation, sources or {})
        for account_id, relation, sources in session.execute(
            only(statement, _ACCOUNT.c.id, account_ids)
        )
    }


def account_names(session: Session) -> dict[str, str]:
    """What to call each account, by the text of its id (the key of its caps)."""
    name = func.coalesce(_ACCOUNT.c.spoken_name, _ACCOUNT.c.name, _ACCOUNT.c.domain)
    rows = session.execute(select(_ACCOUNT.c.id, name).where(name.is_not(None)))
    return {str(account_id): called for account_id, called in rows}


def people_names(session: Session, lead_ids: Collection[int]) -> dict[str, str]:
    """What to call these people, by the text of their id (the key of their caps)."""
    statement = select(_LEAD.c.id, _LEAD.c.first_name, _LEAD.c.last_name)
    rows = session.execute(only(statement, _LEAD.c.id, lead_ids))
    called = {str(lead_id): " ".join(filter(None, names)) for lead_id, *names in rows}
    return {lead_id: name for lead_id, name in called.items() if name}


def orphaned(session: Session) -> list[int]:
    """Open drafts of leads that were merged into another one since."""
    statement = (
        select(_DRAFT.c.id)
        .join(_LEAD, _LEAD.c.id == _DRAFT.c.lead_id)
        .where(_DRAFT.c.status.in_(OPEN_DRAFT), _LEAD.c.merged_into.is_not(None))
    )
    return list(session.execute(statement).scalars())


def workload(session: Session, *, since: datetime) -> dict[str, int]:
    """Drafts each SDR has on the desk today: queued ones, and those approved after `since`."""
    queued = select(_DRAFT.c.owner, _DRAFT.c.id).where(_DRAFT.c.status == DraftStatus.QUEUED)
    approved = (
        select(_DRAFT.c.owner, _DRAFT.c.id)
        .join(_DECISION, _DECISION.c.draft_id == _DRAFT.c.id)
        .where(
            _DECISION.c.action == Action.APPROVE,
            _DECISION.c.at >= since,
            _DRAFT.c.status.in_((DraftStatus.APPROVED, DraftStatus.EXPORTED, DraftStatus.DONE)),
        )
    )
    desk = queued.union(approved).subquery()
    rows: Any = session.execute(select(desk.c.owner, func.count()).group_by(desk.c.owner))
    return dict(rows.all())


#: More ids than this are not worth naming: the whole table is read, callers look up what they need.
_MANY = 5_000


# Any: a select, one of its columns, and the same select again.
def only(statement: Any, column: Any, ids: Collection[int] | None) -> Any:
    """A select, of these ids alone where they are few enough to name."""
    if ids is None or len(ids) > _MANY:
        return statement
    return statement.where(column.in_(sorted(ids)))
