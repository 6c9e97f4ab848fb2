"""The terms of conditions, judged one by one."""

from prospector.engine import scoring
from prospector.engine.judged import Chain, Term, catalogue, judged, terms
from tests.rulesets import intent_rule, make_ruleset, segment
from tests.stories import story, world

TOLD = story(
    {
        "intent": {
            "rules": [intent_rule("liked", "signal.kind = 'post_liked'", 10, half_life="never")]
        },
        "segments": {
            "segments": [
                segment(
                    "both",
                    "(fired('liked') or intent > 50) and not lead.function = 'hr'"
                    " and count_signals('post_liked', 30) >= 2",
                ),
                segment("one", "account.employees > 10"),
                segment("again", "intent > 50 or account.employees > 10"),
            ]
        },
        "accounts": {"acme": {"employees": 100}},
        "leads": {"alice": {"account": "acme", "function": "hr"}, "bob": {}},
        "signals": [{"id": "l1", "by": "alice", "kind": "post_liked", "age": 1}],
    }
)


def test_it_splits_conditions_at_and_and_or_and_no_further() -> None:
    first, second, _ = catalogue(TOLD.ruleset).conditions
    assert [term.text for term in terms(first)] == [
        "fired('liked')",
        "intent > 50",
        "NOT lead.function = 'hr'",
        "count_signals('post_liked', 30) >= 2",
    ]
    assert isinstance(first, Chain)
    assert first.every
    assert isinstance(first.parts[0], Chain)
    assert not first.parts[0].every
    assert isinstance(second, Term)


def test_it_says_of_each_lead_which_term_holds_and_what_it_reads() -> None:
    made, leads = world(TOLD)
    scored = scoring.scores(TOLD.ruleset, made, {})
    rows = {row["lead_id"]: row for row in judged(TOLD.ruleset, made, scored).rows(named=True)}
    first, second, _ = catalogue(TOLD.ruleset).conditions
    alice, bob = rows[leads["alice"]], rows[leads["bob"]]
    assert [alice[term.holds] for term in terms(first)] == [True, False, False, False]
    assert [bob[term.holds] for term in terms(first)] == [False, False, None, False]
    assert isinstance(second, Term)
    assert (alice[second.holds], bob[second.holds]) == (True, None)
    values = {name: alice[column] for term in terms(first) for name, column in term.values.items()}
    assert values == {
        "fired('liked')": 10.0,
        "intent": 10.0,
        "count_signals('post_liked', 30)": 1.0,
    }


def test_it_judges_equal_terms_once() -> None:
    _, second, third = catalogue(TOLD.ruleset).conditions
    assert isinstance(second, Term)
    assert terms(third)[1].holds == second.holds


def test_it_has_an_answer_without_segments() -> None:
    made, _ = world(story({"leads": {"alice": {}}}))
    ruleset = make_ruleset()
    assert judged(ruleset, made, scoring.scores(ruleset, made, {})).columns == ["lead_id"]
