"""The files that decide what we do: segments and policy."""

from typing import Literal

from pydantic import Field

from prospector.rules.models.base import (
    Condition,
    Example,
    Language,
    Model,
    Slug,
    Text,
)
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


class SegmentsFile(Model):
    """segments.yaml: who hears what."""

    segments: list[SegmentRule] = Field(description="In order; first match wins.")
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
    tests: list[Example] = Field(default_factory=list, description="Tests of this file.")
