"""Parts of intent, largest first, then what ceilings correct."""

from typing import Any

from prospector.engine.points import nano
from prospector.score.parts import Source, Told, intent_parts
from tests.rulesets import intent_rule, make_ruleset
from tests.stories import NOW

WHY = {"en": "{{ lead.first_name }} liked {{ signal.subject }}", "fr": "{{ signal.label.fr }}"}
RULESET = make_ruleset(
    intent={
        "groups": {"g": {"cap": 5}},
        "rules": [
            intent_rule("liked", "signal.kind = 'post_liked'", 4, group="g", cap=6, why=WHY),
            intent_rule("no", "signal.kind = 'replied'", -3),
        ],
    }
)


def told(language: str = "en") -> Told:
    signal = {
        "kind": "post_liked",
        "subject": "Post 1",
        "occurred_at": NOW,
        "feed": "f",
        "file": "a.csv",
        "line": 3,
    }
    signals = {1: signal, 2: {**signal, "subject": None}, 3: {**signal, "kind": "replied"}}
    return Told(language=language, lead={"first_name": "Alice"}, account={}, signals=signals)


def row(rule: int, signal_id: int, points: float, **more: float) -> dict[str, Any]:
    factors = {"age": 2.0, "share": 1.0, "confidence": 1.0, "redundancy": 1.0, "decay": 1.0}
    return {"rule": rule, "signal_id": signal_id, "nano": nano(points), **factors, **more}


def test_it_sorts_by_size_and_ends_with_ceilings() -> None:
    found = [row(0, 1, 4), row(1, 3, -3), row(0, 2, 3)]
    parts, sums = intent_parts(RULESET, found, told())
    assert [(part.rule, part.cap, part.nano) for part in parts] == [
        ("liked", None, nano(4)),
        ("liked", None, nano(3)),
        ("no", None, nano(-3)),
        ("liked", "liked", nano(-1)),
        (None, "g", nano(-1)),
    ]
    assert sum(part.nano for part in parts) == sums.intent == nano(2)
    assert [part.why for part in parts[3:]] == [
        "rule liked: at most 6 points",
        "group g: at most 5 points",
    ]


def test_it_names_factors_and_source() -> None:
    (part, *_), _ = intent_parts(
        RULESET, [row(0, 1, 1, share=0.5, confidence=0.8, redundancy=0.25, decay=0.1)], told()
    )
    assert part.weight == 0.5 * 0.8 * 0.25
    assert (part.rule_points, part.decay, part.age_days) == (4.0, 0.1, 2.0)
    assert part.source == Source("f", "a.csv", 3)


def test_it_says_the_kind_where_the_sentence_lacks_a_value() -> None:
    parts, _ = intent_parts(RULESET, [row(0, 1, 2), row(0, 2, 1)], told())
    assert [part.why for part in parts] == ["Alice liked Post 1", "liked a post"]


def test_it_speaks_both_languages() -> None:
    parts, _ = intent_parts(RULESET, [row(1, 3, -3)], told("fr"))
    assert parts[-1].why == "l'intention reste entre 0 et 100"
