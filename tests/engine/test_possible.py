"""Which rules could hold for a lead."""

from prospector.engine.possible import possible
from tests.rulesets import intent_rule
from tests.stories import story, world


def test_it_judges_what_a_rule_asks_of_lead_and_account() -> None:
    told = story(
        {
            "intent": {
                "rules": [
                    intent_rule("any", "signal.kind = 'post_liked'", 1),
                    intent_rule("owner", "signal.kind = 'post_liked' and lead.seniority = 'owner'", 1),
                    intent_rule("big", "account.employees > 50", 1),
                    intent_rule("some", "signal.kind = 'replied' or lead.seniority = 'owner'", 1),
                    intent_rule("often", "signal.kind = 'replied' and count_signals('replied', 9) > 3", 1),
                ]
            },
            "accounts": {"acme": {"employees": 100}},
            "leads": {"alice": {"account": "acme", "seniority": "owner"}, "bob": {}},
        }
    )  # fmt: skip
    made, leads = world(told)
    rows = {row[0]: row[1:] for row in possible(told.ruleset, made).rows()}
    assert rows[leads["alice"]] == (True, True, True, True, True)
    assert rows[leads["bob"]] == (True, False, False, True, True)
