"""Numbers are written as each language writes them."""

import string

from prospector.measure.backtest.wording import WORDS, lift, number, of, percent, points, rate
from prospector.rates import Estimate
from prospector.rates import rate as rated

NBSP = "\N{NO-BREAK SPACE}"


def names(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_it_says_everything_in_both_languages_with_the_same_values() -> None:
    english, french = WORDS["en"], WORDS["fr"]
    assert set(english) == set(french)
    assert {key: names(text) for key, text in english.items()} == {
        key: names(text) for key, text in french.items()
    }


def test_it_writes_decimals_by_language() -> None:
    assert (number(3.14159, "en"), number(3.14159, "fr", 2)) == ("3.1", "3,14")
    assert (percent(0.125, "en"), percent(0.125, "fr")) == (f"12.5{NBSP}%", f"12,5{NBSP}%")


def test_it_writes_rates_with_their_interval_or_too_few() -> None:
    assert rate(rated(81, 263), "en") == f"30.8{NBSP}% (25.5 to 36.6)"
    assert rate(rated(81, 263), "fr") == f"30,8{NBSP}% (25,5 à 36,6)"
    assert rate(rated(3, 9), "fr") == "trop peu"
    assert (of(rated(3, 9), "en"), of(rated(3, 9), "fr")) == ("3 of 9", "3 sur 9")


def test_it_writes_lifts_and_differences() -> None:
    sign = f"\N{MULTIPLICATION SIGN}{NBSP}"
    assert lift(Estimate(4.5, 2.94, 7.15), "en") == f"{sign}4.50 (2.94 to 7.15)"
    assert lift(Estimate(None, 1.2, None), "fr") == f"{sign}- (1,20 à sans fin)"
    assert lift(None, "en") == "too few"
    assert points(Estimate(0.044, -0.009, 0.097), "fr") == "+4,4 points (-0,9 à +9,7)"
