"""Queries keep their meaning when they are spelled for another engine."""

from pathlib import Path

import pytest

from prospector.engine import dialects, scoring
from prospector.rules.loader import load_ruleset


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("SELECT a // b FROM t", "SELECT a DIV b FROM t"),
        ('SELECT s."kind" FROM t AS s', "SELECT s.`kind` FROM t AS s"),
        ("SELECT CAST(NULL AS VARCHAR)", "SELECT CAST(NULL AS STRING)"),
        ("SELECT starts_with(a, 'b')", "SELECT STARTSWITH(a, 'b')"),
        ("SELECT list_contains(a, 'b')", "SELECT ARRAY_CONTAINS(a, 'b')"),
        (
            "SELECT unnest([1, NULL]) AS place FROM t",
            "SELECT EXPLODE(ARRAY(1, NULL)) AS place FROM t",
        ),
        (
            "WITH t AS MATERIALIZED (SELECT 1) SELECT * FROM t",
            "WITH t AS (SELECT 1) SELECT * FROM t",
        ),
        ("SELECT pow(2e0, -a / 7e0)", "SELECT POWER(2e0, -a / 7e0)"),
    ],
)
def test_it_spells_for_spark_what_differs(ours: str, theirs: str) -> None:
    assert dialects.spark(ours) == theirs


def test_it_keeps_the_place_of_nulls_in_an_order() -> None:
    text = "SELECT row_number() OVER (PARTITION BY a ORDER BY b DESC, c) FROM t"
    assert dialects.spark(text) == (
        "SELECT ROW_NUMBER() OVER (PARTITION BY a ORDER BY b DESC, c NULLS LAST) FROM t"
    )


def test_it_spells_a_text_once() -> None:
    assert dialects.spark("SELECT 1 AS one") is dialects.spark("SELECT 1 AS one")


@pytest.mark.parametrize("call", ["hash(a)", "trunc(a)", "median(a)", "made_up(a)"])
def test_it_refuses_what_was_never_compared(call: str) -> None:
    with pytest.raises(ValueError, match="not known to be the same on Spark"):
        dialects.spark(f"SELECT {call} FROM t")


def test_it_can_spell_every_text_of_the_shipped_rules() -> None:
    ruleset = load_ruleset(Path(__file__).parents[2] / "rules")
    made = scoring.compiled(ruleset)
    for sql in (made.seen, made.scores, made.priors, made.contributions, made.traits):
        assert dialects.spark(sql)
