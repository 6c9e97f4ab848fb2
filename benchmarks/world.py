"""Worlds of any size, made straight as frames: Zipf per lead, 12 kinds, 180 days, 16 rules."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from itertools import cycle

import numpy as np
import polars as pl

from prospector.columns import to_micros
from prospector.engine.worlds import Rows, World, make_world, needed
from prospector.rules.models import FeedsFile, IntentFile, SegmentsFile
from prospector.rules.ruleset import Ruleset
from prospector.rules.version import score_version

NOW = datetime(2026, 11, 20, 7, 30, tzinfo=UTC)
DAY = 86_400_000_000
#: Leads and accounts per signal: 500,000 and 60,000 at 5 million signals.
LEADS, ACCOUNTS = 0.1, 0.012
#: The kinds, by how often they come.
KINDS = {
    "page_visited": 20,
    "email_opened": 18,
    "post_liked": 16,
    "email_clicked": 10,
    "event_registered": 8,
    "post_commented": 7,
    "event_attended": 6,
    "pricing_visited": 5,
    "job_posted": 4,
    "tool_adopted": 2,
    "purchased": 2,
    "replied": 2,
}
#: Kinds that a company gives, with nobody's name on half of them.
_OF_COMPANIES = ("job_posted", "tool_adopted")
_FEEDS = ("likers", "conference", "tracker", "hiring", "crm")
_SUBJECTS = 2_000
_TITLES = (
    "Head of Sales",
    "Directeur technique",
    "Stagiaire",
    "Sales Manager",
    "Consultante",
    "DRH",
)
_FUNCTIONS = ("sales", "technical", "operations", "it", "hr", "marketing", "quality", "finance")
_SENIORITIES = ("director", "head", "manager", "senior", "c_level", "intern")
_INDUSTRIES = (
    "Agroalimentaire",
    "Software",
    "Usinage",
    "Retail",
    "Conseil",
    "Plasturgie",
    "Banque",
)
_REGIONS = ("Grand Est", "Bretagne", "Île-de-France", "Wallonie", "Bayern")
_COUNTRIES = ("FR", "FR", "FR", "DE", "BE", "ES", "GB")
_RULES = [
    {
        "id": "visited",
        "group": "web",
        "when": "signal.kind = 'page_visited'",
        "points": 1,
        "cap": 8,
    },
    {
        "id": "opened",
        "group": "web",
        "when": "signal.kind = 'email_opened'",
        "points": 0.5,
        "cap": 4,
    },
    {
        "id": "clicked",
        "group": "web",
        "when": "signal.kind = 'email_clicked'",
        "points": 3,
        "cap": 12,
    },
    {
        "id": "pricing",
        "group": "web",
        "when": "signal.kind = 'pricing_visited'",
        "points": 15,
        "half_life": 7,
        "cap": 25,
    },
    {
        "id": "liked",
        "group": "content",
        "when": "signal.kind = 'post_liked'",
        "points": 8,
        "cap": 24,
    },
    {
        "id": "commented",
        "group": "content",
        "when": "signal.kind = 'post_commented'",
        "points": 12,
        "cap": 30,
    },
    {
        "id": "about-prices",
        "group": "content",
        "when": "signal.kind in ('post_liked', 'post_commented') and contains(signal.topic, 'pricing')",
        "points": 4,
    },
    {
        "id": "registered",
        "group": "event",
        "when": "signal.kind = 'event_registered'",
        "points": 10,
        "cap": 15,
    },
    {
        "id": "attended",
        "group": "event",
        "when": "signal.kind = 'event_attended'",
        "points": 25,
        "cap": 35,
        "half_life": 30,
    },
    {
        "id": "attended-by-a-colleague",
        "group": "event",
        "when": "signal.kind = 'event_attended'",
        "scope": "account",
        "share": 0.25,
        "points": 8,
        "redundancy": 0.8,
        "cap": 16,
    },
    {
        "id": "hiring-sales",
        "group": "company",
        "when": "signal.kind = 'job_posted' and matches_word(signal.subject, 'sales', 'commercial')",
        "scope": "account",
        "points": 25,
        "half_life": 30,
        "cap": 40,
    },
    {
        "id": "hiring-in-my-team",
        "group": "company",
        "when": "signal.kind = 'job_posted' and lead.function = 'technical'",
        "scope": "account",
        "points": 10,
        "cap": 20,
    },
    {
        "id": "adopted",
        "group": "company",
        "when": "signal.kind = 'tool_adopted'",
        "scope": "account",
        "points": 20,
        "half_life": "never",
        "redundancy": 1,
        "cap": 45,
    },
    {
        "id": "adopted-while-large",
        "group": "company",
        "when": "signal.kind = 'tool_adopted' and account.employees > 250",
        "points": 10,
        "decay": "linear",
    },
    {
        "id": "bought",
        "group": "company",
        "when": "signal.kind = 'purchased' and signal.amount >= 1000",
        "points": 12,
        "horizon": 120,
        "decay": "step",
        "half_life": 90,
    },
    {
        "id": "answered",
        "group": "content",
        "when": "signal.kind = 'replied'",
        "points": -5,
        "cap": 10,
    },
]
_GROUPS = {"web": {"cap": 30}, "content": {"cap": 35}, "event": {"cap": 40}, "company": {"cap": 60}}
#: The least work that gives one number per rule and lead: filtered, decayed sums of floats.
BARE = """SELECT lead_id,
    sum(CASE WHEN kind = 'page visited' AND age <= 180 THEN 1 * confidence * pow(2, -age / 14) END) AS r0,
    sum(CASE WHEN kind = 'email opened' AND age <= 180 THEN 0.5 * confidence * pow(2, -age / 14) END) AS r1,
    sum(CASE WHEN kind = 'email clicked' AND age <= 180 THEN 3 * confidence * pow(2, -age / 14) END) AS r2,
    sum(CASE WHEN kind = 'pricing visited' AND age <= 180 THEN 15 * confidence * pow(2, -age / 7) END) AS r3,
    sum(CASE WHEN kind = 'post liked' AND age <= 180 THEN 8 * confidence * pow(2, -age / 14) END) AS r4,
    sum(CASE WHEN kind = 'post commented' AND age <= 180 THEN 12 * confidence * pow(2, -age / 14) END) AS r5,
    sum(CASE WHEN kind IN ('post liked', 'post commented') AND contains(topic, 'pricing') AND age <= 180
        THEN 4 * confidence * pow(2, -age / 14) END) AS r6,
    sum(CASE WHEN kind = 'event registered' AND age <= 180 THEN 10 * confidence * pow(2, -age / 30) END) AS r7,
    sum(CASE WHEN kind = 'event attended' AND age <= 180 THEN 25 * confidence * pow(2, -age / 30) END) AS r8,
    sum(CASE WHEN kind = 'event attended' AND age <= 180 THEN 8 * confidence * pow(2, -age / 30) END) AS r9,
    sum(CASE WHEN kind = 'job posted' AND contains(subject, 'sales') AND age <= 180
        THEN 25 * confidence * pow(2, -age / 30) END) AS r10,
    sum(CASE WHEN kind = 'job posted' AND age <= 180 THEN 10 * confidence * pow(2, -age / 30) END) AS r11,
    sum(CASE WHEN kind = 'tool adopted' AND age <= 180 THEN 20 * confidence END) AS r12,
    sum(CASE WHEN kind = 'tool adopted' AND age <= 180 THEN 10 * confidence * greatest(0, 1 - age / 28) END) AS r13,
    sum(CASE WHEN kind = 'purchased' AND amount >= 1000 AND age < 90 THEN 12 * confidence END) AS r14,
    sum(CASE WHEN kind = 'replied' AND age <= 180 THEN -5 * confidence * pow(2, -age / 14) END) AS r15
