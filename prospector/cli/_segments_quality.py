"""`segments quality`: what is wrong with the segments, in words, then in figures."""

from typing import TYPE_CHECKING

import click

from prospector.cli._shared import console, emit_json, json_option, with_app

if TYPE_CHECKING:
    from rich.table import Table

    from prospector.app import App
    from prospector.segment.quality import Quality
    from prospector.segment.quality.contrast import Separation, Trait

#: Traits told of each segment; --json has all.
TRAITS = 3
OVERLAPS = 10


@click.command("quality")
@json_option
@with_app
def command(app: "App", *, as_json: bool) -> None:
    """Judge the segments: size, overlap, what tells them apart, and whether it matters.

    What the rules say now is compared, over the scores of the last run; nothing is written. With
    `prospector --rules DIR` it judges rules that are not in force yet.
    """
    from prospector.segment.quality import quality

    found = quality(
        app.database, app.ruleset, app.templates_dir, now=app.now, known_at=app.known_at
    )
    if as_json:
        emit_json(as_result(found))
        return
    out = console()
    for line in _words(found):
        out.print(line, soft_wrap=not out.is_terminal)  # a pipe gets a line per sentence
    for heading, table in _tables(found):
        if table.row_count:
            out.print(f"\n{heading}")
            out.print(table)
    for line in _silent(found):
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


def _words(found: "Quality") -> list[str]:
    lines = [f"{found.members} of {found.leads} scored leads are in {_held(found)} segments"]
    if found.differ:
        lines.append(
            f"- {found.differ} of them would change segment by these rules now: `prospector run --until segment`"
        )
    return [*lines, *(f"- {one.text}" for one in found.findings)]


def _held(found: "Quality") -> int:
    return sum(one.leads > 0 for one in found.segments)


def _tables(found: "Quality") -> list[tuple[str, "Table"]]:
    return [
        ("Size: who meets a condition, who is in the segment", _sizes(found)),
        ("Overlap: who meets two conditions", _overlaps(found)),
        ("What tells the segments apart", _separations(found)),
        ("Each segment against everybody else", _traits(found)),
    ]


def _sizes(found: "Quality") -> "Table":
    table = _table("segment", "size", numbers=("leads", "share", "meet it", "days in it"))
    for one in found.segments:
        days = "" if one.median_days is None else str(one.median_days)
        table.add_row(
            one.segment, one.size.value, str(one.leads), f"{one.share:.0%}", str(one.meet), days
        )
    return table


def _overlaps(found: "Quality") -> "Table":
    table = _table("first", "second", numbers=("both", "of the second"))
    for one in found.overlaps[:OVERLAPS]:
        table.add_row(one.first, one.second, str(one.both), f"{one.share:.0%}")
    return table


def _separations(found: "Quality") -> "Table":
    table = _table(
        "attribute", "difference", "measure", numbers=("value", "corrected", "n", "segments")
    )
    for one in found.separations:
        if one.value is None:
            continue
        table.add_row(
            one.attribute,
            one.strength.value,
            one.measure,
            *_figures(one),
            str(one.n),
            str(one.groups),
        )
    return table


def _silent(found: "Quality") -> list[str]:
    """The attributes without a figure, by why."""
    without: dict[str, list[str]] = {}
    for one in found.separations:
        if one.value is None:
            without.setdefault(one.strength.value, []).append(one.attribute)
    return [f"{why}: {', '.join(names)}" for why, names in without.items()]


def _traits(found: "Quality") -> "Table":
    from prospector.segment.quality.contrast import Strength

    table = _table(
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
            mixed = "" if one.mixed is None else f"{one.mixed:.2f}"
            table.add_row(
                one.segment,
                one.attribute,
                _typical(one),
                one.apart.strength.value,
                mixed,
                *_figures(one.apart),
                str(one.n),
            )
    return table


def _typical(one: "Trait") -> str:
    if isinstance(one.typical, float):
        return f"mean {one.typical:,.1f}"
    return "" if one.typical is None else f"{one.typical} ({one.share:.0%})"


def _figures(one: "Separation") -> tuple[str, str]:
    if one.value is None or one.corrected is None:
        return "", ""
    return f"{one.value:.2f}", f"{one.corrected:.2f}"


def _table(*words: str, numbers: tuple[str, ...]) -> "Table":
    from rich.table import Table

    table = Table(*words, box=None, pad_edge=False)
    for heading in numbers:
        table.add_column(heading, justify="right")
    return table
