"""Where a lead stands beside its score: also where rules have moved on."""

from datetime import UTC, datetime
from pathlib import Path

from prospector.app import open_app
from prospector.cli._standing import standing
from prospector.score.standing import Standing
from prospector.store import rulesets
from prospector.tables import SegmentMembership
from tests.cli.team import make
from tests.shelf import shelve
from tests.stories import NOW, story


def test_it_keeps_the_names_of_a_segment_and_behaviour_that_rules_had(tmp_path: Path) -> None:
    team = make(tmp_path)
    like = {"id": "a", "by": "bob", "kind": "post_liked", "subject": "Post 1", "age": 1}
    leads = shelve(team.database(), story({"leads": {"bob": {}}, "signals": [like]})).leads
    app = open_app(team.folder, as_of=NOW)
    assert standing(app, leads["bob"], "en") == Standing()
    with app.database.write() as session:
        rulesets.keep(session, app.ruleset, now=datetime(2026, 1, 1, tzinfo=UTC))
        session.add(
            SegmentMembership(
                lead_id=leads["bob"],
                segment="gone",
                since=NOW,
                as_of=NOW,
                ruleset=app.ruleset.version,
                reason="x",
                evidence=[1],
                behaviour="bold",
            )
        )
    found = standing(app, leads["bob"], "en")
    assert (found.segment_label, found.behaviour_label, found.evidence) == ("gone", "bold", [])
    app.database.dispose()
