"""What follows when signals come between two runs: the scores and segments that the next run gives."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from sqlalchemy import text

from prospector import pipeline, score, segment
from prospector.columns import to_micros
from prospector.engine import scoring
from prospector.engine.frames import load_world
from prospector.errors import StoreBusy, StoreError
from prospector.pipeline import Touched
from prospector.rules.ruleset import Ruleset
from prospector.score.records import records
from prospector.store import runs, scores, touched
from prospector.store.alone import alone
from prospector.store.database import Database
from tests.living import Life
from tests.shelf import let_others_end
from tests.stories import NOW

PARIS = ZoneInfo("Europe/Paris")
KEY = b"a key outside the database"


def run(life: Life) -> None:
    let_others_end(life.database)
    score.score(life.database, life.ruleset, now=NOW)
    segment.segment(life.database, life.ruleset, now=NOW, zone=PARIS)


def follow(life: Life, since: Touched | None = None) -> Touched:
    found = pipeline.follow(life.database, life.ruleset, since, now=NOW, zone=PARIS, key=KEY)
    assert found is not None
    return found


def assert_as_the_next_run(database: Database, ruleset: Ruleset) -> None:
    """Every score is what a run of all gives that expects the same of the unknown."""
    with database.read() as session:
        world = load_world(session, ruleset, as_of=NOW, known_at=NOW)
        expected, stored = scores.priors(session), scores.frame(session)
    now = to_micros(NOW)
    whole = records(ruleset, scoring.scores(ruleset, world, expected), as_of=now, known_at=now)
    kept = pl.exclude("rule_totals")
    assert_frame_equal(
        stored.select(kept), whole.sort("lead_id").select(kept), check_column_order=False
    )
    report = segment.segment(database, ruleset, now=NOW, zone=PARIS)
    assert (report.changed, report.moved) == (0, 0)


@pytest.mark.parametrize("seed", range(3))
def test_it_gives_what_the_next_run_gives_whatever_came(
    database: Database, tmp_path: Path, seed: int, *, prove: bool
) -> None:
    life = Life(database, tmp_path, seed)
    life.arrive()
    life.resolve()
    run(life)
    last = None
    for _ in range(40 if prove else 5):
        version = life.ruleset.version
        for _ in range(life.chance.randint(1, 3)):
            life.happen()
        if life.ruleset.version != version:  # what is touched follows new rules, the rest later
            life.resolve()
            run(life)
        last = follow(life, last)
        assert_as_the_next_run(database, life.ruleset)


@pytest.fixture
def life(database: Database, tmp_path: Path) -> Life:
    found = Life(database, tmp_path, 1)
    found.arrive()
    found.resolve()
    return found


def test_it_waits_for_a_first_run(life: Life) -> None:
    assert pipeline.follow(life.database, life.ruleset, None, now=NOW, zone=PARIS, key=KEY) is None
    with life.database.read() as session:
        assert scores.frame(session).is_empty()


def test_it_begins_where_the_last_run_ended(life: Life) -> None:
    run(life)
    assert follow(life).leads == 0
    life.arrive()
    before = follow(life)
    assert before.leads > 0
    assert follow(life, before).leads == 0


def test_it_looks_again_at_whom_a_run_read_as_of_its_start(life: Life) -> None:
    later = NOW + timedelta(minutes=5)
    with life.database.write() as session:
        # They come while a run that began at NOW is still collecting: it may not count them yet.
        for statement in ("signal SET received_at", "lead SET first_seen_at"):
            session.execute(
                text(
                    f"UPDATE {statement} = :at WHERE id = (SELECT max(id) FROM {statement.split()[0]})"
                ),
                {"at": to_micros(later)},
            )
    run(life)
    with life.database.read() as session:
        told = text(
            "SELECT max(i.lead_id), (SELECT max(id) FROM lead) FROM identity i JOIN signal s"
            " ON s.person_identity_id = i.id WHERE s.id = (SELECT max(id) FROM signal)"
        )
        late = set(session.execute(told).one())
    found = follow_at(life, later)
    with life.database.read() as session:
        scored = dict(scores.frame(session).select("lead_id", "as_of").rows())
    assert {scored[lead_id] for lead_id in late} == {to_micros(later)}
    assert follow_at(life, later, found).leads == 0


def test_it_begins_at_a_run_that_came_between(life: Life) -> None:
    run(life)
    before = follow(life)
    life.arrive()
    newest = follow(life, before)
    assert newest.leads > 0
    with life.database.read() as session:
        came = session.execute(text("SELECT max(received_at) FROM signal")).scalar_one()
    # This run began before they came, and wrote everybody's score as of then.
    began = NOW - timedelta(microseconds=to_micros(NOW) - came, hours=1)
    score.score(life.database, life.ruleset, now=NOW, known_at=began)
    segment.segment(life.database, life.ruleset, now=NOW, zone=PARIS)
    assert follow(life, newest).leads > 0


def follow_at(life: Life, now: datetime, since: Touched | None = None) -> Touched:
    found = pipeline.follow(life.database, life.ruleset, since, now=now, zone=PARIS, key=KEY)
    assert found is not None
    return found


def test_it_leaves_those_alone_whom_nothing_touched(life: Life) -> None:
    run(life)
    with life.database.write() as session:
        session.execute(text("UPDATE lead SET title = 'ceo' WHERE id = 1"))
    later = NOW + timedelta(days=1)
    pipeline.follow(life.database, life.ruleset, None, now=later, zone=PARIS, key=KEY)
    with life.database.read() as session:
        found = dict(scores.frame(session).select("lead_id", "as_of").rows())
    assert found.pop(1) == to_micros(later)
    with life.database.read() as session:
        home = session.execute(text("SELECT account_id FROM lead WHERE id = 1")).scalar_one()
        others = session.execute(
            text("SELECT id FROM lead WHERE account_id IS DISTINCT FROM :home"), {"home": home}
        )
        assert {found[row[0]] for row in others if row[0] in found} == {to_micros(NOW)}


@pytest.mark.parametrize("stage", ["score", "segment"])
def test_it_lets_the_daily_job_go_first(life: Life, stage: str) -> None:
    run(life)
    life.arrive()
    runs.begin(life.database, stage, now=NOW)
    with pytest.raises(StoreError, match=f"the last {stage} run"):
        follow(life)


def test_it_leaves_no_run_behind_where_somebody_else_resolves(life: Life) -> None:
    run(life)
    life.arrive()
    with (
        alone(life.database, "resolve"),
        pytest.raises(StoreBusy, match="another run is at work: resolve can follow"),
    ):
        follow(life)
    with life.database.read() as session:
        runs.require_whole(session, "resolve")
    assert follow(life).leads > 0


def test_it_runs_whole_stages_where_nearly_everybody_is_touched(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(life)
    monkeypatch.setattr(pipeline, "MANY", 0)
    life.arrive()
    assert follow(life).leads > 0
    assert_as_the_next_run(life.database, life.ruleset)


def test_it_would_notice_that_a_changed_account_is_forgotten(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(life)
    narrow = touched._TOUCHED.replace("AND entity = 'account'", "AND entity = 'nothing'")
    monkeypatch.setattr(touched, "_TOUCHED", narrow)
    with life.database.write() as session:
        session.execute(text("UPDATE account SET employees = 60"))
    follow(life)
    with pytest.raises(AssertionError):
        assert_as_the_next_run(life.database, life.ruleset)
