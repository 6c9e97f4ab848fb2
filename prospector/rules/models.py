"""The shape of every file in `rules/`: unknown keys are refused, every field says what it means."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from prospector.tables import Channel, Purpose, SourceRank

Language = Literal["en", "fr"]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]


class Model(BaseModel):
    """Frozen, and deaf to nothing: an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class LocalText(Model):
    """A text people read, per language."""

    en: str | None = Field(default=None, description="English text.")
    fr: str | None = Field(default=None, description="French text.")

    @model_validator(mode="after")
    def _has_one(self) -> "LocalText":
        if self.en is None and self.fr is None:
            raise ValueError("give en, fr or both")
        return self

    def in_(self, language: str) -> str:
        """The text in a language, else in the other one."""
        first, second = (self.fr, self.en) if language == "fr" else (self.en, self.fr)
        return first if first is not None else second or ""


Text = str | LocalText


def say(text: Text | None, language: str) -> str:
    """A text in a language; plain strings serve every language, None is empty."""
    if text is None or isinstance(text, str):
        return text or ""
    return text.in_(language)


def _positive(value: float) -> float:
    if value <= 0:
        raise ValueError("must be positive")
    return value


Days = Annotated[float, AfterValidator(_positive)]
HalfLife = Days | Literal["never"]
#: A SQL boolean expression; parsed and checked by `rules.conditions`, not by pydantic.
Condition = Annotated[str, Field(min_length=1, max_length=2000)]


class Decay(StrEnum):
    """How points fade with age."""

    EXPONENTIAL = "exponential"
    LINEAR = "linear"
    STEP = "step"


class Scope(StrEnum):
    """Whose signals a rule counts."""

    LEAD = "lead"
    ACCOUNT = "account"


class ValueType(StrEnum):
    """What a field holds."""

    BOOL = "bool"
    NUMBER = "number"
    TEXT = "text"
    TIME = "time"
    LIST = "list"


class Example(Model):
    """A test inside a rules file: a small world and what must come out of it."""

    name: str = Field(description="The fact it states.")
    lead: dict[str, object] = Field(
        default_factory=dict, description="Lead fields, as in section 12 of the record."
    )
    account: dict[str, object] = Field(default_factory=dict, description="Account fields.")
    signals: list[dict[str, object]] = Field(
        default_factory=list,
        description="Signals: `kind`, `age` in days, `by` (lead, colleague or nobody; default lead), and any signal field.",
    )
    expect: dict[str, object] = Field(
        description="`intent`, `fit`, `fit_upper`, `known_share`: a number or '>= 20'; `grade`; `rules`, `no_rules`: ids; `segment`; `profile`; `disqualified`.",
    )


# --- signals.yaml ---------------------------------------------------------------------------


class KindRule(Model):
    """One signal kind."""

    label: Text = Field(description="The kind in words: 'liked a post'.")
    natural_key: list[Literal["person", "account", "subject", "day", "topic", "amount"]] = Field(
        default_factory=list,
        description="What makes two rows the same signal when they carry no id; empty = every field but an assumed time.",
    )
    half_life: HalfLife | None = Field(
        default=None, description="Days to lose half its points, unless the rule says so."
    )
    mention: Literal["open", "private"] = Field(
        default="open",
        description="open = a draft may speak of it; private = it may only prioritise.",
    )
    needs: Literal["none", "consent"] = Field(
        default="none",
        description="consent = rests on a tracker: counts for the person only if the feed declares consent.",
    )
    outcome: bool = Field(
        default=False, description="Whether it is what came back; outcomes are never redundant."
    )


class AttributeField(Model):
    """An extra column rules may read."""

    entity: Literal["signal", "lead", "account"] = Field(description="Whose attribute it is.")
    type: Literal[ValueType.BOOL, ValueType.NUMBER, ValueType.TEXT] = Field(
        description="bool, number or text."
    )
    label: Text | None = Field(default=None, description="The field in words.")


class SignalsFile(Model):
    """signals.yaml: the catalogue."""

    kinds: dict[str, KindRule] = Field(description="Every kind, by its name (verbs in the past).")
    fields: dict[str, AttributeField] = Field(
        default_factory=dict, description="Attributes rules may read, by column name."
    )
    tests: list[Example] = Field(default_factory=list, description="Tests of this file.")


# --- fit.yaml -------------------------------------------------------------------------------


class FitRule(Model):
    """One trait and its points."""

    id: Slug = Field(description="Unique in the file.")
    when: Condition = Field(description="Condition over lead and account.")
    points: float = Field(default=0, description="Points when it holds; negative subtracts.")
    disqualify: bool = Field(
        default=False, description="true = a lead it holds for is graded C3 and held."
    )
    why: Text | None = Field(default=None, description="The trait in words.")


