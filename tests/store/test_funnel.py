"""What waits beside the funnel."""

from sqlalchemy import text
from sqlmodel import col, select

from prospector.store import funnel
from prospector.store.database import Database
from prospector.tables import Lead, Run, RunStatus, Score, Sighting, SourceRank
from tests.review.rows import NOW, fill


def a_score(lead_id: int) -> Score:
    """A good score."""
    return Score(
        lead_id=lead_id,
        ruleset="r1",
        as_of=NOW,
        known_at=NOW,
        profile="sme",
        fit_nano=80_000_000_000,
        fit_lower_nano=80_000_000_000,
        fit_upper_nano=80_000_000_000,
        fit_expected_nano=80_000_000_000,
        intent_nano=50_000_000_000,
        intent_raw_nano=50_000_000_000,
        grade="A1",
        priority=40.0,
        newest_signal_at=NOW,
    )


def test_it_counts_leads_no_run_has_scored(database: Database) -> None:
    fill(database)
    with database.write() as session:
        bob, dora, *_ = session.exec(select(Lead).order_by(col(Lead.id))).all()
        session.add(a_score(bob.id or 0))
        dora.merged_into = bob.id
        session.add(dora)
    with database.read() as session:
        assert funnel.unscored(session) == 2


def test_it_counts_rows_no_run_has_resolved(database: Database) -> None:
    with database.write() as session:
        run = Run(stage="import", status=RunStatus.DONE, as_of=NOW, started_at=NOW)
        session.add(run)
        session.flush()
        for number in range(3):
            session.add(
                Sighting(
                    feed="crm",
                    content_hash=str(number),
                    rank=SourceRank.CRM,
                    run_id=run.id or 0,
                    file="crm.csv",
                    line=number,
                    received_at=NOW,
                    seen_at=NOW,
                )
            )
        session.flush()
        session.execute(text("DELETE FROM unresolved_sighting WHERE id = 1"))
    with database.read() as session:
        assert funnel.unresolved(session) == 2
