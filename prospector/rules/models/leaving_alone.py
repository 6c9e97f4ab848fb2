"""When and where people are left alone: what countries ask for, quiet days and hours."""

from datetime import date, time
from typing import Annotated, Literal

from pydantic import Field, model_validator

from prospector.rules.models.base import Model, Text
from prospector.tables import Channel

Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
#: What a country's law says of a message nobody asked for.
Law = Literal["allowed", "consent", "refused"]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class CountryRule(Model):
    """What a country asks for before somebody there is written to."""

    email: Law = Field(
        default="allowed",
        description="allowed; consent = only who gave it (consent_kinds); refused = never.",
    )
    linkedin: Law = Field(default="allowed", description="The same for LinkedIn.")
    note: Text | None = Field(
        default=None, description="Where that is written, and as of when; why-not tells it."
    )

    def law(self, channel: Channel) -> Law:
        """What holds for a channel."""
        return self.email if channel is Channel.EMAIL else self.linkedin


class QuietHours(Model):
    """Hours in which nothing should arrive, in the recipient's zone; they may span midnight."""

    from_: time = Field(alias="from", description='They begin, as "19:00".')
    until: time = Field(description='They end, as "08:00".')

    @model_validator(mode="after")
    def _is_some_time(self) -> "QuietHours":
        if self.from_ == self.until:
            raise ValueError("from and until are the same: leave `hours` out for none")
        return self


class Quiet(Model):
    """When people are left alone, by the calendar and the clock of where they are."""

    days: list[Weekday] = Field(
        default_factory=list, max_length=6, description="Days of the week, as saturday."
    )
    holidays: bool = Field(
        default=False,
        description="Public holidays of the lead's country; not known = that of company.yaml.",
    )
    dates: list[date] = Field(
        default_factory=list, description="Further dates, as 2026-12-24, everywhere."
    )
    hours: QuietHours | None = Field(
        default=None,
        description="No gate: exports carry `send_not_before`, for the tool that sends.",
    )
