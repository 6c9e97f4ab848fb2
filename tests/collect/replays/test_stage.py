"""Replay: once, with the provenance of the first time."""

from datetime import date, timedelta
from pathlib import Path

from prospector.collect import Options, replay
from prospector.store.database import Database
from prospector.store.rejects import Wanted
from prospector.tables import RejectStatus
from tests.collect import kit

HEADER = "kind,occurred_at,email,subject,amount\n"
GOOD = "purchased,2026-11-02,alice@acme.example,Licence,10\n"
BAD = "purchased,soon,alice@acme.example,Licence,10\n"


def test_it_replays_rejects_once_with_their_provenance(database: Database, tmp_path: Path) -> None:
    text = HEADER + GOOD + "bought,2026-11-03,bob@acme.example,Licence,10\n" + BAD
    kit.take(database, tmp_path / "f.csv", text)
    kinds = {**kit.KINDS, "bought": {"label": "bought"}}
    rules = kit.ruleset(signals={"kinds": kinds, "fields": {}})
    later = kit.NOW + timedelta(days=1)
    report = replay(database, rules, Wanted(), Options(), now=later)
    assert kit.counts(report) == (2, 1, 0, 1)
    found = next(row for row in kit.signals(database) if row["kind"] == "bought")
    assert (found["file"], found["line"], found["received_at"]) == ("f.csv", 3, later.isoformat())
    statuses = {row["line"]: row["status"] for row in kit.rejected(database)}
    assert statuses == {3: RejectStatus.REPLAYED, 4: RejectStatus.OPEN}
    assert kit.counts(replay(database, rules, Wanted(), Options(), now=later)) == (1, 0, 0, 1)


def test_it_replays_with_what_it_is_told_now(database: Database, tmp_path: Path) -> None:
    text = "kind,email,subject\npost_liked,alice@acme.example,our post\n"
    kit.take(database, tmp_path / "f.csv", text)
    told = Options(day=date(2026, 11, 14))
    assert replay(database, kit.ruleset(), Wanted(code="no_time"), told, now=kit.NOW).taken == 1
    items = '[{"kind": "post_liked", "email": "bob@acme.example", "subject": "another"}]'
    kit.take(database, tmp_path / "f.json", items)
    assert replay(database, kit.ruleset(), Wanted(), told, now=kit.NOW).taken == 1


#: Rows that are the same signal say the same: which of two that differ is kept depends on the order.
