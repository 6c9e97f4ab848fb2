"""One world for two rulesets: it has every column that either of them reads."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from prospector.engine.keeping import taken
from prospector.engine.worlds import needed
from prospector.rules.models import FitProfile, FitRule, IntentRule, SegmentRule
from prospector.rules.models.acting import BehaviourRule
from prospector.rules.ruleset import Ruleset

_Rule = TypeVar("_Rule", IntentRule, FitRule, SegmentRule, BehaviourRule)


def reads_alike(old: Ruleset, new: Ruleset) -> bool:
    """Whether both take signals for the same: whose they are, of which sort, with which attributes."""
    return taken(old) == taken(new)


def joint(old: Ruleset, new: Ruleset) -> Ruleset:
    """Rules to load a world by that both score: the new ones, and those conditions of the old ones.

    Nothing is scored by them.
    """
    if all(needed(old, one) == needed(new, one) for one in ("signal", "lead", "account")):
        return new
    rules = [*new.intent.rules, *_renamed(old.intent.rules)]
    profiles = [*new.fit.profiles, *map(_retold, old.fit.profiles)]
    named = {
        "segments": [*new.segments.segments, *_renamed(old.segments.segments)],
        "behaviours": [*new.segments.behaviours, *_renamed(old.segments.behaviours)],
    }
    return replace(
        new,
        intent=new.intent.model_copy(update={"rules": rules}),
        fit=new.fit.model_copy(update={"profiles": profiles}),
        segments=new.segments.model_copy(update=named),
        version=f"{new.version} with {old.version}",
    )


def _retold(profile: FitProfile) -> FitProfile:
    groups = [one.model_copy(update={"rules": _renamed(one.rules)}) for one in profile.groups]
    return profile.model_copy(update={"groups": groups})


def _renamed(rules: Iterable[_Rule]) -> list[_Rule]:
    """The same conditions under ids that no rule of a file can have."""
    return [rule.model_copy(update={"id": f"{rule.id} before"}) for rule in rules]
