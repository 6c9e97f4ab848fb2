"""Load the cases, their mornings and what was known then; learn; write a proposal beside the rules."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from pathlib import Path

import polars as pl

from prospector.columns import from_micros, to_micros
from prospector.engine.final import source
from prospector.engine.frames import load_world
from prospector.engine.known import first_seen
from prospector.errors import UsageError, WorkspaceError
from prospector.measure.cases import counted, labelled
from prospector.measure.ladder import Rung, claim
from prospector.measure.learn import sample, words
from prospector.measure.learn.candidates import TITLE, person_fields
from prospector.measure.learn.learnt import Learnt, Sizes, Verdict, proposes
from prospector.measure.learn.scorecard import DRAWS, Step
from prospector.measure.learn.study import Examples, Known, Plan, study
from prospector.measure.learn.trial import asking
from prospector.measure.stage import cases
from prospector.rules.fields import SURGE_FIELDS
from prospector.rules.ruleset import Ruleset
from prospector.store import suppressions, worlds
from prospector.store.database import Database

#: What `learnt.md` is called in the folder of a proposal.
REPORT = "learnt.md"


#: How many of how many steps are done.
Tell = Callable[[int, int], None]


def _silent(done: int, total: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Options:
    """What a person may choose."""

    out: Path
    #: Runs the tests of a ruleset: those that no longer hold are told in the proposal.
    examples: Examples
    #: None = the highest rung with enough cases, else the one that lacks fewest.
    rung: Rung | None = None
    #: The most new rules.
    most: int = 5
    #: Cases with the outcome, and without it, below which nothing is learnt.
    minimum: int = sample.LEAST
    seed: int = 1
    #: Draws of accounts behind every interval.
    draws: int = DRAWS


@dataclass(frozen=True)
class _Choice:
    """The rules, and the cases as they are known now to have reached one rung."""

    ruleset: Ruleset
    rung: Rung
    labels: pl.DataFrame
    now: datetime


def learn(  # noqa: PLR0913 - what a proposal depends on
    database: Database,
    ruleset: Ruleset,
    options: Options,
    *,
    now: datetime,
    key: bytes,
    tell: Tell = _silent,
) -> Learnt:
    """Learn from what came back by now, as of the morning of each case.

    `key` is that of suppressions: nothing is learnt from people who are suppressed. `tell` hears how
    many steps of how many are done: reading a morning is one, and so is each draw behind the intervals.

    Raises:
        UsageError: there is something at `out` already.
    """
    if options.out.exists():
        raise UsageError(f"{options.out} is there already: move it away, or say --out")
    with database.read() as session:
        labels, sizes = _cases(session, options, now=now, key=key)
        learnt = Learnt(
            verdict=Verdict.TOO_FEW,
            title=claim(sizes.counted.rung, "en"),
            ruleset=ruleset.version,
            as_of=now,
            sizes=sizes,
        )
        if sizes.missing_reached or sizes.missing_not_reached:
            return learnt
        parts = sample.split(sample.judged(labels))
        learnt = replace(learnt, sizes=_parted(sizes, parts), cut=from_micros(parts.cut))
        if learnt.sizes.missing_in_part:
            return learnt
        step = _steps(tell, parts.mornings + options.draws)
        known = _known(session, _Choice(ruleset, sizes.counted.rung, labels, now), parts, step)
    plan = Plan(learnt.title, options.most, options.seed, options.draws, options.examples, step)
    return _answered(replace(learnt, study=study(ruleset, parts, known, plan)), options.out)


def _answered(learnt: Learnt, out: Path) -> Learnt:
    """Say how it ended, and write the proposal if there is one."""
    found = learnt.study
    if found is None or found.proposal is None:
        return replace(learnt, verdict=Verdict.NO_USABLE_SIGNAL)
    if not proposes(found):
        return replace(learnt, verdict=Verdict.NOTHING_TO_CHANGE)
    learnt = replace(learnt, verdict=Verdict.PROPOSAL, out=out)
    _write(out, {**found.proposal.texts, REPORT: words.report(learnt)})
    return learnt


def _cases(
    session: worlds.Session, options: Options, *, now: datetime, key: bytes
) -> tuple[pl.DataFrame, Sizes]:
    """The cases of everybody who may be learnt from, judged on one rung."""
    every = cases(session, known_at=now)
    closed = pl.col("lead_id").is_in(sorted(suppressions.matching(session, key=key)))
    found, instant, least = every.filter(~closed), to_micros(now), options.minimum
    counts = {rung: counted(found, rung, now=instant) for rung in Rung}
    # The highest that lacks nothing, else fewest; where nothing was judged yet, the lowest.
    begun = [one for one in reversed(Rung) if counts[one].judged] or list(Rung)
    rung = options.rung or min(begun, key=lambda one: counts[one].missing(least))
    chosen = counts[rung]
    return labelled(found, rung, now=instant), Sizes(
        counted=chosen,
        suppressed=every.height - found.height,
        minimum=least,
        missing_reached=max(0, least - chosen.reached),
        missing_not_reached=max(0, least - (chosen.judged - chosen.reached)),
    )


def _parted(sizes: Sizes, parts: sample.Split) -> Sizes:
    return replace(
        sizes,
        training=parts.training.height,
        held_out=parts.held_out.height,
        known_accounts=parts.known_accounts,
        missing_in_part=max(
            *sample.missing(parts.training, sample.LEAST_IN_PART),
            *sample.missing(parts.held_out, sample.LEAST_IN_PART),
        ),
    )


def _steps(tell: Tell, total: int) -> Step:
    """Tell of one more step each time it is called."""
    done = count(1)
    return lambda: tell(next(done), total)


def _known(session: worlds.Session, choice: _Choice, parts: sample.Split, step: Step) -> Known:
    """Every morning that has cases, for the people it had, as known then."""
    asked = asking(choice.ruleset)
    people = pl.concat([parts.training, parts.held_out]).group_by("at").agg(pl.col("lead_id"))
    cut = from_micros(parts.cut)
    mornings = {}
    for at, lead_ids in people.sort("at").iter_rows():
        mornings[at] = load_world(
            session,
            asked,
            as_of=from_micros(at),
            known_at=from_micros(at),
            lead_ids=sorted(set(lead_ids)),
        )
        step()
    return Known(
        worlds=mornings,
        everybody=load_world(session, asked, as_of=cut, known_at=cut),
        first_told=_first_told(session, choice, parts.training),
    )


def _first_told(session: worlds.Session, choice: _Choice, training: pl.DataFrame) -> pl.DataFrame:
    """When each field of the cases with the outcome was first told, and when that was reached."""
    reached = choice.labels.select("case", pl.col(choice.rung.value).alias("reached"))
    hits = training.filter("label").join(reached, on="case").select("lead_id", "reached")
    kept = [name for name in person_fields(choice.ruleset) if name not in SURGE_FIELDS]
    fields = [*kept, TITLE]  # a pace is reckoned, and told by nobody
    known = worlds.leads(
        session,
        ["sources"],
        known_at=choice.now,
        lead_ids=hits["lead_id"].unique().sort().to_list(),
    )
    homes = known["account_id"].drop_nulls().unique().sort().to_list()
    companies = worlds.accounts(session, ["sources"], account_ids=homes)
    people = known.select("lead_id", "account_id", *_told(fields, "lead"))
    accounts = companies.select("account_id", *_told(fields, "account"))
    return hits.join(people, on="lead_id").join(accounts, on="account_id", how="left")


def _told(fields: Sequence[str], entity: str) -> list[pl.Expr]:
    own = [name for name in fields if name.startswith(f"{entity}.")]
    return [first_seen("sources", source(name)).alias(name) for name in own]


def _write(folder: Path, texts: Mapping[str, str]) -> None:
    """Write the files into a new folder."""
    try:
        folder.mkdir(parents=True)
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise WorkspaceError(f"{folder} cannot be written: {error.strerror}") from error
