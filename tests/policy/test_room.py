"""A replayed morning takes no more than the caps of its rules leave."""

from typing import Any

import polars as pl

from prospector.policy.room import Room
from prospector.rules.ruleset import Ruleset
from tests.rulesets import DEFAULTS, make_ruleset, segment

DAY = 86_400_000_000
AT = 1000 * DAY


# Any: caps as YAML has them.
def ruled(*caps: dict[str, Any], **of_segment: Any) -> Ruleset:
    return make_ruleset(
        segments={"segments": [segment("hot", "true", **of_segment)]},
        policy={**DEFAULTS["policy"], "caps": list(caps)},
    )


def people(*accounts: int | None) -> pl.DataFrame:
    """Leads 1, 2, … of these accounts, reached by e-mail."""
    return pl.DataFrame(
        [
            {"lead_id": number, "account_id": account, "segment": "hot", "email": "x", "linkedin_url": None}
            for number, account in enumerate(accounts, 1)
        ],
        schema_overrides={"account_id": pl.Int64, "linkedin_url": pl.String},
    )  # fmt: skip


def filled(room: Room, wanted: pl.DataFrame, *, day: int = 0, capacity: int = 9) -> list[int]:
    return room.fill(wanted, at=AT + day * DAY, capacity=capacity)["lead_id"].to_list()


def test_it_takes_two_of_an_account_a_day_and_goes_on_with_others() -> None:
    room = Room(ruled({"scope": "account", "window": "day", "limit": 2, "first_steps_only": True}))
    wanted = people(7, 7, 7, 8, None)
    assert filled(room, wanted) == [1, 2, 4, 5]
    assert filled(room, wanted, day=1, capacity=3) == [1, 2, 4]


def test_it_counts_sliding_days_and_totals_over_mornings() -> None:
    room = Room(ruled({"scope": "workspace", "window": "rolling_7d", "limit": 2}))
    wanted = people(1, 2, 3)
    assert [filled(room, wanted, day=day, capacity=1) for day in (0, 1, 2, 7)] == [
        [1],
        [1],
        [],
        [1],
    ]
    room = Room(ruled(caps=[{"window": "total", "limit": 2}]))
    assert filled(room, wanted) == [1, 2]
    assert filled(room, wanted, day=90) == []


def test_it_counts_a_channel_by_how_they_are_reached() -> None:
    room = Room(ruled({"scope": "sender", "window": "day", "limit": 1, "channel": "linkedin"}))
    assert filled(room, people(1, 2, 3)) == [1, 2, 3]


def test_it_takes_nobody_where_a_day_holds_none() -> None:
    assert filled(Room(ruled()), people(1, 2), capacity=0) == []
