"""Read every buyer from the store, score them all, and name them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import polars as pl
from sqlmodel import Session

from prospector.columns import to_micros
from prospector.engine import columns, rfm
from prospector.rules.models import RfmRule
from prospector.rules.ruleset import Ruleset
from prospector.segment.buyers.sums import Sum, sums
from prospector.store import worlds
from prospector.store.database import Database


@dataclass(frozen=True)
class Buyers:
    """Everybody who bought by a time, best name first, then by money."""

    as_of: datetime
    known_at: datetime
    rule: RfmRule
    cuts: rfm.Cuts
    #: Amounts in another currency than their buyer's: in no sum.
    left_out: int
    sums: tuple[Sum, ...]
    #: whose, buyer, name, domain and what `rfm.table` gives.
    rows: pl.DataFrame


def buyers(
    database: Database,
    ruleset: Ruleset,
    *,
    now: datetime,
    known_at: datetime | None = None,
    kinds: Sequence[str] = (),
) -> Buyers:
    """Every buyer as of `now`, by purchases or by other kinds of signals."""
    rule = ruleset.grades.rfm
    if kinds:
        rule = rule.model_copy(update={"kinds": list(kinds)})
    seen_by = known_at or now
    with database.read() as session:
        cuts, scored = rfm.table(rule, _bought(session, rule, now=now, known_at=seen_by))
        rows = _told(session, scored, seen_by)
    return Buyers(
        as_of=now.astimezone(UTC),
        known_at=seen_by.astimezone(UTC),
        rule=rule,
        cuts=cuts,
        left_out=int(rows["left_out"].sum()),
        sums=tuple(sums(rows, cuts.currency)),
        rows=_best_first(rows),
    )


def cuts_of_all(session: Session, rule: RfmRule, *, now: datetime, known_at: datetime) -> rfm.Cuts:
    """Where the scores of all buyers begin, for who looks at some of them."""
    return rfm.table(rule, _bought(session, rule, now=now, known_at=known_at))[0]


def _bought(session: Session, rule: RfmRule, *, now: datetime, known_at: datetime) -> pl.DataFrame:
    found = worlds.of_kinds(
        session, rule.kinds, as_of=now, known_at=known_at, columns=("amount", "currency")
    )
    return found.select(
        "account_id",
        "lead_id",
        (to_micros(now) - pl.col("occurred_at")).alias("elapsed"),
        "amount",
        columns.folded(found["currency"]),
    )


def _told(session: Session, scored: pl.DataFrame, known_at: datetime) -> pl.DataFrame:
    """Buyers with what people call them."""
    companies = worlds.accounts(
        session,
        ("spoken_name", "name", "domain"),
        account_ids=_ids(scored, "account"),
    ).select(
        pl.lit("account").alias("whose"),
        pl.col("account_id").alias("buyer"),
        pl.coalesce("spoken_name", "name", "domain").alias("name"),
        "domain",
    )
    people = worlds.leads(
        session,
        ("first_name", "last_name", "email"),
        known_at=known_at,
        lead_ids=_ids(scored, "lead"),
    ).select(
        pl.lit("lead").alias("whose"),
        pl.col("lead_id").alias("buyer"),
        pl.coalesce(
            pl.concat_str("first_name", "last_name", separator=" ", ignore_nulls=True).replace(
                "", None
            ),
            "email",
        ).alias("name"),
        pl.lit(None, dtype=pl.String).alias("domain"),
    )
    return scored.join(pl.concat([companies, people]), on=["whose", "buyer"], how="left")


def _ids(scored: pl.DataFrame, whose: str) -> list[int]:
    return scored.filter(pl.col("whose") == whose)["buyer"].to_list()


def _best_first(rows: pl.DataFrame) -> pl.DataFrame:
    order = [one.name for one in rfm.CELLS]
    places = {name: order.index(name) for name in order}
    return rows.sort(
        pl.col("segment").replace_strict(places, return_dtype=pl.Int64),
        "monetary",
        "frequency",
        "recency_days",
        "buyer",
        descending=[False, True, True, False, False],
        nulls_last=True,
    )
