"""What the engine computed becomes rows of the score table."""

import json

import polars as pl

from prospector.engine import scoring
from prospector.score.records import records, totals_json
from prospector.store.scores import COLUMNS
from tests.rulesets import intent_rule
from tests.stories import story, world


def test_it_has_every_column_of_the_table() -> None:
    told = story(
        {
            "intent": {
                "rules": [intent_rule("liked", "signal.kind = 'post_liked'", 3, half_life="never")]
            },
            "leads": {"alice": {}},
            "signals": [{"id": "s", "by": "alice", "kind": "post_liked", "age": 1}],
        }
    )
    made, _ = world(told)
    found = scoring.scores(told.ruleset, made, {})
    rows = records(told.ruleset, found, as_of=made.as_of, known_at=made.known_at)
    assert set(rows.columns) == set(COLUMNS)
    row = rows.row(0, named=True)
    assert row["fit_nano"] == row["fit_lower_nano"]
    assert (row["as_of"], row["known_at"]) == (made.as_of, made.known_at)
    assert row["rule_totals"] == '{"liked": 3000000000}'


def test_it_writes_totals_that_are_not_zero_as_json() -> None:
    frame = pl.DataFrame({"r0": [0, 5], "r1": [0, -7]})
    texts = frame.select(totals_json(["a", "b-c"])).to_series()
    assert [json.loads(text) for text in texts] == [{}, {"a": 5, "b-c": -7}]
    assert pl.select(totals_json([])).item() == "{}"
