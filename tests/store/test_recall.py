"""What was read of a lead at one moment is not read again."""

from datetime import timedelta

import pytest

from prospector.store import candidates
from prospector.store.database import Database
from prospector.store.recall import Recall
from tests.stories import NOW


def test_it_asks_about_each_lead_once_for_each_question(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[set[int] | None] = []

    def contacts(*_: object, lead_ids: set[int] | None = None, **__: object) -> dict[int, object]:
        asked.append(lead_ids)
        return {lead: {"replied": NOW} for lead in lead_ids or {9}}

    monkeypatch.setattr(candidates, "contacts", contacts)
    recall, since = Recall(), NOW - timedelta(days=9)
    with database.read() as session:
        for leads in ({1, 2}, {2, 3}, {3}, None):
            recall.contacts(session, ["replied"], since=since, now=NOW, lead_ids=leads)
        recall.contacts(session, ["touched"], since=since, now=NOW, lead_ids={3})
        told = recall.contacts(session, ["replied"], since=since, now=NOW, lead_ids={1})
    assert asked == [{1, 2}, {3}, None, {3}]
    assert set(told) == {1, 2, 3}
