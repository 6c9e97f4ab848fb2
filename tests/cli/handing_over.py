"""A team with a draft that is approved, one that is queued, and a customer nobody may write to."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prospector.tables import DraftStatus, Relation
from tests.cli.team import Said, Team, make
from tests.policy.world import NOW, World

SEGMENT = "hiring-sales-team"


@dataclass(frozen=True)
class Desk:
    """The team's workspace with what is in its store."""

    team: Team
    world: World
    approved: int
    queued: int
    stopped: int

    def run(self, *words: str) -> Said:
        """Run a verb on the morning the store was made for."""
        return self.team.run(*words, now=NOW)

    def json(self, *words: str) -> Any:  # Any: whatever JSON says
        """What a verb prints with --json on that morning."""
        return json.loads(self.run(*words, "--json").out)


def desk(folder: Path) -> Desk:
    """Charlie's draft is approved, Dora's queued; Erin works for a customer."""
    team = make(folder)
    world = World(team.database())
    globex = world.account("Globex")
    happy = world.account(
        "Happy",
        relation=Relation.CUSTOMER,
        sources={"relation": {"feed": "hubspot", "file": "hubspot.csv", "line": 12}},
    )
    charlie = world.lead("Charlie", globex, email="charlie@globex.example", segment=SEGMENT)
    dora = world.lead("Dora", email="dora@initech.example", segment=SEGMENT)
    erin = world.lead("Erin", happy, email="erin@happy.example", segment=SEGMENT)
    approved = world.draft(charlie, segment=SEGMENT)
    queued = world.draft(dora, DraftStatus.QUEUED, segment=SEGMENT)
    return Desk(team, world, approved, queued, erin)
