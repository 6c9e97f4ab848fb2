"""Look at every template of a workspace before a lead does."""

import difflib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from jinja2.exceptions import TemplateSyntaxError

from prospector.draft import behaviours, compose, lint, model
from prospector.draft.checks import Code, Finding, Severity
from prospector.draft.compose import Desk, Rendering
from prospector.draft.material import Material
from prospector.draft.model import Knowledge
from prospector.draft.templates import PARTIALS, Choice, Library, Slot, parse_name
from prospector.draft.wording import LANGUAGES
from prospector.errors import Problem
from prospector.rules import variants
from prospector.rules.filters import MissingValue
from prospector.rules.models import SegmentRule
from prospector.rules.ruleset import Ruleset
from prospector.rules.sandbox import Refused

#: The day the samples live on, so that they read the same every day.
SAMPLE_DAY = date(2026, 11, 16)
_TITLES = {
    Knowledge.FULL: "everything known",
    Knowledge.BARE: "only what a draft cannot do without",
}
#: What a template may lack where next to nothing is known of the lead.
_EXCUSED = frozenset({Code.LENGTH})


def inspect(desk: Desk) -> list[Problem]:
    """Everything wrong with the templates, each with its file and line."""
    library = desk.library
    found: list[Problem] = []
    for name in sorted(library.sources):
        if name.startswith(f"{PARTIALS}/"):
            found += _syntax(name, library, desk.ruleset)
        else:
            found += (
                _placed(name, desk.ruleset)
                or _variant(name, library)
                or _syntax(name, library, desk.ruleset)
                or _rendered(name, desk)
            )
    return list(dict.fromkeys(found))


def broken(library: Library, ruleset: Ruleset) -> list[Problem]:
    """Faults of syntax and unknown names in the templates that segments use: no draft could be right."""
    used = [
        name
        for name in sorted(library.sources)
        if name.startswith(f"{PARTIALS}/") or not _placed(name, ruleset)
    ]
    return [problem for name in used for problem in _syntax(name, library, ruleset)]


def _placed(name: str, ruleset: Ruleset) -> list[Problem]:
    """Whether the file's name is a place of a segment's sequence."""
    parsed = parse_name(name)
    if parsed is None:
        form = "<segment>/<step>-<slug>.<channel>.<language>.j2"
        return [_problem(name, f"not named {form}")]
    slot, language = parsed
    segment = ruleset.segments_by_id.get(slot.segment)
    if segment is None:
        near = difflib.get_close_matches(slot.segment, ruleset.segments_by_id, n=1)
        hint = f" (did you mean {near[0]!r}?)" if near else ""
        return [_problem(name, f"no segment {slot.segment!r} in rules/segments.yaml{hint}")]
    steps = [f"{number}-{step.slug}" for number, step in enumerate(segment.sequence, start=1)]
    if f"{slot.step}-{slot.slug}" not in steps:
        message = (
            f"segment {slot.segment} has no step {slot.step}-{slot.slug}; it has {', '.join(steps)}"
        )
        return [_problem(name, message)]
    channels = [channel.value for channel in segment.sequence[slot.step - 1].channels]
    if slot.channel not in channels:
        message = f"this step is not sent by {slot.channel}; it is by {', '.join(channels)}"
        return [_problem(name, message)]
    if language not in LANGUAGES:
        return [_problem(name, f"language {language!r}; there are {', '.join(LANGUAGES)}")]
    return []


def _variant(name: str, library: Library) -> list[Problem]:
    """Whether a variant has a text it can be compared with, and is one that is measured."""
    message, letter = variants.variant_of(name)
    if letter == variants.FIRST:
        return []
    if message not in library.sources:
        return [_problem(name, f"variant {letter} of no message: {message} is missing")]
    parsed = parse_name(name)
    if parsed and parsed[0].step > 1:
        return [_problem(name, "only first messages have variants: what came back tells of these")]
    return []


def _syntax(name: str, library: Library, ruleset: Ruleset) -> list[Problem]:
    try:
        tree = library.tree(name)
    except TemplateSyntaxError as error:
        return [_problem(name, str(error.message), error.lineno)]
    known = [one.id for one in ruleset.segments.behaviours]
    return [*lint.unknown_names(tree, name), *behaviours.misused(tree, name, known)]


