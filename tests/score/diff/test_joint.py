"""Two rulesets share a world wherever they take signals for the same."""

import pytest

from prospector.engine.worlds import needed
from prospector.score.diff.joint import joint, reads_alike
from tests.rulesets import KINDS, intent_rule, make_ruleset, segment

OLD = make_ruleset(
    intent={"rules": [intent_rule("likes", "signal.topic = 'boats'", 5)]},
    segments={"segments": [segment("fans", "lead.country = 'FR'")]},
)
NEW = make_ruleset(intent={"rules": [intent_rule("likes", "signal.amount > 5", 5)]})


def test_it_has_every_column_that_either_reads() -> None:
    both = joint(OLD, NEW)
    for entity in ("signal", "lead", "account"):
        assert needed(both, entity) == sorted({*needed(OLD, entity), *needed(NEW, entity)})
    assert "topic_folded" in needed(both, "signal")
    assert both.version not in (OLD.version, NEW.version)


def test_it_takes_the_new_rules_where_both_read_the_same() -> None:
    dearer = make_ruleset(intent={"rules": [intent_rule("likes", "signal.amount > 9", 7)]})
    assert joint(dearer, NEW) is NEW


@pytest.mark.parametrize(
    "changed",
    [
        {"signals": {"kinds": {**KINDS, "post_liked": {"label": "x", "needs": "consent"}}}},
        {"signals": {"kinds": {**KINDS, "post_liked": {"label": "x", "outcome": True}}}},
        {"signals": {"kinds": KINDS, "fields": {"rank": {"entity": "lead", "type": "number"}}}},
        {"feeds": {"feeds": {"web": {"path": "x", "origin": "a test", "consent": True}}}},
    ],
)
def test_it_keeps_worlds_apart_that_take_signals_differently(
    changed: dict[str, object],
) -> None:
    assert not reads_alike(OLD, make_ruleset(**changed))


def test_it_shares_a_world_whatever_signals_are_worth() -> None:
    slower = {"kinds": {**KINDS, "post_liked": {"label": "x", "half_life": 3}}}
    assert reads_alike(OLD, make_ruleset(signals=slower))
