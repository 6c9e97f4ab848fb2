"""Doubts that somebody knows of are told from those to look into."""

from pathlib import Path

import pytest

from prospector.errors import RulesError
from prospector.rules import accepting, lints, loader
from prospector.rules.accepting import Sorted
from prospector.rules.folder import Doubt
from prospector.rules.models.base import Lint
from tests.rules.folders import write

RULE = """rules:
- id: replied
  when: signal.kind = 'replied'
  points: 5
  why: x
"""
ACCEPT = "  accept: {outcome-points: an answer is worth a call}\n"
DEAD = "  accept: {never-fired: the feed comes in May}\n"


def sorted_out(root: Path, settled: set[tuple[str, Lint]] | None = None, **files: str) -> Sorted:
    ruleset, folder = loader.load(write(root, **files))
    return accepting.sort_out(lints.find(ruleset, folder), folder, settled=settled or set())


def test_it_keeps_a_doubt_open_that_nobody_accepted(tmp_path: Path) -> None:
    found = sorted_out(tmp_path, intent=RULE)
    assert [(one.lint, one.line) for one in found.open] == [(Lint.OUTCOME_POINTS, 3)]
    assert found.accepted == []


def test_it_accepts_a_doubt_beside_its_rule_with_the_reason(tmp_path: Path) -> None:
    found = sorted_out(tmp_path, intent=RULE + ACCEPT)
    assert found.open == []
    (accepted,) = found.accepted
    assert (accepted.doubt.lint, accepted.reason) == (
        Lint.OUTCOME_POINTS,
        "an answer is worth a call",
    )


def test_it_accepts_nothing_of_another_rule_or_sort(tmp_path: Path) -> None:
    other = RULE.replace("rules:\n", "").replace("id: replied", "id: other")
    found = sorted_out(tmp_path, intent=RULE + ACCEPT + other.replace("points: 5", "points: -5"))
    assert found.open == []
    found = sorted_out(tmp_path, intent=RULE + DEAD)
    assert [one.lint for one in found.open] == [Lint.OUTCOME_POINTS]


def test_it_doubts_an_acceptance_that_silences_nothing(tmp_path: Path) -> None:
    liked = (RULE + ACCEPT).replace("'replied'", "'post_liked'")
    (doubt,) = sorted_out(tmp_path, intent=liked).open
    assert str(doubt) == (
        "rules/intent.yaml:6:28: outcome-points is no doubt here any more: take its acceptance out"
    )
    assert doubt.lint is Lint.ACCEPTS_NOTHING


def test_it_waits_for_data_before_it_doubts_an_acceptance_of_data(tmp_path: Path) -> None:
    liked = (RULE + DEAD).replace("'replied'", "'post_liked'")
    assert sorted_out(tmp_path, intent=liked).open == []
    (doubt,) = sorted_out(tmp_path, {("replied", Lint.NEVER_FIRED)}, intent=liked).open
    assert doubt.message.startswith("never-fired is no doubt here any more")


def test_it_accepts_for_a_whole_file_where_that_has_no_rules(tmp_path: Path) -> None:
    grades = "fit: {A: 40, B: 40}\nintent: {'1': 30, '2': 10}\n"
    assert [one.lint for one in sorted_out(tmp_path, grades=grades).open][:1] == [Lint.OUT_OF_REACH]
    told = grades + "accept: {out-of-reach: we grade A and C only}\n"
    found = sorted_out(tmp_path, grades=told)
    assert not [one for one in found.open if one.file == "rules/grades.yaml"]
    assert [one.reason for one in found.accepted] == ["we grade A and C only"]


@pytest.mark.parametrize(
    ("accept", "said"),
    [
        ("{outcome-point: why}", "did you mean 'outcome-points'?"),
        ("{outcome-points: ''}", "outcome-points: string should have at least 3 characters"),
        ("{outcome-points: }", "outcome-points: input should be a valid string"),
    ],
)
def test_it_refuses_unknown_doubts_and_missing_reasons(
    tmp_path: Path, accept: str, said: str
) -> None:
    with pytest.raises(RulesError) as refused:
        sorted_out(tmp_path, intent=f"{RULE}  accept: {accept}\n")
    (problem,) = refused.value.problems
    assert (problem.file, problem.line) == ("rules/intent.yaml", 6)
    assert said in problem.message


def test_it_changes_no_version_by_an_acceptance(tmp_path: Path) -> None:
    versions = [
        loader.load_ruleset(write(tmp_path, intent=text)).version for text in (RULE, RULE + ACCEPT)
    ]
    assert versions[0] == versions[1]


def test_it_writes_a_doubt_as_a_problem_is_written() -> None:
    assert str(Doubt("rules/x.yaml", 1, 2, "odd", Lint.UNTESTED)) == "rules/x.yaml:1:2: odd"
