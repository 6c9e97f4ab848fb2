"""Payments."""

from pathlib import Path

import pytest

from prospector.collect.profiles.stripe_events import amount, is_silent
from prospector.rules.models.feeds import HookBody
from prospector.store.database import Database
from tests.collect.hooks import arriving


def test_it_takes_purchases_with_their_amount(
    database: Database, tmp_path: Path, *, bless: bool
) -> None:
    arriving.check(database, tmp_path, HookBody.STRIPE, bless=bless)


@pytest.mark.parametrize(
    ("minor", "currency", "whole"),
    [
        (123450, "eur", 1234.5),
        (5000, "jpy", 5000.0),
        (5000, "XOF", 5000.0),
        (500, "ugx", 5.0),
        (12345, "kwd", 12.345),
        (-100, "usd", -1.0),
        (True, "eur", None),
        ("100", "eur", None),
        (None, None, None),
    ],
)
def test_it_counts_in_the_currency_s_own_unit(
    minor: object, currency: object, whole: float | None
) -> None:
    assert amount(minor, currency) == whole


@pytest.mark.parametrize(
    ("session", "silent"),
    [
        ({"payment_status": "unpaid", "amount_total": 100, "currency": "eur"}, True),
        ({"mode": "setup", "amount_total": None}, True),
        ({"mode": "payment", "amount_total": 0, "currency": "eur"}, True),
        ({"mode": "subscription", "amount_total": 0, "currency": "eur"}, False),
        ({"mode": "payment", "amount_total": 100, "currency": "eur"}, False),
    ],
)
def test_it_ignores_checkouts_in_which_nothing_is_bought(
    session: dict[str, object], *, silent: bool
) -> None:
    event = {"type": "checkout.session.completed", "livemode": True, "data": {"object": session}}
    assert is_silent(event) is silent
