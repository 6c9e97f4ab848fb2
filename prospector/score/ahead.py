"""What becomes of the grade of one lead, by the rules' own text: the minute it falls, what lifts it."""

from collections.abc import Mapping
from typing import Any

from prospector.columns import from_micros
from prospector.engine import later
from prospector.engine.fit import Priors
from prospector.engine.possible import possible
from prospector.engine.signals import DAY
from prospector.engine.worlds import World
from prospector.rules.ruleset import Ruleset
from prospector.score.outlook import Fall, Outlook, days_ahead, first_worse, rise

_HOUR = DAY // 24
_MINUTE = _HOUR // 60


def outlook(
    ruleset: Ruleset,
    world: World,
    expected: Priors,
    card: Mapping[str, Any],  # Any: a row of the engine
    before_caps: Mapping[str, int],
) -> Outlook:
    """The outlook of the one lead of a world: `card` is its score, `before_caps` its sum per rule."""
    if card["disqualified_by"]:
        return Outlook(falls=None, rises=None)
    can = possible(ruleset, world).row(0, named=True)
    holding = [rule.id for index, rule in enumerate(ruleset.intent.rules) if can[f"r{index}"]]
    return Outlook(
        falls=falling(ruleset, world, expected, card["grade"]),
        rises=rise(ruleset, card["grade"], before_caps, holding),
    )


def falling(ruleset: Ruleset, world: World, expected: Priors, grade: str) -> Fall | None:
    """The first minute at which the one lead of a world is graded worse; None = it stays.

    Days are looked through first, then the hours of the one found, then its minutes: a grade that
    falls and recovers between two looks is not seen.
    """
    after, to = 0, grade
    for unit, most in ((DAY, days_ahead(ruleset)), (_HOUR, 24), (_MINUTE, 60)):
        steps = later.grades(ruleset, world, expected, most, after=after, unit=unit)
        found = first_worse(grade, ((step, then) for step, _, then in steps))
        if found is None:
            return None
        step, to = found
        after += (step - 1) * unit
    at = from_micros(world.as_of + after + _MINUTE)
    return Fall(on=at.date(), to=to, at=at)
