"""What tells segments apart, and when there are too few to say."""

import polars as pl
import pytest

from prospector.segment.quality.contrast import Strength, separation, separations, traits

NAMES = ("big", "small")


def frame() -> pl.DataFrame:
    """Two segments of 30, ten leads in neither: size tells them apart, country does not."""
    place = [0] * 30 + [1] * 30 + [None] * 10
    return pl.DataFrame(
        {
            "lead_id": list(range(70)),
            "place": pl.Series(place, dtype=pl.Int64),
            "account.employees": [500 + n % 7 for n in range(30)] + [20 + n % 7 for n in range(40)],
            "lead.country": ["FR" if n % 2 else "DE" for n in range(70)],
            "lead.function": ["it"] * 30 + ["sales" if n % 3 else "hr" for n in range(40)],
            "lead.posture": ["field" if n < 20 else None for n in range(70)],
            "account.crm_in_place": [True] * 70,
            "outcome.replied": [n % 10 == 0 for n in range(70)],
        }
    )


ATTRIBUTES = tuple(frame().columns[2:])


def test_it_says_what_tells_segments_apart_strongest_first() -> None:
    found = {one.attribute: one for one in separations(frame(), ATTRIBUTES)}
    assert set(list(found)[:2]) == {"lead.function", "account.employees"}
    assert {name: one.strength for name, one in found.items()} == {
        "lead.function": Strength.STRONG,
        "account.employees": Strength.STRONG,
        "lead.country": Strength.NONE,
        "account.crm_in_place": Strength.ALIKE,
        "lead.posture": Strength.TOO_FEW,
        "outcome.replied": Strength.TOO_FEW,
    }
    assert found["lead.function"].value == pytest.approx(1)
    assert found["lead.function"].n == 60
    assert found["account.employees"].measure == "eta squared"
    assert found["lead.country"].measure == "Cramér's V"


def test_it_gives_no_figure_for_too_few() -> None:
    found = {one.attribute: one for one in separations(frame(), ATTRIBUTES)}
    assert (found["lead.posture"].n, found["lead.posture"].value) == (20, None)
    # 6 replies among 60 leads: a table of them shows chance.
    assert found["outcome.replied"].value is None


def test_it_compares_a_segment_with_everybody_else() -> None:
    found = {(one.segment, one.attribute): one for one in traits(frame(), ATTRIBUTES, NAMES)}
    function = found["big", "lead.function"]
    assert (function.typical, function.share, function.mixed) == ("it", 1, 0)
    assert (function.apart.n, function.apart.groups) == (70, 2)
    country = found["small", "lead.country"]
    assert country.share == 0.5
    assert country.mixed == pytest.approx(1)
    size = found["small", "account.employees"]
    assert size.typical == pytest.approx(sum(20 + n % 7 for n in range(30)) / 30)
    assert size.mixed == pytest.approx(0, abs=1e-3)
    crm = found["big", "account.crm_in_place"]
    assert (crm.typical, crm.mixed, crm.apart.strength) == ("yes", None, Strength.ALIKE)
    posture = found["small", "lead.posture"]
    assert (posture.n, posture.typical, posture.share, posture.mixed) == (0, None, None, None)


@pytest.mark.parametrize(
    ("n", "inside", "strength"),
    [(29, 10, Strength.TOO_FEW), (30, 4, Strength.TOO_FEW), (30, 10, Strength.STRONG)],
)
def test_it_needs_enough_on_both_sides(n: int, inside: int, strength: Strength) -> None:
    groups = pl.Series([number < inside for number in range(n)])
    assert separation("x", groups, groups.cast(pl.Float64)).strength is strength


def test_it_puts_rare_values_together() -> None:
    groups = pl.Series([n % 2 for n in range(400)])
    values = pl.Series([f"trade {n // 2 % 60}" for n in range(400)])
    found = separation("account.industry", groups, values)
    assert found.strength is Strength.NONE
    assert found.n == 400


def test_it_does_not_count_the_unknown_among_the_rare() -> None:
    groups = pl.Series([n % 2 for n in range(400)])
    values = pl.Series([f"trade {n % 60}" if n < 300 else None for n in range(400)])
    assert separation("account.industry", groups, values).n == 300


def test_it_has_nothing_to_say_of_nobody() -> None:
    nobody = frame().clear()
    assert {one.strength for one in separations(nobody, ATTRIBUTES)} == {Strength.TOO_FEW}
    assert {one.n for one in traits(nobody, ATTRIBUTES, NAMES)} == {0}


def test_it_does_not_call_an_outcome_nobody_had_alike() -> None:
    groups = pl.Series([n % 2 for n in range(60)])
    never = pl.Series([False] * 60)
    assert separation("outcome.deal_won", groups, never).strength is Strength.TOO_FEW
    assert separation("account.crm_in_place", groups, never).strength is Strength.ALIKE
