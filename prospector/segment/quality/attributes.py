"""The attributes and outcomes segments are compared by, one row per scored lead."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import polars as pl

from prospector.engine import columns
from prospector.engine.behaviours import behaviours
from prospector.engine.points import NANO
from prospector.engine.worlds import World
from prospector.rules import fields
from prospector.rules.models import ValueType
from prospector.rules.ruleset import Ruleset
from prospector.segment.quality.contrast import OUTCOME
from prospector.text import fold

#: What people and companies are, as far as a group of them can share it.
LEAD = (
    "function",
    "seniority",
    "language",
    "country",
    "posture",
    "decision_style",
    "preferred_channel",
    "lifecycle",
)
ACCOUNT = (
    "country",
    "region",
    "industry",
    "naf_code",
    "employees",
    "revenue",
    "sites",
    "crm_in_place",
    "sales_structure",
    "relation",
)
SCORE = {"fit.expected": "expected", "intent": "intent"}
#: Compared where the rules tell any.
_BEHAVIOUR = ("behaviour",)


class Known(NamedTuple):
    """What the store tells: leads with `LEAD`, accounts with `ACCOUNT`, both with attributes."""

    leads: pl.DataFrame
    accounts: pl.DataFrame


def names(ruleset: Ruleset) -> tuple[str, ...]:
    """Every attribute and outcome, in the order in which they are listed."""
    return (
        *(f"lead.{name}" for name in LEAD),
        *(f"account.{name}" for name in ACCOUNT),
        *(name for name, _ in _declared(ruleset, "lead", "account")),
        *SCORE,
        *_BEHAVIOUR[: len(ruleset.segments.behaviours)],
        *(OUTCOME + kind for kind in outcomes(ruleset)),
    )


def outcomes(ruleset: Ruleset) -> list[str]:
    """The kinds that are outcomes."""
    return [name for name, kind in ruleset.signals.kinds.items() if kind.outcome]


def frame(
    ruleset: Ruleset, world: World, known: Known, scored: pl.DataFrame, places: pl.DataFrame
) -> pl.DataFrame:
    """One row per scored lead: lead_id, `place` (null = in no segment), and every name above."""
    leads = known.leads.select(
        "lead_id",
        "account_id",
        *(pl.col(name).alias(f"lead.{name}") for name in LEAD),
        *_attributes(ruleset, "lead", known.leads),
    )
    accounts = known.accounts.select(
        "account_id",
        *(pl.col(name).alias(f"account.{name}") for name in ACCOUNT),
        *_attributes(ruleset, "account", known.accounts),
    )
    scores = scored.select(
        "lead_id", *((pl.col(column) / NANO).alias(name) for name, column in SCORE.items())
    )
    found = (
        scores.join(leads, on="lead_id")
        .join(accounts, on="account_id", how="left")
        .join(places.select("lead_id", "place"), on="lead_id", how="left")
        .join(behaviours(ruleset, world, scored), on="lead_id", how="left")
    )
    return found.with_columns(_happened(ruleset, world, found)).select(
        "lead_id", "place", *names(ruleset)
    )


def _happened(ruleset: Ruleset, world: World, leads: pl.DataFrame) -> list[pl.Series]:
    """Whether each outcome came from the lead, or from its account without a person."""
    seen = world.signals.select("lead_id", "account_id", "kind")
    return [
        (_among(leads, "lead_id", rows) | _among(leads, "account_id", _nobodys(rows))).alias(
            OUTCOME + kind
        )
        for kind in outcomes(ruleset)
        for rows in [seen.filter(pl.col("kind") == fold(kind))]
    ]


def _nobodys(signals: pl.DataFrame) -> pl.DataFrame:
    return signals.filter(pl.col("lead_id").is_null())


def _among(leads: pl.DataFrame, column: str, signals: pl.DataFrame) -> pl.Series:
    return (
        leads[column].is_in(signals[column].drop_nulls().unique().implode()).fill_null(value=False)
    )


def _declared(ruleset: Ruleset, *entities: str) -> list[tuple[str, ValueType]]:
    return [
        (name, kind)
        for entity in entities
        for name, kind in fields.attributes(ruleset.signals).items()
        if name.startswith(f"{entity}.")
    ]


def _attributes(ruleset: Ruleset, entity: str, rows: pl.DataFrame) -> Iterable[pl.Series]:
    declared: Sequence[tuple[str, ValueType]] = _declared(ruleset, entity)
    if not declared:
        return []
    words = [name.partition(".")[2] for name, _ in declared]
    spread = columns.spread(rows, words)
    return [
        columns.typed(spread[f"attributes.{word}"], kind).alias(name)
        for word, (name, kind) in zip(words, declared, strict=True)
    ]
