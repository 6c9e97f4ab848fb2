"""The frames a score is a function of, and how plain rows become them."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import accumulate, pairwise
from typing import NamedTuple

import polars as pl

from prospector.engine.expressions import expressions
from prospector.engine.final import final, source
from prospector.engine.kept import Kept
from prospector.engine.rfm import Cuts
from prospector.rules.ruleset import Ruleset
from prospector.store.files.manifest import Marks
from prospector.text import fold

#: The columns that every world has of an entity, beside what conditions read.
SIGNAL = ("id", "feed", "external_id", "occurred_at", "received_at", "account_id", "confidence")
#: Texts of signals that have few values: kept as codes, they take a quarter of the room.
FEW = ("kind", "feed", "feed_folded", "subject", "subject_of", "topic", "currency")
_CODED = pl.Categorical()
LEAD = ("lead_id", "account_id")
ACCOUNT = ("account_id",)


class Rows(NamedTuple):
    """Rows as the store or a test tells them; lists are JSON text, declared attributes text.

    Signals have `SIGNAL`, `kind`, `lead_id` and `subject_folded`; leads `lead_id` and
    `account_id`; accounts `account_id`; all of them what `needed` says beside.
    """

    signals: pl.DataFrame
    leads: pl.DataFrame
    accounts: pl.DataFrame


@dataclass(frozen=True)
class World:
    """What had happened by `as_of` and was known at `known_at`, ready for the engine."""

    as_of: int
    known_at: int
    signals: pl.DataFrame
    leads: pl.DataFrame
    accounts: pl.DataFrame
    #: Where the scores of buyers begin, told to a world that holds only some of them.
    cuts: Cuts | None = None
    #: How far the store went when it was read, of one that can be read again the same way.
    reached: Marks | None = None
    #: What was computed of it so far.
    kept: Kept = field(default_factory=Kept, init=False, repr=False, compare=False)

    @property
    def lead_ids(self) -> pl.Series:
        """The leads to score, in order."""
        return self.leads["lead_id"]

    def only(self, lead_ids: Iterable[int]) -> "World":
        """The same world with fewer leads to score; all signals stay."""
        kept = pl.DataFrame({"lead_id": list(lead_ids)}, schema={"lead_id": pl.Int64})
        leads = self.leads.join(kept, on="lead_id", how="semi")
        return replace(self, leads=leads)

    def settled(self) -> "World":
        """The same world with what was computed of its signals, and without them.

        Whatever was not is refused, for want of columns: no signals would be a wrong answer.
        """
        world = replace(self, signals=pl.DataFrame())
        world.kept.take(self.kept)
        return world


def needed(ruleset: Ruleset, entity: str) -> list[str]:
    """The columns that conditions read of an entity's rows; attributes as `attributes.NAME`."""
    return sorted(source(field) for field in expressions(ruleset).fields_of(entity))


def make_world(ruleset: Ruleset, rows: Rows, *, as_of: int, known_at: int) -> World:
    """Fold, type and name the columns as conditions read them."""
    return World(
        as_of=as_of,
        known_at=known_at,
        signals=made_signals(ruleset, rows.signals),
        leads=made_leads(ruleset, rows.leads),
        accounts=made_accounts(ruleset, rows.accounts),
    )


def made_signals(ruleset: Ruleset, told: pl.DataFrame) -> pl.DataFrame:
    """A world's signals out of rows."""
    found = final(ruleset.signals, told, ("lead_id", *SIGNAL), signal_fields(ruleset))
    return placed(ruleset, coded(found))


def coded(signals: pl.DataFrame) -> pl.DataFrame:
    """Signals with codes for the texts that few values of are told again and again."""
    return signals.with_columns(
        pl.col(name).cast(_CODED) for name in FEW if name in signals.columns
    )


def made_leads(ruleset: Ruleset, told: pl.DataFrame) -> pl.DataFrame:
    """A world's leads out of rows."""
    return final(ruleset.signals, told, LEAD, expressions(ruleset).fields_of("lead"))


def made_accounts(ruleset: Ruleset, told: pl.DataFrame) -> pl.DataFrame:
    """A world's accounts out of rows."""
    return final(ruleset.signals, told, ACCOUNT, expressions(ruleset).fields_of("account"))


def signal_fields(ruleset: Ruleset) -> list[str]:
    """The fields of signals that a world holds: those every one has, and those conditions read."""
    return sorted({"signal.kind", "signal.subject", *expressions(ruleset).fields_of("signal")})


def placed(ruleset: Ruleset, signals: pl.DataFrame) -> pl.DataFrame:
    """Final signals with who did them, and which of them may be repetitions."""
    named = signals.with_columns(_person(ruleset))
    return named.with_columns(alongside(named, _repeats(named)))


def alongside(frame: pl.DataFrame, values: pl.Series) -> pl.Series:
    """A column in pieces as long as a frame's: else the engine would be handed a copy of the frame in one."""
    ends = accumulate(frame.to_series().chunk_lengths(), initial=0)
    return pl.concat([values.slice(start, end - start) for start, end in pairwise(ends)])


def _repeats(signals: pl.DataFrame) -> pl.Series:
    """Whether another signal of the same kind on the same subject is by the same account or lead."""
    alone = pl.when(pl.col("account_id").is_null()).then(pl.col("lead_id"))
    # Most have no subject: those that have one are a small table.
    some = (
        signals.select("account_id", alone.alias("alone"), "kind", "subject")
        .with_row_index("place")
        .filter(pl.col("subject").is_not_null())
    )
    # Compared by hash: two that are not the same may once be taken to be, which costs a sort.
    again = some.filter(pl.struct(pl.exclude("place")).hash().is_duplicated())["place"]
    return (
        pl.repeat(value=False, n=signals.height, dtype=pl.Boolean, eager=True)
        .scatter(again, values=True)
        .alias("repeats")
    )


def _person(ruleset: Ruleset) -> pl.Expr:
    """Who did it: nobody, where a tracker lacks the consent of its feed."""
    kinds = ruleset.signals.kinds
    tracked = [fold(name) for name, kind in kinds.items() if kind.needs == "consent"]
    agreed = [name for name, feed in ruleset.feeds.feeds.items() if feed.consent]
    hidden = pl.col("kind").is_in(tracked) & ~pl.col("feed").is_in(agreed)
    return pl.when(~hidden).then(pl.col("lead_id")).alias("lead_id")
