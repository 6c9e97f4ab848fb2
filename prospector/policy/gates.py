"""The gates, in order: what may stop a lead, and the facts they are judged by."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from prospector.rules.models import CompanyFile, GradesFile, PolicyFile, Sdr, SegmentRule
from prospector.store.candidates import Candidate, Closed, Ended, Standing
from prospector.store.lookalikes import Lookalike
from prospector.store.suppressions import Match
from prospector.tables import Channel, Relation


class GateCode(StrEnum):
    """What may stop a lead, in the order in which it is asked."""

    OWN_STAFF = "own_staff"
    CUSTOMER = "customer"
    OPEN_OPPORTUNITY = "open_opportunity"
    OTHER_OWNER = "other_owner"
    COMPETITOR = "competitor"
    PARTNER = "partner"
    SUGGESTED_MATCH = "suggested_match"
    SUPPRESSED = "suppressed"
    COUNTRY = "country"
    DISQUALIFIED = "disqualified"
    NO_SIGNAL = "no_signal"
    GRADE = "grade"
    NO_SEGMENT = "no_segment"
    NO_CHANNEL = "no_channel"
    ENROLLED_ELSEWHERE = "enrolled_elsewhere"
    COOL_DOWN = "cool_down"
    ACCOUNT_LIMIT = "account_limit"
    CAPS = "caps"
    QUIET_DAY = "quiet_day"
    CAPACITY = "capacity"


#: Drafts held by another gate than these are not policy's to move.
POLICY_GATES = frozenset(GateCode)


class Gate(NamedTuple):
    """What stops a lead: one plain sentence, when it lifts (None = not by itself), what to do."""

    code: GateCode
    reason: str
    lifts_at: datetime | None
    action: str


class Approach(NamedTuple):
    """The next message a lead could get: of which segment, which step, by which channel."""

    segment: str
    rule: SegmentRule | None
    number: int
    slug: str
    channels: Sequence[Channel]
    channel: Channel | None
    due_on: date


@dataclass(frozen=True, slots=True)
class Context:
    """What is the same for every lead of one run."""

    company: CompanyFile
    policy: PolicyFile
    grades: GradesFile
    now: datetime
    today: date
    zone: ZoneInfo
    language: str
    #: Leads nobody may write to: an open suggestion that points to one of them holds too.
    objected: AbstractSet[int]
    #: Domains nobody may write to, of companies that some lead's may be.
    closed_domains: AbstractSet[str]


@dataclass(frozen=True, slots=True)
class Subject:
    """A lead with everything the gates ask about it."""

    candidate: Candidate
    relation: Relation
    standing: Standing | None
    approach: Approach | None
    sdr: Sdr | None
    owner: str | None
    suggested: Sequence[Lookalike]
    suppressed: Sequence[Match]
    ended: Ended | None
    contacts: Mapping[str, datetime]
    closed: Closed | None
    #: Channels that the law where they are bars.
    barred: AbstractSet[Channel] = frozenset()

    @property
    def company(self) -> str | None:
        """How to call the company in a sentence."""
        return self.candidate.account_name or self.candidate.account_domain

    @property
    def enrolled(self) -> bool:
        """Whether a sequence is open."""
        return self.candidate.enrolment is not None
