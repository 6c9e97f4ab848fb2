"""When a list was last exported."""

from datetime import timedelta
from pathlib import Path

from prospector.columns import to_micros
from prospector.store import signals
from prospector.store.database import Database
from tests.collect import kit
from tests.collect.test_posts import POST


def test_it_finds_the_export_before_this_one_per_subject(
    database: Database, tmp_path: Path
) -> None:
    days = [kit.NOW - timedelta(days=n) for n in (5, 3)]
    for number, day in enumerate(days):
        text = f"profileUrl,postUrl\nhttps://www.linkedin.com/in/p{number},{POST}\n"
        kit.take(database, tmp_path / f"l{number}.csv", text, now=day)
    with database.read() as session:

        def found(**when: timedelta) -> dict[str, int]:
            before = kit.NOW - timedelta(**when)  # type: ignore[arg-type]
            return signals.previous_exports(session, "post-engagement", [POST, "x"], before)

        assert found() == {POST: to_micros(days[1])}
        assert found(days=3) == {POST: to_micros(days[0])}  # type: ignore[arg-type]
        assert found(days=6) == {}  # type: ignore[arg-type]
        assert signals.previous_exports(session, "other", [POST], kit.NOW) == {}


def test_it_knows_an_id_that_another_row_of_the_same_runs_has(
    database: Database, tmp_path: Path
) -> None:
    text = "external_id,kind,occurred_at,email\nA,purchased,2026-11-02,a@acme.example\n"
    run = kit.take(database, tmp_path / "f.csv", text, feed="f").run or 0
    with database.read() as session:

        def asked(feed: str, name: str, run_id: int, line: int) -> bool:
            return signals.is_of_another_row(session, feed, name, runs=[run_id], lines=[line])

        assert asked("f", "A", run, 3)
        assert not asked("f", "A", run, 2)
        assert not asked("f", "A", run + 1, 3)
        assert not asked("f", "B", run, 3)
        assert not asked("g", "A", run, 3)
