"""What the figures say, in plain words: what to look at first comes first."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from prospector.segment.quality.contrast import OUTCOME, Separation, Strength
from prospector.segment.quality.groups import NARROW, SWALLOWED, Group, Overlap, Size
from prospector.segment.quality.wording import Teller

#: Attributes named in one sentence.
_NAMED = 4


class Finding(NamedTuple):
    """One sentence about segments; `code` names the sort."""

    code: str
    segments: tuple[str, ...]
    text: str


class Figures(NamedTuple):
    """What findings are read from."""

    groups: Sequence[Group]
    overlaps: Sequence[Overlap]
    #: Segments that are one in practice.
    alike: Sequence[tuple[str, ...]]
    separations: Sequence[Separation]


def findings(figures: Figures, *, now: datetime, language: str = "en") -> tuple[Finding, ...]:
    """Every finding: what has no effect, then sizes, overlaps, standing still, what separates."""
    say = Teller(language)
    groups, overlaps, alike, separations = figures
    by_name = {one.segment: one for one in groups}
    return (
        *(_one(names, say) for names in alike),
        *_empty([one.segment for one in groups if one.size is Size.EMPTY], say),
        *(found for one in groups if (found := _size(one, overlaps, say))),
        *_narrow([one for one in groups if one.size is Size.NARROW], say),
        *_swallowed(overlaps, by_name, say),
        *(_stale(one, now, say) for one in groups if one.stale),
        *_separated(separations, say),
    )


def _one(names: tuple[str, ...], say: Teller) -> Finding:
    text = say("one in practice", names=say.listed(names))
    return Finding("one in practice", names, text)


def _empty(names: Sequence[str], say: Teller) -> Iterator[Finding]:
    if names:
        text = say.counted("empty", len(names), names=say.listed(names))
        yield Finding("empty", tuple(names), text)


def _size(one: Group, overlaps: Sequence[Overlap], say: Teller) -> Finding | None:
    if one.size is Size.TAKEN:
        first = next((found for found in overlaps if found.second == one.segment), None)
        most = say("most", first=first.first) if first else ""
        text = say.counted("taken", one.meet, name=one.segment, most=most)
        return Finding(one.size.value, (one.segment,), text)
    if one.size is Size.BROAD:
        text = say("broad", name=one.segment, share=say.percent(one.share))
        return Finding(one.size.value, (one.segment,), text)
    return None


def _narrow(groups: Sequence[Group], say: Teller) -> Iterator[Finding]:
    if groups:
        names = [say.counted("leads", one.leads, name=one.segment) for one in groups]
        text = say.counted("narrow", len(names), names=say.listed(names), least=NARROW)
        yield Finding(Size.NARROW.value, tuple(one.segment for one in groups), text)


def _swallowed(
    overlaps: Sequence[Overlap], groups: Mapping[str, Group], say: Teller
) -> Iterator[Finding]:
    for one in overlaps:
        # One that keeps nobody is said to be empty already.
        if one.share >= SWALLOWED and groups[one.second].leads:
            meet = groups[one.second].meet
            text = say("overlap", first=one.first, both=one.both, meet=meet, second=one.second)
            yield Finding("overlap", (one.first, one.second), text)


def _stale(one: Group, now: datetime, say: Teller) -> Finding:
    days = (now - one.last_move).days if one.last_move else 0
    return Finding("stale", (one.segment,), say("stale", name=one.segment, days=days))


def _separated(separations: Sequence[Separation], say: Teller) -> Iterator[Finding]:
    told = [one for one in separations if one.strength in (Strength.STRONG, Strength.CLEAR)]
    outcomes = [one for one in separations if one.attribute.startswith(OUTCOME)]
    apart = [one for one in told if one not in outcomes]
    if apart:
        words = ", ".join(f"{one.attribute} ({say(one.strength)})" for one in apart[:_NAMED])
        yield Finding("separation", (), say("apart", words=words))
    elif all(one.strength is Strength.TOO_FEW for one in separations):
        yield Finding("too few", (), say("apart.few"))
    else:
        yield Finding("separation", (), say("apart.none"))
    yield from _outcomes(outcomes, say)


def _outcomes(outcomes: Sequence[Separation], say: Teller) -> Iterator[Finding]:
    if not outcomes:
        return
    judged = [one for one in outcomes if one.strength not in (Strength.TOO_FEW, Strength.ALIKE)]
    if not judged:
        yield Finding("too few", (), say("outcomes.few"))
        return
    words = ", ".join(
        f"{one.attribute.removeprefix(OUTCOME)} ({_much(one, say)})" for one in judged
    )
    yield Finding("outcomes", (), say("outcomes", words=words))


def _much(one: Separation, say: Teller) -> str:
    return say("outcomes.none" if one.strength is Strength.NONE else one.strength)
