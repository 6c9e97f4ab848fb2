"""Rows become the frames a score is a function of."""

import polars as pl

from prospector.engine.worlds import needed
from tests.rulesets import KINDS, intent_rule, make_ruleset
from tests.stories import story, world


def test_it_reads_only_the_columns_that_conditions_read() -> None:
    ruleset = make_ruleset(
        intent={"rules": [intent_rule("r", "signal.topic = 'x' and account.heads > 3", 1)]},
        signals={"kinds": KINDS, "fields": {"heads": {"entity": "account", "type": "number"}}},
    )
    assert needed(ruleset, "signal") == ["topic_folded"]
    assert needed(ruleset, "account") == ["attributes.heads", "employees"]
    assert needed(ruleset, "lead") == ["seniority"]


def test_it_hides_who_visited_where_a_feed_declares_no_consent() -> None:
    told = story(
        {
            "feeds": {"portal": {"consent": True}},
            "accounts": {"acme": {}},
            "leads": {"alice": {"account": "acme"}},
            "signals": [
                {"id": f"s{feed}", "feed": feed, "by": "alice", "kind": kind, "age": 1}
                for feed in ("web", "portal")
                for kind in ("pricing_visited", "post_liked")
            ],
        }
    )
    made, leads = world(told)
    people = dict(
        zip(
            zip(made.signals["feed"], made.signals["kind"], strict=True),
            made.signals["lead_id"],
            strict=True,
        )
    )
    assert people == {
        ("web", "pricing visited"): None,
        ("web", "post liked"): leads["alice"],
        ("portal", "pricing visited"): leads["alice"],
        ("portal", "post liked"): leads["alice"],
    }
    assert made.signals["account_id"].null_count() == 0


def test_it_keeps_the_feed_as_given_to_break_ties_and_folded_to_compare() -> None:
    told = story(
        {
            "intent": {"rules": [intent_rule("r", "signal.feed = 'Web Likers'", 1)]},
            "leads": {"alice": {}},
            "signals": [
                {"id": "s", "feed": "Web-Likers", "by": "alice", "kind": "post_liked", "age": 1}
            ],
        }
    )
    made, _ = world(told)
    assert made.signals.select("feed", "feed_folded").row(0) == ("Web-Likers", "web likers")


def test_it_keeps_all_signals_when_fewer_leads_are_scored() -> None:
    told = story({"leads": {"alice": {}, "bob": {}}})
    made, leads = world(told)
    alone = made.only([leads["bob"]])
    assert alone.leads["lead_id"].to_list() == [leads["bob"]]
    assert alone.signals is made.signals
    assert alone.leads.schema["lead_id"] == pl.Int64
