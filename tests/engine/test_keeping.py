"""What a score run computed stands in for computing it again, until something that bears on it changes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from sqlmodel import Session

from prospector.engine import keeping, scoring, totals
from prospector.engine.frames import load_whole, load_world
from prospector.engine.graded import graded
from prospector.engine.worlds import World
from prospector.rules.ruleset import Ruleset
from prospector.store.database import Database
from prospector.store.files import kept
from prospector.tables import FileStamp, Signal
from tests.living import RANKS, Life, rules
from tests.rulesets import intent_rule
from tests.shelf import let_others_end
from tests.stories import NOW


def compute(life: Life, at: datetime = NOW) -> None:
    """What a score run does, but for the rows it writes."""
    life.bring_up()
    let_others_end(life.database)
    database, ruleset = life.database, life.ruleset
    world = totals.settled(ruleset, load_whole(database, ruleset, as_of=at, known_at=at))
    expected = scoring.priors(ruleset, world)
    found = scoring.scores(ruleset, world, expected)
    keeping.keep(database, ruleset, world, expected, found)


def known(database: Database, *asked: Ruleset) -> World | None:
    """The world of these rules out of what is kept."""
    with database.read() as session:
        found = keeping.kept_file(session, *asked)
        world = None if found is None else found.world(session, asked[-1], asked)
        if world is not None:
            # Once the session is over nothing is to be read.
            assert (world.signals.width, world.leads.width, world.accounts.width) > (0, 0, 0)
        return world


def of_store(database: Database, ruleset: Ruleset) -> World:
    with database.read() as session:
        session.info["files"] = None
        return load_world(session, ruleset, as_of=NOW, known_at=NOW)


def edited(ruleset: Ruleset) -> Ruleset:
    """The same with other points of one rule, and one more."""
    wide, liked = ruleset.intent.rules
    more = liked.model_validate(intent_rule("bought", "signal.kind = 'purchased'", 7))
    told = [wide, liked.model_copy(update={"points": 5.0}), more]
    intent = ruleset.intent.model_copy(update={"rules": told})
    return replace(ruleset, intent=intent, version=f"{ruleset.version} edited")


def assert_same(database: Database, ruleset: Ruleset, world: World) -> None:
    stored = of_store(database, ruleset)
    expected = scoring.priors(ruleset, stored)
    assert scoring.priors(ruleset, world) == expected
    scores = scoring.scores(ruleset, stored, expected)
    rows = graded(ruleset, world).rows
    everybody = pl.int_range(rows.height, eager=True)
    assert_frame_equal(rows.rows(everybody).sort("lead_id"), scores.sort("lead_id"))


@pytest.mark.parametrize("seed", range(2))
def test_it_gives_what_the_store_gives_whatever_happened(
    database: Database, tmp_path: Path, seed: int, *, prove: bool
) -> None:
    life = Life(database, tmp_path, seed)

    def check() -> None:
        if (world := known(database, life.ruleset)) is None:
            compute(life)
            world = known(database, life.ruleset)
        assert world is not None
        assert_same(database, life.ruleset, world)

    life.live(120 if prove else 7, check)


def test_it_computes_the_rules_that_differ_over_the_signals_they_count(life: Life) -> None:
    compute(life)
    other = edited(life.ruleset)
    world = known(life.database, life.ruleset, other)
    assert world is not None
    assert set(world.signals["kind"].cast(str)) == {"post liked", "purchased"}
    assert known(life.database, life.ruleset).signals.is_empty()  # type: ignore[union-attr]
    assert_same(life.database, life.ruleset, world)
    assert_same(life.database, other, world)


@pytest.mark.parametrize("change", [Life.correct, Life.erase, Life.leave, Life.merge])
def test_it_is_of_no_use_once_something_changed(life: Life, change: Callable[[Life], None]) -> None:
    compute(life)
    assert known(life.database, life.ruleset) is not None
    for _ in range(5):
        change(life)
    assert known(life.database, life.ruleset) is None


def test_it_is_of_no_use_to_rules_that_take_signals_otherwise(life: Life) -> None:
    compute(life)
    assert known(life.database, rules(RANKS)) is None


def test_it_serves_on_when_something_comes_that_was_not_known_then(life: Life) -> None:
    compute(life)
    with life.database.write() as session:
        add_signal(session, NOW + timedelta(hours=1))
    assert known(life.database, life.ruleset) is not None
    with life.database.write() as session:
        add_signal(session, NOW - timedelta(hours=1))
    assert known(life.database, life.ruleset) is None


@pytest.mark.parametrize("name", ["kept.json", "kept-"])
def test_it_is_of_no_use_when_it_is_torn(life: Life, name: str) -> None:
    compute(life)
    place = life.database.files
    assert place is not None
    for path in place.glob(f"{name}*"):
        path.write_bytes(path.read_bytes()[:-2])
    assert known(life.database, life.ruleset) is None


def test_it_is_of_no_use_to_another_store_or_when_signal_files_are_made_anew(life: Life) -> None:
    compute(life)
    place = life.database.files
    assert place is not None
    state = kept.state(place)
    assert state is not None
    with life.database.write() as session:
        session.get_one(FileStamp, state.folder).stamp = "another"
    assert known(life.database, life.ruleset) is None
    compute(life)
    life.arrive()
    life.resolve()
    life.bring_up()
    assert kept.state(place) is None


def test_it_keeps_nothing_of_a_small_store_or_of_what_was_known_before(life: Life) -> None:
    place = life.database.files
    assert place is not None
    compute(life, NOW - timedelta(days=9))
    assert kept.state(place) is None


def add_signal(session: Session, at: datetime) -> None:
    """One more like, received at a time."""
    session.add(
        Signal(
            feed="later",
            external_id=at.isoformat(),
            kind="post_liked",
            occurred_at=at,
            received_at=at,
            run_id=1,
            file="later.csv",
            line=1,
        )
    )


@pytest.mark.parametrize(
    ("when", "shared"),
    [
        ("signal.kind = 'purchased' and true", {"signals", "leads", "accounts"}),
        ("signal.kind = 'replied'", {"leads", "accounts"}),
        ("signal.kind = 'purchased' and signal.text = 'x'", {"leads", "accounts"}),
        ("signal.kind = 'purchased' and lead.function = 'x'", {"signals", "accounts"}),
        ("signal.kind = 'purchased' and account.sites > 1", {"signals", "leads"}),
    ],
)
def test_it_reads_once_what_worlds_of_one_file_ask_for(
    life: Life, when: str, shared: set[str]
) -> None:
    compute(life)
    narrow = edited(life.ruleset)
    other = _with_a_rule(narrow, when)
    with life.database.read() as session:
        file = keeping.kept_file(session, narrow)
        assert file is not None
        first = file.world(session, narrow, (narrow,))
        assert first is not None
        read = {name: getattr(first, name) for name in ("signals", "leads", "accounts")}
        graded(narrow, first)
        second = file.world(session, other, (other,), first)
        anew = file.world(session, other, (other,))
        assert second is not None
        assert anew is not None
        assert {name for name in read if getattr(second, name) is read[name]} == shared
        rows = [graded(other, world).rows.frame() for world in (second, anew)]
    assert_frame_equal(*rows)


def _with_a_rule(ruleset: Ruleset, when: str) -> Ruleset:
    first = ruleset.intent.rules[0]
    rules = [*ruleset.intent.rules, first.model_validate(intent_rule("more", when, 3))]
    intent = ruleset.intent.model_copy(update={"rules": rules})
    return replace(ruleset, intent=intent, version=f"{ruleset.version} {when}")
