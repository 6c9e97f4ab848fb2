"""From cases and the worlds of their mornings to a proposal, and what it is worth."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from prospector.engine import scoring
from prospector.engine.worlds import World
from prospector.measure.learn import judging, scorecard
from prospector.measure.learn.auc import Area, area
from prospector.measure.learn.drift import Drift, drift
from prospector.measure.learn.gathering import Gathered, gather
from prospector.measure.learn.judging import Judgement
from prospector.measure.learn.leakage import Leak
from prospector.measure.learn.proposal import Example, mended, written
from prospector.measure.learn.regression import chances
from prospector.measure.learn.sample import Split
from prospector.measure.learn.scorecard import Scorecard, Step, idle
from prospector.measure.learn.together import together
from prospector.measure.learn.yardstick import yardstick
from prospector.rules.loader import load_texts
from prospector.rules.ruleset import Ruleset

#: Runs the tests of a ruleset.
Examples = Callable[[Ruleset], Sequence[Example]]


@dataclass(frozen=True)
class Known:
    """What is known of the cases beside their outcome."""

    #: The world of each moment that has cases, every field read (`trial.asking`).
    worlds: Mapping[int, World]
    #: Everybody as known when the held-out cases begin: what to expect of the unknown.
    everybody: World
    #: When each field of cases with the outcome was first told, beside `reached`.
    first_told: pl.DataFrame


@dataclass(frozen=True)
class Plan:
    """How to learn."""

    title: str
    most: int
    seed: int
    draws: int
    examples: Examples
    #: Hears of each draw.
    step: Step = idle


@dataclass(frozen=True)
class Proposal:
    """The files of a proposal, and how it did on held-out cases."""

    texts: Mapping[str, str]
    version: str
    tests_silenced: int
    judgement: Judgement


@dataclass(frozen=True)
class Study:
    """What was found; no proposal where chance explains it as well."""

    scorecard: Scorecard
    held: Area
    leaks: tuple[Leak, ...]
    drifts: tuple[Drift, ...]
    #: Conditions that were tried as new rules.
    tried: int
    #: Cases of people who were not known yet on the morning of the case.
    unknown_then: int
    proposal: Proposal | None


def study(ruleset: Ruleset, parts: Split, known: Known, plan: Plan) -> Study:
    """Learn from the earlier cases, and judge on the held-out ones what it says."""
    from threadpoolctl import threadpool_limits

    # One thread: sums of floats in another order would make another proposal.
    with threadpool_limits(1):
        return _study(ruleset, parts, known, plan)


def _study(ruleset: Ruleset, parts: Split, known: Known, plan: Plan) -> Study:
    world, asked = together(known.worlds)
    gathered = gather(ruleset, parts, world, asked, known.first_told)
    card = scorecard.learn(
        gathered.training,
        gathered.features,
        scorecard.Limits(most=plan.most, draws=plan.draws, seed=plan.seed),
        kept=gathered.kept,
        step=plan.step,
    )
    held_out = gathered.held_out
    held = area(card.log_odds(held_out), held_out["label"], held_out["unit"])
    lost = parts.training.height + parts.held_out.height
    return Study(
        scorecard=card,
        held=held,
        leaks=gathered.leaks,
        drifts=tuple(_drifts(gathered, card)),
        tried=sum(one.candidate is not None for one in gathered.features),
        unknown_then=lost - gathered.training.height - held_out.height,
        proposal=_propose(ruleset, gathered, card, world, known.everybody, plan)
        if judging.usable(held)
        else None,
    )


def _drifts(gathered: Gathered, card: Scorecard) -> list[Drift]:
    past, recent = gathered.training, gathered.held_out
    return [drift(one.name, past[one.name], recent[one.name]) for one in card.columns]


def _propose(  # noqa: PLR0913, PLR0917 - everything a proposal is judged by
    ruleset: Ruleset,
    gathered: Gathered,
    card: Scorecard,
    world: World,
    everybody: World,
    plan: Plan,
) -> Proposal:
    """Write the files, and order the held-out cases by them as the queue would."""
    texts = written(ruleset, card.proposed, plan.title)
    texts, silenced = mended(texts, plan.examples(load_texts("proposal", texts)))
    proposed = load_texts("proposal", texts)
    scored = _scored(proposed, world, everybody, "proposed")
    training, held_out = (
        cases.join(scored, on="asked").sort("case")
        for cases in (gathered.training, gathered.held_out)
    )
    today = held_out.join(_scored(ruleset, world, everybody, "today"), on="asked").sort("case")
    log_odds = card.log_odds(held_out)
    ways = {
        "today": today["today_priority"],
        "proposal": held_out["proposed_priority"],
        "scorecard": log_odds,
        "yardstick": yardstick(training, held_out, gathered.open, seed=plan.seed),
    }
    expected = pl.Series("chance", chances(log_odds.to_numpy()))
    return Proposal(
        texts=texts,
        version=proposed.version,
        tests_silenced=silenced,
        judgement=judging.judge(training, held_out, ways, expected),
    )


def _scored(ruleset: Ruleset, world: World, everybody: World, name: str) -> pl.DataFrame:
    """The grade and priority that rules give each asked lead."""
    expected = scoring.priors(ruleset, everybody)
    return scoring.scores(ruleset, world, expected).select(
        pl.col("lead_id").alias("asked"),
        pl.col("grade").alias(f"{name}_grade"),
        pl.col("priority").alias(f"{name}_priority"),
    )
