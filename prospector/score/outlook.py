"""What comes next: the day the grade falls if nothing happens, the signal that would lift it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil

from prospector.engine.expressions import expressions
from prospector.engine.points import nano
from prospector.engine.surge import PACES, reads
from prospector.rules.models import Scope
from prospector.rules.ruleset import Ruleset
from prospector.score.sums import add_up, digit_of


@dataclass(frozen=True)
class Fall:
    """When the grade is worse for the first time, to the minute; days are those of UTC."""

    on: date
    to: str
    at: datetime


@dataclass(frozen=True)
class Rise:
    """The smallest single signal that lifts the grade."""

    rule: str
    points: float
    to: str


@dataclass(frozen=True)
class Outlook:
    """What becomes of a grade; None = it does not fall, no single signal lifts it."""

    falls: Fall | None
    rises: Rise | None


def days_ahead(ruleset: Ruleset) -> int:
    """Days after which nothing that counts today counts any more."""
    default = ruleset.intent.defaults.horizon
    horizons = [rule.horizon or default for rule in ruleset.intent.rules]
    parsed = expressions(ruleset)
    asking = [*parsed.intent.values(), *parsed.fit.values()]
    asked = [question.days or 0 for one in asking for question in one.aggregates]
    paced = [pace.whole for pace in PACES if any(map(reads, asking))]
    return ceil(max([*horizons, *asked, *paced], default=0)) + 1


def first_worse(grade: str, coming: Iterable[tuple[int, str]]) -> tuple[int, str] | None:
    """The first of the coming grades (step, grade) that is worse."""
    for step, later in coming:
        if later[0] > grade[0] or later[1] > grade[1]:
            return step, later
    return None


def rise(
    ruleset: Ruleset, grade: str, before_caps: Mapping[str, int], possible: Collection[str]
) -> Rise | None:
    """The rule of lead scope with the fewest points whose fresh signal is enough."""
    lifting = [
        rule
        for rule in ruleset.intent.rules
        if rule.scope is Scope.LEAD and rule.points > 0 and rule.id in possible
    ]
    for rule in sorted(lifting, key=lambda rule: rule.points):
        more = {**before_caps, rule.id: before_caps.get(rule.id, 0) + nano(rule.points)}
        digit = digit_of(ruleset, add_up(ruleset, more).intent)
        if digit < grade[1]:
            return Rise(rule=rule.id, points=rule.points, to=grade[0] + digit)
    return None
