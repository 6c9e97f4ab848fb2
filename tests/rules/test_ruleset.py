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


def test_it_scores_as_another_with_its_own_company_feeds_and_policy() -> None:
    other = make_ruleset(
        intent={"rules": [intent_rule("liked", "signal.kind = 'post_liked'", 5)]},
        feeds={"feeds": {"likes": {"path": "x", "origin": "a test"}}},
    )
    mine = make_ruleset()
    mixed = mine.scoring_as(other)
    assert (mixed.version, mixed.intent, mixed.feeds) == (other.version, other.intent, mine.feeds)
    assert mixed.texts == {**mine.texts, "intent.yaml": other.texts["intent.yaml"]}
    assert mine.scoring_as(mine) is mine
