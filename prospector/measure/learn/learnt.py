"""What learning came to, whatever it came to."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from prospector.measure.cases import Counted
from prospector.measure.ladder import Rung
from prospector.measure.learn.scorecard import Change, Proposed
from prospector.measure.learn.study import Proposal, Study


class Verdict(StrEnum):
    """How it ended."""

    PROPOSAL = "proposal"
    NOTHING_TO_CHANGE = "nothing_to_change"
    NO_USABLE_SIGNAL = "no_usable_signal"
    TOO_FEW = "too_few_outcomes"


@dataclass(frozen=True)
class Sizes:
    """Which cases there were, and where they went."""

    counted: Counted
    suppressed: int
    minimum: int
    #: Cases missing to the minimum, with the outcome and without it.
    missing_reached: int
    missing_not_reached: int
    training: int = 0
    held_out: int = 0
    #: Later cases of accounts that were learnt from.
    known_accounts: int = 0
    #: Cases missing on one side of the cut, of the sort that lacks most.
    missing_in_part: int = 0


@dataclass(frozen=True)
class Learnt:
    """The answer of `rules learn`."""

    verdict: Verdict
    #: What it is about, and what not: "predicts SDR approval, not meetings".
    title: str
    ruleset: str
    as_of: datetime
    sizes: Sizes
    #: When the held-out cases begin.
    cut: datetime | None = None
    study: Study | None = None
    #: The folder of the proposal.
    out: Path | None = None

    @property
    def rung(self) -> Rung:
        """What counts as the outcome."""
        return self.sizes.counted.rung


def proposes(study: Study) -> list[Proposed]:
    """What would change in the rules."""
    return [one for one in study.scorecard.proposed if one.change in (Change.NEW, Change.CHANGED)]


def as_result(learnt: Learnt) -> dict[str, object]:
    """The answer as JSON shows it."""
    sizes, study = learnt.sizes, learnt.study
    return {
        "verdict": learnt.verdict,
        "outcome": learnt.rung,
        "title": learnt.title,
        "ruleset": learnt.ruleset,
        "as_of": learnt.as_of,
        "cases": {
            "judged": sizes.counted.judged,
            "reached": sizes.counted.reached,
            "too_young": sizes.counted.too_young,
            "not_judged": sizes.counted.not_judged,
            "suppressed": sizes.suppressed,
            "training": sizes.training,
            "held_out": sizes.held_out,
            "known_accounts": sizes.known_accounts,
            "cut": learnt.cut,
        },
        "minimum": sizes.minimum,
        "missing": {
            "reached": sizes.missing_reached,
            "not_reached": sizes.missing_not_reached,
            "in_part": sizes.missing_in_part,
        },
        **({} if study is None else _studied(study)),
        "out": None if learnt.out is None else str(learnt.out),
    }


def _studied(study: Study) -> dict[str, object]:
    scale = study.scorecard.scale
    return {
        "rules": [_rule(one) for one in study.scorecard.proposed],
        "scale": {**scale._asdict(), "points_to_double_the_odds": scale.to_double_the_odds},
        "penalty": study.scorecard.strength,
        "tried": study.tried,
        "unknown_then": study.unknown_then,
        "leaks": [leak._asdict() for leak in study.leaks],
        "drift": [one._asdict() for one in study.drifts],
        "held_out_auc": study.held._asdict(),
        "judgement": None if study.proposal is None else _judged(study.proposal),
    }


def _rule(one: Proposed) -> dict[str, object]:
    candidate = one.feature.candidate
    return {
        "rule": one.feature.rule.id if one.feature.rule else None,
        "part": one.feature.part,
        "condition": candidate.condition if candidate else None,
        "change": one.change,
        "today": one.today,
        "proposed": one.points,
        "learnt": one.learnt,
        "low": one.low,
        "high": one.high,
        "with": one.rates.with_it._asdict(),
        "without": one.rates.without._asdict(),
    }


def _judged(proposal: Proposal) -> dict[str, object]:
    found = proposal.judgement
    return {
        "version": proposal.version,
        "tests_silenced": proposal.tests_silenced,
        "auc": {one.name: one.area._asdict() for one in found.areas},
        "gain": found.gain._asdict(),
        "grades": [
            {"grade": one.grade, "learnt": one.learnt, "held_out": one.came, "holds": one.holds}
            for one in found.grades
        ],
        "brier": found.brier,
        "brier_of_the_rate": found.brier_of_the_rate,
    }
