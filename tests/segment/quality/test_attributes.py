"""What segments are compared by."""

from typing import Any

import polars as pl

from prospector.engine import scoring, segments
from prospector.segment.quality.attributes import ACCOUNT, LEAD, Known, frame, names
from prospector.segment.quality.groups import places
from tests.rulesets import segment
from tests.stories import story, world

TOLD: dict[str, Any] = {
    "segments": {"segments": [segment("big", "account.employees > 50")]},
    "fields": {"head_count": {"entity": "account", "type": "number"}},
    "accounts": {"acme": {"employees": 100}, "globex": {"employees": 10}},
    "leads": {
        "alice": {"account": "acme"},
        "bob": {"account": "acme"},
        "carol": {"account": "globex"},
        "dave": {},
    },
    "signals": [
        {"id": "s1", "by": "alice", "kind": "replied", "age": 1},
        {"id": "s2", "account": "globex", "kind": "replied", "age": 1},
        {"id": "s3", "by": "bob", "kind": "post_liked", "age": 1},
    ],
}


def rows(**more: Any) -> dict[str, dict[str, Any]]:
    one = story({**TOLD, **more})
    made, leads = world(one)
    scored = scoring.scores(one.ruleset, made, {})
    nothing = [pl.lit(None, dtype=pl.String).alias(name) for name in LEAD]
    known = Known(
        made.leads.select("lead_id", "account_id", *nothing, attributes=pl.lit("{}")),
        made.accounts.select(
            "account_id",
            *(pl.lit(7).alias(name) for name in ACCOUNT),
            attributes=pl.lit('{"head_count": "1 200"}'),
        ),
    )
    chosen = places(segments.holding(one.ruleset, made, scored))
    found = frame(one.ruleset, made, known, scored, chosen)
    assert found.columns == ["lead_id", "place", *names(one.ruleset)]
    by_id = {row["lead_id"]: row for row in found.rows(named=True)}
    return {name: by_id[lead] for name, lead in leads.items()}


def test_it_has_everybody_in_a_segment_or_not() -> None:
    assert {name: row["place"] for name, row in rows().items()} == {
        "alice": 0,
        "bob": 0,
        "carol": None,
        "dave": None,
    }


def test_it_counts_an_outcome_of_a_lead_or_of_its_account_without_a_person() -> None:
    assert {name: row["outcome.replied"] for name, row in rows().items()} == {
        "alice": True,
        "bob": False,
        "carol": True,
        "dave": False,
    }


def test_it_reads_declared_attributes_as_their_type() -> None:
    found = rows()
    assert found["alice"]["account.head_count"] == 1200
    assert found["dave"]["account.head_count"] is None


def test_it_gives_points_as_people_see_them() -> None:
    assert rows()["alice"]["fit.expected"] == 80  # 60 known, half of 40 unknown


def test_it_compares_behaviours_where_the_rules_tell_any() -> None:
    assert "behaviour" not in rows()["alice"]
    large = {"id": "prudent", "label": "Prudent", "when": "account.employees > 50"}
    found = rows(segments={**TOLD["segments"], "behaviours": [large, {**large, "id": "zen"}]})
    assert {name: row["behaviour"] for name, row in found.items()} == {
        "alice": "prudent",
        "bob": "prudent",
        "carol": None,
        "dave": None,
    }
