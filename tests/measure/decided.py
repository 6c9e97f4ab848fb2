"""A store with decided drafts: everybody who attended was approved, everybody who liked was not."""

from datetime import datetime, timedelta

from prospector.columns import to_micros
from prospector.review import stage as review
from prospector.rules.ruleset import Ruleset
from prospector.store import drafts, rulesets
from prospector.store.database import Database
from prospector.tables import SkipReason
from tests.review.rows import a_draft
from tests.shelf import shelve
from tests.stories import DAY, Story, story
from tests.stories import NOW as STORY

PEOPLE = 70


def people(now: datetime) -> Story:
    """Seventy people; the even ones attended, the odd ones liked, all 20 days ago."""
    days = (to_micros(STORY) - to_micros(now)) / DAY
    signals = [
        {
            "id": f"s{number}",
            "by": f"lead{number}",
            "kind": "post_liked" if number % 2 else "event_attended",
            "age": 20 + days,
            "subject": "Fair",
        }
        for number in range(PEOPLE)
    ]
    return story({"leads": {f"lead{number}": {} for number in range(PEOPLE)}, "signals": signals})


def decide(database: Database, ruleset: Ruleset, *, now: datetime) -> None:
    """Seven drafts a day for ten days, the first 19 days ago, all decided the day before `now`."""
    day = timedelta(days=1)
    shelf = shelve(database, people(now), now=now)
    with database.write() as session:
        rulesets.keep(session, ruleset, now=now)
        drafts.add(
            session,
            [
                a_draft(lead, ruleset=ruleset.version, created_at=now - (19 - number // 7) * day)
                for number, lead in enumerate(shelf.leads.values())
            ],
        )
        opened = {one.lead_id: one.id or 0 for one in drafts.open_drafts(session)}
    every = [opened[lead] for lead in shelf.leads.values()]
    review.approve(database, every[::2], actor="alice", now=now - day)
    review.skip(database, every[1::2], SkipReason.WEAK_SIGNAL, actor="alice", now=now - day)
