"""Which text of a message does better: rates of its variants, since leads were dealt them by lot."""

from dataclasses import dataclass

import polars as pl

from prospector.measure.cases import default_rung, labelled, nearest
from prospector.measure.ladder import DECIDED, Rung
from prospector.rates import Count, Estimate, Rate, difference, rate
from prospector.rules.variants import FIRST, variant_of
from prospector.tables import SkipReason


@dataclass(frozen=True)
class Text:
    """One variant: its rate, and how it differs from the first one (None = too few, or it is that)."""

    variant: str
    rate: Rate
    difference: Estimate | None


@dataclass(frozen=True)
class Trial:
    """The variants of one message, over the time in which leads were dealt all of them."""

    message: str
    #: In microseconds: when the newest variant first went out, when the first to stop last did.
    since: int
    until: int
    texts: tuple[Text, ...]


@dataclass(frozen=True)
class Variants:
    """Every message with variants, on one rung of the ladder."""

    rung: Rung
    trials: tuple[Trial, ...]


def variants(found: pl.DataFrame, rung: Rung | None, *, now: int) -> Variants:
    """The rates of every message's variants; `found` has the cases of drafts with `template`.

    Without a rung, the highest with enough cases of these messages.
    """
    tried = _tried(found)
    chosen = rung or default_rung(tried, now=now) or nearest(tried, now=now)
    judged = _judged(tried, chosen, now=now)
    trials = (
        _trial(str(message), part, judged.filter(pl.col("message") == message))
        for (message,), part in tried.group_by("message", maintain_order=True)
    )
    return Variants(chosen, tuple(sorted(trials, key=lambda one: one.message)))


def _tried(found: pl.DataFrame) -> pl.DataFrame:
    """The cases of messages with variants, from when all of them went out to when one stopped."""
    told = found.drop_nulls("template")
    names = [variant_of(name) for name in told["template"]]
    told = told.with_columns(
        pl.Series("message", [one.message for one in names], dtype=pl.String()),
        pl.Series("letter", [one.letter for one in names], dtype=pl.String()),
    )
    spans = (
        told.group_by("message", "letter")
        .agg(pl.col("at").min().alias("first"), pl.col("at").max().alias("last"))
        .group_by("message")
        .agg(pl.len().alias("texts"), pl.col("first").max(), pl.col("last").min())
        .filter(pl.col("texts") > 1)
    )
    return (
        told.join(spans, on="message")
        .filter(pl.col("at").is_between("first", "last"))
        .sort("message", "at")
    )


def _judged(tried: pl.DataFrame, rung: Rung, *, now: int) -> pl.DataFrame:
    """The cases that tell of the text: a skip of the message is a miss, one of the lead says nothing."""
    states = labelled(tried, rung, now=now)
    if rung in DECIDED:
        refused = (pl.col("label") == SkipReason.BAD_MESSAGE.value).fill_null(value=False)
        told = pl.when(refused).then(statement=False).otherwise(pl.col("hit"))
        states = states.with_columns(told.alias("hit"))
    else:
        states = states.filter(pl.col("touched_at").is_not_null())
    return states.drop_nulls("hit")


def _trial(message: str, tried: pl.DataFrame, judged: pl.DataFrame) -> Trial:
    counts = {
        letter: _count(judged.filter(pl.col("letter") == letter))
        for letter in sorted(tried["letter"].unique())
    }
    first = counts.get(FIRST)
    texts = (
        Text(
            letter,
            rate(*count),
            difference(count, first) if first and letter != FIRST else None,
        )
        for letter, count in counts.items()
    )
    return Trial(message, tried["first"][0], tried["last"][0], tuple(texts))


def _count(judged: pl.DataFrame) -> Count:
    return Count(int(judged["hit"].sum() or 0), judged.height)
