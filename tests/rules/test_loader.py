"""A whole folder: loaded, or every problem of every file at once."""

from pathlib import Path

import pytest

from prospector.errors import RulesError
from prospector.rules.loader import load, load_ruleset, load_texts
from tests.rules.folders import complaints, write

BROKEN = {
    "company": """\
        name: Ours
        site: https://ours.example
        offer: make things
        postal_address: 1 rue de l'Exemple, 75001 Paris
        privacy_notice: we write
        own_domain: [ours.example]
        senders:
          - {id: alice, name: Alice, title: Sales, email: alice@ours.example}
          - {id: alice, name: Alice, title: Sales, email: alice@ours.example}
        """,
    "feeds": """\
        feeds:
          likes: {path: likes.csv, origin: our page, kind: post_likd}
        """,
    "signals": """\
        kinds:
          post_liked: {label: liked a post}
          post_liked: {label: liked it twice}
          job_posted: {label: posted a job, mention: maybe}
        fields:
          account.head count: {entity: account, type: number}
          employees: {entity: account, type: number}
        """,
    "fit": """\
        profiles:
          - id: core
            label: Core
            groups:
              - id: size
                cap: 10
                rules:
                  - {id: small, when: account.employees < 'fifty', points: 0}
                  - {id: small, when: signal.kind = 'post_liked', points: -5}
        """,
    "intent": """\
        groups: {hiring: {cap: 40}}
        rules:
          - id: hiring
            group: hirring
            when: >-
              signal.kind = 'job_posted'
              and contians(signal.subject, 'sales')
              and signal.knd = 'x'
            points: 25
            why: "{{ account.name"
          - id: nobody
            when: signal.kind = 'post_liked' and signal.kind = 'job_posted'
            poins: 5
            points: 5
            why: ok
        """,
    "grades": """\
        fit: {A: 30, B: 40}
        intent: {1: 10, 2: 30}
        priority: intent * fitt
        """,
    "segments": "segments: [\n",
    "policy": """\
        grades: [A1, D4]
        sdrs:
          - {id: bob, name: Bob, email: bob@ours.example, sender: alicia}
        """,
}
EXPECTED = [
    "rules/company.yaml:1:1: missing field 'own_domains'",
    "rules/company.yaml:6:1: unknown field 'own_domain'; did you mean 'own_domains'?",
    "rules/company.yaml:9:10: duplicate id 'alice': line 8 has it already",
    "rules/feeds.yaml:2:52: unknown kind 'post_likd'; did you mean 'post_liked'?",
    "rules/fit.yaml:2:5: a profile needs a rule with positive points: nobody would fit",
    "rules/fit.yaml:6:14: cap: a group with `pick: best` counts one rule; give that rule fewer points, or write `pick: sum`",
    "rules/fit.yaml:8:31: cannot compare a number with a text",
    "rules/fit.yaml:9:18: duplicate id 'small': line 8 has it already",
    "rules/fit.yaml:9:31: unknown field 'signal.kind' here: use fired('rule-id') or count_signals('kind', days)",
    "rules/grades.yaml:1:10: A: 30 is below the cut of B, 40",
    "rules/grades.yaml:2:13: 1: 10 is below the cut of 2, 30",
    "rules/grades.yaml:3:20: unknown field 'fitt'; did you mean 'fit'?",
    "rules/intent.yaml:4:12: undeclared group 'hirring'; did you mean 'hiring'?",
    "rules/intent.yaml:7:11: unknown function 'contians'; did you mean 'contains'?",
    "rules/intent.yaml:8:11: unknown field 'signal.knd'; did you mean 'signal.kind'?",
    "rules/intent.yaml:10:10: not a valid sentence: unexpected end of template, expected 'end of print statement'.",
    "rules/intent.yaml:12:11: nobody can meet this condition: it contradicts itself",
    "rules/intent.yaml:13:5: unknown field 'poins'; did you mean 'points'?",
    "rules/policy.yaml:1:14: unknown grade 'D4'; known: A1, A2, A3, B1, B2, B3, C1, C2, C3",
    "rules/policy.yaml:3:59: unknown sender 'alicia'; did you mean 'alice'?",
    "rules/segments.yaml:2:1: expected the node content, but found '<stream end>' (while parsing a flow node)",
    "rules/signals.yaml:3:3: duplicate key 'post_liked'",
    "rules/signals.yaml:4:46: mention: input should be 'open' or 'private', not 'maybe'",
    "rules/signals.yaml:6:3: a condition cannot name 'account.head count': use small letters, digits and _",
    "rules/signals.yaml:7:3: account.employees is a built-in field",
]


def test_it_reports_everything_that_is_wrong_with_every_file_at_once(tmp_path: Path) -> None:
    assert complaints(tmp_path, **BROKEN) == EXPECTED


def test_it_loads_a_valid_folder(tmp_path: Path) -> None:
    folder = write(tmp_path, intent="rules: []  # none yet\n")
    ruleset = load_ruleset(folder)
    assert ruleset.company.name == "Ours"
    assert ruleset.segments_by_id == {}
    assert ruleset.texts["intent.yaml"] == "rules: []  # none yet\n"
    assert load(folder).folder.texts("company", "name") == ["Ours"]


def test_it_does_without_proofs_and_feeds(tmp_path: Path) -> None:
    ruleset = load_ruleset(write(tmp_path, proofs=None, feeds=None))
    assert (ruleset.proofs.proofs, ruleset.feeds.feeds) == ([], {})
    assert "feeds.yaml" not in ruleset.texts


def test_it_names_every_missing_file(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    with pytest.raises(RulesError) as caught:
        load_ruleset(tmp_path / "rules")
    stems = ("company", "fit", "grades", "intent", "policy", "segments", "signals")
    assert [str(problem) for problem in caught.value.problems] == [
        f"rules/{stem}.yaml:1:1: missing file" for stem in stems
    ]


def test_it_names_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    folder = write(tmp_path, feeds=None)
    (folder / "feeds.yaml").mkdir()
    with pytest.raises(RulesError, match=r"rules/feeds.yaml:1:1: cannot be read: "):
        load_ruleset(folder)


def test_it_loads_the_rules_we_ship() -> None:
    ruleset = load_ruleset(Path(__file__).parents[2] / "rules")
    assert ruleset.intent.rules
    assert ruleset.segments.segments


def test_it_loads_the_same_rules_from_kept_texts(tmp_path: Path) -> None:
    from_folder = load_ruleset(write(tmp_path, proofs=None))
    assert load_texts("3f2a", from_folder.texts) == from_folder


def test_it_names_the_version_whose_text_is_wrong(tmp_path: Path) -> None:
    texts = load_ruleset(write(tmp_path)).texts
    with pytest.raises(RulesError, match=r"^3f2a/fit\.yaml:1:1: missing file$"):
        load_texts("3f2a", {name: text for name, text in texts.items() if name != "fit.yaml"})
