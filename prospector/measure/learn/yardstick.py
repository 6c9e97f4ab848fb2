"""A plain gradient-boosted model over the same features: what a black box would reach."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from prospector.measure.learn.features import Feature


def yardstick(
    training: pl.DataFrame, held_out: pl.DataFrame, features: Sequence[Feature], *, seed: int
) -> pl.Series:
    """The chance of the outcome of each held-out case, by a model nobody can argue with."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    model = HistGradientBoostingClassifier(random_state=seed, early_stopping=False)
    model.fit(_columns(training, features), training["label"].to_numpy())
    chances = model.predict_proba(_columns(held_out, features))[:, 1]
    return pl.Series("yardstick", chances)


def _columns(
    cases: pl.DataFrame, features: Sequence[Feature]
) -> "np.ndarray[tuple[int, int], np.dtype[np.float64]]":
    chosen = cases.select(pl.col(one.name).cast(pl.Float64) for one in features)
    return np.asarray(chosen.fill_null(float("nan")).to_numpy(), dtype=np.float64)
