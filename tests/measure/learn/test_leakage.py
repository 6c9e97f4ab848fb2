"""What knows the answer is flagged; what merely helps is not."""

from random import Random

import polars as pl

from prospector.measure.learn.leakage import SEEN, afterwards, deciding, sure

LABELS = pl.Series([True] * 100 + [False] * 100)


def noisy(share: float) -> pl.Series:
    """A number that agrees with the outcome in this share of the cases."""
    random = Random(1)
    return pl.Series([float(one if random.random() < share else not one) for one in LABELS])


def test_it_flags_a_number_that_almost_decides() -> None:
    found = deciding("account.score", noisy(0.97), LABELS)
    assert found
    assert found.source == "account.score"
    assert "its value alone" in found.reason


def test_it_flags_a_number_that_decides_the_other_way_round() -> None:
    assert deciding("account.score", noisy(0.03), LABELS)


def test_it_lets_a_good_predictor_pass() -> None:
    assert deciding("account.score", noisy(0.8), LABELS) is None


def test_it_flags_a_field_that_is_only_filled_with_the_outcome() -> None:
    filled = pl.Series(["room 1"] * 98 + [None] * 102)
    found = deciding("account.meeting_room", filled, LABELS)
    assert found
    assert "whether it is known" in found.reason
    assert deciding("account.region", pl.Series(["x"] * 200), LABELS) is None


def test_it_flags_a_value_whose_holders_all_have_the_outcome() -> None:
    held = pl.Series([True] * SEEN + [False] * (200 - SEEN))
    assert sure("account.city", "city = 'signed'", held, LABELS)
    assert sure("account.city", "city = 'signed'", held.shift(90, fill_value=False), LABELS) is None
    fewer = pl.Series([True] * (SEEN - 1) + [False] * (201 - SEEN))
    assert sure("account.city", "city = 'signed'", fewer, LABELS) is None


def test_it_is_not_surprised_where_most_have_the_outcome() -> None:
    held = pl.Series([True] * SEEN + [False] * (200 - SEEN))
    often = pl.Series([True] * 150 + [False] * 50)
    assert sure("account.city", "city = 'x'", held, often) is None


def test_it_flags_what_was_told_after_the_outcome() -> None:
    told = pl.DataFrame(
        {
            "reached": [100] * 40,
            "account.after": [101] * 20 + [50] * 20,
            "account.before": [101] * 19 + [50] * 21,
            "account.rare": [101] * (SEEN - 1) + [None] * (41 - SEEN),
        }
    )
    found = list(afterwards(told, [name for name in told.columns if name != "reached"]))
    assert [leak.source for leak in found] == ["account.after"]
    assert "20 of 40" in found[0].reason
