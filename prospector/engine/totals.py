"""Step one: rule totals per lead before caps, each kept by what decides it.

Rules are summed in passes: those that count signals of the same kinds together, over these signals
and the columns they read alone; those that look at lead or account a few together, for meeting all
leads is what costs there. Twelve narrow passes over a twelfth of the signals each cost less than one wide
pass over all of them, and a changed rule costs a pass of its own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

import polars as pl

from prospector.engine import duck, surge
from prospector.engine.deferred import Deferred
from prospector.engine.intent import totals_sql
from prospector.engine.kept import Kept, key_of
from prospector.engine.memory import once_per_version
from prospector.engine.places import Table
from prospector.engine.signals import (
    counts_sql,
    known_sql,
    newest_sql,
    outcomes_of,
    repetitions_sql,
)
from prospector.engine.terms import Term, questions, terms
from prospector.engine.worlds import World, alongside
from prospector.rules.ruleset import Ruleset
from prospector.text import fold

#: Fewer signals are summed in one pass: a query costs more to plan than to run.
FEW = 100_000
#: Rules that look at lead or account, in one pass: fifteen of them took 0.4 GB for 500,000 leads.
MOST_TOGETHER = 5
_WHEN = ("occurred_at", "received_at")
_WHO_AND_WHEN = ("kind", "lead_id", "account_id", *_WHEN)
_RANKED = (*_WHO_AND_WHEN, "subject", "feed", "external_id", "repeats")


class Pass(NamedTuple):
    """Rules summed together, and the kinds of signals they can count; None = any."""

    terms: tuple[Term, ...]
    kinds: frozenset[str] | None


def totals(ruleset: Ruleset, world: World) -> Deferred:
    """The sums `r0`, `r1`, … of every rule, in nano-points, in the order of the world's leads."""
    keys = keys_of(ruleset)
    if wanting := missing(ruleset, world.kept):
        for one in passes(wanting, world.signals.height):
            found = in_order(world, _sums(ruleset, world, one))
            world.kept.sum_up(
                {keys[term.index]: found[term.name].fill_null(0) for term in one.terms}
            )
    kept = world.kept.totals
    return Deferred({term.name: kept.later(keys[term.index]) for term in terms(ruleset)})


def missing(ruleset: Ruleset, kept: Kept) -> list[Term]:
    """The rules whose totals are not kept yet."""
    keys = keys_of(ruleset)
    known = set(kept.totals.columns)
    return [term for term in terms(ruleset) if keys[term.index] not in known]


def passes(spelled: Sequence[Term], signals: int) -> list[Pass]:
    """How to sum these rules: in one pass, or in one for all that go together."""
    if signals <= FEW:
        return [Pass(tuple(spelled), None)] if spelled else []
    found: list[Pass] = []
    for term in spelled:
        together = [one for one in found if _together(one, term)]
        joined = (*(other for one in together for other in one.terms), term)
        found = [one for one in found if one not in together]
        found.append(Pass(joined, _kinds(joined)))
    return [part for one in found for part in _parted(one)]


def _parted(one: Pass) -> list[Pass]:
    """Rules that look at lead or account, some at a time: their sums of all leads take room."""
    if one.terms[0].alone:
        return [one]
    starts = range(0, len(one.terms), MOST_TOGETHER)
    groups = (one.terms[start : start + MOST_TOGETHER] for start in starts)
    return [Pass(group, _kinds(group)) for group in groups]


def _kinds(together: Sequence[Term]) -> frozenset[str] | None:
    """The kinds that some rules can count; None = any."""
    known = [term.kinds for term in together if term.kinds is not None]
    return frozenset().union(*known) if len(known) == len(together) else None


def newest(ruleset: Ruleset, world: World) -> pl.Series:
    """The time of each lead's newest possible reason, in the order of the world's leads."""
    outcomes, sql = outcomes_of(ruleset), _NEWEST

    def make() -> pl.DataFrame:
        # Codes are compared here: the engine would compare every signal's kind as a text.
        reason = ~pl.col("kind").is_in(outcomes)
        signals = world.signals.select(*_WHO_AND_WHEN[1:], reason.alias("reason"))
        home = Table(*world.leads.select("lead_id", "account_id")).of(signals["lead_id"])
        away = signals.filter(home.is_null() | home.ne_missing(signals["account_id"]))
        given = {"signals": signals, "elsewhere": away, "leads": world.leads}
        return in_order(world, duck.run(sql, {**given, "parameters": times(world)}))

    return world.kept.columns(newest_text(ruleset), make)["newest"]


_NEWEST = f"WITH {newest_sql('s.reason', own='elsewhere')} SELECT * FROM newest"


def newest_text(ruleset: Ruleset) -> str:
    """What decides the newest reasons over given frames."""
    return f"{_NEWEST} {outcomes_of(ruleset)}"


def answers(ruleset: Ruleset, world: World) -> dict[str, pl.DataFrame]:
    """The frames `counts` and `bursts`, where rules ask about all signals of a lead or account."""
    kinds = {fold(question.kind) for question in questions(ruleset)}
    among = {COUNTS: kinds, BURSTS: None}
    texts = answer_texts(ruleset)
    return {name: _asked(world, sql, among[name]) for name, sql in texts.items()}


COUNTS, BURSTS = "counts", "bursts"


def answer_texts(ruleset: Ruleset) -> dict[str, str]:
    """What decides each of these frames over given ones."""
    found = {}
    asked = questions(ruleset)
    if asked:
        found[COUNTS] = f"WITH {known_sql()}, {counts_sql(asked)} SELECT * FROM counts"
    if surge.needed(ruleset):
        found[BURSTS] = f"WITH {surge.bursts_sql(ruleset)} SELECT * FROM bursts"
    return found


