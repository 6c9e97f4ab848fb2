"""Run the `tests:` of rules files: every example is one lead of one small world, scored together."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import polars as pl

from prospector.engine import rfm, scoring, segments
from prospector.engine.behaviours import behaviours
from prospector.engine.points import shown
from prospector.engine.worlds import World, make_world
from prospector.rules.models import FILES, Example
from prospector.rules.ruleset import Ruleset
from prospector.score import expectations
from prospector.score.sample import AS_OF, Sample, rows_of, sample, with_feed

#: Contributions named in a message.
_MOST_PARTS = 6


@dataclass(frozen=True)
class ExampleResult:
    """Whether one example came out as it says, and if not, what did."""

    file: str
    name: str
    passed: bool
    message: str


def run_examples(ruleset: Ruleset) -> list[ExampleResult]:
    """Every example of every file, in their order, by a handful of queries for all of them."""
    told = list(_examples(ruleset))
    ruleset = with_feed(ruleset)
    samples = [sample(ruleset, number, example) for number, (_, example) in enumerate(told)]
    found = _outcomes(ruleset, [one for one in samples if not one.problems])
    failures = {
        one.number: expectations.failures(told[one.number][1].expect, found[one.number])
        for one in samples
        if not one.problems
    }
    because = _parts(ruleset, samples, [number for number, failed in failures.items() if failed])
    results = []
    for one, (file, example) in zip(samples, told, strict=True):
        wrong = one.problems or failures[one.number]
        message = "; ".join([*wrong, *([because[one.number]] if one.number in because else [])])
        results.append(ExampleResult(file, example.name, not wrong, message))
    return results


def _examples(ruleset: Ruleset) -> Iterator[tuple[str, Example]]:
    for stem in FILES:
        for example in getattr(ruleset, stem).tests:
            yield f"{stem}.yaml", example


def _world(ruleset: Ruleset, samples: list[Sample]) -> World:
    made = make_world(ruleset, rows_of(ruleset, samples), as_of=AS_OF, known_at=AS_OF)
    # An example's buyer is the only one: the others are of other examples.
    return replace(made, cuts=rfm.alone(ruleset.grades.rfm))


def _outcomes(ruleset: Ruleset, samples: list[Sample]) -> dict[int, expectations.Outcome]:
    """What each sample's lead comes to, by the sample's number."""
    world = _world(ruleset, samples)
    scored = scoring.scores(ruleset, world, {})
    inside = dict(segments.memberships(ruleset, world, scored).select("lead_id", "place").rows())
    manners = dict(behaviours(ruleset, world, scored).rows())
    names = [segment.id for segment in ruleset.segments.segments]
    rules = [rule.id for rule in ruleset.intent.rules]
    return {
        row["lead_id"]: expectations.Outcome(
            intent=row["intent"],
            fit=row["lower"],
            fit_upper=row["upper"],
            grade=row["grade"],
            profile=row["profile"],
            disqualified=row["disqualified_by"],
            segment=names[inside[row["lead_id"]]] if row["lead_id"] in inside else None,
            rules=tuple(rule for index, rule in enumerate(rules) if row[f"r{index}"]),
            behaviour=manners.get(row["lead_id"]),
        )
        for row in scored.rows(named=True)
    }


def _parts(ruleset: Ruleset, samples: list[Sample], numbers: list[int]) -> dict[int, str]:
    """What the intent of failed examples is made of, in a line each."""
    if not numbers:
        return {}
    world = _world(ruleset, [one for one in samples if one.number in set(numbers)])
    rules = pl.DataFrame({"rule": range(len(ruleset.intent.rules))}, schema={"rule": pl.Int32})
    wanted = world.leads.select("lead_id").join(rules, how="cross")
    found = scoring.contributions(ruleset, world, wanted).sort("rule", "signal_id")
    made: dict[int, list[str]] = {number: [] for number in numbers}
    for lead_id, rule, nano in found.select("lead_id", "rule", "nano").rows():
        made[lead_id].append(
            f"{ruleset.intent.rules[rule].id} {'+' if nano >= 0 else ''}{shown(nano)}"
        )
    return {
        number: f"intent is made of {', '.join(parts[:_MOST_PARTS]) or 'nothing'}"
        for number, parts in made.items()
    }
