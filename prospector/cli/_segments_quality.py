"""`segments quality`: what is wrong with the segments, in words, then in figures."""

from typing import TYPE_CHECKING

import click

from prospector.cli._shared import console, emit_json, json_option, with_app

if TYPE_CHECKING:
    from rich.table import Table

    from prospector.app import App
    from prospector.segment.quality import Quality
    from prospector.segment.quality.contrast import Separation, Trait
    from prospector.segment.quality.wording import Teller

#: Traits told of each segment; --json has all.
TRAITS = 3
OVERLAPS = 10
#: Values of attributes that are words of ours.
_SAID = ("yes", "no", "(other)")


@click.command("quality")
@json_option
@with_app
def command(app: "App", *, as_json: bool) -> None:
    """Judge the segments: size, overlap, what tells them apart, and whether it matters.

    What the rules say now is compared, over the scores of the last run; nothing is written. With
    `prospector --rules DIR` it judges rules that are not in force yet.
    """
    from prospector.segment.quality import quality
    from prospector.segment.quality.wording import Teller

    found = quality(
        app.database, app.ruleset, app.templates_dir, now=app.now, known_at=app.known_at
    )
    if as_json:
        emit_json(as_result(found))
        return
    out, say = console(), Teller(app.settings.language)
    for line in _words(found, app.settings.language):
        out.print(line, soft_wrap=not out.is_terminal)  # a pipe gets a line per sentence
    for heading, table in _tables(found, say):
        if table.row_count:
            out.print(f"\n{heading}")
            out.print(table)
    for line in _silent(found, say):
        out.print(f"\n{line}")


def as_result(found: "Quality") -> dict[str, object]:
    """The figures as JSON shows them: objects, not lists."""
    return {
        "as_of": found.as_of,
        "ruleset": found.ruleset,
        "leads": found.leads,
        "members": found.members,
        "differ": found.differ,
        "findings": [one._asdict() for one in found.findings],
        "segments": found.segments,
        "overlaps": [one._asdict() for one in found.overlaps],
        "one_in_practice": found.one_in_practice,
        "separations": found.separations,
        "traits": found.traits,
    }


def _words(found: "Quality", language: str) -> list[str]:
    from prospector.segment.quality.findings import Figures, findings
    from prospector.segment.quality.wording import Teller

    say = Teller(language)
    lines = [say("members", members=found.members, leads=found.leads, segments=_held(found))]
    if found.differ:
        lines.append(f"- {say('differ', count=found.differ)}")
    figures = Figures(found.segments, found.overlaps, found.one_in_practice, found.separations)
    told = findings(figures, now=found.as_of, language=language)
    return [*lines, *(f"- {one.text}" for one in told)]


def _held(found: "Quality") -> int:
    return sum(one.leads > 0 for one in found.segments)


def _tables(found: "Quality", say: "Teller") -> list[tuple[str, "Table"]]:
    return [
        (say("sizes"), _sizes(found, say)),
        (say("overlaps"), _overlaps(found, say)),
        (say("separations"), _separations(found, say)),
        (say("traits"), _traits(found, say)),
    ]


def _sizes(found: "Quality", say: "Teller") -> "Table":
    table = _table(say, "segment", "size", numbers=("leads", "share", "meet", "days"))
    for one in found.segments:
        days = "" if one.median_days is None else str(one.median_days)
        table.add_row(
            one.segment, say(one.size), str(one.leads), say.percent(one.share), str(one.meet), days
        )
    return table


def _overlaps(found: "Quality", say: "Teller") -> "Table":
    table = _table(say, "first", "second", numbers=("both", "of_second"))
    for one in found.overlaps[:OVERLAPS]:
        table.add_row(one.first, one.second, str(one.both), say.percent(one.share))
    return table


def _separations(found: "Quality", say: "Teller") -> "Table":
    table = _table(
        say, "attribute", "difference", "measure", numbers=("value", "corrected", "n", "segments")
    )
    for one in found.separations:
        if one.value is None:
            continue
        table.add_row(
            one.attribute,
            say(one.strength),
            say(one.measure),
            *_figures(one, say),
            str(one.n),
            str(one.groups),
        )
    return table


def _silent(found: "Quality", say: "Teller") -> list[str]:
    """The attributes without a figure, by why."""
    without: dict[str, list[str]] = {}
    for one in found.separations:
        if one.value is None:
            without.setdefault(say(one.strength), []).append(one.attribute)
    return [say("silent", why=why, names=", ".join(names)) for why, names in without.items()]


def _traits(found: "Quality", say: "Teller") -> "Table":
    from prospector.segment.quality.contrast import Strength

    table = _table(
        say,
        "segment",
        "attribute",
        "typical",
        "difference",
        numbers=("mixed", "value", "corrected", "n"),
    )
    told: dict[str, int] = {}
    for one in found.traits:
        told[one.segment] = told.get(one.segment, 0) + 1
        clear = one.apart.strength in (Strength.STRONG, Strength.CLEAR, Strength.WEAK)
        if clear and told[one.segment] <= TRAITS:
            mixed = "" if one.mixed is None else say.number(f"{one.mixed:.2f}")
            table.add_row(
                one.segment,
                one.attribute,
                _typical(one, say),
                say(one.apart.strength),
                mixed,
                *_figures(one.apart, say),
                str(one.n),
            )
    return table


def _typical(one: "Trait", say: "Teller") -> str:
    if isinstance(one.typical, float):
        return say("mean", number=say.number(f"{one.typical:,.1f}"))
    if one.typical is None or one.share is None:
        return ""
    value = say(one.typical) if one.typical in _SAID else one.typical
    return f"{value} ({say.percent(one.share)})"


def _figures(one: "Separation", say: "Teller") -> tuple[str, str]:
    if one.value is None or one.corrected is None:
        return "", ""
    return say.number(f"{one.value:.2f}"), say.number(f"{one.corrected:.2f}")


def _table(say: "Teller", *names: str, numbers: tuple[str, ...]) -> "Table":
    from rich.table import Table

    table = Table(*map(say, names), box=None, pad_edge=False)
    for heading in numbers:
        table.add_column(say(heading), justify="right")
    return table
