"""Hold the rules against the data of the store. It writes nothing."""

from dataclasses import dataclass, field
from datetime import datetime

import polars as pl
from sqlmodel import Session

from prospector.columns import from_micros
from prospector.engine.frames import load_world
from prospector.engine.worlds import World
from prospector.rules.folder import Doubt, Folder
from prospector.rules.models.base import Lint
from prospector.rules.ruleset import Ruleset
from prospector.score.doubts import hits, wording
from prospector.score.doubts.wording import Seen

#: Leads among whom pairs of rules are compared: contributions are many.
SAMPLE = 2_000


@dataclass(frozen=True)
class Doubts:
    """What the data says against the rules, and how much data there was."""

    signals: int
    leads: int
    since: datetime | None
    found: list[Doubt]
    #: Rules, by id, of which the data says that a doubt is out of place.
    settled: set[tuple[str, Lint]] = field(default_factory=set)


def doubts(
    session: Session, ruleset: Ruleset, folder: Folder, *, now: datetime, known_at: datetime
) -> Doubts:
    """Rules that nothing ever met, and pairs that the same signals fire."""
    world = load_world(session, ruleset, as_of=now, known_at=known_at)
    first = world.signals["occurred_at"].min()
    if not isinstance(first, int) or world.leads.is_empty():
        return Doubts(world.signals.height, world.leads.height, None, [])
    since = from_micros(first)
    seen = Seen(world.signals.height, f"{since:%Y-%m-%d}", hits.kinds(world), world.leads.height)
    fired, holding = hits.fired(ruleset, world), hits.holding(ruleset, world)
    shared = hits.shared(ruleset, _sample(world))
    found = [
        *wording.dead_intent(ruleset, folder, fired, seen),
        *wording.dead_fit(ruleset, folder, holding, seen),
        *wording.counted_twice(ruleset, folder, shared),
    ]
    names = [rule.id for rule in ruleset.intent.rules]
    settled = wording.settled(fired, holding, shared, names)
    return Doubts(seen.signals, seen.leads, since, sorted(set(found)), settled)


def _sample(world: World) -> World:
    """The leads with the newest signals, and their accounts' others."""
    people = world.signals.filter(pl.col("lead_id").is_not_null())
    newest = people.group_by("lead_id").agg(pl.col("occurred_at").max())
    chosen = newest.sort("occurred_at", "lead_id", descending=True).head(SAMPLE)
    return world.only(chosen["lead_id"])
