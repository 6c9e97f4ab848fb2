"""The frames a score is a function of, and how plain rows become them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import polars as pl

from prospector.engine import columns
from prospector.engine.expressions import Expressions, column, expressions
from prospector.rules import fields
from prospector.rules.models import ValueType
from prospector.rules.ruleset import Ruleset

_TYPES = {ValueType.BOOL: pl.Boolean, ValueType.NUMBER: pl.Float64, ValueType.TIME: pl.Int64}
#: Signal columns every world has.
_ALWAYS = ("id", "feed", "external_id", "occurred_at", "received_at", "account_id", "confidence")
#: Signal texts that the store keeps folded.
_KEPT_FOLDED = {"signal.subject", "signal.topic", "signal.text"}


class Rows(NamedTuple):
    """Rows as the store or a test tells them; lists are JSON text, declared attributes text.

    Signals have `_ALWAYS`, `kind`, `lead_id` and `subject_folded`; leads `lead_id` and
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

    def only(self, lead_ids: Iterable[int]) -> "World":
        """The same world with fewer leads to score; all signals stay."""
        kept = pl.DataFrame({"lead_id": list(lead_ids)}, schema={"lead_id": pl.Int64})
        leads = self.leads.join(kept, on="lead_id", how="semi")
        return World(self.as_of, self.known_at, self.signals, leads, self.accounts)


def needed(ruleset: Ruleset, entity: str) -> list[str]:
    """The columns that conditions read of an entity's rows; attributes as `attributes.NAME`."""
    return sorted(source(field) for field in expressions(ruleset).fields_of(entity))


def make_world(ruleset: Ruleset, rows: Rows, *, as_of: int, known_at: int) -> World:
    """Fold, type and name the columns as conditions read them."""
    parsed = expressions(ruleset)
    kinds = fields.intent_fields(ruleset.signals)
    return World(
        as_of=as_of,
        known_at=known_at,
        signals=_signals(ruleset, parsed, rows.signals),
        leads=rows.leads.select("lead_id", "account_id").with_columns(
            _read(rows.leads, parsed.fields_of("lead"), kinds)
        ),
        accounts=rows.accounts.select("account_id").with_columns(
            _read(rows.accounts, parsed.fields_of("account"), kinds)
        ),
    )


def _signals(ruleset: Ruleset, parsed: Expressions, told: pl.DataFrame) -> pl.DataFrame:
    kinds = fields.intent_fields(ruleset.signals)
    return told.select(
        *_ALWAYS,
        _person(ruleset),
        columns.folded(told["kind"]),
        pl.col("subject_folded").replace("", None).alias("subject"),
    ).with_columns(
        _repeats(),
        *_read(told, [name for name in parsed.fields_of("signal") if name != "signal.kind"], kinds),
    )


def _repeats() -> pl.Expr:
    """Whether another signal of the same kind on the same subject is by the same account or lead."""
    alone = pl.when(pl.col("account_id").is_null()).then(pl.col("lead_id"))
    same = pl.struct("account_id", alone.alias("alone"), "kind", "subject")
    return (pl.col("subject").is_not_null() & same.is_duplicated()).alias("repeats")


def _person(ruleset: Ruleset) -> pl.Expr:
    """Who did it: nobody, where a tracker lacks the consent of its feed."""
    tracked = [name for name, kind in ruleset.signals.kinds.items() if kind.needs == "consent"]
    agreed = [name for name, feed in ruleset.feeds.feeds.items() if feed.consent]
    hidden = pl.col("kind").is_in(tracked) & ~pl.col("feed").is_in(agreed)
    return pl.when(~hidden).then(pl.col("lead_id")).alias("lead_id")


def _read(told: pl.DataFrame, names: Iterable[str], kinds: dict[str, ValueType]) -> list[pl.Series]:
    return [_column(told, name, kinds[name]).alias(column(name)) for name in names]


def _column(told: pl.DataFrame, field: str, kind: ValueType) -> pl.Series:
    values = told[source(field)]
    if field not in fields.INTENT:
        return columns.typed(values, kind)
    if field in _KEPT_FOLDED:
        return values.replace("", None)
    if kind is ValueType.TEXT:
        return columns.folded(values)
    if kind is ValueType.LIST:
        return columns.folded_lists(values)
    return values.cast(_TYPES[kind])


def source(field: str) -> str:
    """The column of `Rows` that holds a field."""
    word = field.partition(".")[2]
    if field not in fields.INTENT:
        return f"attributes.{word}"
    return f"{word}_folded" if field in _KEPT_FOLDED else word
