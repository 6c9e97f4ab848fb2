"""Surge and momentum of a lead's company, with the counts behind each, to be shown."""

from collections.abc import Iterator
from dataclasses import dataclass

from prospector.engine import surge
from prospector.engine.surge import PACES, why_unknown
from prospector.engine.worlds import World
from prospector.rules.ruleset import Ruleset


@dataclass(frozen=True)
class Paced:
    """One comparison of a company with itself: person-days lately and before; 50 = usual."""

    name: str
    #: None = unknown, for `unknown`: no_history or few_people.
    score: float | None
    unknown: str | None
    days: int
    lately: int
    #: People with a name behind the person-days lately.
    people: int
    days_before: int
    before: int


def paces(ruleset: Ruleset, world: World) -> tuple[Paced, ...]:
    """Both numbers of the company of a world's one lead; none where it has no company."""
    home = world.leads["account_id"][0]
    return () if home is None else tuple(_told(ruleset, world, home))


def _told(ruleset: Ruleset, world: World, home: int) -> Iterator[Paced]:
    found = {row["account_id"]: row for row in surge.bursts(ruleset, world).rows(named=True)}
    for pace in PACES:
        counted = ("lately", "before", "people")
        row = found.get(
            home, dict.fromkeys(f"{pace.name}_{one}" for one in counted) | {pace.name: None}
        )
        lately, before, people = (row[f"{pace.name}_{one}"] or 0 for one in counted)
        yield Paced(
            name=pace.name,
            score=row[pace.name],
            unknown=why_unknown(row, pace),
            days=pace.days,
            lately=lately,
            people=people,
            days_before=pace.days * pace.ratio,
            before=before,
        )
