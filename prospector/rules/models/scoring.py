"""The files that decide a score: signals, fit, intent, grades."""

from typing import Literal

from pydantic import Field

from prospector.rules.models.base import (
    ACCEPTED,
    Accepted,
    Condition,
    Days,
    Decay,
    Example,
    HalfLife,
    Model,
    Scope,
    Slug,
    Text,
    ValueType,
)
from prospector.rules.models.moving import RfmRule, SurgeRule


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


class FitRule(Model):
    """One trait and its points."""

    id: Slug = Field(description="Unique in the file.")
    when: Condition = Field(description="Condition over lead and account.")
    points: float = Field(default=0, description="Points when it holds; negative subtracts.")
    disqualify: bool = Field(
        default=False, description="true = a lead it holds for is graded C3 and held."
    )
    why: Text | None = Field(default=None, description="The trait in words.")
    accept: Accepted = Field(default_factory=dict, exclude=True, description=ACCEPTED)


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
    accept: Accepted = Field(default_factory=dict, exclude=True, description=ACCEPTED)


class IntentFile(Model):
    """intent.yaml: what counts as 'now'."""

    defaults: IntentDefaults = Field(
        default_factory=IntentDefaults, description="Defaults of this file."
    )
    groups: dict[str, IntentGroup] = Field(default_factory=dict, description="Groups by name.")
    surge: SurgeRule = Field(
        default_factory=SurgeRule, description="What surge and momentum of an account count."
    )
    rules: list[IntentRule] = Field(description="The rules.")
    tests: list[Example] = Field(default_factory=list, description="Tests of this file.")


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
        description="Order of the queue: a number from intent, fit, fit_lower, fit_upper, fit_expected, account.surge and account.momentum.",
    )
    rfm: RfmRule = Field(default_factory=RfmRule, description="How buyers are scored.")
    accept: Accepted = Field(default_factory=dict, exclude=True, description=ACCEPTED)
    tests: list[Example] = Field(default_factory=list, description="Tests of this file.")
