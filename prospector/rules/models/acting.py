"""The files that decide what we do: segments and policy."""

from typing import Literal

from pydantic import Field, model_validator

from prospector.rules.models.base import (
    ACCEPTED,
    Accepted,
    Condition,
    Example,
    Language,
    Model,
    Slug,
    Text,
)
from prospector.rules.models.leaving_alone import Country, CountryRule, Law, Quiet
from prospector.tables import Channel, Purpose


class Persona(Model):
    """The human portrait that guides a segment's message. Text for people, never a rule."""

    company: Text = Field(description="The company: sector, size, place, tools, maturity.")
    person: Text = Field(description="The decision maker: role, age band, temper.")
    wants: Text = Field(description="What they want to reach.")
    pains: Text = Field(description="What hurts today, and how often.")
    fears: Text = Field(description="What holds them back.")
    expects: Text = Field(description="What they expect from a supplier.")
    approach: Text = Field(description="How to approach them.")
    cycle: Text = Field(description="How long they take to decide.")


class Step(Model):
    """One message of a sequence."""

    slug: Slug = Field(description="Names the template: <step>-<slug>.<channel>.<language>.j2.")
    channels: list[Channel] = Field(
        min_length=1, description="In order of preference; the first that reaches the lead is used."
    )
    wait: int = Field(default=0, ge=0, le=365, description="Days after the step before.")


class SegmentCap(Model):
    """Most touches of a segment."""

    window: Literal["day", "rolling_24h", "rolling_7d", "total"] = Field(description="The window.")
    limit: int = Field(ge=0, description="Most touches in it.")


class SegmentRule(Model):
    """A named group a lead falls into; first match wins."""

    id: Slug = Field(description="Names the folder in templates/.")
    label: Text = Field(description="The segment in words.")
    when: Condition = Field(
        description="Condition over lead, account, fit, intent, grade, rfm and fired()."
    )
    purpose: Purpose = Field(description="Why we write.")
    persona: Persona = Field(description="The portrait.")
    sequence: list[Step] = Field(min_length=1, description="The messages, in order.")
    caps: list[SegmentCap] = Field(min_length=1, description="Send caps of the segment.")
    language: Language = Field(
        default="en", description="Language when the lead's has no template."
    )
    relations: list[str] = Field(
        default_factory=list,
        description="Relations this purpose may address beside prospect and former_customer (customer for an upsell).",
    )
    accept: Accepted = Field(default_factory=dict, exclude=True, description=ACCEPTED)


class BehaviourRule(Model):
    """How a person goes about deciding, told from what they do; first match wins."""

    id: Slug = Field(description="What templates ask for: lead.behaviour.")
    label: Text = Field(description="The behaviour in words.")
    when: Condition = Field(description="Condition over the same fields as a segment's.")
    advice: Text | None = Field(default=None, description="How to write to them, for people.")


#: Instead of a segment's id in `on_move`: every segment / in no segment.
ANY, NOWHERE = "any", "none"


class MoveRule(Model):
    """What a change of segment sets off; first match wins."""

    id: Slug = Field(description="Names it on movements and tasks.")
    from_: list[str] | str = Field(
        default=ANY, alias="from", description="A segment or several, any, or none."
    )
    to: list[str] | str = Field(
        default=ANY, description="A segment or several, any, or none (they left all)."
    )
    then: Literal["purpose", "task", "nothing"] = Field(
        description="purpose = a segment may draft for them; task = a dated to-do for their owner; nothing = stop looking here."
    )
    segment: str | None = Field(
        default=None, description="With purpose: whose sequence may draft, whatever its `when`."
    )
    task: Text | None = Field(default=None, description="With task: what is to be done.")
    days: int = Field(
        default=7,
        ge=0,
        le=365,
        description="A task is due in that many days; a purpose drafts for that many.",
    )

    @model_validator(mode="after")
    def _says_what(self) -> "MoveRule":
        if (self.then == "purpose") != (self.segment is not None):
            raise ValueError("`segment` goes with `then: purpose`, and only with it")
        if (self.then == "task") != (self.task is not None):
            raise ValueError("`task` goes with `then: task`, and only with it")
        return self

    def matches(self, from_segment: str | None, to_segment: str | None) -> bool:
        """Whether a move is meant."""
        return _names(self.from_, from_segment) and self.leads_to(to_segment)

    def leads_to(self, segment: str | None) -> bool:
        """Whether moves to a segment are meant."""
        return _names(self.to, segment)


def _names(wanted: list[str] | str, segment: str | None) -> bool:
    names = [wanted] if isinstance(wanted, str) else wanted
    if segment is None:
        return NOWHERE in names
    return ANY in names or segment in names


class SegmentsFile(Model):
    """segments.yaml: who hears what."""

    segments: list[SegmentRule] = Field(description="In order; first match wins.")
    behaviours: list[BehaviourRule] = Field(
        default_factory=list, description="In order; first match wins. They change no segment."
    )
    on_move: list[MoveRule] = Field(
        default_factory=list, description="What moves set off, in order; first match wins."
    )
    tests: list[Example] = Field(default_factory=list, description="Tests of this file.")


class CapRule(Model):
    """Most touches in a window, per key of a scope."""

    scope: Literal["workspace", "sender", "channel", "person", "account"] = Field(
        description="Per what: the whole workspace, each sender, channel, person or account."
    )
    window: Literal["day", "rolling_24h", "rolling_7d", "total"] = Field(
        description="The window; days are business days of the workspace's zone."
    )
    limit: int = Field(ge=0, description="Most touches in it.")
    channel: Channel | None = Field(default=None, description="Counts this channel only.")
    first_steps_only: bool = Field(
        default=False, description="Counts first messages only (new people)."
    )


class CoolDown(Model):
    """Least days between approaches."""

    person: int = Field(
        default=30,
        ge=0,
        description="Days after a sequence ended before the person is approached again.",
    )
    after_no: int = Field(default=180, ge=0, description="Days after a no.")
    touched_elsewhere: int = Field(
        default=14, ge=0, description="Days after a touch made outside prospector."
    )
    idle: int = Field(
        default=30, ge=1, description="Days without a step after which an enrolment ends."
    )


class Sdr(Model):
    """Someone who reviews drafts."""

    id: Slug = Field(description="Short name used in --owner.")
    name: str = Field(description="Full name.")
    email: str = Field(description="Address a CRM's owner column may hold.")
    capacity: int = Field(default=25, ge=0, description="Most drafts a day.")
    sender: str | None = Field(
        default=None, description="A sender of company.yaml; none = the first."
    )


class PolicyFile(Model):
    """policy.yaml: may we touch this lead today."""

    caps: list[CapRule] = Field(default_factory=list, description="Caps beside the segments' own.")
    active_per_account: int = Field(
        default=3, ge=1, description="Most open enrolments at one account."
    )
    cool_down: CoolDown = Field(default_factory=CoolDown, description="Cool-downs in days.")
    grades: list[str] = Field(description="Grades that may be queued.")
    sdrs: list[Sdr] = Field(min_length=1, description="Who reviews, and how many a day.")
    countries: dict[Country, CountryRule] = Field(
        default_factory=dict, description="What countries ask for, by two-letter code."
    )
    unknown_country: Law = Field(
        default="allowed", description="What holds for people of no known country."
    )
    consent_kinds: list[str] = Field(
        default_factory=list,
        description="Kinds of signals by which a person gave consent, on the day they occurred.",
    )
    quiet: Quiet = Field(default_factory=Quiet, description="When people are left alone.")
    tests: list[Example] = Field(default_factory=list, description="Tests of this file.")
