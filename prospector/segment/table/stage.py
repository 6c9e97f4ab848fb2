"""Read the segmentation table from the store: who is in each segment, and what came back."""

from datetime import UTC, datetime

import polars as pl

from prospector.rules.ruleset import Ruleset
from prospector.segment.table.kpi import RUNGS, kpis
from prospector.segment.table.rows import Table, counts, row
from prospector.store import memberships, touches, worlds
from prospector.store.database import Database


def table(
    database: Database,
    ruleset: Ruleset,
    *,
    language: str,
    now: datetime,
    known_at: datetime | None = None,
) -> Table:
    """Every segment of the rules in a language, with the counts of the last run and results so far."""
    seen_by = known_at or now
    kinds = [kind for rung in RUNGS.values() for kind in rung]
    with database.read() as session:
        standing = memberships.standing(session)
        people = worlds.leads(session, (), known_at=seen_by)
        sent = touches.frame(session, until=now)
        back = worlds.of_kinds(session, kinds, as_of=now, known_at=seen_by)
    found = kpis(sent, _outcomes(back, people))
    inside = standing.join(people, on="lead_id", how="inner")
    leads = dict(inside["segment"].value_counts().iter_rows())
    accounts = dict(
        inside.drop_nulls("account_id")
        .group_by("segment")
        .agg(pl.col("account_id").n_unique())
        .iter_rows()
    )
    return Table(
        as_of=now.astimezone(UTC),
        language=language,
        ours=ruleset.company.name,
        rows=tuple(
            row(one, counts(leads, accounts, one.id), found.get(one.id), language=language)
            for one in ruleset.segments.segments
        ),
    )


def _outcomes(back: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """Outcomes by lead; one of a company without a person counts for each of its leads."""
    own = back.filter(pl.col("lead_id").is_not_null()).select("lead_id", "kind", "occurred_at")
    nobodys = back.filter(pl.col("lead_id").is_null()).drop("lead_id").drop_nulls("account_id")
    shared = nobodys.join(people, on="account_id").select("lead_id", "kind", "occurred_at")
    return pl.concat([own, shared]).rename({"occurred_at": "at"})
