"""Conditions where they stand: the right fields, the right place."""

from pathlib import Path

import pytest

from tests.rules.folders import complaints, only, segment, segments

SIGNALS = """\
kinds: {post_liked: {label: x}, job_posted: {label: x}}
fields:
  plan: {entity: signal, type: text}
  head_count: {entity: account, type: number}
"""


def intent(when: str) -> str:
    return f"rules:\n- id: a\n  when: {when}\n  points: 1\n  why: x\n"


@pytest.mark.parametrize(
    ("when", "line"),
    [
        ("signal.kind = 'x'", "3:23: unknown kind 'x'; known: job_posted, post_liked"),
        (
            ">-\n    signal.kind = 'post_liked'\n    and\n      signal.knd = 'x'",
            "6:7: unknown field 'signal.knd'; did you mean 'signal.kind'?",
        ),
        (
            "|\n    signal.kind = 'post_liked' and\n    lead.title > 3\n",
            "5:5: cannot compare a text with a number",
        ),
        (
            "signal.kind = 'post_liked'\n    or lead.title > 3",
            "4:8: cannot compare a text with a number",
        ),
        (
            "\"signal.kind = 'post_liked' or lead.title > 3\"",
            "3:40: cannot compare a text with a number",
        ),
        (
            "'signal.kind = ''post_liked'' or lead.title > 3'",
            "3:42: cannot compare a text with a number",
        ),
        (
            "days_since('nope') > 3",
            "3:20: unknown kind 'nope'",
        ),
        (
            "count_signals('nope', 3) > 3 or distinct_people('post_liked', 3) > 1",
            "3:23: unknown kind 'nope'",
        ),
        ("fired('a')", "3:9: fired() is for segments only"),
        ("grade = 'A1'", "3:9: unknown field 'grade' here"),
    ],
)
def test_it_points_into_the_file(tmp_path: Path, when: str, line: str) -> None:
    found = only(tmp_path, signals=SIGNALS, intent=intent(when))
    assert found.removesuffix("; known: job_posted, post_liked") == (
        f"rules/intent.yaml:{line}".removesuffix("; known: job_posted, post_liked")
    )


def test_it_reads_declared_attributes(tmp_path: Path) -> None:
    both = "signal.kind = 'post_liked' and signal.plan = 'pro' and account.head_count > 3"
    whole = segments(segment("s", "account.head_count > 3"))
    assert complaints(tmp_path, signals=SIGNALS, intent=intent(both), segments=whole) == []
    about_signal = segments(segment("s", "signal.plan = 'pro'"))
    assert "unknown field 'signal.plan'" in only(tmp_path, signals=SIGNALS, segments=about_signal)


def test_it_checks_fit_rules(tmp_path: Path) -> None:
    fit = (
        "profiles: [{id: a, label: A, groups: [{id: g, rules: [{id: r, when: WHEN, points: 5}]}]}]"
    )
    found = only(tmp_path, fit=fit.replace("WHEN", "days_since('post_liked') > 3"))
    assert found.endswith(":1:69: days_since() is for segments and intent rules only")
    found = only(tmp_path, fit=fit.replace("WHEN", "account.relation = 'client'"))
    assert "unknown relation 'client'" in found


def test_it_checks_profiles_named_in_segments(tmp_path: Path) -> None:
    found = only(tmp_path, segments=segments(segment("s", "fit.profile = 'cor'")))
    assert found.endswith("unknown profile 'cor'; did you mean 'core'?")


@pytest.mark.parametrize(
    ("priority", "line"),
    [
        ("intent * fit_expected", None),
        ("intent > 3", "3:11: a number is wanted here, not a true-or-false value"),
        ("intent * lead.title", "3:20: unknown field 'lead.title' here"),
        ("days_since('post_liked')", "3:11: days_since() is for segments and intent rules only"),
    ],
)
def test_it_checks_the_priority(tmp_path: Path, priority: str, line: str | None) -> None:
    grades = f"fit: {{A: 70, B: 40}}\nintent: {{1: 30, 2: 10}}\npriority: {priority}\n"
    expected = [] if line is None else [f"rules/grades.yaml:{line}"]
    assert complaints(tmp_path, grades=grades) == expected
