"""A score's explanation on the screen."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.table import Table

    from prospector.score.explanation import Explanation
    from prospector.score.parts import IntentPart
    from prospector.score.traits import FitPart


def heading(found: "Explanation") -> Iterator[str]:
    """Who, as of when, by which rules, and why now."""
    lead = found.lead
    who = lead["name"] or lead["email"] or lead["linkedin_url"] or f"lead {lead['id']}"
    yield " · ".join(filter(None, (found.grade, who, lead["title"], lead["account"])))
    yield f"as of {found.as_of:%Y-%m-%d %H:%M} UTC, rules {found.ruleset}, priority {found.priority:.1f}"
    if found.disqualified_by:
        yield f"disqualified by {found.disqualified_by}"
    if found.why_now:
        yield f"why now: {found.why_now}"
    yield ""


def intent(found: "Explanation") -> "Table":
    """Every contribution with its factors and its source, and every ceiling."""
    from rich.table import Table

    from prospector.engine.points import shown

    table = Table(f"intent {shown(found.intent.score)}", "rule", "why", "from", box=None)
    table.columns[0].justify = "right"
    for part in found.intent.parts:
        table.add_row(_signed(part.nano), part.rule or part.cap, part.why, _origin(part))
    return table


def _origin(part: "IntentPart") -> str:
    """How the points came about, and where the signal stands."""
    if part.source is None:
        return ""
    factors = [f"{part.rule_points:g} points"]
    named = {
        "share": part.share,
        "confidence": part.confidence,
        "repeated": part.redundancy,
        "decay": part.decay,
    }
    factors += [f"{name} {value:.2f}" for name, value in named.items() if value not in (None, 1)]
    return f"{' x '.join(factors)}; {part.age_days:.1f} days; {part.source.file}:{part.source.line}"


def fit(found: "Explanation") -> "Table":
    """Every trait of the profile, and every ceiling."""
    from rich.table import Table

    from prospector.engine.points import shown

    title = f"fit {shown(found.fit.score)}"
    table = Table(title, found.fit.profile, "why", "holds", box=None)
    table.columns[0].justify = "right"
    for part in found.fit.parts:
        name = f"{part.group}/{part.rule}" if part.rule else part.cap
        table.add_row(_signed(part.nano), name, part.why, "" if part.cap else _holds(part))
    return table


def _holds(part: "FitPart") -> str:
    from prospector.engine.points import shown

    if part.holds is None:
        return f"unknown ({shown(part.worth or 0)} at stake): {', '.join(part.unknown)}"
    return "yes" if part.holds else "no"


def _signed(nano: int) -> str:
    from prospector.engine.points import shown

    return f"+{shown(nano)}" if nano > 0 else shown(nano)


def outlook(found: "Explanation") -> Iterator[str]:
    """What is worth finding, when the grade falls, what would lift it."""
    from prospector.engine.points import shown

    yield ""
    if found.fit.upper > found.fit.score:
        yield f"fit could be {shown(found.fit.upper)}; worth finding: {found.fit.unknown_field}"
    falls, rises = found.outlook.falls, found.outlook.rises
    if falls:
        yield f"falls to {falls.to} on {falls.on:%Y-%m-%d} if nothing happens"
    if rises:
        yield f"one signal of {rises.rule} (+{rises.points:g}) would make it {rises.to}"
