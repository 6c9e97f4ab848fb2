"""One past morning as the queue would have ranked it: who was eligible, best first, and who was taken.

The gates that time has erased (an address that bounced since, a colleague's lead) are left out; grade,
segment, a reason to write, the relation known then, a way to reach them, rest and caps are in.
"""

from typing import NamedTuple

import polars as pl

from prospector.engine import segments
from prospector.measure.ladder import BOUNCED
from prospector.policy.outcomes import CLOSING
from prospector.policy.room import Room
from prospector.policy.timing import ELSEWHERE, NO
from prospector.rules.models import CompanyFile
from prospector.rules.ruleset import Ruleset
from prospector.tables import Relation
from prospector.text import fold

DAY = 86_400_000_000
_OBJECTIONS = [kind for kind in CLOSING if kind != BOUNCED]
#: What a segment must name in `relations` to be for.
_OTHERS = [
    relation.value
    for relation in Relation
    if relation not in (Relation.PROSPECT, Relation.FORMER_CUSTOMER)
]


class Morning(NamedTuple):
    """What a ruleset says of everybody known, one morning.

    `scored` is from the engine, `placed` the segments (lead_id, place); leads and accounts as they
    were known.
    """

    scored: pl.DataFrame
    placed: pl.DataFrame
    leads: pl.DataFrame
    accounts: pl.DataFrame


def ranked(ruleset: Ruleset, morning: Morning) -> pl.DataFrame:
    """Who could be written to, in the order of the queue: whom, how, in which segment, grade, priority."""
    good = morning.scored.filter(
        pl.col("grade").is_in(ruleset.policy.grades)
        & pl.col("disqualified_by").is_null()
        & pl.col("newest").is_not_null()
    ).join(morning.placed.select("lead_id", "place"), on="lead_id")
    people = morning.leads.select("lead_id", "account_id", "email", "linkedin_url").join(
        morning.accounts.select("account_id", "domain", "relation"), on="account_id", how="left"
    )
    found = good.join(people, on="lead_id").filter(
        pl.coalesce("email", "linkedin_url").is_not_null() & ~_elses(ruleset.company)
    )
    welcome = [[*one.relations] for one in ruleset.segments.segments]
    allowed = pl.DataFrame(
        {"place": range(len(welcome)), "allowed": welcome},
        schema={"place": pl.Int64, "allowed": pl.List(pl.String)},
    )
    relation = pl.col("relation")
    found = found.join(allowed, on="place").filter(
        ~relation.is_in(_OTHERS).fill_null(value=False) | relation.is_in("allowed")
    )
    return found.sort(
        "priority",
        "newest",
        pl.coalesce("email", "linkedin_url"),
        "lead_id",
        descending=[True, True, False, False],
    ).select(
        "lead_id",
        "account_id",
        segments.named(ruleset, pl.col("place")).alias("segment"),
        "grade",
        "priority",
        "email",
        "linkedin_url",
    )


def _elses(company: CompanyFile) -> pl.Expr:
    """Whether company.yaml says they are us, a competitor or a partner.

    Not its customers: it does not say since when, and those we won were none before.
    """
    listed = [*company.own_domains, *company.competitor_domains, *company.partner_domains]
    host = pl.col("email").str.split("@").list.last()
    return pl.any_horizontal(
        pl.col("domain").is_in(listed).fill_null(value=False),
        host.is_in(listed).fill_null(value=False),
    )


class Rests:
    """Who is left alone on a morning, by what was known then."""

    def __init__(self, ruleset: Ruleset, signals: pl.DataFrame, drafted: pl.DataFrame) -> None:
        days = ruleset.policy.cool_down
        kinds = {
            **{fold(kind): days.touched_elsewhere for kind in ELSEWHERE},
            **{fold(kind): days.after_no for kind in (NO, *_OBJECTIONS)},
        }
        self._person = days.person * DAY
        self._contacts = signals.filter(
            pl.col("kind").is_in(list(kinds)) & pl.col("lead_id").is_not_null()
        ).select(
            "lead_id",
            "occurred_at",
            "received_at",
            (pl.col("kind").replace_strict(kinds, default=0, return_dtype=pl.Int64) * DAY).alias(
                "rest"
            ),
        )
        self._drafted = drafted.select("lead_id", "at")
        self._taken = drafted.select("lead_id", "at").clear()
        self._room = Room(ruleset)

    def take(self, wanted: pl.DataFrame, *, at: int, capacity: int) -> pl.DataFrame:
        """The first of these who are not left alone, as many as caps and a day hold; they rest from now on."""
        resting = pl.concat([self._talked(at), self._before_us(at)])
        free = wanted.join(resting, on="lead_id", how="anti", maintain_order="left")
        taken = self._room.fill(free, at=at, capacity=capacity)
        now = taken.select("lead_id", pl.lit(at, pl.Int64).alias("at"))
        self._taken = pl.concat([self._taken, now])
        return taken.with_columns(
            pl.lit(at, pl.Int64).alias("at"), pl.int_range(1, pl.len() + 1).alias("rank")
        )

    def _talked(self, at: int) -> pl.DataFrame:
        known = (pl.col("occurred_at") <= at) & (pl.col("received_at") <= at)
        return self._contacts.filter(known & (pl.col("occurred_at") > at - pl.col("rest"))).select(
            "lead_id"
        )

    def _before_us(self, at: int) -> pl.DataFrame:
        """Those who really had a draft, and those taken on an earlier morning of this replay."""
        recent = (pl.col("at") < at) & (pl.col("at") > at - self._person)
        every = pl.concat([self._drafted, self._taken])
        return every.filter(recent).select("lead_id")