def settled(ruleset: Ruleset, world: World) -> World:
    """A world whose signals were asked all that scores depend on, and let go: most of its room is theirs."""
    newest(ruleset, world)
    totals(ruleset, world)
    answers(ruleset, world)
    world.kept.drop(ranked_text(ruleset))
    return world.settled()


def in_order(world: World, found: pl.DataFrame) -> pl.DataFrame:
    """One row per lead of the world, in its order; what was not found is null."""
    leads = world.lead_ids
    row = Table(found["lead_id"], pl.int_range(found.height, eager=True)).of(leads)
    return found.select(leads, pl.exclude("lead_id").gather(row))


def times(world: World) -> pl.DataFrame:
    """The frame `parameters` of queries that read no priors."""
    return pl.DataFrame({"as_of": world.as_of, "known_at": world.known_at})


def of_kinds(signals: pl.DataFrame, kinds: Iterable[str]) -> pl.DataFrame:
    """The signals of some kinds."""
    return signals.filter(pl.col("kind").is_in(sorted(kinds)))


def _sums(ruleset: Ruleset, world: World, one: Pass) -> pl.DataFrame:
    columns = {
        *_WHO_AND_WHEN,
        "confidence",
        "nth",
        *(name for term in one.terms for name in term.columns),
    }
    signals = _ranked(ruleset, world).select(sorted(columns))
    given = {
        "signals": signals if one.kinds is None else of_kinds(signals, one.kinds),
        "parameters": times(world),
    }
    if not all(term.alone for term in one.terms):
        given |= {"leads": world.leads, "accounts": world.accounts}
    if any(term.asks or term.paced for term in one.terms):
        given |= answers(ruleset, world)
    return duck.run(_pass_sql(one.terms), given)


def _ranked(ruleset: Ruleset, world: World) -> pl.DataFrame:
    """The world's signals with `nth`, and kinds as codes: passes look for them again and again."""
    sql = repetitions_sql()
    outcomes = outcomes_of(ruleset)

    def make() -> pl.DataFrame:
        repeating = _repeating(world.signals, outcomes)
        found = duck.run(sql, {"signals": repeating, "parameters": times(world)})
        first = pl.repeat(1, world.signals.height, dtype=pl.Int32, eager=True)
        nth = first.scatter(found["place"], found["nth"]).alias("nth")
        return world.signals.with_columns(
            alongside(world.signals, nth),
            pl.col("kind").cast(pl.Categorical),
        )

    return world.kept.frame(ranked_text(ruleset), make)


def ranked_text(ruleset: Ruleset) -> str:
    """What decides which signals repeat others, over given ones."""
    return f"{repetitions_sql()} {outcomes_of(ruleset)}"


def _repeating(signals: pl.DataFrame, outcomes: list[str]) -> pl.DataFrame:
    """The signals that may be repetitions, by place; numbers are quicker to sort than texts."""
    found = (
        signals.select(_RANKED)
        .with_row_index("place")
        .filter("repeats", ~pl.col("kind").is_in(outcomes))
        .with_columns(kind=_code("kind"), subject=_code("subject"))
    )
    # An account's number is even, that of a lead without one odd: they never meet.
    who = pl.coalesce(2 * pl.col("account_id"), 2 * pl.col("lead_id") + 1)
    what = pl.col("kind") * (pl.col("subject").max() + 1) + pl.col("subject")
    found = found.select("place", *_WHEN, "feed", "external_id", who=who, what=what)
    # Feed and id break ties, which are few: texts of the others need not be sorted.
    same = found.select(pl.struct("who", "what", "occurred_at").hash().is_duplicated())
    tied = pl.when(same.to_series())
    return found.with_columns(tied.then("feed"), tied.then("external_id"))


def _code(name: str) -> pl.Expr:
    """Equal texts have equal codes."""
    return pl.col(name).cast(pl.Categorical).to_physical().cast(pl.Int64)


def _asked(world: World, sql: str, kinds: set[str] | None) -> pl.DataFrame:
    def make() -> pl.DataFrame:
        signals = world.signals if kinds is None else of_kinds(world.signals, kinds)
        given = {"signals": signals.select(_WHO_AND_WHEN), "leads": world.leads}
        return duck.run(sql, {**given, "parameters": times(world)})

    return world.kept.frame(sql, make)


def _pass_sql(spelled: Sequence[Term]) -> str:
    return f"WITH {known_sql('seen')}, {totals_sql(spelled)} SELECT * FROM totals"


@once_per_version
def keys_of(ruleset: Ruleset) -> list[str]:
    """Per rule the key of everything that decides its total over given frames: its own text."""
    return [key_of(_text(ruleset, term)) for term in terms(ruleset)]


def _text(ruleset: Ruleset, term: Term) -> str:
    parts = [_pass_sql([replace(term, index=0)])]
    if term.ranked:
        parts.append(ranked_text(ruleset))
    if term.asks:
        parts.append(counts_sql(questions(ruleset)))
    if term.paced:
        parts.append(surge.bursts_sql(ruleset))
    return "\n".join(parts)


def _together(one: Pass, term: Term) -> bool:
    """Whether a rule is cheapest summed with these: beside others that join, or count the same."""
    if not (term.alone and one.terms[0].alone):
        return term.alone == one.terms[0].alone
    if one.kinds is None or term.kinds is None:
        return one.kinds is term.kinds
    return not one.kinds.isdisjoint(term.kinds)
