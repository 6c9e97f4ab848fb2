"""A past morning is ranked as the queue would have ranked it."""

from typing import Any

import polars as pl
import pytest

from prospector.measure.backtest.ranking import DAY, Morning, Rests, ranked
from tests.rulesets import DEFAULTS, make_ruleset, segment

RULES = make_ruleset(
    segments={
        "segments": [segment("hot", "true"), segment("ours", "true", relations=["customer"])]
    },
    company={
        **DEFAULTS["company"],
        "competitor_domains": ["rival.example"],
        "customer_domains": ["won.example"],
    },
    policy={**DEFAULTS["policy"], "cool_down": {"person": 30, "touched_elsewhere": 14}},
)
AT = 1000 * DAY


# Any: columns of several types.
def lead(number: int, **more: Any) -> dict[str, Any]:
    return {
        "lead_id": number,
        "grade": "A1",
        "priority": 10.0,
        "newest": AT,
        "disqualified_by": None,
        "place": 0,
        "email": f"lead{number}@mail.example",
        "linkedin_url": None,
        "domain": "acme.example",
        "relation": "prospect",
        **more,
    }


def order(*leads: dict[str, Any]) -> pl.DataFrame:
    told = pl.DataFrame(
        [{**one, "account_id": one["lead_id"]} for one in leads],
        schema_overrides={
            "disqualified_by": pl.String,
            "place": pl.Int64,
            "linkedin_url": pl.String,
            "email": pl.String,
            "newest": pl.Int64,
        },
    )
    return ranked(
        RULES,
        Morning(
            told.select("lead_id", "grade", "priority", "newest", "disqualified_by"),
            told.select("lead_id", "place").drop_nulls(),
            told.select("lead_id", "account_id", "email", "linkedin_url"),
            told.select("account_id", "domain", "relation"),
        ),
    )


def test_it_orders_by_priority_then_newest_signal_then_name() -> None:
    found = order(
        lead(1, priority=5.0),
        lead(2, newest=AT - DAY),
        lead(3, email="b@mail.example"),
        lead(4, email="a@mail.example"),
    )
    assert found["lead_id"].to_list() == [4, 3, 2, 1]
    assert found.columns == [
        "lead_id", "account_id", "segment", "grade", "priority", "email", "linkedin_url",
    ]  # fmt: skip
    assert set(found["segment"]) == {"hot"}


@pytest.mark.parametrize(
    "gate",
    [
        {"grade": "C3"},
        {"disqualified_by": "student"},
        {"newest": None},
        {"place": None},
        {"email": None},
        {"relation": "customer"},
        {"relation": "own"},
        {"relation": "open_opportunity"},
        {"domain": "ours.example"},
        {"domain": "rival.example"},
        {"email": "spy@rival.example", "domain": None},
    ],
)
def test_it_leaves_out_whom_a_gate_would_have_stopped(gate: dict[str, Any]) -> None:
    assert order(lead(1), lead(2, **gate))["lead_id"].to_list() == [1]


@pytest.mark.parametrize(
    "more",
    [
        {"relation": "former_customer"},
        {"relation": "customer", "place": 1},
        {"email": None, "linkedin_url": "in/bob"},
        # A list without dates does not say that they were customers then.
        {"domain": "won.example"},
        {"relation": None, "domain": None},
    ],
)
def test_it_keeps_whom_none_would_have_stopped(more: dict[str, Any]) -> None:
    assert order(lead(1, **more)).height == 1


def rests(*signals: tuple[int, str, float, float], drafted: dict[int, float] = {}) -> Rests:  # noqa: B006 - never changed
    """Signals as (lead, kind, days ago, days ago received)."""
    names = {
        "lead_id": pl.Int64,
        "kind": pl.String,
        "occurred_at": pl.Int64,
        "received_at": pl.Int64,
    }
    rows = [
        (who, kind, AT - round(age * DAY), AT - round(received * DAY))
        for who, kind, age, received in signals
    ]
    opened = [(who, AT - round(age * DAY)) for who, age in drafted.items()]
    return Rests(
        RULES,
        pl.DataFrame(rows, schema=names, orient="row"),
        pl.DataFrame(opened, schema={"lead_id": pl.Int64, "at": pl.Int64}, orient="row"),
    )


def taken(resting: Rests, *, at: int = AT, capacity: int = 9, leads: int = 3) -> list[int]:
    found = order(*(lead(number, priority=20.0 - number) for number in range(1, leads + 1)))
    rows = resting.take(found, at=at, capacity=capacity)
    assert rows["rank"].to_list() == list(range(1, rows.height + 1))
    return rows["lead_id"].to_list()


def test_it_takes_as_many_as_a_day_holds_and_lets_them_rest() -> None:
    resting = rests()
    assert taken(resting, capacity=2) == [1, 2]
    assert taken(resting, at=AT + DAY, capacity=2) == [3]
    assert taken(resting, at=AT + 29 * DAY) == []
    assert taken(resting, at=AT + 30 * DAY, capacity=2) == [1, 2]


def test_it_leaves_alone_who_really_had_a_draft() -> None:
    assert taken(rests(drafted={1: 5, 2: 31})) == [2, 3]
    # The draft of this very morning is what it is held against.
    assert taken(rests(drafted={1: 0, 2: -3})) == [1, 2, 3]


@pytest.mark.parametrize(
    ("kind", "days"),
    [("touched", 14), ("replied", 14), ("replied_negative", 180), ("opted_out", 180)],
)
def test_it_leaves_alone_who_is_talked_to(kind: str, days: int) -> None:
    folded = kind.replace("_", " ")
    assert taken(rests((1, folded, days - 1, days - 1))) == [2, 3]
    assert taken(rests((1, folded, days, days))) == [1, 2, 3]
    # Nobody knew it yet.
    assert taken(rests((1, folded, days - 1, -1))) == [1, 2, 3]
