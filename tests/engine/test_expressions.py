"""Conditions are parsed once, and their fields found in the frames."""

from prospector.engine.expressions import column_sql, entities, expressions, fit_rules
from tests.rulesets import KINDS, intent_rule, make_ruleset, segment

FIELDS = {"heads": {"entity": "account", "type": "number"}}


def test_it_knows_what_every_rule_reads() -> None:
    ruleset = make_ruleset(
        intent={"rules": [intent_rule("r", "signal.kind = 'post_liked' and account.heads > 3", 1)]},
        signals={"kinds": KINDS, "fields": FIELDS},
    )
    parsed = expressions(ruleset)
    assert parsed.intent["r"].fields == {"signal.kind", "account.heads"}
    assert parsed.fields_of("account") == ["account.employees", "account.heads"]
    assert list(parsed.fit) == [rule.id for rule in fit_rules(ruleset)]


def test_it_spells_columns_with_a_prefix_for_declared_attributes() -> None:
    assert column_sql("lead.function") == 'l."function"'
    assert column_sql("account.heads") == 'a."attribute_heads"'
    assert column_sql("signal.feed") == 's."feed_folded"'


def test_it_takes_a_count_for_a_question_about_the_lead() -> None:
    rule = intent_rule("r", "count_signals('post_liked', 30) > 1", 1)
    counting = expressions(make_ruleset(intent={"rules": [rule]})).intent["r"]
    assert entities(counting) == {"lead"}


def test_it_reads_amounts_where_a_segment_asks_for_purchases() -> None:
    ruleset = make_ruleset(segments={"segments": [segment("s", "rfm.monetary > 100")]})
    assert expressions(ruleset).fields_of("signal") == ["signal.amount", "signal.currency"]