class FitGroup(Model):
    """Rules about one thing."""

    id: Slug = Field(description="Unique in the profile.")
    pick: Literal["best", "sum"] = Field(
        default="best",
        description="best = alternatives, the best true rule counts; sum = they add up.",
    )
    cap: float | None = Field(default=None, gt=0, description="Most points of a `sum` group.")
    label: Text | None = Field(default=None, description="The group in words.")
    rules: list[FitRule] = Field(min_length=1, description="The rules.")


class FitProfile(Model):
    """One ideal customer. 100 = the sum of its groups' maxima."""

    id: Slug = Field(description="Unique in the file.")
    label: Text = Field(description="The profile in words.")
    groups: list[FitGroup] = Field(min_length=1, description="The groups.")


class FitFile(Model):
    """fit.yaml: who is a good customer."""

    profiles: list[FitProfile] = Field(
        min_length=1, description="Ideal customers; a lead's fit is its best one's."
    )
    tests: list[Example] = Field(default_factory=list, description="Tests of this file.")


# --- intent.yaml ----------------------------------------------------------------------------


class IntentDefaults(Model):
    """What holds where neither rule nor kind says otherwise."""

    half_life: HalfLife = Field(
        default=14, description="Days for a contribution to lose half its points."
    )
    horizon: Days = Field(
        default=180, description="Days after which a signal counts nothing (inclusive)."
    )
    redundancy: float = Field(
        default=0.5,
        gt=0,
        le=1,
        description="The nth like on one post by one account counts this to the power n-1.",
    )
    decay: Decay = Field(default=Decay.EXPONENTIAL, description="exponential, linear or step.")


class IntentGroup(Model):
    """A family of rules with one ceiling."""

    cap: float | None = Field(
        default=None, gt=0, description="Most points, and least negative ones, of the group."
    )
    label: Text | None = Field(default=None, description="The group in words.")


class IntentRule(Model):
    """Points for one sort of signal."""

    id: Slug = Field(description="Unique in the file.")
    group: str | None = Field(
        default=None, description="A declared group; none = a group of its own."
    )
    when: Condition = Field(description="Condition over signal, lead and account.")
    scope: Scope = Field(
        default=Scope.LEAD,
        description="lead = the lead's own signals; account = all of the account's.",
    )
    share: float = Field(
        default=1,
        ge=0,
        le=1,
        description="Weight of colleagues' and nobody's signals under `scope: account`.",
    )
    points: float = Field(description="Points of a fresh signal.")
    half_life: HalfLife | None = Field(
        default=None, description="Days; else the kind's, else the default."
    )
    decay: Decay | None = Field(default=None, description="Else the default.")
    horizon: Days | None = Field(default=None, description="Days; else the default.")
    redundancy: float | None = Field(
        default=None, gt=0, le=1, description="Else the default; 1 = off."
    )
    cap: float | None = Field(default=None, gt=0, description="Most points of this rule.")
    urgent: bool = Field(default=False, description="true = puts the lead in the lane 'hot now'.")
    why: Text = Field(
        description="Why now, in one sentence; a template over signal, lead and account."
    )


class IntentFile(Model):
    """intent.yaml: what counts as 'now'."""

    defaults: IntentDefaults = Field(
        default_factory=IntentDefaults, description="Defaults of this file."
    )
    groups: dict[str, IntentGroup] = Field(default_factory=dict, description="Groups by name.")
    rules: list[IntentRule] = Field(description="The rules.")
    tests: list[Example] = Field(default_factory=list, description="Tests of this file.")


# --- grades.yaml ----------------------------------------------------------------------------


class FitCuts(Model):
    """Least fit of a letter; below B is C."""

    A: float = Field(ge=0, le=100, description="Least fit of an A.")
    B: float = Field(ge=0, le=100, description="Least fit of a B.")


class IntentCuts(Model):
    """Least intent of a digit; below 2 is 3."""

    first: float = Field(alias="1", ge=0, le=100, description="Least intent of a 1.")
    second: float = Field(alias="2", ge=0, le=100, description="Least intent of a 2.")


class GradesFile(Model):
    """grades.yaml: where fit and intent are cut."""

    fit: FitCuts = Field(description="Fit letters.")
    intent: IntentCuts = Field(description="Intent digits.")
    priority: str = Field(
        default="intent * fit_expected / 100",
        description="Order of the queue: a number from intent, fit, fit_lower, fit_upper and fit_expected.",
    )
    tests: list[Example] = Field(default_factory=list, description="Tests of this file.")


