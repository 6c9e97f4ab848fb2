"""A ruleset finds its own parts by id."""

from tests.rulesets import intent_rule, make_ruleset, segment


def test_it_finds_segments_and_rules_by_id() -> None:
    ruleset = make_ruleset(
        intent={"rules": [intent_rule("liked", "signal.kind = 'post_liked'", 5)]},
        segments={"segments": [segment("fans", "fired('liked')"), segment("others", "true")]},
    )
    assert ruleset.segments_by_id["fans"].when == "fired('liked')"
    assert list(ruleset.segments_by_id) == ["fans", "others"]
    assert ruleset.intent_by_id["liked"].points == 5
