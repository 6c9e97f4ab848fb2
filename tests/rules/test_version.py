"""What changes the version of a score, and what does not."""

from pathlib import Path
from typing import TYPE_CHECKING

from prospector.rules.loader import load_ruleset
from tests.rules.folders import write

if TYPE_CHECKING:
    from prospector.rules.ruleset import Ruleset

RULE = "rules:\n- {id: a, when: 'true', points: 5, why: x}\n"


def versions(root: Path, **files: str) -> tuple[str, str]:
    ruleset: Ruleset = load_ruleset(write(root, **files))
    return ruleset.version, ruleset.policy_version


def test_it_is_sixteen_hex_digits(tmp_path: Path) -> None:
    score, policy = versions(tmp_path)
    assert (len(score), len(policy)) == (16, 16)
    assert int(score, 16) >= 0
    assert int(policy, 16) >= 0


def test_it_ignores_comments_layout_and_tests(tmp_path: Path) -> None:
    before = versions(tmp_path, intent=RULE)
    again = "# why\ntests: [{name: n, expect: {intent: 0}}]\nrules:\n- why: x\n  points: 5.0\n  when: 'true'\n  id: a\n"
    assert versions(tmp_path, intent=again) == before


def test_it_ignores_a_default_written_out(tmp_path: Path) -> None:
    before = versions(tmp_path, intent=RULE)
    assert versions(tmp_path, intent=RULE + "defaults: {half_life: 14}\n") == before


def test_it_changes_with_what_scores(tmp_path: Path) -> None:
    before = versions(tmp_path, intent=RULE)
    after = versions(tmp_path, intent=RULE.replace("5", "6"))
    assert after[0] != before[0]
    assert after[1] == before[1]


def test_it_keeps_policy_apart(tmp_path: Path) -> None:
    before = versions(tmp_path)
    policy = "grades: [A1]\nsdrs: [{id: alice, name: Alice, email: alice@ours.example}]"
    after = versions(tmp_path, policy=policy)
    assert after[0] == before[0]
    assert after[1] != before[1]


def test_it_ignores_who_we_are(tmp_path: Path) -> None:
    before = versions(tmp_path)
    assert versions(tmp_path, proofs="# none yet\nproofs: []") == before


def test_it_counts_behaviours_and_moves_once_there_are_some(tmp_path: Path) -> None:
    before = versions(tmp_path)
    assert versions(tmp_path, segments="segments: []\nbehaviours: []\non_move: []") == before
    zen = "segments: []\nbehaviours: [{id: zen, label: Zen, when: fit > 50}]"
    task = "segments: []\non_move: [{id: m, then: task, task: Call}]"
    found = {versions(tmp_path, segments=text)[0] for text in (zen, task)}
    assert len(found - {before[0]}) == 2
