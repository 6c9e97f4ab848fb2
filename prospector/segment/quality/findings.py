"""What the figures say, in plain words: what to look at first comes first."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from prospector.segment.quality.contrast import OUTCOME, Separation, Strength
from prospector.segment.quality.groups import NARROW, SWALLOWED, Group, Overlap, Size

#: Attributes named in one sentence.
_NAMED = 4


class Finding(NamedTuple):
    """One sentence about segments; `code` names the sort."""

    code: str
    segments: tuple[str, ...]
    text: str


def findings(
    groups: Sequence[Group],
    overlaps: Sequence[Overlap],
    alike: Sequence[tuple[str, ...]],
    separations: Sequence[Separation],
    *,
    now: datetime,
) -> tuple[Finding, ...]:
    """Every finding: what has no effect, then sizes, overlaps, standing still, what separates."""
    by_name = {one.segment: one for one in groups}
    return (
        *(_one(names) for names in alike),
        *_empty([one.segment for one in groups if one.size is Size.EMPTY]),
        *(found for one in groups if (found := _size(one, overlaps))),
        *_narrow([one for one in groups if one.size is Size.NARROW]),
        *_swallowed(overlaps, by_name),
        *(_stale(one, now) for one in groups if one.stale),
        *_separated(separations),
    )


def _one(names: tuple[str, ...]) -> Finding:
    text = f"{_and(names)} are one in practice: same messages, caps and cadence. Join them, or tell each something of its own."
    return Finding("one in practice", names, text)


def _empty(names: Sequence[str]) -> Iterator[Finding]:
    if names:
        verb, whose = ("is", "its condition") if len(names) == 1 else ("are", "their conditions")
        text = f"{_and(names)} {verb} empty: nobody meets {whose}."
        yield Finding("empty", tuple(names), text)


def _size(one: Group, overlaps: Sequence[Overlap]) -> Finding | None:
    if one.size in (Size.FITTING, Size.EMPTY, Size.LENT, Size.NARROW):
        return None
    name = one.segment
    said = {
        Size.TAKEN: f"{name} is empty: {_leads(one.meet)} {_meets(one.meet)} its condition, and segments before it take all of them{_most(one, overlaps)}.",
        Size.BROAD: f"{name} is too broad: {one.share:.0%} of all leads in segments; one message hardly fits so many.",
    }
    return Finding(one.size.value, (name,), said[one.size])


def _narrow(groups: Sequence[Group]) -> Iterator[Finding]:
    if groups:
        names = [f"{one.segment} ({_leads(one.leads)})" for one in groups]
        text = f"{_and(names)} {'is' if len(names) == 1 else 'are'} too narrow: below {NARROW} leads one answer more or less changes every rate."
        yield Finding(Size.NARROW.value, tuple(one.segment for one in groups), text)


def _most(one: Group, overlaps: Sequence[Overlap]) -> str:
    first = next((found for found in overlaps if found.second == one.segment), None)
    return f", {first.first} most" if first else ""


def _swallowed(overlaps: Sequence[Overlap], groups: Mapping[str, Group]) -> Iterator[Finding]:
    for one in overlaps:
        # One that keeps nobody is said to be empty already.
        if one.share >= SWALLOWED and groups[one.second].leads:
            text = f"{one.first} takes {one.both} of the {groups[one.second].meet} who meet {one.second}: put the more precise one first, or exclude the other."
            yield Finding("overlap", (one.first, one.second), text)


def _stale(one: Group, now: datetime) -> Finding:
    days = (now - one.last_move).days if one.last_move else 0
    text = f"{one.segment} stands still: nobody came or left for {days} days."
    return Finding("stale", (one.segment,), text)


def _separated(separations: Sequence[Separation]) -> Iterator[Finding]:
    told = [one for one in separations if one.strength in (Strength.STRONG, Strength.CLEAR)]
    outcomes = [one for one in separations if one.attribute.startswith(OUTCOME)]
    apart = [one for one in told if one not in outcomes]
    if apart:
        words = ", ".join(f"{one.attribute} ({one.strength})" for one in apart[:_NAMED])
        yield Finding("separation", (), f"What tells the segments apart: {words}.")
    elif all(one.strength is Strength.TOO_FEW for one in separations):
        yield Finding("too few", (), "Too few leads in segments to say what tells them apart.")
    else:
        yield Finding("separation", (), "Nothing known of people and companies tells them apart.")
    yield from _outcomes(outcomes)


def _outcomes(outcomes: Sequence[Separation]) -> Iterator[Finding]:
    if not outcomes:
        return
    judged = [one for one in outcomes if one.strength not in (Strength.TOO_FEW, Strength.ALIKE)]
    if not judged:
        yield Finding("too few", (), "Too few outcomes to say whether segments differ in them.")
        return
    words = ", ".join(f"{one.attribute.removeprefix(OUTCOME)} ({_much(one)})" for one in judged)
    yield Finding("outcomes", (), f"How much segments differ in outcomes: {words}.")


def _much(one: Separation) -> str:
    return "no difference" if one.strength is Strength.NONE else one.strength.value


def _and(names: Sequence[str]) -> str:
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)


def _leads(count: int) -> str:
    return "1 lead" if count == 1 else f"{count} leads"


def _meets(count: int) -> str:
    return "meets" if count == 1 else "meet"
