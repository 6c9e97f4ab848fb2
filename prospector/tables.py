"""Rows as plain values: columns, enums and constraints. What a row can do lives in its stage.

Times are aware UTC (`columns.UtcTime`). Points are whole nano-points (ADR 0005).
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Index,
    UniqueConstraint,
    text,
)
from sqlmodel import Field, SQLModel

from prospector.columns import (
    Id,
    Json,
    JsonType,
    SourcesType,
    UtcTime,
    known,
    one_of,
    refers,
    unresolved,
    where,
)

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class RunStatus(StrEnum):
    """How far a run got."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Relation(StrEnum):
    """What an account is to us."""

    PROSPECT = "prospect"
    CUSTOMER = "customer"
    OPEN_OPPORTUNITY = "open_opportunity"
    FORMER_CUSTOMER = "former_customer"
    PARTNER = "partner"
    COMPETITOR = "competitor"
    OWN = "own"


class IdentityKind(StrEnum):
    """One way a person was seen."""

    EMAIL = "email"
    PROFILE = "profile"
    PHONE = "phone"
    NAME_COMPANY = "name_company"


class AccountIdentityKind(StrEnum):
    """One way a company was seen."""

    DOMAIN = "domain"
    NAME = "name"


class SourceRank(StrEnum):
    """Who said it: a person beats a CRM, a CRM beats a feed."""

    PERSON = "person"
    CRM = "crm"
    FEED = "feed"


class RejectStatus(StrEnum):
    """What became of a reject."""

    OPEN = "open"
    REPLAYED = "replayed"


class SlotStatus(StrEnum):
    """How far a planned run of a feed got."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    LOST = "lost"
    SKIPPED = "skipped"


class InboxStatus(StrEnum):
    """What became of a webhook's item."""

    WAITING = "waiting"
    TAKEN = "taken"
    CONFLICT = "conflict"


class MergeOrigin(StrEnum):
    """Who decided that two leads are one person."""

    RESOLVE = "resolve"
    PERSON = "person"


class SuggestionStatus(StrEnum):
    """What became of a suggested match."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class Channel(StrEnum):
    """A way a message reaches a person."""

    EMAIL = "email"
    LINKEDIN = "linkedin"


class Purpose(StrEnum):
    """Why we write."""

    NEW_CONVERSATION = "new_conversation"
    TRIAL_FEEDBACK = "trial_feedback"
    UPSELL = "upsell"
    WIN_BACK = "win_back"
    EVENT_FOLLOW_UP = "event_follow_up"
    RECRUITING = "recruiting"


class DraftStatus(StrEnum):
    """Where a draft stands."""

    QUEUED = "queued"
    HELD = "held"
    APPROVED = "approved"
    SNOOZED = "snoozed"
    SKIPPED = "skipped"
    EXPORTED = "exported"
    DONE = "done"
    EXPIRED = "expired"


#: A lead has at most one draft in these.
OPEN_DRAFT = (
    DraftStatus.QUEUED,
    DraftStatus.HELD,
    DraftStatus.APPROVED,
    DraftStatus.SNOOZED,
)
_OPEN_DRAFT_SQL = text("status IN ('queued', 'held', 'approved', 'snoozed')")


class Action(StrEnum):
    """What a person decided about a draft."""

    APPROVE = "approve"
    EDIT = "edit"
    SKIP = "skip"
    SNOOZE = "snooze"
    UNDO = "undo"


class SkipReason(StrEnum):
    """Why an SDR passes; each has its own consequence (design, section 8)."""

    WRONG_PERSON = "wrong_person"
    LEFT_COMPANY = "left_company"
    ALREADY_CUSTOMER = "already_customer"
    BAD_FIT = "bad_fit"
    WEAK_SIGNAL = "weak_signal"
    BAD_TIMING = "bad_timing"
    BAD_MESSAGE = "bad_message"


class EnrolmentEnd(StrEnum):
    """Why a lead left a sequence."""

    LAST_STEP = "last_step"
    OUTCOME = "outcome"
    OPT_OUT = "opt_out"
    IDLE = "idle"


class CapUseState(StrEnum):
    """A slot of a cap: promised, taken, or given back."""

    BOOKED = "booked"
    USED = "used"
    RELEASED = "released"


class MoveCause(StrEnum):
    """Why a lead is in another segment than at the last run."""

    #: A condition turned: something happened, or time passed.
    TURNED = "turned"
    #: Nobody knew the lead before, or nothing had put leads into segments.
    NEW = "new"
    #: The rules changed: by today's, the lead was there before.
    RULES = "rules"
    #: A merge or a correction: the past itself reads otherwise now.
    CORRECTED = "corrected"
    #: The lead has no score any more.
    GONE = "gone"


class SuppressionKind(StrEnum):
    """What is never to be touched."""

    EMAIL = "email"
    DOMAIN = "domain"
    PROFILE = "profile"
    PHONE = "phone"


class Run(SQLModel, table=True):
    """One execution of a stage or feed, with counts and errors."""

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    stage: str
    feed: str | None = None
    status: RunStatus = Field(sa_type=one_of(RunStatus, "status"))
    as_of: datetime = Field(sa_type=UtcTime)
    started_at: datetime = Field(sa_type=UtcTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcTime)
    counts: Json = Field(default_factory=dict, sa_type=JsonType)
    error: str | None = None


class Feed(SQLModel, table=True):
    """What a feed was told once and remembers: field map and constants."""

    name: str = Field(primary_key=True)
    mapping: Json = Field(default_factory=dict, sa_type=JsonType)
    constants: Json = Field(default_factory=dict, sa_type=JsonType)
    updated_at: datetime = Field(sa_type=UtcTime)


class FeedCursor(SQLModel, table=True):
    """Where a feed's next pull resumes: moved in the transaction that makes its last rows visible."""

    __tablename__ = "feed_cursor"

    feed: str = Field(primary_key=True)
    cursor: Json = Field(default_factory=dict, sa_type=JsonType)
    moved_at: datetime = Field(sa_type=UtcTime)


