"""Cases made up with a known truth: rules, what they give, and the outcome they bring."""

from typing import NamedTuple

import numpy as np
import polars as pl

from prospector.measure.learn.candidates import Candidate
from prospector.measure.learn.features import Feature
from prospector.rules.models import FitRule, IntentRule, Scope

DAY = 86_400_000_000
#: Three rules of intent and two of fit, as they stand today.
RULES = (
    Feature("intent event", "intent", IntentRule(id="event", when="true", points=20, why="-")),
    Feature("intent like", "intent", IntentRule(id="like", when="true", points=20, why="-")),
    Feature("intent job", "intent", IntentRule(id="job", when="true", points=-10, why="-")),
    Feature("fit director", "fit", FitRule(id="director", when="true", points=60)),
    Feature("fit mid-size", "fit", FitRule(id="mid-size", when="true", points=40)),
)


def candidate(condition: str, source: str, *, scope: Scope | None = None) -> Feature:
    part = "intent" if scope else "fit"
    return Feature(f"new {condition}", part, None, Candidate(condition, source, scope))


#: Two candidates that may matter, and eight that never do.
REGION = candidate("account.region = 'bretagne'", "account.region")
TRIAL = candidate("signal.kind = 'trial_started'", "trial_started", scope=Scope.LEAD)
IDLE = tuple(candidate(f"account.city = 'city {n}'", f"account.idle{n}") for n in range(8))
CANDIDATES = (REGION, TRIAL, *IDLE)
FEATURES = (*RULES, *CANDIDATES)


class Truth(NamedTuple):
    """Log-odds of one contribution of each feature that matters."""

    base: float = -1.0
    event: float = 0.0
    like: float = 0.0
    job: float = 0.0
    director: float = 0.0
    region: float = 0.0
    trial: float = 0.0


def cases(truth: Truth, *, count: int = 1200, seed: int = 0, per_account: int = 2) -> pl.DataFrame:
    """Cases over a hundred days, some accounts with several people; accounts stay near their day."""
    draw = np.random.default_rng(seed)
    unit = np.arange(count) // per_account
    share = draw.random((count, 16))
    fresh = 2 ** (-draw.random((count, 3)) * 2)
    event, like, job = ((share[:, i] < 0.3) * fresh[:, i] for i in range(3))
    director, mid_size = share[:, 3] < 0.5, share[:, 4] < 0.5
    region, trial = share[:, 5] < 0.25, (share[:, 6] < 0.2) * fresh[:, 0]
    luck = draw.normal(0, 0.3, unit.max() + 1)[unit]
    odds = (
        truth.base
        + truth.event * event
        + truth.like * like
        + truth.job * job
        + truth.director * director
        + truth.region * region
        + truth.trial * trial
        + luck
    )
    idle = {one.name: (share[:, 8 + i] < 0.3).astype(float) for i, one in enumerate(IDLE)}
    return pl.DataFrame(
        {
            "case": np.arange(count),
            "lead_id": np.arange(count),
            "unit": unit,
            "at": (unit * 100 // (unit.max() + 1)) * DAY,
            "label": draw.random(count) < 1 / (1 + np.exp(-odds)),
            "intent event": event * 20,
            "intent like": like * 20,
            "intent job": job * -10,
            "fit director": director * 60.0,
            "fit mid-size": mid_size * 40.0,
            REGION.name: region.astype(float),
            TRIAL.name: trial,
            **idle,
        }
    )
