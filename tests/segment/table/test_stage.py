"""The table is read from the store."""

from datetime import timedelta

import polars as pl

from prospector.segment.moving import COLUMNS
from prospector.segment.table import table
from prospector.segment.table.kpi import NOTHING
from prospector.segment.table.rows import Counts
from prospector.store import memberships, rulesets, touches
from prospector.store.database import Database
from prospector.tables import Draft, DraftStatus, Enrolment, Export
from tests.review.rows import a_draft
from tests.rulesets import segment
from tests.shelf import Shelf, shelve
from tests.stories import NOW, Story, story

DAY = timedelta(days=1)


def told() -> Story:
    return story(
        {
            "segments": {"segments": [segment("hot", "true"), segment("warm", "true")]},
            "accounts": {"acme": {}},
            "leads": {"alice": {"account": "acme"}, "bob": {"account": "acme"}, "erin": {}},
            "signals": [
                {"id": "early", "by": "alice", "kind": "replied", "age": 9},
                {"id": "after", "by": "bob", "kind": "replied", "age": 1},
                {"id": "other", "by": "bob", "kind": "post_liked", "age": 1},
            ],
        }
    )


def put(database: Database, shelf: Shelf, rows: dict[str, str]) -> None:
    schema = ["lead_id", "segment", "reason", "fired", "evidence"]
    frame = pl.DataFrame(
        [(shelf.leads[name], one, "it holds", "[]", "[]") for name, one in rows.items()],
        schema={name: pl.Int64 if name == "lead_id" else pl.String for name in schema},
        orient="row",
    )
    with database.write() as session:
        rulesets.keep(session, told().ruleset, now=NOW)
    moves = pl.DataFrame(schema=COLUMNS)
    frame = frame.with_columns(
        pl.lit(None, dtype=pl.String).alias("behaviour"),
        pl.lit(None, dtype=pl.String).alias("drafts_as"),
        pl.lit(None, dtype=pl.Int64).alias("drafts_until"),
    )
    memberships.replace(database, frame, moves, ruleset=told().ruleset.version, now=NOW)


def touch(database: Database, lead_id: int, name: str, *, days: int) -> None:
    at = NOW + days * DAY
    with database.write() as session:
        export = Export(target="generic", path="x.csv", at=at, business_date=at.date())
        enrolment = Enrolment(
            lead_id=lead_id, segment=name, opened_at=at, last_step=1, last_step_at=at, ended_at=at
        )
        draft = Draft(
            **a_draft(
                lead_id,
                status=DraftStatus.EXPORTED,
                segment=name,
                ruleset=told().ruleset.version,
            )
        )
        session.add_all([export, enrolment, draft])
        session.flush()
        touches.add(
            session,
            draft,
            enrolment_id=enrolment.id or 0,
            export_id=export.id or 0,
            at=at,
            business_date=at.date(),
            payload={},
        )


def test_it_counts_who_is_in_and_what_came_back(database: Database) -> None:
    shelf = shelve(database, told())
    put(database, shelf, {"alice": "hot", "bob": "hot", "erin": "warm"})
    touch(database, shelf.leads["alice"], "hot", days=-3)
    touch(database, shelf.leads["bob"], "hot", days=-2)
    found = table(database, told().ruleset, language="en", now=NOW)
    hot, warm = found.rows
    assert (found.ours, found.as_of) == ("Ours", NOW)
    assert (hot.counts, warm.counts) == (Counts(2, 1, 2 / 3), Counts(1, 0, 1 / 3))
    # Alice replied before she was touched: that is not what the message brought.
    assert (hot.kpi.touched, hot.kpi.replied.count) == (2, 1)
    assert warm.kpi == NOTHING


def test_it_shows_the_past_as_it_was_known(database: Database) -> None:
    shelf = shelve(database, told())
    put(database, shelf, {"bob": "hot"})
    touch(database, shelf.leads["bob"], "hot", days=-2)
    found = table(database, told().ruleset, language="en", now=NOW - 1.5 * DAY)
    assert (found.rows[0].kpi.touched, found.rows[0].kpi.replied.count) == (1, 0)


def test_it_shows_segments_nobody_is_in(database: Database) -> None:
    found = table(database, told().ruleset, language="fr", now=NOW)
    assert [one.counts for one in found.rows] == [Counts(0, 0, 0.0)] * 2
