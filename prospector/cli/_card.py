"""One draft on the screen: who, why now, the signals it cites, and what it says."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from prospector.cli._words import Words

if TYPE_CHECKING:
    from prospector.rules.ruleset import Ruleset
    from prospector.store.queue import Cited, QueueRow


def card(row: "QueueRow", cites: "Sequence[Cited]", ruleset: "Ruleset", language: str) -> str:
    """A draft as a page of text."""
    return "\n".join(_lines(row, cites, ruleset, language))


def who(row: "QueueRow") -> str:
    """The lead in a few words: a name, else an address."""
    return row.lead.name or row.lead.email or row.lead.linkedin_url or f"lead {row.lead.id}"


def where(row: "QueueRow") -> str:
    """The account in a few words."""
    return row.account.name or row.account.domain or ""


def _lines(
    row: "QueueRow", cites: "Sequence[Cited]", ruleset: "Ruleset", language: str
) -> Iterator[str]:
    from prospector.rules.models import say

    segment = ruleset.segments_by_id.get(row.segment)
    label = say(segment.label, language) if segment else row.segment
    yield " · ".join(filter(None, (row.grade, who(row), row.lead.title, where(row))))
    told = Words(language)
    yield told("card.why_now", why=row.why_now)
    yield told(
        "card.draft",
        draft=row.draft,
        segment=label,
        step=row.step,
        channel=row.channel,
        language=row.language,
        owner=row.owner,
    )
    if cites:
        yield told("card.cites")
    for cited in cites:
        kind = ruleset.signals.kinds.get(cited.kind)
        words = (
            say(kind.label, language) if kind else cited.kind,
            cited.subject,
            f"{cited.occurred_at:%Y-%m-%d}",
            f"{cited.feed}, {cited.file}:{cited.line}",
        )
        yield f"  [{cited.id}] " + " · ".join(filter(None, words))
    for note in row.notes:
        yield told("card.note", note=note)
    if row.edited:
        yield told("card.edited")
    yield ""
    if row.subject is not None:
        yield told("card.subject", subject=row.subject)
        yield ""
    yield row.body
