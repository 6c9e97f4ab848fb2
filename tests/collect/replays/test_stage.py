"""Replay: once, with the provenance of the first time."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session

from prospector.collect import Options, replay
from prospector.collect.replays import stage
from prospector.store import rejects
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
    assert (found["file"], found["line"], found["received_at"]) == ("f.csv", 3, kit.NOW.isoformat())
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


def test_it_replays_items_that_share_a_line_each_for_itself(
    database: Database, tmp_path: Path
) -> None:
    items = ", ".join(
        f'{{"kind": "{kind}", "email": "a@acme.example", "occurred_at": "2026-11-02", "amount": 1.234}}'
        for kind in ("bought", "sold", "bought", "lost")
    )
    kit.take(database, tmp_path / "f.json", f"[{items}]")
    kinds = {**kit.KINDS, "bought": {"label": "bought"}, "sold": {"label": "sold"}}
    rules = kit.ruleset(signals={"kinds": kinds, "fields": {}})
    report = replay(database, rules, Wanted(), Options(), now=kit.NOW)
    assert kit.counts(report) == (4, 3, 0, 1)
    assert [row["amount"] for row in kit.signals(database)] == [1.234] * 3
    assert [row["status"] for row in kit.rejected(database)].count("open") == 1


def test_it_comes_to_the_same_when_it_is_stopped_and_done_again(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage, "ROWS", 4)
    rows = [f"bought,2026-11-0{n % 9 + 1},p{n}@acme.example,Licence,{n}\n" for n in range(9)]
    kit.take(database, tmp_path / "f.csv", HEADER + "".join(rows) + BAD)
    kinds = {**kit.KINDS, "bought": {"label": "bought"}}
    rules = kit.ruleset(signals={"kinds": kinds, "fields": {}})
    settle = rejects.settle
    left: list[int] = []

    def stopped(session: Session, ids: list[int], *, run_id: int) -> int:
        if not left:
            raise KeyboardInterrupt
        left.pop()
        return settle(session, ids, run_id=run_id)

    for portions in (0, 1, 1):
        left[:] = range(portions)
        monkeypatch.setattr(rejects, "settle", stopped)
        with pytest.raises(KeyboardInterrupt):
            replay(database, rules, Wanted(), Options(), now=kit.NOW)
        monkeypatch.setattr(rejects, "settle", settle)
        assert len(kit.signals(database)) >= 4
    kit.counts(replay(database, rules, Wanted(), Options(), now=kit.NOW))
    assert sorted(row["line"] for row in kit.signals(database)) == list(range(2, 11))
    assert {row["line"]: row["status"] for row in kit.rejected(database)} == {
        **dict.fromkeys(range(2, 11), RejectStatus.REPLAYED),
        11: RejectStatus.OPEN,
    }
    assert kit.counts(replay(database, rules, Wanted(), Options(), now=kit.NOW)) == (1, 0, 0, 1)


def test_it_keeps_equal_rows_two_when_they_are_replayed_one_by_one(
    database: Database, tmp_path: Path
) -> None:
    row = "bought,2026-11-03,bob@acme.example,Licence,10\n"
    text = HEADER + row + GOOD + row + row
    kit.take(database, tmp_path / "f.csv", text)
    kinds = {**kit.KINDS, "bought": {"label": "bought"}}
    rules = kit.ruleset(signals={"kinds": kinds, "fields": {}})
    with database.read() as session:
        numbers = [row.id or 0 for row in rejects.find(session, Wanted())]
    for number in numbers[:2]:
        report = replay(database, rules, Wanted(ids=(number,)), Options(), now=kit.NOW)
        assert kit.counts(report) == (1, 1, 0, 0)
    # The same list, exported again: what it brings is known, and so is the reject that is left.
    assert kit.take(database, tmp_path / "f.csv", text + GOOD, rules=rules).taken == 1
    assert [row["status"] for row in kit.rejected(database)].count("open") == 1
    report = replay(database, rules, Wanted(ids=(numbers[2],)), Options(), now=kit.NOW)
    assert kit.counts(report) == (1, 0, 1, 0)
    assert sum(row["kind"] == "bought" for row in kit.signals(database)) == 3