def _rendered(name: str, desk: Desk) -> list[Problem]:
    found = [problem for knowledge in Knowledge for problem in _as_known(name, knowledge, desk)]
    for behaviour in _behaviours(name, desk):
        found += _as_known(name, Knowledge.FULL, desk, behaviour)
    return found


def _behaviours(name: str, desk: Desk) -> list[str]:
    """The behaviours a template, or a partial of it, may choose its words by."""
    library = desk.library
    if any(behaviours.READ in library.sources.get(part, "") for part in library.parts(name)):
        return [one.id for one in desk.ruleset.segments.behaviours]
    return []


def _as_known(
    name: str, knowledge: Knowledge, desk: Desk, behaviour: str | None = None
) -> Iterator[Problem]:
    title = _TITLES[knowledge] + (f", behaviour {behaviour}" if behaviour else "")
    try:
        found = findings(name, knowledge, desk, behaviour)
    except Refused as refused:
        yield _problem(refused.name, refused.message, refused.line)
        return
    except MissingValue as missing:
        if knowledge is Knowledge.FULL:  # where little is known, such a draft is held: as it should
            yield _problem(name, f"{missing} even with {title}")
        return
    for each in found:
        excused = knowledge is Knowledge.BARE and each.code in _EXCUSED
        if each.severity is Severity.HOLD and not excused:
            yield _problem(name, f"{each.sentence} (with {title})")


def findings(
    name: str, knowledge: Knowledge, desk: Desk, behaviour: str | None = None
) -> list[Finding]:
    """What the checks find in a template rendered for the model lead.

    Raises:
        MissingValue: a value the template needs is unknown.
        Refused: the template is wrong.
    """
    rendering, made_of, choice = _render(name, knowledge, desk, behaviour)
    return compose.judge(made_of, choice, rendering, desk)


def _render(
    name: str, knowledge: Knowledge, desk: Desk, behaviour: str | None = None
) -> tuple[Rendering, Material, Choice]:
    slot, language, segment = _place(name, desk.ruleset)
    made_of = model.material(
        desk.ruleset, segment, slot.step, language, today=desk.today, knowledge=knowledge
    )
    made_of = replace(made_of, behaviour=behaviour)
    choice = Choice(name, language, None)
    prepared = compose.prepare(made_of, choice, desk)
    return compose.render(prepared, slot, choice, desk), made_of, choice


def _place(name: str, ruleset: Ruleset) -> tuple[Slot, str, SegmentRule]:
    parsed = parse_name(name)
    if parsed is None or parsed[0].segment not in ruleset.segments_by_id:
        raise Refused("no segment has this template", name, 1)
    slot, language = parsed
    return slot, language, ruleset.segments_by_id[slot.segment]


def sample(name: str, desk: Desk) -> str:
    """A template as it reads for the model lead: with everything known, with little, by behaviour."""
    parts = [f"# {name}"]
    for knowledge in Knowledge:
        parts += ["", f"## {_TITLES[knowledge]}", "", *_sample_lines(name, knowledge, desk)]
    for behaviour in _behaviours(name, desk):
        lines = _sample_lines(name, Knowledge.FULL, desk, behaviour)
        parts += ["", f"## {_TITLES[Knowledge.FULL]}, behaviour {behaviour}", "", *lines]
    return "\n".join(parts).rstrip() + "\n"


def _sample_lines(
    name: str, knowledge: Knowledge, desk: Desk, behaviour: str | None = None
) -> Iterator[str]:
    try:
        rendering, made_of, choice = _render(name, knowledge, desk, behaviour)
    except MissingValue as missing:
        yield f"held: {missing}"
        return
    if rendering.text.subject is not None:
        yield f"Subject: {rendering.text.subject}"
        yield ""
    yield rendering.text.body
    yield ""
    kinds = {signal.id: signal.kind for signal in made_of.evidence}
    cited = ", ".join(kinds[each] for each in rendering.prepared.read) or "nothing"
    yield f"cites: {cited}"
    for each in compose.judge(made_of, choice, rendering, desk):
        yield f"{each.severity}: {each.sentence}"


def _problem(name: str, message: str, line: int = 1) -> Problem:
    return Problem(f"templates/{name}", line, 1, message)
