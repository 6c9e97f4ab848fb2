"""Signals that gave nothing; `test_explanation` tells them through the store."""

from datetime import timedelta

from prospector.score.parts import Told
from prospector.score.uncounted import uncounted
from tests.rulesets import intent_rule, make_ruleset
from tests.stories import NOW


def test_it_leaves_out_what_counted_and_keeps_the_order() -> None:
    ruleset = make_ruleset(
        intent={
            "rules": [intent_rule("liked", "signal.kind = 'post_liked' and lead.title = 'x'", 5)]
        }
    )
    own = [
        {
            "id": number,
            "kind": "post_liked",
            "subject": None,
            "feed": "likers",
            "file": "f.csv",
            "line": number,
            "occurred_at": NOW - timedelta(days=number),
        }
        for number in (1, 2, 300)
    ]
    told = Told(language="fr", lead={"title": "y"}, account={}, signals={}, own=own)
    found = uncounted(ruleset, {1}, told, NOW)
    assert [(one.signal, one.code, one.why) for one in found] == [
        (2, "condition", "la condition de liked n'est pas remplie"),
        (300, "too_old", "300 jours\xa0: ses règles remontent à 180"),
    ]
