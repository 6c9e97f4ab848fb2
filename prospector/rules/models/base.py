"""What every rules file is made of: texts, days, conditions, and tests."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

Language = Literal["en", "fr"]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]


class Lint(StrEnum):
    """What `rules check` doubts; an `accept:` beside a rule says why it stays as it is."""

    UNTESTED = "untested"
    STRAY_TEMPLATE = "stray-template"
    UNKNOWN_NOT_LARGE = "unknown-not-large"
    NO_POINTS = "no-points"
    DOUBTFUL_HOUR = "doubtful-hour"
    SAME_SOURCE = "same-source"
    OUT_OF_REACH = "out-of-reach"
    COUNTED_TWICE = "counted-twice"
    OUTCOME_POINTS = "outcome-points"
    NEVER_FIRED = "never-fired"
    HOLDS_FOR_NOBODY = "holds-for-nobody"
    COUNTED_TWICE_IN_DATA = "counted-twice-in-data"
    ACCEPTS_NOTHING = "accepts-nothing"


Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3)]
#: Doubts of `rules check` that are known and wanted, each with its reason. It changes no score.
Accepted = dict[Lint, Reason]
ACCEPTED = "Doubts of `rules check` about it that are known, by id (docs/publish.md), each with the reason."


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
        description="`intent`, `fit`, `fit_upper`, `known_share`: a number or '>= 20'; `grade`; `rules`, `no_rules`: ids; `segment`; `behaviour`; `profile`; `disqualified`.",
    )
