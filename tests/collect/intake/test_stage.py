"""Taking files in: times, what feeds remember, and work that stopped half-way."""

import io
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from prospector.collect import Options, source
from prospector.collect.intake.stage import open_checked, take_all
from prospector.collect.source import Source
from prospector.errors import InputError, LeaseLost
from prospector.store import arrivals, leases, slots
from prospector.store.database import Database
from prospector.tables import Run, RunStatus
from tests.circles import rows_locked, until_it_waits
from tests.collect import kit
from tests.collect.test_posts import AT, POST

HEADER = "kind,occurred_at,email,subject,amount\n"
GOOD = "purchased,2026-11-02,alice@acme.example,Licence,10\n"
BAD = "purchased,soon,alice@acme.example,Licence,10\n"


def runs(database: Database) -> list[Run]:
    with database.read() as session:
        return list(session.exec(select(Run).order_by(Run.id)))  # type: ignore[arg-type]


def test_it_redoes_an_interrupted_import(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = HEADER + BAD + "".join(GOOD.replace("alice", f"p{n}") for n in range(50))
    whole = arrivals.take

    def cut(*arguments: Any) -> arrivals.Taken:  # Any: whatever `take` takes
        whole(*arguments)
        raise KeyboardInterrupt

    monkeypatch.setattr(arrivals, "take", cut)
    with pytest.raises(KeyboardInterrupt):
        kit.take(database, tmp_path / "f.csv", text)
    monkeypatch.undo()
    assert [(run.status, run.error) for run in runs(database)] == [
        (RunStatus.FAILED, "KeyboardInterrupt")
    ]
    assert kit.counts(kit.take(database, tmp_path / "f.csv", text)) == (51, 0, 50, 1)
    assert len(kit.signals(database)) == 50
    assert len(kit.rejected(database)) == 1


def test_it_backfills_the_past(database: Database, tmp_path: Path) -> None:
    kit.take(database, tmp_path / "f.csv", HEADER + GOOD, backfill=True)
    (signal,) = kit.signals(database)
    assert (signal["received_at"], signal["received_assumed"]) == (signal["occurred_at"], True)


def test_it_dates_by_the_day_it_is_given(database: Database, tmp_path: Path) -> None:
    text = "kind,email,subject\npost_liked,alice@acme.example,our post\n"
    assert kit.take(database, tmp_path / "f.csv", text).rejected == 1
    assert kit.take(database, tmp_path / "f.csv", text, day=date(2026, 11, 14)).taken == 1
    assert [row["status"] for row in kit.rejected(database)] == ["replayed"]
    assert kit.take(database, tmp_path / "f_2026-11-13.csv", text, feed="other").taken == 1
    assert {row["occurred_at"][:10] for row in kit.signals(database)} == {
        "2026-11-14",
        "2026-11-13",
    }


def test_it_dates_new_likes_between_two_exports(database: Database, tmp_path: Path) -> None:
    first, second = kit.NOW, kit.NOW + timedelta(days=4)
    head = "profileUrl,postUrl\n"
    alice, bob = (f"https://www.linkedin.com/in/{name},{POST}\n" for name in ("alice", "bob"))
    kit.take(database, tmp_path / "likers.csv", head + alice, now=first)
    report = kit.take(database, tmp_path / "likers.csv", head + alice + bob, now=second)
    assert kit.counts(report) == (2, 1, 1, 0)
    times = {row["person"][-3:]: row["occurred_at"] for row in kit.signals(database)}
    assert times == {"ice": AT.isoformat(), "bob": (first + timedelta(days=2)).isoformat()}


def test_it_remembers_what_a_feed_was_told_and_says_so(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "guests.csv"
    kit.take(
        database,
        path,
        "Mail pro,When\nalice@acme.example,2026-11-02\n",
        feed="fair",
        map={"email": "Mail pro", "occurred_at": "When"},
        set={"kind": "event_attended", "subject": "Fair"},
    )
    report = kit.take(database, path, "Mail pro,When\nbob@acme.example,2026-11-02\n", feed="fair")
    assert kit.counts(report) == (1, 1, 0, 0)
    assert any("subject='Fair'" in notice for notice in report.files[0].notices)
    kit.take(
        database,
        path,
        "Mail pro,When\nx@acme.example,2026-11-03\n",
        feed="fair",
        set={"subject": ""},
    )
    assert {row["person"][0]: row.get("subject") for row in kit.signals(database)} == {
        "a": "Fair",
        "b": "Fair",
        "x": None,
    }


def test_it_finds_a_header_by_what_the_feed_was_told(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    kit.take(database, path, "Wer;Wann\na@acme.example;2\n", feed="fair", map={"email": "Wer"})
    report = kit.take(database, path, "Wer;Wann\nb@acme.example;2\n", feed="fair")
    assert kit.counts(report) == (1, 1, 0, 0)
    with pytest.raises(InputError, match="no line of the first 30"):
        kit.take(database, path, "Wer;Wann\nb@acme.example;2\n", feed="other")


def test_it_lets_the_rules_overrule_what_was_remembered(database: Database, tmp_path: Path) -> None:
    rules = kit.ruleset(
        feeds={
            "feeds": {
                "fair": {
                    "path": "x",
                    "origin": "x",
                    "kind": "event_attended",
                    "set": {"subject": "Rules"},
                }
            }
        }
    )
    text = "email,date\nalice@acme.example,2026-11-02\n"
    kit.take(database, tmp_path / "f.csv", text, feed="fair", set={"subject": "Mine"}, rules=rules)
    kit.take(database, tmp_path / "f.csv", text, feed="fair", rules=rules)
    assert {row["subject"] for row in kit.signals(database)} == {"Mine", "Rules"}


def test_it_waits_in_no_circle_with_who_takes_the_feed_away(tmp_path: Path) -> None:
    freed: list[Future[None]] = []
    with rows_locked(tmp_path) as database, ThreadPoolExecutor(1) as pool:
        with database.write() as session:
            lease = leases.claim(session, "crm", "one:1:a", timedelta(minutes=1), clock=kit.NOW)
            assert lease is not None
            slots.begin(session, lease, kit.NOW, now=kit.NOW)

        def free() -> None:
            with database.write() as session:
                leases.release_all(session, "one:1:a")
                slots.reap(session, lambda _tried: None, now=kit.NOW)

        def seal(session: Session) -> None:
            freed.append(pool.submit(free))
            until_it_waits(database, freed[0])
            leases.check(session, lease)

        checked = source.check(Source("f.csv", lambda: io.BytesIO((HEADER + GOOD).encode())))
        options = Options(feed="crm")
        found = open_checked(database, kit.ruleset(), checked, options, now=kit.NOW)
        with pytest.raises(LeaseLost):
            take_all(database, [found], options, now=kit.NOW, seal=seal)
        freed[0].result()
        assert [run.status for run in runs(database)] == [RunStatus.FAILED]
