"""Phone numbers as E.164."""

import pytest

from prospector.identifiers import phone_key


@pytest.mark.parametrize(
    ("raw", "country", "key"),
    [
        ("01 99 00 12 34", "FR", "+33199001234"),
        ("+33 (0)1 99 00 12 34", "GB", "+33199001234"),
        ("0033 1 99 00 12 34", "FR", "+33199001234"),
        ("p:+46701234567", "FR", "+46701234567"),
        ("020 7946 0000", "gb", "+442079460000"),
        ("+1 555-010-1234 ext. 5", "FR", "+15550101234"),
    ],
)
def test_it_writes_a_number_one_way(raw: str, country: str, key: str) -> None:
    assert phone_key(raw, country) == key
    assert phone_key(key, country) == key


@pytest.mark.parametrize("raw", ["", "n/a", "12", "0000000000", "999999999999999999", "call me"])
def test_it_refuses_what_is_no_number(raw: str) -> None:
    assert phone_key(raw, "FR") is None


def test_it_needs_a_country_for_a_number_without_prefix() -> None:
    assert phone_key("01 99 00 12 34", "") is None
    assert phone_key("+33 1 99 00 12 34", "") == "+33199001234"
