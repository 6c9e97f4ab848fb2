"""Rulesets to ask with: every field is read, candidates stand behind today's rules."""

from prospector.engine import surge
from prospector.engine.expressions import expressions
from prospector.measure.learn.candidates import (
    TITLE,
    TRIED,
    Candidate,
    person_fields,
    signal_fields,
)
from prospector.measure.learn.trial import asking, trying
from prospector.rules.fields import SURGE_FIELDS
from prospector.rules.models import Scope
from tests.rulesets import KINDS, intent_rule, make_ruleset

RULES = make_ruleset(
    intent={"rules": [intent_rule("liked", "signal.kind = 'post_liked'", 10)]},
    signals={
        "kinds": KINDS,
        "fields": {
            "plan": {"entity": "account", "type": "text"},
            "speaker": {"entity": "signal", "type": "bool"},
        },
    },
)


def test_it_reads_every_field_that_may_become_a_rule() -> None:
    asked = expressions(asking(RULES))
    read = {name for entity in ("lead", "account") for name in asked.fields_of(entity)}
    assert {TITLE, *person_fields(RULES)} - set(SURGE_FIELDS) <= read
    assert surge.needed(asking(RULES))
    assert "account.plan" in read
    assert set(signal_fields(RULES)) <= set(asked.fields_of("signal"))
    assert "signal.speaker" in asked.fields_of("signal")


def test_it_puts_candidates_behind_todays_rules() -> None:
    tried = trying(
        RULES,
        [
            Candidate("account.region = 'x'", "account.region"),
            Candidate("signal.kind = 'job_posted'", "job_posted", Scope.ACCOUNT),
        ],
    )
    assert [rule.id for rule in tried.intent.rules] == ["liked", "learn-tried-signal-0"]
    assert tried.intent.rules[1].points == TRIED
    assert tried.intent.rules[1].scope is Scope.ACCOUNT
    last = tried.fit.profiles[-1].groups[0].rules
    assert [rule.when for rule in last] == ["account.region = 'x'"]


def test_it_has_a_version_of_its_own() -> None:
    versions = {RULES.version, asking(RULES).version, trying(RULES, []).version}
    assert len(versions) == 2  # nothing tried is today's ruleset
    assert trying(RULES, []).version == RULES.version
