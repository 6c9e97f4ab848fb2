"""Rulesets to ask the engine with: what is known of each case, and what each new rule would give."""

from collections.abc import Sequence
from dataclasses import replace

from prospector.measure.learn.candidates import (
    REPEATS,
    TITLE,
    TRIED,
    Candidate,
    person_fields,
    signal_fields,
)
from prospector.rules import version
from prospector.rules.models import FILES, FitGroup, FitProfile, FitRule, IntentRule
from prospector.rules.ruleset import Ruleset

_OWN = "learn-tried"


def asking(ruleset: Ruleset) -> Ruleset:
    """Rules that read every field a new rule may ask, so that a world holds them all."""
    people = [f"{name} is not null" for name in (*person_fields(ruleset), TITLE)]
    signals = " or ".join(f"{name} is not null" for name in signal_fields(ruleset))
    return _with(
        ruleset,
        [_intent(0, Candidate(signals, "any"))],
        [_fit(i, one) for i, one in enumerate(people)],
    )


def trying(ruleset: Ruleset, candidates: Sequence[Candidate]) -> Ruleset:
    """Today's rules and the candidates behind them, in their order: `r` and `t` columns follow it."""
    signals = [one for one in candidates if one.of_signal]
    people = [one.condition for one in candidates if not one.of_signal]
    return _with(
        ruleset,
        [_intent(index, one) for index, one in enumerate(signals)],
        [_fit(index, one) for index, one in enumerate(people)],
    )


def _with(ruleset: Ruleset, intent: list[IntentRule], fit: list[FitRule]) -> Ruleset:
    profiles = list(ruleset.fit.profiles)
    if fit:
        groups = [FitGroup(id="tried", pick="sum", rules=fit)]
        profiles.append(FitProfile(id=_OWN, label="Tried", groups=groups))
    return renewed(
        replace(
            ruleset,
            intent=ruleset.intent.model_copy(update={"rules": [*ruleset.intent.rules, *intent]}),
            fit=ruleset.fit.model_copy(update={"profiles": profiles}),
        )
    )


def renewed(ruleset: Ruleset) -> Ruleset:
    """The ruleset under the version of what it says now: texts are compiled once per version."""
    files = {stem: getattr(ruleset, stem) for stem in FILES}
    return replace(ruleset, version=version.score_version(files))


def _intent(index: int, one: Candidate) -> IntentRule:
    return IntentRule(
        id=f"{_OWN}-signal-{index}",
        when=one.condition,
        scope=one.scope or "lead",
        points=TRIED,
        cap=TRIED * REPEATS,
        why="tried",
    )


def _fit(index: int, condition: str) -> FitRule:
    return FitRule(id=f"{_OWN}-person-{index}", when=condition, points=1)
