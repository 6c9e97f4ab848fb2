"""Cases: one row per time a lead was put before us, and the first time each rung was reached.

A draft of a first step opens a case; so does a touch made elsewhere, where the lead was not
put before us in the month before. Follow-ups belong to the case of their opening.
"""

from dataclasses import dataclass

import polars as pl

from prospector.measure.ladder import (
    ANSWERED,
    BOUNCED,
    DECIDED,
    KINDS,
    SPEAKING,
    TOUCHED,
    WINDOW,
    Rung,
)
from prospector.tables import Action

DAY = 86_400_000_000
#: Touches of a lead nearer than this are one series: a sequence, run by whichever tool.
SERIES = 30 * DAY
#: Cases that reached the rung, and cases that did not, below which nothing is concluded from it.
FEWEST = 30
#: More cases than anybody has.
_ANY = 1 << 40

SCHEMA = pl.Schema(
    {
        "case": pl.Int64(),
        "lead_id": pl.Int64(),
        "account_id": pl.Int64(),
        "source": pl.String(),
        "draft_id": pl.Int64(),
        "at": pl.Int64(),
        "until": pl.Int64(),
        "segment": pl.String(),
        "ruleset": pl.String(),
        "grade": pl.String(),
        "decided_at": pl.Int64(),
        "label": pl.String(),
        "bulk": pl.Boolean(),
        "edited": pl.Boolean(),
        "touched_at": pl.Int64(),
        "bounced_at": pl.Int64(),
        **{rung.value: pl.Int64() for rung in Rung},
    }
)


def cases(
    drafts: pl.DataFrame, decisions: pl.DataFrame, touches: pl.DataFrame, signals: pl.DataFrame
) -> pl.DataFrame:
    """One row per case, by time; the columns are those of `SCHEMA`, times in microseconds.

    `at` is what was known when the lead was put before us, `until` when its next case opened;
    `label` is the reason of a skip that stands. A rung is null where it was not reached: whether it
    could have been is what `labelled` says.
    """
    opened = pl.concat(
        [_of_drafts(drafts, decisions, touches), _elsewhere(drafts, signals)], how="diagonal"
    ).sort("at", "lead_id", "draft_id")
    opened = opened.with_row_index("case").with_columns(
        pl.col("at").shift(-1).over("lead_id").alias("until")
    )
    touched = _with_touches(opened, signals)
    return _with_answers(touched, signals).select(
        pl.col(name).cast(kind) for name, kind in SCHEMA.items()
    )


def _of_drafts(
    drafts: pl.DataFrame, decisions: pl.DataFrame, touches: pl.DataFrame
) -> pl.DataFrame:
    left = touches.group_by("draft_id").agg(pl.col("at").min().alias("touched_at"))
    decided = _decided(decisions)
    found = drafts.join(decided, on="draft_id", how="left").join(left, on="draft_id", how="left")
    approved = pl.col("approved_at")
    return found.with_columns(
        pl.lit("draft").alias("source"),
        pl.coalesce("approved_at", "skipped_at").alias("decided_at"),
        pl.coalesce("touched_at", "done_at").alias("touched_at"),
        pl.when(approved.is_null()).then("label").alias("label"),
        pl.col("bulk", "edited").fill_null(value=False),
        approved.alias(Rung.APPROVED),
        pl.when(~pl.col("edited").fill_null(value=False))
        .then(approved)
        .alias(Rung.APPROVED_UNEDITED),
    )


def _decided(decisions: pl.DataFrame) -> pl.DataFrame:
    """What stands of the decisions about each draft: an undo takes the newest of its action back."""
    action, at = pl.col("action"), pl.col("at")

    def standing(which: Action) -> pl.Expr:
        undone = (action == Action.UNDO) & (pl.col("reason") == which)
        return (action == which).sum() > undone.sum()

    def last(which: Action, of: pl.Expr) -> pl.Expr:
        return pl.when(standing(which)).then(of.filter(action == which).last())

    return decisions.group_by("draft_id", maintain_order=True).agg(
        last(Action.APPROVE, at).alias("approved_at"),
        last(Action.APPROVE, pl.col("bulk")).alias("bulk"),
        last(Action.SKIP, at).alias("skipped_at"),
        last(Action.SKIP, pl.col("reason")).alias("label"),
        standing(Action.EDIT).alias("edited"),
    )


