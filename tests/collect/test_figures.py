"""Numbers, head counts and currencies as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospector.collect import figures
from prospector.collect.reject import Problem


def plain(found: object) -> object:
    return str(found.code) if isinstance(found, Problem) else found


@pytest.mark.parametrize(
    ("text", "free", "comma", "point"),
    [
        ("1234", 1234, 1234, 1234),
        ("1,5", 1.5, 1.5, 1.5),
        ("1 234,56 €", 1234.56, 1234.56, 1234.56),
        ("1,234", "ambiguous_number", 1.234, 1234),
        ("1.234", "ambiguous_number", 1234, 1.234),
        ("0.875", 0.875, 0.875, 0.875),
        ("1.234,56", 1234.56, 1234.56, 1234.56),
        ("$1,234.50", 1234.5, 1234.5, 1234.5),
        ("1.234.567", 1_234_567, 1_234_567, 1_234_567),
        ("1'234.5", 1234.5, 1234.5, 1234.5),
        ("12k", 12_000, 12_000, 12_000),
        ("1.2M€", 1_200_000, 1_200_000, 1_200_000),
        ("EUR 12", 12, 12, 12),
        ("12 euros", 12, 12, 12),
        ("-5", -5, -5, -5),
        ("12,5,3", "bad_number", "bad_number", "bad_number"),
        ("1.2,3.4", "bad_number", "bad_number", "bad_number"),
        ("twelve", "bad_number", "bad_number", "bad_number"),
        ("9e99", "bad_number", "bad_number", "bad_number"),
        ("9" * 20, "bad_number", "bad_number", "bad_number"),
    ],
)
def test_it_reads_a_comma_only_as_declared(
    text: str, free: object, comma: object, point: object
) -> None:
    found = [plain(figures.read_number(text, decimal)) for decimal in (None, ",", ".")]
    assert found == [free, comma, point]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("51-200", 125),
        ("1 200", 1200),
        ("1,200", 1200),
        ("1200.0", 1200),
        ("10 001+", 10_001),
        ("50 à 99 salariés", 74),
        ("1,001-5,000 employees", 3000),
        ("51 to 200", 125),
        (">500", 500),
        ("lots", "bad_number"),
        ("200-51", "bad_number"),
        ("1,5", "bad_number"),
    ],
)
def test_it_reads_head_counts_and_the_middle_of_ranges(text: str, expected: object) -> None:
    assert plain(figures.read_whole(text)) == expected


def test_it_reads_shares_and_percentages() -> None:
    assert figures.read_share("0.8", None) == 0.8
    assert figures.read_share("80 %", None) == 0.8
    assert plain(figures.read_share("8", None)) == "bad_value"
    assert plain(figures.read_share("x", None)) == "bad_number"


def test_it_reads_currencies_from_codes_and_symbols() -> None:
    assert [figures.read_currency(text) for text in ("eur", "€", "$", "CHF")] == [
        "EUR",
        "EUR",
        "USD",
        "CHF",
    ]
    assert plain(figures.read_currency("beans")) == "bad_value"
    assert figures.currency_in("1 234,50 €") == "EUR"
    assert figures.currency_in("12") is None


@given(st.text(max_size=20))
def test_it_never_fails_on_a_text(text: str) -> None:
    for decimal in (None, ",", "."):
        assert isinstance(figures.read_number(text, decimal), float | Problem)
    assert isinstance(figures.read_whole(text), int | Problem)
    assert isinstance(figures.read_currency(text), str | Problem)
