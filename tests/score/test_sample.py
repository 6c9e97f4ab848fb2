"""One example as rows."""

from typing import Any

import pytest

from prospector.rules.models import Example
from prospector.score.sample import AS_OF, FEED, Sample, rows_of, sample, with_feed
from tests.rulesets import KINDS, make_ruleset

FIELDS = {
    "heads": {"entity": "account", "type": "number"},
    "hot": {"entity": "signal", "type": "bool"},
}
RULESET = make_ruleset(signals={"kinds": KINDS, "fields": FIELDS})


def made(**example: Any) -> Sample:
    return sample(RULESET, 3, Example(name="it", expect={}, **example))


def test_it_gives_the_lead_an_account_and_signals_of_their_own() -> None:
    one = made(
        lead={"title": "COO", "last_name": "Martin"},
        account={"employees": 100, "tools": ["A"], "heads": 7},
        signals=[
            {"kind": "post_liked", "subject": "Été", "age": 2},
            {"kind": "post_liked", "by": "colleague"},
            {"kind": "post_liked", "by": "nobody", "hot": True, "confidence": 0.5},
        ],
    )
    assert one.problems == []
    assert one.lead == {"title": "COO", "lead_id": 3, "account_id": 3}
    assert one.account == {
        "relation": "prospect", "employees": 100.0, "tools": '["A"]', "attributes.heads": "7",
        "account_id": 3,
    }  # fmt: skip
    assert [row["lead_id"] for row in one.signals] == [3, -4, None]
    assert one.signals[0]["subject_folded"] == "ete"
    assert one.signals[0]["occurred_at"] == AS_OF - 2 * 86_400_000_000
    assert one.signals[2]["attributes.hot"] == "true"
    assert [row["confidence"] for row in one.signals] == [1.0, 1.0, 0.5]


@pytest.mark.parametrize(
    ("example", "problem"),
    [
        ({"lead": {"tilte": "x"}}, "unknown lead field 'tilte'; did you mean 'title'?"),
        ({"lead": {"title": ["x"]}}, "lead.title is a text, not ['x']"),
        ({"account": {"employees": True}}, "account.employees is a number, not True"),
        ({"account": {"crm_in_place": "yes"}}, "account.crm_in_place is a bool, not 'yes'"),
        ({"account": {"tools": "A"}}, "account.tools is a list, not 'A'"),
        ({"signals": [{"kind": "post_liked", "age": "2"}]}, "age: write days as a number, not '2'"),
        (
            {"signals": [{"kind": "post_likes"}]},
            "unknown kind 'post_likes'; did you mean 'post_liked'?",
        ),
    ],
)
def test_it_says_what_makes_no_sense(example: dict[str, Any], problem: str) -> None:
    assert made(**example).problems == [problem]


def test_it_builds_every_column_conditions_may_read() -> None:
    rows = rows_of(RULESET, [made(), made(signals=[{"kind": "post_liked"}])])
    assert rows.leads.height == 2
    assert {"attributes.heads", "employees", "tools"} <= set(rows.accounts.columns)
    assert {"attributes.hot", "topic_folded", "amount"} <= set(rows.signals.columns)


def test_it_adds_its_own_feed_with_consent() -> None:
    feeds = with_feed(RULESET).feeds.feeds
    assert feeds[FEED].consent
    assert with_feed(RULESET).version == RULESET.version
