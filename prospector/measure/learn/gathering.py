"""Everything known of each case in one table, and what of it must not be learnt from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from prospector.engine import scoring, surge
from prospector.engine.expressions import column, expressions
from prospector.engine.worlds import World
from prospector.measure.learn import leakage
from prospector.measure.learn.candidates import (
    TITLE,
    Candidate,
    of_people,
    of_signals,
    of_titles,
    person_fields,
)
from prospector.measure.learn.features import Feature, features, of_outcomes, table
from prospector.measure.learn.leakage import Leak
from prospector.measure.learn.sample import Split
from prospector.measure.learn.scorecard import Change
from prospector.measure.learn.trial import trying
from prospector.rules.fields import SURGE_FIELDS
from prospector.rules.ruleset import Ruleset


@dataclass(frozen=True)
class Gathered:
    """The cases of both sides with a column per feature."""

    training: pl.DataFrame
    held_out: pl.DataFrame
    features: tuple[Feature, ...]
    #: Features nothing is learnt for, and why.
    kept: dict[str, Change]
    leaks: tuple[Leak, ...]

    @property
    def open(self) -> list[Feature]:
        """The features that may be learnt from."""
        return [one for one in self.features if one.name not in self.kept]


def gather(
    ruleset: Ruleset, parts: Split, world: World, asked: pl.DataFrame, first_told: pl.DataFrame
) -> Gathered:
    """Find candidates among the cases learnt from, and ask the engine about all cases at once.

    `world` and `asked` are those of `together`; `first_told` says when each field of the cases with
    the outcome was told.
    """
    training = parts.training.join(asked, on=("at", "lead_id")).sort("case")
    held_out = parts.held_out.join(asked, on=("at", "lead_id")).sort("case")
    known = person_fields(ruleset)
    values = training.select("asked", "label").join(
        _values(ruleset, world, [*known, TITLE]), on="asked"
    )
    leaks = list(_of_fields(values, list(known), first_told))
    leaking = {leak.source for leak in leaks}
    tried = [
        *of_signals(ruleset, _bearing(training, world)),
        *of_people({name: known[name] for name in known if name not in leaking}, values),
        *(of_titles(values[TITLE]) if TITLE not in leaking else ()),
    ]
    columns = _columns(ruleset, tried, world)
    training = training.join(columns, on="asked", how="left")
    every = features(ruleset, tried)
    leaks += _of_features(every, training)
    return Gathered(
        training=training,
        held_out=held_out.join(columns, on="asked", how="left"),
        features=tuple(every),
        kept=_kept(ruleset, every, {leak.source for leak in leaks}),
        leaks=tuple(dict.fromkeys(leaks)),
    )


def _values(ruleset: Ruleset, world: World, known: Sequence[str]) -> pl.DataFrame:
    """One row per asked lead, a column per field of it and its account; a pace is reckoned."""
    own = [name for name in known if name.startswith("lead.")]
    theirs = [name for name in known if name.startswith("account.") and name not in SURGE_FIELDS]
    paces = surge.bursts(ruleset, world).select(
        "account_id", *(pl.col(column(one)).alias(one) for one in SURGE_FIELDS)
    )
    accounts = world.accounts.select(
        "account_id", *(pl.col(column(one)).alias(one) for one in theirs)
    ).join(paces, on="account_id", how="left")
    return world.leads.select(
        pl.col("lead_id").alias("asked"),
        "account_id",
        *(pl.col(column(one)).alias(one) for one in own),
    ).join(accounts, on="account_id", how="left")


def _bearing(training: pl.DataFrame, world: World) -> pl.DataFrame:
    """The signals of the people learnt from and of their accounts."""
    people = world.leads.join(
        training.select(pl.col("asked").alias("lead_id")), on="lead_id", how="semi"
    )
    own = pl.col("lead_id").is_in(people["lead_id"].implode())
    homes = pl.col("account_id").is_in(people["account_id"].drop_nulls().implode())
    return world.signals.filter(own.fill_null(value=False) | homes.fill_null(value=False))


def _columns(ruleset: Ruleset, tried: Sequence[Candidate], world: World) -> pl.DataFrame:
    """The column of every feature, by asked lead."""
    wider = trying(ruleset, tried)
    profiles = scoring.scores(ruleset, world, {}).select("lead_id", "profile")
    return table(
        ruleset,
        tried,
        totals=scoring.scores(wider, world, {}).drop("profile"),
        traits=scoring.traits(wider, world),
        profiles=profiles,
    ).rename({"lead_id": "asked"})


def _of_fields(
    values: pl.DataFrame, known: Sequence[str], first_told: pl.DataFrame
) -> Iterator[Leak]:
    for name in known:
        if values[name].count() and (leak := leakage.deciding(name, values[name], values["label"])):
            yield leak
    told = [name for name in (*known, TITLE) if name in first_told.columns]
    yield from leakage.afterwards(first_told, told)


def _of_features(every: Sequence[Feature], training: pl.DataFrame) -> list[Leak]:
    """Rules and candidates that know the answer; a candidate speaks for its field or kind."""
    label = training["label"]
    found = []
    for one in every:
        source = one.candidate.source if one.candidate else one.name
        values = training[one.name].fill_null(0).cast(pl.Float64)
        what = one.candidate.condition if one.candidate else "points of it"
        leak = leakage.deciding(source, values, label) or leakage.sure(
            source, what, values != 0, label
        )
        if leak:
            found.append(leak)
    return found


def _kept(ruleset: Ruleset, every: Sequence[Feature], leaking: set[str]) -> dict[str, Change]:
    outcomes = of_outcomes(ruleset, expressions(ruleset).intent)
    found = {}
    for one in every:
        if one.rule and one.part == "intent" and one.rule.id in outcomes:
            found[one.name] = Change.OUTCOME
        elif (one.candidate.source if one.candidate else one.name) in leaking:
            found[one.name] = Change.LEAKS
    return found