FROM (SELECT *, CAST({as_of} - occurred_at AS DOUBLE) / 86400000000 AS age FROM signals)
WHERE age >= 0 AND lead_id IS NOT NULL GROUP BY lead_id"""


def sixteen_rules(shipped: Ruleset) -> Ruleset:
    """The shipped catalogue, fit, grades and segments, with 16 rules in 4 groups."""
    rules = [{"why": rule["id"], **rule} for rule in _RULES]
    # Visitors agreed to be known: their signals are theirs.
    feed = {"path": "made", "origin": "generated", "consent": True}
    feeds = FeedsFile.model_validate({"feeds": dict.fromkeys(_FEEDS, feed)})
    told = replace(shipped, feeds=feeds, segments=_segments(shipped))
    return with_intent(told, {"groups": _GROUPS, "rules": rules})


def _segments(shipped: Ruleset) -> SegmentsFile:
    """The shipped segments, each shipped rule they ask for replaced by one of the 16, in turns."""
    ours = cycle(rule["id"] for rule in _RULES)
    others: dict[str, str] = {}

    def ask(found: re.Match[str]) -> str:
        name = found[1]
        if name not in others:
            others[name] = str(next(ours))
        return f"fired('{others[name]}')"

    return shipped.segments.model_copy(
        update={
            "segments": [
                one.model_copy(update={"when": re.sub(r"fired\('([^']+)'\)", ask, one.when)})
                for one in shipped.segments.segments
            ]
        }
    )


def with_intent(ruleset: Ruleset, told: dict[str, object]) -> Ruleset:
    """The same rules with another intent.yaml."""
    changed = replace(ruleset, intent=IntentFile.model_validate(told))
    files = {
        stem: getattr(changed, stem) for stem in ("signals", "fit", "intent", "grades", "segments")
    }
    return replace(changed, version=score_version(files))


def rows(signals: int, *, seed: int = 1) -> Rows:
    """Rows as the store tells them: a third of the signals on a subject, one in seven repeated."""
    dice = np.random.default_rng(seed)
    leads, accounts = max(1, int(signals * LEADS)), max(1, int(signals * ACCOUNTS))
    homes = dice.integers(1, accounts + 1, leads)
    return Rows(
        signals=_signals(dice, signals, homes),
        leads=pl.DataFrame(
            {
                "lead_id": np.arange(1, leads + 1),
                # One lead in ten has no account.
                "account_id": _some(dice, pl.Series(homes), 0.9),
                "title": _some(dice, _pick(dice, _TITLES, leads), 0.9),
                "function": _some(dice, _pick(dice, _FUNCTIONS, leads), 0.8),
                "seniority": _some(dice, _pick(dice, _SENIORITIES, leads), 0.8),
                "country": _some(dice, _pick(dice, _COUNTRIES, leads), 0.5),
            }
        ),
        accounts=pl.DataFrame(
            {
                "account_id": np.arange(1, accounts + 1),
                "employees": _some(dice, pl.Series(dice.integers(1, 3000, accounts)), 0.7),
                "industry": _some(dice, _pick(dice, _INDUSTRIES, accounts), 0.7),
                "sites": _some(dice, pl.Series(dice.integers(1, 6, accounts)), 0.5),
                "crm_in_place": _some(dice, pl.Series(dice.random(accounts) < 0.4), 0.5),
                "region": _some(dice, _pick(dice, _REGIONS, accounts), 0.6),
                "country": _some(dice, _pick(dice, _COUNTRIES, accounts), 0.8),
                "relation": _pick(dice, ("prospect",) * 9 + ("competitor",), accounts),
            }
        ),
    )


def _signals(dice: np.random.Generator, count: int, homes: np.ndarray) -> pl.DataFrame:
    leads = len(homes)
    # Zipf and Mandelbrot: a few people are busy (2,800 signals of 5 million), most are quiet.
    flat = max(1, leads / 2_000)
    ranks = (flat * (1 + leads / flat) ** dice.random(count) - flat).astype(np.int64)
    people = dice.permutation(leads)[ranks]
    kinds = dice.choice(len(KINDS), count, p=np.array(list(KINDS.values())) / 100)
    names = pl.Series(list(KINDS))
    at = to_micros(NOW) - dice.integers(0, 180 * DAY, count)
    company = pl.Series(kinds).is_in([list(KINDS).index(kind) for kind in _OF_COMPANIES])
    nobody = company & pl.Series(dice.random(count) < 0.5)
    frame = pl.DataFrame(
        {
            "id": np.arange(1, count + 1),
            "feed": _pick(dice, _FEEDS, count),
            "external_id": pl.Series(np.arange(count)).cast(pl.String),
            "kind": names.gather(pl.Series(kinds)),
            "occurred_at": at,
            # Most are told within the hour, one in twenty up to three days late.
            "received_at": at
            + np.where(dice.random(count) < 0.05, dice.integers(0, 3 * DAY, count), 0),
            "lead_id": people + 1,
            "account_id": homes[people],
            "confidence": np.where(dice.random(count) < 0.1, 0.6, 1.0),
            "subject_folded": _subjects(dice, count),
            "topic_folded": _some(
                dice, _pick(dice, ("pricing", "hiring", "onboarding", "data quality"), count), 0.3
            ),
            "amount": dice.integers(10, 5000, count).astype(float),
        }
    )
    alone = pl.col("lead_id").is_in((np.flatnonzero(dice.random(leads) < 0.1) + 1).tolist())
    return frame.with_columns(
        pl.when(~nobody).then("lead_id").alias("lead_id"),
        pl.when(~alone | nobody).then("account_id").alias("account_id"),
    )


def _subjects(dice: np.random.Generator, count: int) -> pl.Series:
    """A post, an event or a job for a third of the signals; some are spoken of again and again."""
    posts = pl.Series(
        [f"{('sales manager', 'post', 'event', 'engineer')[n % 4]} {n}" for n in range(_SUBJECTS)]
    )
    places = (_SUBJECTS * dice.random(count) ** 12).astype(np.int64)
    return _some(dice, posts.gather(pl.Series(places)), 1 / 3)


def _pick(dice: np.random.Generator, values: tuple[str, ...], count: int) -> pl.Series:
    return pl.Series(values).gather(pl.Series(dice.integers(0, len(values), count)))


def _some(dice: np.random.Generator, values: pl.Series, share: float) -> pl.Series:
    """The values, all but a share of them unknown."""
    known = pl.Series(dice.random(len(values)) < share)
    return pl.select(pl.when(known).then(values)).to_series()


def world(ruleset: Ruleset, signals: int) -> World:
    """The rows as the engine wants them, now; what the rules read beside is unknown."""
    now = to_micros(NOW)
    told = rows(signals)
    whole = Rows(
        *(
            frame.with_columns(
                pl.lit(None, dtype=pl.String).alias(name)
                for name in needed(ruleset, entity)
                if name not in frame.columns
            )
            for entity, frame in zip(("signal", "lead", "account"), told, strict=True)
        )
    )
    return make_world(ruleset, whole, as_of=now, known_at=now)