# --- segments.yaml --------------------------------------------------------------------------


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


# --- policy.yaml ----------------------------------------------------------------------------


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


# --- feeds.yaml -----------------------------------------------------------------------------


class FeedRule(Model):
    """A configured place signals come from."""

    collector: Literal["file"] = Field(default="file", description="The code that reads it.")
    path: str = Field(description="A file or glob, relative to the workspace.")
    origin: Text = Field(
        description="Where the data come from, in words a person would accept as an answer."
    )
    rank: SourceRank = Field(
        default=SourceRank.FEED, description="person beats crm beats feed when values differ."
    )
    kind: str | None = Field(default=None, description="Kind of rows that carry none.")
    map: dict[str, str] = Field(
        default_factory=dict, description="Record field: column of the file."
    )
    set: dict[str, str] = Field(default_factory=dict, description="Record field: constant value.")
    consent: bool = Field(
        default=False, description="Whether people consented to the tracker behind it."
    )


class FeedsFile(Model):
    """feeds.yaml: where signals come from."""

    feeds: dict[str, FeedRule] = Field(default_factory=dict, description="Feeds by name.")
    tests: list[Example] = Field(default_factory=list, description="Tests of this file.")


# --- company.yaml ---------------------------------------------------------------------------


class Sender(Model):
    """A person messages are signed by."""

    id: Slug = Field(description="Short name.")
    name: str = Field(description="Full name, as signed.")
    title: Text = Field(description="Role, as signed.")
    email: str = Field(description="Mailbox the message leaves from.")
    linkedin_url: str | None = Field(default=None, description="Profile invitations come from.")


class CompanyFile(Model):
    """company.yaml: who we are."""

    name: str = Field(description="Our name.")
    site: str = Field(description="Our web address.")
    offer: Text = Field(description="What we do, in one sentence that can follow 'we'.")
    postal_address: str = Field(description="Needed in a first contact.")
    privacy_notice: Text = Field(
        description="One sentence: who we are, why we write, where your data came from, how to object."
    )
    default_country: str = Field(
        default="FR", description="ISO code for people whose country is unknown."
    )
    default_language: Language = Field(
        default="en", description="Language of people whose own is unknown."
    )
    own_domains: list[str] = Field(
        description="Our mail and web domains: colleagues are never prospects."
    )
    integrations: list[str] = Field(default_factory=list, description="Tools we integrate with.")
    competitors: list[str] = Field(
        default_factory=list, description="Competing companies or tools, by name."
    )
    competitor_domains: list[str] = Field(default_factory=list, description="Competitors' domains.")
    customer_domains: list[str] = Field(
        default_factory=list, description="Customers no CRM export names."
    )
    partner_domains: list[str] = Field(default_factory=list, description="Partners.")
    senders: list[Sender] = Field(min_length=1, description="Who signs.")
    tests: list[Example] = Field(default_factory=list, description="Tests of this file.")


# --- proofs.yaml ----------------------------------------------------------------------------


class Proof(Model):
    """A claim of ours that a draft may cite."""

    id: Slug = Field(description="Unique in the file.")
    claim: LocalText = Field(description="The claim, as a sentence.")
    industries: list[str] = Field(default_factory=list, description="Sectors it speaks to.")
    segments: list[str] = Field(
        default_factory=list, description="Segments it speaks to; empty = all."
    )
    employees_min: int | None = Field(default=None, description="Least employees it speaks to.")
    employees_max: int | None = Field(default=None, description="Most employees it speaks to.")
    link: str | None = Field(default=None, description="Page that shows it.")
    valid_until: date = Field(description="Last day it may be cited.")
    agreed: bool = Field(description="Whether the customer agreed to publication.")


class ProofsFile(Model):
    """proofs.yaml: what we may claim."""

    proofs: list[Proof] = Field(default_factory=list, description="The claims.")
    tests: list[Example] = Field(default_factory=list, description="Tests of this file.")


#: The files of `rules/`, by stem; every one but proofs and feeds must exist.
FILES: dict[str, type[Model]] = {
    "company": CompanyFile,
    "proofs": ProofsFile,
    "feeds": FeedsFile,
    "signals": SignalsFile,
    "fit": FitFile,
    "intent": IntentFile,
    "grades": GradesFile,
    "segments": SegmentsFile,
    "policy": PolicyFile,
}
#: The files that decide a score: their parsed content makes the score version.
SCORING = ("signals", "fit", "intent", "grades", "segments")
