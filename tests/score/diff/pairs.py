"""One world under two rulesets, told in short."""

from dataclasses import replace
from typing import Any

import polars as pl

from prospector.score.diff import causes
from prospector.score.diff.sides import Side, evaluate
from tests.rulesets import intent_rule, make_ruleset, segment
from tests.stories import Story, story, world

# Any throughout: rules are plain YAML data.
Parts = dict[str, Any]

LIKES = intent_rule("likes", "signal.kind = 'post_liked'", 10, half_life="never", redundancy=1)
FAIRS = intent_rule("fairs", "signal.kind = 'event_attended'", 10, half_life="never", redundancy=1)


def intent(*rules: Parts, **more: Any) -> Parts:
    """intent.yaml of these rules."""
    return {"intent": {"rules": list(rules), **more}}


def segments(**conditions: str) -> Parts:
    """segments.yaml: a condition per segment, in order."""
    return {"segments": {"segments": [segment(name, when) for name, when in conditions.items()]}}


def people(**told: Any) -> Story:
    """Leads by name, each with its signals by kind: `alice={"post_liked": 3}`; other keys are fields."""
    leads: Parts = {}
    signals: list[Parts] = []
    for name, values in told.items():
        kinds = {
            key: value for key, value in values.items() if key in ("post_liked", "event_attended")
        }
        leads[name] = {key: value for key, value in values.items() if key not in kinds}
        for kind, count in kinds.items():
            signals += [
                {"id": f"{name} {kind} {number}", "kind": kind, "age": 1, "by": name}
                for number in range(count)
            ]
    return story({"leads": leads, "signals": signals})


def sides(told: Story, old: Parts, new: Parts) -> tuple[Side, Side]:
    """The two sides of a world."""
    before, after = (make_ruleset(**parts) for parts in (old, new))
    worlds = [world(replace(told, ruleset=ruleset))[0] for ruleset in (before, after)]
    return evaluate(before, after, (worlds[0], worlds[1]))


def compare(
    told: Story, old: Parts, new: Parts, queue: dict[str, str] | None = None
) -> dict[str, dict[str, Any]]:
    """The changed leads with their causes, by name; `queue` says who enters or leaves it."""
    before, after = sides(told, old, new)
    ids = {name: number for number, name in enumerate(told.leads, 1)}
    queued = pl.DataFrame(
        [(ids[name], way) for name, way in (queue or {}).items()],
        schema={"lead_id": pl.Int64, "queue": pl.String},
        orient="row",
    )
    found = causes.changed(before, after, queued)
    names = {number: name for name, number in ids.items()}
    return {
        names[row["lead_id"]]: row
        for row in causes.explained(before, after, found).rows(named=True)
    }


def why(row: dict[str, Any], whose: str) -> tuple[str | None, str | None]:
    """What changed the grade, the segment or the place in the queue, and its name."""
    return row[f"{whose}_what"], row[f"{whose}_name"]
