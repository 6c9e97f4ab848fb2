"""Points for what came back: a score that counts answers cannot be judged by answers."""

from collections.abc import Iterator

from prospector.rules.folder import Doubt, Folder
from prospector.rules.lints import conditions
from prospector.rules.models.base import Lint
from prospector.rules.ruleset import Ruleset

#: Kinds named in a message.
_MOST = 4


def doubts(ruleset: Ruleset, folder: Folder) -> Iterator[Doubt]:
    """Every intent rule that gives points for an outcome."""
    outcomes = [name for name, kind in ruleset.signals.kinds.items() if kind.outcome]
    for rule, when in conditions.intent(ruleset, folder):
        if rule.points <= 0:
            continue
        asked = {one.kind for one in when.expression.aggregates}
        found = [name for name in outcomes if name in asked or when.may_see(name)]
        if found:
            more = f" and {len(found) - _MOST} more" if len(found) > _MOST else ""
            yield when.doubt(
                Lint.OUTCOME_POINTS,
                f"{rule.id} gives points for what came back ({', '.join(found[:_MOST])}{more}): whoever answered once answers again, so its figures in `rules backtest` and `measure lift` say little of anybody new, and `rules learn` leaves it out; name the kinds it is for, or accept it beside the rule",
            )
