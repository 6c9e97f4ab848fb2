"""An account's pace of signals against its own past: surge and momentum, as SQL (ADR 0025).

What is counted are person-days: days (of 86,400 s before `as_of`) on which one person, or nobody
by name, gave a signal. With `n` of them lately and `m` in a time `c` times as long before:

    50 + 10 * clip( (c*n - m) / sqrt(c * (n + m + c + 1)), 5 )

which is how many standard deviations `n` lies above what an even pace would put there, once
`c + 1` even imaginary person-days are added: few signals stay near 50. Rounded once, to a tenth.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from prospector.engine import duck
from prospector.engine.expressions import expressions
from prospector.engine.points import double
from prospector.engine.worlds import World
from prospector.rules import fields
from prospector.rules.conditions import Expression
from prospector.rules.ruleset import Ruleset
from prospector.rules.spelling import text_literal

#: Microseconds in a day.
_DAY = 86_400_000_000


@dataclass(frozen=True)
class Pace:
    """One comparison: the last `days` against the `ratio` times as many before them."""

    name: str
    days: int
    ratio: int

    @property
    def whole(self) -> int:
        """All the days it looks at."""
        return self.days * (1 + self.ratio)


SURGE = Pace("surge", days=21, ratio=4)
MOMENTUM = Pace("momentum", days=7, ratio=3)
PACES = (SURGE, MOMENTUM)


def reads(expression: Expression) -> bool:
    """Whether a condition asks for an account's pace."""
    return not expression.fields.isdisjoint(fields.SURGE_FIELDS)


def needed(ruleset: Ruleset) -> bool:
    """Whether what makes a score asks for it: an intent or fit rule, or the priority."""
    parsed = expressions(ruleset)
    return any(map(reads, (*parsed.intent.values(), *parsed.fit.values(), parsed.priority)))


def bursts(ruleset: Ruleset, world: World) -> pl.DataFrame:
    """Per account of a world both numbers, and the counts behind each."""
    times = pl.DataFrame({"as_of": world.as_of, "known_at": world.known_at})
    sql = f"WITH {bursts_sql(ruleset)} SELECT * FROM bursts"
    return duck.run(sql, {"signals": world.signals, "parameters": times})


def join_sql(account: str) -> str:
    """The join that gives `b.surge` and `b.momentum` of an account."""
    return f"LEFT JOIN bursts b ON b.account_id = {account}"


def bursts_sql(ruleset: Ruleset) -> str:
    """The statement `bursts`: per account both numbers, and the counts behind each.

    It reads the frames alone, so that it may stand anywhere.
    """
    longest = max(pace.whole for pace in PACES)
    counts = ", ".join(text for pace in PACES for text in _counts(pace))
    scores = ", ".join(f"{_score(ruleset, pace)} AS {pace.name}" for pace in PACES)
    return f"""dated AS (
    SELECT s.account_id, s.lead_id, s.kind,
        CAST(floor(CAST(p.as_of - s.occurred_at AS DOUBLE) / {double(_DAY)}) AS BIGINT) AS day
    FROM signals s CROSS JOIN parameters p
    WHERE s.account_id IS NOT NULL AND s.occurred_at <= p.as_of AND s.received_at <= p.known_at
), person_days AS (
    SELECT DISTINCT d.account_id, d.lead_id, d.day
    FROM dated d WHERE d.day < {longest} AND {_counted(ruleset)}
), paces AS (
    SELECT d.account_id, {counts} FROM person_days d GROUP BY d.account_id
), bursts AS (
    SELECT c.*, {scores} FROM paces c
)"""


def why_unknown(found: dict[str, object], pace: Pace) -> str | None:
    """Why an account has no such number, by its counts: no_history or few_people; None = it has."""
    if found[pace.name] is not None:
        return None
    return "few_people" if found[f"{pace.name}_before"] else "no_history"


def _counts(pace: Pace) -> Iterable[str]:
    lately = f"d.day < {pace.days}"
    before = f"d.day >= {pace.days} AND d.day < {pace.whole}"
    yield f"count(CASE WHEN {lately} THEN 1 END) AS {pace.name}_lately"
    yield f"count(CASE WHEN {before} THEN 1 END) AS {pace.name}_before"
    yield f"count(DISTINCT CASE WHEN {lately} THEN d.lead_id END) AS {pace.name}_people"


def _score(ruleset: Ruleset, pace: Pace) -> str:
    """Nothing before, or too few people behind a faster pace: unknown."""
    lately, before = f"c.{pace.name}_lately", f"c.{pace.name}_before"
    ratio, people = pace.ratio, ruleset.intent.surge.people
    more = f"{ratio} * {lately} - {before}"
    spread = f"sqrt(CAST({ratio} * ({lately} + {before} + {ratio + 1}) AS DOUBLE))"
    tenths = f"round(CAST(100 * ({more}) AS DOUBLE) / {spread})"
    clipped = f"greatest(-500e0, least(500e0, {tenths}))"
    return f"""CASE WHEN {before} = 0 THEN NULL
        WHEN {more} > 0 AND c.{pace.name}_people < {people} THEN NULL
        ELSE (500e0 + {clipped}) / 10e0 END"""


def _counted(ruleset: Ruleset) -> str:
    """The kinds that count: the named ones, else every one that is not an answer to us."""
    named = ruleset.intent.surge.kinds
    outcomes = [name for name, kind in ruleset.signals.kinds.items() if kind.outcome]
    if named:
        return f"d.kind IN ({', '.join(map(text_literal, named))})"
    return f"d.kind NOT IN ({', '.join(map(text_literal, outcomes))})" if outcomes else "TRUE"