class FeedLease(SQLModel, table=True):
    """Who runs a feed now, until when; `fence` grows with every holder, so that a late one is told apart."""

    __tablename__ = "feed_lease"

    feed: str = Field(primary_key=True)
    owner: str | None = None
    lease_until: datetime = Field(sa_type=UtcTime)
    fence: int = Field(default=0, sa_type=BigInteger)


class FeedSlot(SQLModel, table=True):
    """One planned run of a feed: done once, whatever happens to the processes."""

    __tablename__ = "feed_slot"
    __table_args__ = (
        where("status = 'running'", "ix_feed_slot_running", "feed"),
        where("retry_at IS NOT NULL", "ix_feed_slot_retry", "feed", "retry_at"),
    )

    feed: str = Field(primary_key=True)
    slot_at: datetime = Field(primary_key=True, sa_type=UtcTime)
    # Whether the feed's schedule asked for it; else a person or the daily job did, at that time.
    planned: bool
    status: SlotStatus = Field(sa_type=one_of(SlotStatus, "status"))
    attempt: int = 1
    # A lost or failed slot is tried again then.
    retry_at: datetime | None = Field(default=None, sa_type=UtcTime)
    owner: str
    fence: int = Field(sa_type=BigInteger)
    started_at: datetime = Field(sa_type=UtcTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcTime)
    run_id: int | None = Field(default=None, foreign_key="run.id", sa_type=Id)
    counts: Json = Field(default_factory=dict, sa_type=JsonType)
    error: str | None = None


