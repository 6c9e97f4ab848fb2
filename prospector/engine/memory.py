"""Remember what was compiled for the last few rulesets."""

from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from prospector.rules.ruleset import Ruleset

Made = TypeVar("Made")
#: Today's rules, a draft of tomorrow's, and the versions a comparison walks through.
MOST = 16


def once_per_version(make: Callable[[Ruleset], Made]) -> Callable[[Ruleset], Made]:
    """Call a function once for each score version: what scores the same compiles the same."""
    made: OrderedDict[str, Made] = OrderedDict()

    @wraps(make)
    def remembered(ruleset: Ruleset) -> Made:
        if ruleset.version not in made:
            made[ruleset.version] = make(ruleset)
            if len(made) > MOST:
                made.popitem(last=False)
        return made[ruleset.version]

    return remembered
