"""A few leads scored anew have the scores that all leads have."""

from itertools import combinations

import polars as pl
from polars.testing import assert_frame_equal

from prospector.engine import anew, scoring
from tests.rulesets import FIT, intent_rule, make_ruleset
from tests.stories import story, world

TOLD = story(
    {
        "accounts": {"acme": {"employees": 60}, "globex": {}},
        "leads": {
            "alice": {"account": "acme", "seniority": "director"},
            "bob": {"account": "acme"},
            "carol": {"account": "globex", "seniority": "intern"},
            "dave": {},
        },
        "signals": [
            {"id": "one", "by": "alice", "kind": "post_liked", "subject": "post", "age": 3},
            {"id": "two", "by": "bob", "kind": "post_liked", "subject": "post", "age": 5},
            {"id": "three", "account": "globex", "kind": "job_posted", "age": 3},
            {"id": "four", "by": "dave", "kind": "post_liked", "age": 200},
        ],
    }
)
RULES = make_ruleset(
    intent={
        "rules": [
            intent_rule("all", "signal.kind = 'post_liked'", 20, scope="account", share=0.5),
            intent_rule("often", "count_signals('post_liked', 30) > 0", 3),
            intent_rule("own", "signal.kind in ('post_liked', 'job_posted')", 10),
        ]
    }
)


def test_it_gives_what_a_step_by_step_score_gives_whichever_fits_stand() -> None:
    made, _ = world(TOLD)
    expected = {"core/size": 300_000, "core/role": 700_000}
    whole = scoring.scores(RULES, made, expected)
    fits = scoring.fits(RULES, made, expected).frame()
    for count in range(fits.height + 1):
        for places in combinations(range(fits.height), count):
            found = anew.scores(RULES, made, expected, fits[list(places)])
            assert_frame_equal(found.sort("lead_id"), whole.sort("lead_id"))


def test_it_trusts_the_fits_that_it_is_told_stand() -> None:
    made, _ = world(TOLD)
    other = (
        scoring.fits(RULES, made, {}).frame().with_columns(lower=pl.lit(7), profile=pl.lit("told"))
    )
    found = anew.scores(RULES, made, {}, other)
    assert set(found.select("lower", "profile").rows()) == {(7, "told")}


def test_it_passes_over_fits_of_people_who_are_no_leads() -> None:
    made, _ = world(TOLD)
    fits = scoring.fits(RULES, made, {}).frame()
    some = made.only(made.leads["lead_id"][:2])
    assert anew.scores(RULES, some, {}, fits).height == 2


def test_it_keeps_no_fit_that_asks_for_signals() -> None:
    assert anew.keeps_fits(make_ruleset())
    for when in ("days_since('post_liked') < 3", "account.surge > 50"):
        group = {"id": "now", "rules": [{"id": "lately", "when": when, "points": 10}]}
        core = FIT["profiles"][0]
        profile = {**core, "groups": [*core["groups"], group]}
        assert not anew.keeps_fits(make_ruleset(fit={"profiles": [profile]}))