class Inbox(SQLModel, table=True):
    """One item a webhook brought, raw: stored before it is answered, taken in afterwards."""

    __table_args__ = (
        UniqueConstraint("feed", "key"),
        where("status = 'waiting'", "ix_inbox_waiting", "id"),
        where("status = 'conflict'", "ix_inbox_conflict", "feed"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    feed: str
    # The sender's id of the item, else the hash of its body.
    key: str
    body_hash: str
    body: str
    # What verification used and the mapping may need: event names, delivery ids. Never secrets.
    headers: Json = Field(default_factory=dict, sa_type=JsonType)
    received_at: datetime = Field(sa_type=UtcTime)
    status: InboxStatus = Field(sa_type=one_of(InboxStatus, "status"))
    run_id: int | None = Field(default=None, foreign_key="run.id", sa_type=Id)
    # Of one that contradicts another: how often it came, and who took or dropped it.
    times: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    decided_by: str | None = None
    decided_at: datetime | None = Field(default=None, sa_type=UtcTime)


class ImportFile(SQLModel, table=True):
    """One file taken in, with its counts: rows = taken + seen + rejected."""

    __tablename__ = "import_file"
    __table_args__ = (Index(None, "feed", "sha256"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    run_id: int = Field(foreign_key="run.id", index=True, sa_type=Id)
    feed: str
    path: str
    sha256: str
    size: int = Field(sa_type=BigInteger)
    format: str
    encoding: str
    delimiter: str | None = None
    rows: int = 0
    taken: int = 0
    seen: int = 0
    rejected: int = 0
    received_at: datetime = Field(sa_type=UtcTime)


class RejectRow(SQLModel, table=True):
    """An input row not taken, with everything needed to take it later."""

    __tablename__ = "reject"
    __table_args__ = (
        where("waits_for IS NOT NULL", "ix_reject_waits_for", "feed", "waits_for"),
        where("code = 'anonymous'", "ix_reject_anonymous", "received_at"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    run_id: int = Field(foreign_key="run.id", index=True, sa_type=Id)
    import_file_id: int | None = Field(default=None, foreign_key="import_file.id", sa_type=Id)
    feed: str
    file: str
    line: int
    raw: str
    header: str | None = None
    code: str
    detail: str
    received_at: datetime = Field(sa_type=UtcTime)
    status: RejectStatus = Field(
        default=RejectStatus.OPEN, sa_type=one_of(RejectStatus, "status"), index=True
    )
    replayed_run_id: int | None = Field(default=None, foreign_key="run.id", sa_type=Id)
    #: The sender's own id of somebody nobody knew yet.
    waits_for: str | None = None


class Account(SQLModel, table=True):
    """A company people work for."""

    __table_args__ = (where("relation <> 'prospect'", "ix_account_relation", "relation"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    domain: str | None = None
    name: str | None = None
    spoken_name: str | None = None
    country: str | None = None
    region: str | None = None
    city: str | None = None
    industry: str | None = None
    naf_code: str | None = None
    employees: int | None = Field(default=None, sa_type=BigInteger)
    revenue: float | None = None
    sites: int | None = None
    crm_in_place: bool | None = None
    sales_structure: str | None = None
    tools: list[str] | None = Field(default=None, sa_column=Column(JsonType))
    relation: Relation = Field(default=Relation.PROSPECT, sa_type=one_of(Relation, "relation"))
    owner: str | None = None
    attributes: Json = Field(default_factory=dict, sa_type=JsonType)
    sources: Json = Field(default_factory=dict, sa_type=SourcesType)
    first_seen_at: datetime = Field(sa_type=UtcTime)


class Lead(SQLModel, table=True):
    """A person we might write to."""

    __table_args__ = (
        known("account_id", "lead"),
        known("merged_into", "lead"),
        known("suppressed_at", "lead"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    account_id: int | None = Field(default=None, foreign_key="account.id", sa_type=Id)
    email: str | None = None
    phone: str | None = None
    linkedin_url: str | None = None
    postal_address: str | None = None
    civility: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    spoken_name: str | None = None
    title: str | None = None
    function: str | None = None
    seniority: str | None = None
    language: str | None = None
    country: str | None = None
    time_zone: str | None = None
    owner: str | None = None
    posture: str | None = None
    decision_style: str | None = None
    preferred_channel: str | None = None
    lifecycle: str | None = None
    attributes: Json = Field(default_factory=dict, sa_type=JsonType)
    sources: Json = Field(default_factory=dict, sa_type=SourcesType)
    first_seen_at: datetime = Field(sa_type=UtcTime)
    merged_into: int | None = Field(default=None, foreign_key="lead.id", sa_type=Id)
    #: Since when nobody may write to them, by what is suppressed: they have no score.
    suppressed_at: datetime | None = Field(default=None, sa_type=UtcTime)


class Identity(SQLModel, table=True):
    """One way a person was seen; immutable but for the lead it was resolved to."""

    __table_args__ = (
        UniqueConstraint("kind", "value"),
        known("lead_id", "identity"),
        unresolved("identity"),
        refers("lead_id", "lead"),
        refers("resolved_run_id", "run"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    kind: IdentityKind = Field(sa_type=one_of(IdentityKind, "kind"))
    value: str
    raw: str
    lead_id: int | None = Field(default=None, sa_type=Id)
    method: str | None = None
    resolved_run_id: int | None = Field(default=None, sa_type=Id)
    first_seen_at: datetime = Field(sa_type=UtcTime)


class SenderId(SQLModel, table=True):
    """What a feed's sender calls a person, and the e-mail it was told with."""

    __tablename__ = "sender_id"
    __table_args__ = (where("pending", "ix_sender_id_pending", "feed"),)

    feed: str = Field(primary_key=True)
    value: str = Field(primary_key=True)
    identity_id: int = Field(foreign_key="identity.id", index=True, sa_type=Id)
    #: Whether rejects that wait for it are still to be taken again.
    pending: bool = False


class AccountIdentity(SQLModel, table=True):
    """One way a company was seen; immutable but for the account it was resolved to."""

    __tablename__ = "account_identity"
    __table_args__ = (
        UniqueConstraint("kind", "value"),
        known("account_id", "account_identity"),
        unresolved("account_identity"),
        refers("account_id", "account"),
        refers("resolved_run_id", "run"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    kind: AccountIdentityKind = Field(sa_type=one_of(AccountIdentityKind, "kind"))
    value: str
    raw: str
    account_id: int | None = Field(default=None, sa_type=Id)
    method: str | None = None
    resolved_run_id: int | None = Field(default=None, sa_type=Id)
    first_seen_at: datetime = Field(sa_type=UtcTime)


class AccountWord(SQLModel, table=True):
    """A word that an account is looked up by, to find companies that may be the same."""

    __tablename__ = "account_word"

    word: str = Field(primary_key=True)
    account_id: int = Field(primary_key=True, foreign_key="account.id", index=True, sa_type=Id)


class HeadlineKey(SQLModel, table=True):
    """The key of a company that a lead's headline names, by which news of the company finds the lead."""

    __tablename__ = "headline_key"

    key: str = Field(primary_key=True)
    lead_id: int = Field(primary_key=True, foreign_key="lead.id", index=True, sa_type=Id)


class Sighting(SQLModel, table=True):
    """What rows said about one person and company: identities seen together, values given.

    One row per distinct content and feed, however often it is delivered; resolve reads it.
    """

    __table_args__ = (
        UniqueConstraint("feed", "content_hash"),
        known("email_id", "sighting"),
        known("profile_id", "sighting"),
        known("phone_id", "sighting"),
        known("name_id", "sighting"),
        known("domain_id", "sighting"),
        known("company_id", "sighting"),
        refers("run_id", "run"),
        refers("email_id", "identity"),
        refers("profile_id", "identity"),
        refers("phone_id", "identity"),
        refers("name_id", "identity"),
        refers("domain_id", "account_identity"),
        refers("company_id", "account_identity"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    feed: str
    content_hash: str
    rank: SourceRank = Field(sa_type=one_of(SourceRank, "rank"))
    run_id: int = Field(sa_type=Id)
    file: str
    line: int
    received_at: datetime = Field(index=True, sa_type=UtcTime)
    seen_at: datetime = Field(sa_type=UtcTime)
    email_id: int | None = Field(default=None, sa_type=Id)
    profile_id: int | None = Field(default=None, sa_type=Id)
    phone_id: int | None = Field(default=None, sa_type=Id)
    name_id: int | None = Field(default=None, sa_type=Id)
    domain_id: int | None = Field(default=None, sa_type=Id)
    company_id: int | None = Field(default=None, sa_type=Id)
    lead_values: Json = Field(default_factory=dict, sa_type=JsonType)
    account_values: Json = Field(default_factory=dict, sa_type=JsonType)


class UnresolvedSighting(SQLModel, table=True):
    """The id of a sighting resolve has still to look at; triggers write it (ADR 0033)."""

    __tablename__ = "unresolved_sighting"

    id: int = Field(primary_key=True, sa_type=Id, sa_column_kwargs={"autoincrement": False})


#: The signal kinds that change what an account is to us, and how the index of them is spelled.
RELATION_KINDS = ("purchased", "opportunity_opened", "deal_won", "deal_lost")
OF_RELATIONS = " OR ".join(f"kind = '{kind}'" for kind in RELATION_KINDS)


class Signal(SQLModel, table=True):
    """One dated fact, immutable, with its source."""

    __table_args__ = (
        UniqueConstraint("feed", "external_id"),
        CheckConstraint("confidence >= 0 AND confidence <= 1", name="confidence"),
        Index(None, "person_identity_id", "occurred_at"),
        Index(None, "account_identity_id", "occurred_at"),
        where(OF_RELATIONS, "ix_signal_relation", "occurred_at", "received_at"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    feed: str
    external_id: str
    kind: str
    occurred_at: datetime = Field(sa_type=UtcTime)
    occurred_from: datetime | None = Field(default=None, sa_type=UtcTime)
    occurred_until: datetime | None = Field(default=None, sa_type=UtcTime)
    received_at: datetime = Field(sa_type=UtcTime)
    received_assumed: bool = False
    person_identity_id: int | None = Field(default=None, foreign_key="identity.id", sa_type=Id)
    account_identity_id: int | None = Field(
        default=None, foreign_key="account_identity.id", sa_type=Id
    )
    subject: str | None = None
    subject_of: str | None = None
    topic: str | None = None
    text: str | None = None
    subject_folded: str | None = None
    topic_folded: str | None = None
    text_folded: str | None = None
    url: str | None = None
    amount: float | None = None
    currency: str | None = None
    confidence: float = 1.0
    attributes: Json | None = Field(default=None, sa_column=Column(JsonType))
    run_id: int = Field(foreign_key="run.id", sa_type=Id)
    file: str
    line: int


class FieldValue(SQLModel, table=True):
    """A lead's or account's value that was replaced: what it was, until when."""

    __tablename__ = "field_value"
    __table_args__ = (Index(None, "entity", "entity_id", "field"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    entity: str
    entity_id: int = Field(sa_type=BigInteger)
    field: str
    # Any: the value has the field's own type.
    old_value: Any = Field(default=None, sa_column=Column(JsonType))
    source: Json = Field(default_factory=dict, sa_type=JsonType)
    until: datetime = Field(index=True, sa_type=UtcTime)
    run_id: int | None = Field(default=None, foreign_key="run.id", sa_type=Id)


class Merge(SQLModel, table=True):
    """A recorded decision that two leads are one person, or two accounts one company; exact to undo.

    `identities` were the loser's own, `kept` the winner's. Resolve obeys what people decide: the
    two sides are one, or, taken back, are kept `apart`, until a merge `overrules` that.
    """

    __table_args__ = (
        where("origin = 'person' OR apart", "ix_merge_decided", "id"),
        CheckConstraint(
            "(winner_id IS NULL) = (loser_id IS NULL)"
            " AND (winner_account_id IS NULL) = (loser_account_id IS NULL)"
            " AND (winner_id IS NULL) <> (winner_account_id IS NULL)",
            name="one_sort",
        ),
        known("winner_account_id", "merge"),
        known("loser_account_id", "merge"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    winner_id: int | None = Field(default=None, foreign_key="lead.id", index=True, sa_type=Id)
    loser_id: int | None = Field(default=None, foreign_key="lead.id", index=True, sa_type=Id)
    winner_account_id: int | None = Field(default=None, foreign_key="account.id", sa_type=Id)
    loser_account_id: int | None = Field(default=None, foreign_key="account.id", sa_type=Id)
    identities: list[int] = Field(default_factory=list, sa_column=Column(JsonType))
    kept: list[int] | None = Field(default=None, sa_column=Column(JsonType))
    origin: MergeOrigin = Field(default=MergeOrigin.RESOLVE, sa_type=one_of(MergeOrigin, "origin"))
    reason: str
    actor: str | None = None
    at: datetime = Field(sa_type=UtcTime)
    run_id: int | None = Field(default=None, foreign_key="run.id", sa_type=Id)
    undone_at: datetime | None = Field(default=None, sa_type=UtcTime)
    undone_by: str | None = None
    apart: bool = False
    overrules: list[int] | None = Field(default=None, sa_column=Column(JsonType))
    #: What a company is to us of which the two accounts said different things.
    relation: Relation | None = Field(default=None, sa_type=one_of(Relation, "relation"))


class Suggestion(SQLModel, table=True):
    """A match of two leads, a lead and an account, or two accounts: never enough to merge."""

    __table_args__ = (
        CheckConstraint("(lead_id IS NULL) <> (account_id IS NULL)", name="one_side"),
        known("account_id", "suggestion"),
        known("other_account_id", "suggestion"),
        where("status = 'refused'", "ix_suggestion_refused", "id"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    lead_id: int | None = Field(default=None, foreign_key="lead.id", index=True, sa_type=Id)
    account_id: int | None = Field(default=None, foreign_key="account.id", sa_type=Id)
    other_lead_id: int | None = Field(default=None, foreign_key="lead.id", index=True, sa_type=Id)
    other_account_id: int | None = Field(default=None, foreign_key="account.id", sa_type=Id)
    pair: str = Field(unique=True)
    reason: str
    confidence: float
    status: SuggestionStatus = Field(
        default=SuggestionStatus.OPEN, sa_type=one_of(SuggestionStatus, "status")
    )
    run_id: int | None = Field(default=None, foreign_key="run.id", sa_type=Id)
    at: datetime = Field(sa_type=UtcTime)


class RulesetRow(SQLModel, table=True):
    """The text of every ruleset that ever scored, by its score version."""

    __tablename__ = "ruleset"

    version: str = Field(primary_key=True)
    files: Json = Field(default_factory=dict, sa_type=JsonType)
    first_used_at: datetime = Field(sa_type=UtcTime)


class Publication(SQLModel, table=True):
    """One time a ruleset was put in force; the newest number is in force."""

    number: int = Field(primary_key=True, sa_type=Id, sa_column_kwargs={"autoincrement": False})
    version: str = Field(foreign_key="ruleset.version")
    at: datetime = Field(sa_type=UtcTime)
    by: str
    note: str
    #: What it changed against the one before; None = there was none.
    diff: Json | None = Field(default=None, sa_type=JsonType)


class Score(SQLModel, table=True):
    """A lead's current score."""

    lead_id: int = Field(primary_key=True, foreign_key="lead.id", sa_type=Id)
    ruleset: str = Field(foreign_key="ruleset.version")
    as_of: datetime = Field(sa_type=UtcTime)
    known_at: datetime = Field(sa_type=UtcTime)
    profile: str
    fit_nano: int = Field(sa_type=BigInteger)
    fit_lower_nano: int = Field(sa_type=BigInteger)
    fit_upper_nano: int = Field(sa_type=BigInteger)
    fit_expected_nano: int = Field(sa_type=BigInteger)
    intent_nano: int = Field(sa_type=BigInteger)
    intent_raw_nano: int = Field(sa_type=BigInteger)
    grade: str = Field(index=True)
    disqualified_by: str | None = None
    unknown_field: str | None = None
    priority: float
    rule_totals: Json = Field(default_factory=dict, sa_type=JsonType)
    newest_signal_at: datetime | None = Field(default=None, sa_type=UtcTime)


class ScoreHistory(SQLModel, table=True):
    """What a score was when its grade or ruleset changed."""

    __tablename__ = "score_history"

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    lead_id: int = Field(foreign_key="lead.id", index=True, sa_type=Id)
    ruleset: str = Field(foreign_key="ruleset.version")
    as_of: datetime = Field(sa_type=UtcTime)
    fit_nano: int = Field(sa_type=BigInteger)
    intent_nano: int = Field(sa_type=BigInteger)
    grade: str


class SegmentMembership(SQLModel, table=True):
    """The segment a lead is in now, why, and which signals it may speak of."""

    __tablename__ = "segment_membership"

    lead_id: int = Field(primary_key=True, foreign_key="lead.id", sa_type=Id)
    segment: str = Field(index=True)
    since: datetime = Field(sa_type=UtcTime)
    as_of: datetime = Field(sa_type=UtcTime)
    ruleset: str = Field(foreign_key="ruleset.version")
    reason: str
    fired: list[str] = Field(default_factory=list, sa_column=Column(JsonType))
    evidence: list[int] = Field(default_factory=list, sa_column=Column(JsonType))
    #: A move gave them another segment's sequence, until then.
    drafts_as: str | None = None
    drafts_until: datetime | None = Field(default=None, sa_type=UtcTime)
    behaviour: str | None = None


class SegmentMovement(SQLModel, table=True):
    """A lead that changed segment; None = in no segment."""

    __tablename__ = "segment_movement"

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    lead_id: int = Field(foreign_key="lead.id", index=True, sa_type=Id)
    from_segment: str | None = None
    to_segment: str | None = None
    at: datetime = Field(sa_type=UtcTime, index=True)
    reason: str
    #: None = moved before this was kept.
    cause: MoveCause | None = Field(default=None, sa_type=one_of(MoveCause, "cause"))
    turned: list[Json] | None = Field(default=None, sa_column=Column(JsonType))
    set_off: str | None = None


class Task(SQLModel, table=True):
    """A dated to-do that a move set off; one of a sort per lead and day."""

    __table_args__ = (UniqueConstraint("lead_id", "set_off", "made_on"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    lead_id: int = Field(foreign_key="lead.id", sa_type=Id)
    set_off: str
    from_segment: str | None = None
    to_segment: str | None = None
    made_on: date
    due_on: date = Field(index=True)
    #: The words of the rule, per language, as they were that day.
    what: Json = Field(default_factory=dict, sa_type=JsonType)
    done_at: datetime | None = Field(default=None, sa_type=UtcTime)
    done_by: str | None = None


class Enrolment(SQLModel, table=True):
    """A lead's way through one segment's sequence; one open at a time."""

    __table_args__ = (
        Index(
            "uq_enrolment_open",
            "lead_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    lead_id: int = Field(foreign_key="lead.id", index=True, sa_type=Id)
    # The lead it was opened for, where a merge gave it to another.
    opened_for: int | None = Field(default=None, foreign_key="lead.id", index=True, sa_type=Id)
    segment: str
    opened_at: datetime = Field(sa_type=UtcTime)
    last_step: int
    last_step_at: datetime = Field(sa_type=UtcTime)
    next_due_on: date | None = None
    ended_at: datetime | None = Field(default=None, sa_type=UtcTime)
    end_reason: EnrolmentEnd | None = Field(
        default=None, sa_type=one_of(EnrolmentEnd, "end_reason")
    )


class Draft(SQLModel, table=True):
    """One rendered message for one lead and step."""

    __table_args__ = (
        Index(
            "uq_draft_open",
            "lead_id",
            unique=True,
            sqlite_where=_OPEN_DRAFT_SQL,
            postgresql_where=_OPEN_DRAFT_SQL,
        ),
        Index(None, "status", "owner"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    lead_id: int = Field(foreign_key="lead.id", index=True, sa_type=Id)
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True, sa_type=Id)
    status: DraftStatus = Field(sa_type=one_of(DraftStatus, "status"))
    segment: str
    step: int
    purpose: Purpose = Field(sa_type=one_of(Purpose, "purpose"))
    channel: Channel = Field(sa_type=one_of(Channel, "channel"))
    language: str
    owner: str
    sender: str
    subject: str | None = None
    body: str
    cites: list[int] = Field(default_factory=list, sa_column=Column(JsonType))
    why_now: str
    grade: str
    priority: float
    fit_nano: int = Field(sa_type=BigInteger)
    intent_nano: int = Field(sa_type=BigInteger)
    template: str
    template_hash: str
    ruleset: str = Field(foreign_key="ruleset.version")
    policy_version: str
    evidence_hash: str
    notes: list[str] = Field(default_factory=list, sa_column=Column(JsonType))
    business_date: date
    created_at: datetime = Field(sa_type=UtcTime)
    updated_at: datetime = Field(sa_type=UtcTime)
    touched_by: str | None = None
    edited: bool = False
    held_gate: str | None = None
    held_reason: str | None = None
    held_until: datetime | None = Field(default=None, sa_type=UtcTime)
    snoozed_until: date | None = None
    skip_reason: SkipReason | None = Field(default=None, sa_type=one_of(SkipReason, "skip_reason"))


class Decision(SQLModel, table=True):
    """What a person decided about a draft, and when."""

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    draft_id: int = Field(foreign_key="draft.id", index=True, sa_type=Id)
    action: Action = Field(sa_type=one_of(Action, "action"))
    actor: str
    at: datetime = Field(sa_type=UtcTime)
    bulk: bool = False
    reason: str | None = None
    before: str | None = None


class Export(SQLModel, table=True):
    """A receipt: which drafts left together, to which target, in which file."""

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    target: str
    path: str
    at: datetime = Field(sa_type=UtcTime)
    business_date: date
    drafts: int = 0
    held: int = 0
    sha256: str | None = None
    closed_at: datetime | None = Field(default=None, sa_type=UtcTime)


class Touch(SQLModel, table=True):
    """A draft that left; one per exported draft."""

    __table_args__ = (UniqueConstraint("lead_id", "segment", "step", "enrolment_id"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    draft_id: int = Field(foreign_key="draft.id", unique=True, sa_type=Id)
    lead_id: int = Field(foreign_key="lead.id", index=True, sa_type=Id)
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True, sa_type=Id)
    enrolment_id: int = Field(foreign_key="enrolment.id", sa_type=Id)
    export_id: int = Field(foreign_key="export.id", index=True, sa_type=Id)
    segment: str
    step: int
    channel: Channel = Field(sa_type=one_of(Channel, "channel"))
    at: datetime = Field(sa_type=UtcTime)
    business_date: date
    # What left, as it was then: a receipt is replayed from here, not from values that moved on.
    payload: Json = Field(default_factory=dict, sa_type=JsonType)


class Cap(SQLModel, table=True):
    """The counter and lock of one scope, key and window.

    `ceiling` is the largest limit under which a slot was taken: the CHECK refuses an overspent
    row even if a statement forgot its WHERE. `inherited` slots were taken by people who turned out
    to be this one: no limit stopped them, and they leave again with an undone merge.
    """

    __table_args__ = (
        CheckConstraint("booked >= 0 AND used >= 0", name="not_negative"),
        CheckConstraint("booked + used <= ceiling + inherited", name="not_overspent"),
    )

    scope: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    window_kind: str = Field(primary_key=True)
    period: str = Field(primary_key=True)
    booked: int = 0
    used: int = 0
    ceiling: int = 0
    inherited: int = 0


class CapUse(SQLModel, table=True):
    """One slot of one cap, held by one draft."""

    __tablename__ = "cap_use"
    __table_args__ = (
        UniqueConstraint("draft_id", "scope", "key", "window_kind"),
        Index(None, "scope", "key", "window_kind", "at"),
        known("taken_under", "cap_use"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    draft_id: int = Field(foreign_key="draft.id", sa_type=Id)
    scope: str
    key: str
    # The account it was taken under, where a merge gave it to another.
    taken_under: str | None = None
    window_kind: str
    period: str
    state: CapUseState = Field(sa_type=one_of(CapUseState, "state"))
    at: datetime = Field(sa_type=UtcTime)
    business_date: date


class Suppression(SQLModel, table=True):
    """An address, domain, profile or phone never to touch, as a keyed hash."""

    __table_args__ = (UniqueConstraint("kind", "key_hash"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    kind: SuppressionKind = Field(sa_type=one_of(SuppressionKind, "kind"))
    key_hash: str
    reason: str
    source: str
    at: datetime = Field(sa_type=UtcTime)


class ChangedRow(SQLModel, table=True):
    """A row that was changed or deleted, noted by triggers: copies of it are to be read again."""

    __tablename__ = "changed_row"

    entity: str = Field(primary_key=True)
    row_id: int = Field(
        sa_column=Column(BigInteger, primary_key=True, autoincrement=False, nullable=False)
    )
    generation: int = Field(index=True, sa_type=BigInteger)


class FileStamp(SQLModel, table=True):
    """The last two states of a folder of signal files: files of any other are of another store."""

    __tablename__ = "file_stamp"

    folder: str = Field(primary_key=True)
    stamp: str
    before: str | None = None
