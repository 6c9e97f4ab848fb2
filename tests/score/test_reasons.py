"""Contributions, traits and outlook put together for one lead."""

from prospector.score import reasons
from prospector.score.explanation import Explanation
from prospector.score.parts import Told
from tests.rulesets import intent_rule
from tests.stories import Story, story, world


def told(**more: object) -> Story:
    return story(
        {
            "intent": {
                "rules": [
                    intent_rule("liked", "signal.kind = 'post_liked'", 60, half_life=7),
                    intent_rule("small", "signal.kind = 'post_commented'", 30, half_life=7),
                ]
            },
            "accounts": {"acme": {"employees": 100}},
            "leads": {"alice": {"account": "acme", "seniority": "director"}},
            "signals": [{"id": "s1", "by": "alice", "kind": "post_liked", "age": 0}],
            **more,
        }
    )


def explained(one: Story) -> Explanation:
    made, leads = world(one)
    signals = {n: {**s, "file": "a.csv", "line": n} for n, s in enumerate(one.signals, 1)}
    lead = {
        "id": leads["alice"],
        "first_name": "Alice",
        "last_name": None,
        "email": "a@acme.example",
    }
    facts = Told(language="en", lead=lead, account={"name": "Acme"}, signals=signals)
    return reasons.explain(one.ruleset, made, {}, reasons.contributions(one.ruleset, made), facts)


def test_it_puts_everything_together() -> None:
    found = explained(told())
    assert (found.grade, found.intent.score, found.fit.score) == ("A1", 60 * 10**9, 100 * 10**9)
    assert found.lead["name"] == "Alice"
    assert found.lead["account"] == "Acme"
    falls = found.outlook.falls
    assert falls is not None
    # 60 x 2^(-2/7) = 49.2 is under 50 on the second day.
    assert (falls.on.isoformat(), falls.to) == ("2026-11-23", "A2")
    assert found.outlook.rises is None


def test_it_knows_no_outlook_of_a_lead_that_is_disqualified() -> None:
    rules = [
        {"id": "director", "when": "lead.seniority = 'director'", "points": 1, "disqualify": True}
    ]
    fit = {"profiles": [{"id": "p", "label": "P", "groups": [{"id": "g", "rules": rules}]}]}
    found = explained(told(fit=fit))
    assert (found.grade, found.disqualified_by) == ("C3", "director")
    assert (found.outlook.falls, found.outlook.rises) == (None, None)
    assert found.why_now == "liked"


def test_it_has_nothing_to_say_without_signals() -> None:
    found = explained(told(signals=[]))
    assert found.why_now is None
    assert found.intent.parts == []
    assert found.outlook.rises is not None
    assert found.outlook.rises.rule == "small"
