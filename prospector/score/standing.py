"""Where a lead stands beside its score: segment, behaviour, and what a message to it may cite."""

from dataclasses import dataclass, field
from datetime import datetime

from prospector.score.parts import Source


@dataclass(frozen=True)
class Cited:
    """A signal of the segment's evidence."""

    signal: int
    kind: str
    #: The kind in words.
    label: str
    subject: str | None
    occurred_at: datetime
    source: Source
    #: Whether a message may speak of it; else it only prioritises.
    citable: bool


@dataclass(frozen=True)
class Standing:
    """Segment and behaviour with their names for people; ids are None where there is none."""

    segment: str | None = None
    segment_label: str = ""
    since: datetime | None = None
    behaviour: str | None = None
    behaviour_label: str = ""
    advice: str = ""
    #: The segment's evidence, best first.
    evidence: list[Cited] = field(default_factory=list)

    @property
    def citable(self) -> list[Cited]:
        """What a message may speak of."""
        return [one for one in self.evidence if one.citable]
