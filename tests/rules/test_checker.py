"""Fields, words and nodes: what a condition may contain at all."""

import pytest

from prospector.rules import fields
from prospector.rules.checker import Scope, name_of
from prospector.rules.conditions import ConditionError, parse, parse_in
from prospector.rules.dialect import tree_of

KINDS = ("job_posted", "post_liked")


def faults(source: str, scope: Scope | None = None) -> list[tuple[str, int]]:
    scope = scope or Scope(fields.INTENT, values={"signal.kind": KINDS})
    with pytest.raises(ConditionError) as caught:
        parse_in(source, scope)
    return [(message, offset) for message, offset in caught.value.faults]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("signal.knd = 'x'", "unknown field 'signal.knd'; did you mean 'signal.kind'?"),
        ("kind = 'post_liked'", "unknown field 'kind'; did you mean 'signal.kind'?"),
        ("job_posted", "unknown field 'job_posted'; did you mean the text 'job_posted'?"),
        ("xyzzy", "unknown field 'xyzzy'"),
        ("fit > 3", "unknown field 'fit' here"),
        ("lead.x.y = 3", "a field is written entity.name, such as account.employees"),
    ],
)
def test_it_names_unknown_fields_with_the_nearest_known_one(source: str, message: str) -> None:
    assert faults(source) == [(message, 0)]


def test_it_tells_a_segment_how_to_speak_of_signals() -> None:
    message = (
        "unknown field 'signal.kind' here: use fired('rule-id') or count_signals('kind', days)"
    )
    assert faults("signal.kind = 'x'", Scope(fields.SEGMENT)) == [(message, 0)]


@pytest.mark.parametrize(
    ("source", "offset"),
    [
        ("signal.kind = job_posted", 14),
        ("job_posted = signal.kind", 0),
        ("signal.kind in ('post_liked', job_posted)", 30),
        ("contains(signal.subject, job_posted)", 25),
        ("has(account.tools, job_posted)", 19),
        ("lead.title = job_posted", 13),
        ("count_signals(job_posted, 3) > 1", 14),
    ],
)
def test_it_takes_a_bare_word_for_a_text_that_lost_its_quotes(source: str, offset: int) -> None:
    hint = "unknown field 'job_posted'; did you mean the text 'job_posted'?"
    assert faults(source)[0] == (hint, offset)


def test_it_reads_names_without_regard_to_case() -> None:
    assert parse("Account.EMPLOYEES > 3", fields.FIT).fields == {"account.employees"}
    assert name_of(tree_of("Signal.Kind")) == "signal.kind"
    assert name_of(tree_of("Signal.Kind"), lower=False) == "Signal.Kind"


@pytest.mark.parametrize(
    ("source", "word"),
    [
        ("lead.title like '%x%'", "patterns are not part"),
        ("lead.title ilike 'x'", "patterns are not part"),
        ("lead.title similar to 'x'", "patterns are not part"),
        ("exists(select 1)", "a condition holds no SELECT"),
        ("account.employees > (select 1)", "a condition holds no SELECT"),
        ("signal.kind in (select 1)", "`in` needs a list"),
        ("case when true then true end", "cannot read"),
        ("lead.title || 'x' = 'y'", "texts cannot be joined"),
        ("account.employees % 2 = 1", "not part of the condition language"),
        ("lead.title is not distinct from 'x'", "not part of the condition language"),
        ("account.tools[1] = 'x'", "not part of the condition language"),
        ("account.employees::int > 3", "the only typed value is a day"),
        ("try_cast(account.employees as int) > 3", "unknown function"),
        ("? = 3", "not part of the condition language"),
        (":x = 3", "not part of the condition language"),
        ("@x = 3", "not part of the condition language"),
        ("(1, 2) = 3", "not part of the condition language"),
        ("contains(*)", "write it as contains"),
        ("contains(distinct lead.title, 'x')", "write it as contains"),
        ("coalesce(distinct 1, 2) = 1", "write it as coalesce"),
        ("fired('a') over () = 1", "not part of the condition language"),
        ("account.employees between symmetric 3 and 1", "not part of the condition language"),
        ("interval '1' day > 3", "not part of the condition language"),
        ("{'a': 1} = 3", "not part of the condition language"),
        ("lead.title = 'a' 'b'", "not part of the condition language"),
        ("lead.* = 3", "unknown field 'lead.*'"),
        ("x -> x = 3", "not part of the condition language"),
    ],
)
def test_it_lets_no_other_sql_through(source: str, word: str) -> None:
    assert any(word in message for message, _ in faults(source)), faults(source)


def test_it_bounds_depth_but_not_length() -> None:
    deep = "not " * 60 + "account.crm_in_place"
    assert faults(deep)[0][0] == "nested deeper than 50 levels"
    flat = " or ".join(["account.crm_in_place"] * 80)
    assert parse(flat, fields.FIT)


def test_it_knows_the_texts_a_field_can_hold() -> None:
    scope = Scope(fields.SEGMENT, values={"grade": ("A1", "B2")})
    assert faults("grade = 'A9'", scope) == [("unknown grade 'A9'; known: A1, B2", 8)]
    assert parse_in("grade in ('a1') or 'B2' = grade", scope)
    assert scope.kinds == ()
