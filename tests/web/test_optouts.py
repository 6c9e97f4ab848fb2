"""An objection that arrives by webhook closes every way to the person before anything leaves."""

import json
from pathlib import Path
from typing import Any

import pytest
import requests

from prospector.collect.inbox.stage import drain
from prospector.export import export
from prospector.store.database import Database
from prospector.tables import Draft, DraftStatus, Suppression
from tests.policy.world import KEY, NOW, PARIS, World
from tests.policy.world import rules as policy_rules
from tests.web.posting import hook, posted, rules
from tests.web.serving import serving

SECRET = "key-of-the-feed"
ALICE = "alice@people.example"

OBJECTIONS: dict[str, dict[str, Any]] = {
    "prospector": {"kind": "opted_out", "email": ALICE},
    "lemlist": {"_id": "a", "type": "emailsUnsubscribed", "leadEmail": ALICE},
    "instantly": {"event_type": "lead_unsubscribed", "lead_email": ALICE},
    "smartlead": {
        "event_type": "LEAD_UNSUBSCRIBED",
        "to_email": "alias@people.example",
        "sl_lead_email": ALICE,
    },
    "segment": {"type": "track", "event": "Unsubscribed", "userId": ALICE},
}


@pytest.mark.parametrize("body", OBJECTIONS)
def test_it_lets_nothing_leave_to_who_objected(
    database: Database, tmp_path: Path, body: str
) -> None:
    world = World(database)
    profile = "linkedin.com/in/alice-martin-example"
    alice = world.draft(world.lead("Alice", email=ALICE, profile=profile))
    bob = world.draft(world.lead("Bob"))
    feeds = {"tool": hook(body, "header", header="x-key")}
    with serving(database, posted(feeds, SECRET), clock=lambda: NOW) as server:
        answer = requests.post(
            f"{server.url}/hooks/tool",
            data=json.dumps(OBJECTIONS[body]),
            headers={"x-key": SECRET},
            timeout=9,
        )
        assert answer.status_code in (200, 202), answer.text
    drain(database, rules(feeds), now=NOW)
    report = export(database, policy_rules(), "generic", tmp_path, now=NOW, zone=PARIS, key=KEY)
    assert report.taken == 1
    drafts = {draft.id: draft for draft in world.all(Draft)}
    assert drafts[bob].status is DraftStatus.EXPORTED
    assert (drafts[alice].status, drafts[alice].held_gate) == (DraftStatus.HELD, "suppressed")
    assert len(world.all(Suppression)) == 2  # the address and the profile
