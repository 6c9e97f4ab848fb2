"""Ridge-penalised logistic regression that shrinks toward today's rules, not toward nothing.

Beside the columns of single rules stand two almost unpenalised ones, the sums of intent and of fit as
they are today. Where the cases say nothing of a rule, it keeps its share of the sum: today's points.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Truths = NDArray[np.bool_]
Names = NDArray[np.int64]

#: Strengths of the penalty to choose from (the smaller, the more it shrinks).
STRENGTHS = (0.01, 0.03, 0.1, 0.3, 1.0)
FOLDS = 5
#: Intent and fit.
SUMS = 2
#: The sums of today's rules are scaled up so that the penalty hardly touches them.
_FREE = 100.0
_STEPS = 200
#: A candidate with less variance of its own than this share is said by others already.
_SAID = 1e-4


class Design(NamedTuple):
    """Cases to fit: one column per rule or candidate, and the sum each column belongs to.

    `member` is the place of the sum, -1 for a candidate: no sum of today has it.
    """

    values: Numbers
    member: Names
    labels: Truths
    units: Names

    def rows(self, chosen: Names) -> "Design":
        """Some of the cases."""
        return Design(self.values[chosen], self.member, self.labels[chosen], self.units[chosen])

    def with_columns(self, values: Numbers) -> "Design":
        """The same cases with candidates beside."""
        new = np.full(values.shape[1], -1, dtype=np.int64)
        return self._replace(
            values=np.hstack([self.values, values]), member=np.concatenate([self.member, new])
        )

    def sums(self) -> Numbers:
        """What today's rules of each sum give together."""
        every = [self.values[:, self.member == place].sum(axis=1) for place in range(SUMS)]
        return np.stack(every, axis=1)


class Fitted(NamedTuple):
    """Log-odds per unit of each column, the sums' share included, and the rest."""

    slopes: Numbers
    base: float

    def log_odds(self, values: Numbers) -> Numbers:
        """What is predicted for cases."""
        return np.asarray(values @ self.slopes + self.base, dtype=np.float64)


def fit(design: Design, strength: float) -> Fitted:
    """Fit by scikit-learn; the share of a sum is added to the slopes of its rules."""
    from sklearn.linear_model import LogisticRegression

    if design.labels.all() or not design.labels.any():
        return plain(design)
    sums = design.sums()
    spread, free = _spread(design.values), _spread(sums)
    scaled = np.hstack([design.values / spread, sums / free * _FREE])
    middle = scaled.mean(axis=0)
    model = LogisticRegression(C=strength, solver="newton-cholesky", max_iter=_STEPS)
    model.fit(scaled - middle, design.labels)
    weights = np.asarray(model.coef_[0], dtype=np.float64)
    own = weights[: len(spread)] / spread
    shares = weights[len(spread) :] / free * _FREE
    slopes = own + np.where(design.member >= 0, shares[design.member], 0.0)
    return Fitted(slopes, float(model.intercept_[0] - weights @ middle))


def plain(design: Design) -> Fitted:
    """The rate alone: no column says anything."""
    reached, count = float(design.labels.sum()), len(design.labels)
    # Half a case more of each sort: a rate of 0 or 1 has no log-odds.
    base = float(np.log((reached + 0.5) / (count - reached + 0.5)))
    return Fitted(np.zeros(design.values.shape[1]), base)


def strength_for(design: Design) -> float:
    """The penalty that predicts accounts best that were left out of the fit, one fold after another."""
    from sklearn.metrics import log_loss
    from sklearn.model_selection import GroupKFold

    losses = dict.fromkeys(STRENGTHS, 0.0)
    parts = min(FOLDS, len(np.unique(design.units)))
    if parts < 2:
        return min(STRENGTHS)
    folds = list(GroupKFold(parts).split(design.values, design.labels, design.units))
    for strength in STRENGTHS:
        for inside, outside in folds:
            rest = design.rows(outside)
            expected = chances(fit(design.rows(inside), strength).log_odds(rest.values))
            losses[strength] += log_loss(
                rest.labels, expected, normalize=False, labels=[False, True]
            )
    return min(STRENGTHS, key=lambda one: losses[one])


def chances(log_odds: Numbers) -> Numbers:
    """Log-odds as chances."""
    return np.asarray(1 / (1 + np.exp(-np.clip(log_odds, -30, 30))), dtype=np.float64)


def surprise(design: Design, fitted: Fitted, tried: Numbers) -> Numbers:
    """For each candidate column, how much it would explain of what the fit leaves open.

    Rao's score statistic as a normal deviate, what the columns already say taken out, its variance
    summed by account: colleagues do not count twice.
    """
    expected = chances(fitted.log_odds(design.values))
    weight = expected * (1 - expected)
    base = np.hstack([design.values, np.ones((len(weight), 1))])
    gram = base.T @ (base * weight[:, None])
    gram[np.diag_indices_from(gram)] += 1e-6 * (1 + np.diag(gram))
    new = tried - base @ np.linalg.solve(gram, base.T @ (tried * weight[:, None]))
    by_unit = _summed(new * (design.labels - expected)[:, None], design.units)
    spread = np.sqrt((by_unit**2).sum(axis=0))
    # What the columns say already leaves rounding errors, not surprises.
    said = new.var(axis=0) <= _SAID * tried.var(axis=0)
    found = by_unit.sum(axis=0) / np.where(said | (spread == 0), np.inf, spread)
    return np.asarray(found, dtype=np.float64)


def resampled(units: Names, seed: int, times: int) -> Sequence[Names]:
    """Rows of that many draws of accounts with replacement: the bootstrap of clustered cases."""
    generator = np.random.default_rng(seed)
    order = np.argsort(units, kind="stable")
    names, starts = np.unique(units[order], return_index=True)
    rows = np.split(order, starts[1:])
    return [
        np.concatenate([rows[one] for one in generator.integers(0, len(names), len(names))])
        for _ in range(times)
    ]


def _spread(values: Numbers) -> Numbers:
    found = values.std(axis=0)
    return np.asarray(np.where(found > 0, found, 1.0), dtype=np.float64)


def _summed(parts: Numbers, units: Names) -> Numbers:
    _, places = np.unique(units, return_inverse=True)
    sums = np.zeros((int(places.max()) + 1, parts.shape[1]))
    np.add.at(sums, places, parts)
    return sums