def _elsewhere(drafts: pl.DataFrame, signals: pl.DataFrame) -> pl.DataFrame:
    """Touches made elsewhere that begin a series: of a morning, for their hour is often made up."""
    touches = signals.filter((pl.col("kind") == TOUCHED) & pl.col("lead_id").is_not_null()).select(
        "lead_id",
        "account_id",
        (pl.col("occurred_at") // DAY * DAY).alias("at"),
        pl.lit("elsewhere").alias("source"),
    )
    put = drafts.select("lead_id", "account_id", pl.col("at") // DAY * DAY)
    # Of one day the draft comes first: what a tool says it sent may be that very draft.
    ordered = pl.concat([put, touches], how="diagonal").sort(
        "lead_id", "at", "source", nulls_last=False
    )
    first = (ordered["at"].diff() > SERIES) | (ordered["lead_id"].diff() != 0)
    return (
        ordered.filter(first.fill_null(value=True) & (ordered["source"] == "elsewhere"))
        .with_columns(
            pl.lit(value=False).alias("bulk"),
            pl.lit(value=False).alias("edited"),
        )
        .select("lead_id", "account_id", "source", "at", "bulk", "edited")
    )


def _with_touches(opened: pl.DataFrame, signals: pl.DataFrame) -> pl.DataFrame:
    """When each case was first touched: by its own draft, else by whoever else wrote."""
    elsewhere = _during(opened, signals.filter(pl.col("kind") == TOUCHED), since="at")
    first = elsewhere.group_by("case").agg(pl.col("occurred_at").min().alias("@elsewhere"))
    return (
        opened.join(first, on="case", how="left")
        .with_columns(pl.coalesce("touched_at", "@elsewhere").alias("touched_at"))
        .drop("@elsewhere")
    )


def _with_answers(touched: pl.DataFrame, signals: pl.DataFrame) -> pl.DataFrame:
    """The first answer of each sort; a higher rung implies every lower one that is an answer."""
    back = _during(touched.drop_nulls("touched_at"), signals, since="touched_at").filter(
        _later("occurred_at", "touched_at")
    )
    kinds = {
        "bounced_at": (BOUNCED,),
        **{rung.value: KINDS[rung] for rung in ANSWERED},
    }
    first = back.group_by("case").agg(
        pl.col("occurred_at").filter(pl.col("kind").is_in(names)).min().alias(column)
        for column, names in kinds.items()
    )
    implied = [
        pl.min_horizontal(*(higher.value for higher in ANSWERED[place:])).alias(rung.value)
        for place, rung in enumerate(ANSWERED)
    ]
    return touched.join(first.with_columns(implied), on="case", how="left")


def _during(opened: pl.DataFrame, signals: pl.DataFrame, *, since: str) -> pl.DataFrame:
    """The signals of each case: of its lead, or of its company without a person.

    From the day of `since` on, for hours are not always known, to the next case of the lead.
    """
    spans = opened.select("case", "lead_id", "account_id", since, "until")
    dated = signals.select("lead_id", "account_id", "kind", "occurred_at")
    own = spans.drop("account_id").join(dated.drop_nulls("lead_id"), on="lead_id")
    nobodys = dated.filter(pl.col("lead_id").is_null()).drop("lead_id").drop_nulls("account_id")
    shared = spans.drop("lead_id").join(nobodys, on="account_id")
    columns = ("case", since, "until", "kind", "occurred_at")
    every = pl.concat([own.select(columns), shared.select(columns)])
    at = pl.col("occurred_at")
    return every.filter(
        (at >= pl.col(since) // DAY * DAY) & (pl.col("until").is_null() | (at < pl.col("until")))
    )


def _later(this: str, than: str) -> pl.Expr:
    """Whether one time of a day is not before another; a date alone, kept as noon, may be after."""
    dated = [pl.col(name) % DAY == DAY // 2 for name in (this, than)]
    return pl.any_horizontal(*dated, pl.col(this) >= pl.col(than))


@dataclass(frozen=True)
class Counted:
    """How many cases can be judged on a rung, and why the others cannot."""

    rung: Rung
    judged: int
    reached: int
    too_young: int
    #: Nobody decided or nobody wrote, a bounce, or a skip that says nothing of the lead.
    not_judged: int

    def missing(self, least: int) -> int:
        """How many cases of the rarer sort are missing to `least`."""
        return max(0, least - min(self.reached, self.judged - self.reached))


def labelled(found: pl.DataFrame, rung: Rung, *, now: int) -> pl.DataFrame:
    """The cases with `state` (judged, too_young, not_judged) and, where judged, `hit`; `closed_at`.

    A skip that speaks of the lead is a miss on every rung: somebody looked, and said no.
    """
    speaking = [reason.value for reason in SPEAKING]
    refused = pl.col("label").is_in(speaking).fill_null(value=False)
    begun = pl.col("decided_at") if rung in DECIDED else pl.col("touched_at")
    closed = pl.coalesce(begun, "decided_at") + WINDOW[rung] * DAY
    if rung in DECIDED:
        seen = (pl.col("approved").is_not_null() & ~pl.col("bulk")) | refused
        hit = pl.col(rung).is_not_null()
    else:
        answered = pl.col(Rung.REPLIED).is_not_null()
        lost = pl.col("bounced_at").is_not_null() & ~answered
        seen = (pl.col("touched_at").is_not_null() & ~lost) | refused
        hit = (pl.col(rung) <= closed).fill_null(value=False)
    return found.with_columns(closed.alias("closed_at")).with_columns(
        pl.when(~seen)
        .then(pl.lit("not_judged"))
        .when(pl.col("closed_at") > now)
        .then(pl.lit("too_young"))
        .otherwise(pl.lit("judged"))
        .alias("state"),
        pl.when(seen & (pl.col("closed_at") <= now)).then(hit).alias("hit"),
    )


def counted(found: pl.DataFrame, rung: Rung, *, now: int) -> Counted:
    """How many cases there are on a rung."""
    states = labelled(found, rung, now=now)
    by_state = dict(states["state"].value_counts().iter_rows())
    return Counted(
        rung,
        judged=by_state.get("judged", 0),
        reached=int(states["hit"].sum() or 0),
        too_young=by_state.get("too_young", 0),
        not_judged=by_state.get("not_judged", 0),
    )


def default_rung(found: pl.DataFrame, *, now: int, least: int = FEWEST) -> Rung | None:
    """The highest rung with at least `least` cases that reached it and as many that did not."""
    for rung in reversed(Rung):
        if counted(found, rung, now=now).missing(least) == 0:
            return rung
    return None


def nearest(found: pl.DataFrame, *, now: int) -> Rung:
    """The rung that lacks fewest cases, the lower of two: what to report as too few."""
    return min(Rung, key=lambda rung: counted(found, rung, now=now).missing(_ANY))
