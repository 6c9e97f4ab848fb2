"""The segmentation table: per segment who they are, what moves them, how we approach, what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from prospector.rules.models import say
from prospector.rules.models.acting import Persona, SegmentRule, Step
from prospector.segment.table.kpi import NOTHING, Kpi
from prospector.segment.table.wording import CHANNELS, DAYS, PURPOSES, THEN


@dataclass(frozen=True)
class Counts:
    """Who is in a segment now."""

    leads: int
    accounts: int
    #: Of all leads in segments.
    share: float


@dataclass(frozen=True)
class Row:
    """One segment, in one language."""

    segment: str
    label: str
    purpose: str
    company: str
    decision_maker: str
    wants: str
    pains: str
    fears: str
    expects: str
    approach: str
    cycle: str
    #: The sequence in words: channels and waits.
    steps: str
    counts: Counts
    kpi: Kpi


@dataclass(frozen=True)
class Table:
    """Every segment in the order of the file, as of a time."""

    as_of: datetime
    language: str
    ours: str
    rows: tuple[Row, ...]


def row(one: SegmentRule, counts: Counts, kpi: Kpi | None, *, language: str) -> Row:
    """One segment's row; no kpi = it touched nobody yet."""
    persona = {name: say(getattr(one.persona, name), language) for name in Persona.model_fields}
    person = persona.pop("person")
    return Row(
        segment=one.id,
        label=say(one.label, language),
        purpose=PURPOSES[language][one.purpose],
        decision_maker=person,
        steps=steps(one.sequence, language=language),
        counts=counts,
        kpi=kpi or NOTHING,
        **persona,
    )


def steps(sequence: Sequence[Step], *, language: str) -> str:
    """A sequence in words: `e-mail or LinkedIn, then after 7 days e-mail`."""
    words: list[str] = []
    for number, step in enumerate(sequence):
        channels = f" {CHANNELS[language]['or']} ".join(
            CHANNELS[language][channel] for channel in step.channels
        )
        wait = DAYS[language].format(days=step.wait) if step.wait else ""
        lead_in = f"{THEN[language]} " if number else ""
        words.append(f"{lead_in}{wait}{channels}")
    return ", ".join(words)


def counts(leads: Mapping[str, int], accounts: Mapping[str, int], segment: str) -> Counts:
    """A segment's leads and companies, and its share of all leads in segments."""
    everybody = sum(leads.values())
    own = leads.get(segment, 0)
    return Counts(own, accounts.get(segment, 0), own / everybody if everybody else 0.0)
