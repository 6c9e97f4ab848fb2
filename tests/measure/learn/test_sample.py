"""Held-out cases are later ones, of accounts nothing was learnt from."""

import polars as pl

from prospector.measure.learn.sample import judged, missing, split
from tests.measure.learn.made import Truth, cases


def test_it_keeps_what_can_be_judged_by_time() -> None:
    labelled = pl.DataFrame(
        {
            "case": [1, 2, 3, 4],
            "lead_id": [11, 12, 13, 14],
            "account_id": [5, None, 5, 6],
            "at": [9, 8, 7, 6],
            "state": ["judged", "judged", "too_young", "not_judged"],
            "hit": [True, False, None, None],
        }
    )
    assert judged(labelled).rows() == [(2, 12, -12, 8, False), (1, 11, 5, 9, True)]


def test_it_counts_what_is_missing_of_each_sort() -> None:
    told = pl.DataFrame({"label": [True] * 119 + [False] * 500})
    assert missing(told, 120) == (1, 0)
    assert missing(told, 600) == (481, 100)


def test_it_holds_out_later_cases_of_other_accounts() -> None:
    told = cases(Truth(), count=400, per_account=3)
    # Somebody of the first account is put before us on the last day, too.
    late = told.head(1).with_columns(
        pl.lit(told["at"].max()).alias("at"), pl.lit(-1).cast(pl.Int64).alias("case")
    )
    parts = split(pl.concat([told, late]))
    assert parts.training["at"].max() < parts.cut <= parts.held_out["at"].min()  # type: ignore[operator] # days
    assert not set(parts.training["unit"]) & set(parts.held_out["unit"])
    assert parts.known_accounts >= 1
    assert parts.mornings == pl.concat([parts.training, parts.held_out])["at"].n_unique()
    whole = parts.training.height + parts.held_out.height + parts.known_accounts
    assert whole == 401
    assert -1 not in parts.held_out["case"]
