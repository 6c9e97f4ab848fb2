"""Choose what to look at: a segment's step, its channel and language, for a model lead."""

import difflib

from prospector.draft import compose, model
from prospector.draft.compose import Desk, Message
from prospector.draft.material import Material
from prospector.draft.templates import Choice, Slot
from prospector.errors import NotFound
from prospector.rules.ruleset import Ruleset


def slot(ruleset: Ruleset, segment: str, step: int, channel: str | None) -> Slot:
    """The place of a step; without a channel, the one it prefers.

    Raises:
        NotFound: there is no such segment, step or channel.
    """
    found = ruleset.segments_by_id.get(segment)
    if found is None:
        near = difflib.get_close_matches(segment, ruleset.segments_by_id, n=1)
        hint = f"did you mean {near[0]!r}?" if near else ", ".join(ruleset.segments_by_id)
        raise NotFound(f"no segment {segment!r}; {hint}")
    if not 1 <= step <= len(found.sequence):
        raise NotFound(f"segment {segment} has steps 1 to {len(found.sequence)}")
    chosen = found.sequence[step - 1]
    channels = [each.value for each in chosen.channels]
    if channel is not None and channel not in channels:
        raise NotFound(f"step {step} of {segment} is sent by {' or '.join(channels)}")
    return Slot(segment, step, chosen.slug, channel or channels[0])


def of_model(where: Slot, desk: Desk, language: str | None) -> Message:
    """The message for the model lead of a segment."""
    segment = desk.ruleset.segments_by_id[where.segment]
    wanted = language or segment.language
    made_of = model.material(desk.ruleset, segment, where.step, wanted, today=desk.today)
    return of_lead(made_of, where, desk, wanted)


def of_lead(made_of: Material, where: Slot, desk: Desk, language: str | None) -> Message:
    """The message for a lead; in its own language unless one is named.

    Raises:
        NotFound: there is no template in the language named.
    """
    if language is None:
        return compose.compose(made_of, where, desk)
    name = where.in_(language)
    if name not in desk.library.sources:
        raise NotFound(f"no template templates/{name}")
    return compose.write(made_of, where, Choice(name, language, None), desk)
