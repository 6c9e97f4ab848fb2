"""What might disqualify a lead, if only somebody knew: unknown is not disqualified."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from prospector.engine.traits import flags, groups_of
from prospector.rules.models import say
from prospector.rules.ruleset import Ruleset


@dataclass(frozen=True)
class Question:
    """One `disqualify` rule of any profile that nobody can answer, and the missing fields."""

    rule: str
    why: str
    unknown: tuple[str, ...]


def questions(
    ruleset: Ruleset,
    traits: Mapping[str, Any],  # Any: a row of the engine
    language: str,
) -> tuple[Question, ...]:
    """Every open question about a lead, in the order of the file."""
    return tuple(_open(ruleset, traits, language))


def _open(ruleset: Ruleset, traits: Mapping[str, Any], language: str) -> Iterator[Question]:
    groups = groups_of(ruleset)
    missing = {name for name, flag in flags(groups).items() if traits[flag]}
    for group in groups:
        for trait in group.traits:
            if trait.rule.disqualify and traits[trait.name] is None:
                why = say(trait.rule.why, language) or trait.expression.source
                yield Question(trait.rule.id, why, tuple(sorted(trait.expression.fields & missing)))
