"""Names of things that are not there."""

from pathlib import Path

import pytest

from tests.rules.folders import complaints, only, segment, segments
from tests.rulesets import DEFAULTS

KINDS = "; known: " + ", ".join(sorted(DEFAULTS["signals"]["kinds"]))
RULE = "rules:\n- {id: liked, when: signal.kind = 'post_liked', points: 1, why: x}\n"


@pytest.mark.parametrize(
    ("stem", "text", "line"),
    [
        (
            "intent",
            "groups: {web: {}}\nrules:\n- {id: a, group: wb, when: signal.kind = 'replied', points: 1, why: x}",
            "3:18: undeclared group 'wb'; did you mean 'web'?",
        ),
        (
            "policy",
            "grades: [A1, a2]\nsdrs: [{id: a, name: A, email: a@ours.example}]",
            "1:14: unknown grade 'a2'; known: A1, A2, A3, B1, B2, B3, C1, C2, C3",
        ),
        (
            "policy",
            "grades: [A1]\nsdrs: [{id: a, name: A, email: a@ours.example, sender: bob}]",
            "2:56: unknown sender 'bob'; known: alice",
        ),
        (
            "feeds",
            "feeds: {f: {path: x.csv, origin: x, kind: like}}",
            "1:43: unknown kind 'like'" + KINDS,
        ),
        (
            "feeds",
            "feeds: {f: {path: x.csv, origin: x, set: {kind: post_like}}}",
            "1:49: unknown kind 'post_like'; did you mean 'post_liked'?",
        ),
        (
            "feeds",
            "feeds: {crm: {path: x, origin: x, profile: hubspt}}",
            "1:44: unknown profile 'hubspt'; did you mean 'hubspot'?",
        ),
        (
            "feeds",
            "feeds: {crm: {path: x, origin: x, set: {locale: fr_FR}}}",
            "1:49: unknown locale 'fr_FR'; known: de, en, en-gb, en-us, es, fr, it, nl, pt",
        ),
        (
            "proofs",
            "proofs: [{id: p, claim: {en: x}, segments: [nope], valid_until: 2030-01-01, agreed: true}]",
            "1:45: unknown segment 'nope'",
        ),
        (
            "segments",
            segments(segment("s", "grade = 'A1'", relations=["client"])),
            "2:326: unknown relation 'client'; known: competitor, customer, former_customer, open_opportunity, own, partner, prospect",
        ),
        (
            "segments",
            "segments: []\non_move: [{id: m, from: [any, nope], then: nothing}]",
            "2:31: unknown segment 'nope'; did you mean 'none'?",
        ),
        (
            "segments",
            "segments: []\non_move: [{id: m, to: loyal, then: nothing}]",
            "2:23: unknown segment 'loyal'; known: any, none",
        ),
        (
            "segments",
            "segments: []\non_move: [{id: m, then: purpose, segment: nope}]",
            "2:43: unknown segment 'nope'",
        ),
        (
            "segments",
            "segments: []\nbehaviours: [{id: b, label: B, when: fired('nope')}]",
            "2:44: fired(): unknown rule 'nope'",
        ),
        (
            "segments",
            segments(segment("s", "grade = 'A1' or fired('nope')")),
            "2:58: fired(): unknown rule 'nope'",
        ),
        (
            "intent",
            RULE + "tests: [{name: n, signals: [{kind: likes}], expect: {}}]",
            "3:36: unknown kind 'likes'" + KINDS,
        ),
        (
            "intent",
            RULE + "tests: [{name: n, expect: {rules: [like]}}]",
            "3:36: unknown intent rule 'like'; did you mean 'liked'?",
        ),
        (
            "intent",
            RULE + "tests: [{name: n, expect: {no_rules: [mid-size]}}]",
            "3:39: unknown intent rule 'mid-size'; known: liked",
        ),
        (
            "intent",
            RULE + "tests: [{name: n, expect: {segment: nope, grade: A0, profile: cor}}]",
            None,
        ),
        (
            "intent",
            RULE + "tests: [{name: n, expect: {disqualified: larg}}]",
            "3:42: unknown fit rule 'larg'; did you mean 'large'?",
        ),
    ],
)
def test_it_names_what_is_missing(tmp_path: Path, stem: str, text: str, line: str | None) -> None:
    if line is None:
        assert complaints(tmp_path, **{stem: text}) == [
            "rules/intent.yaml:3:37: unknown segment 'nope'; did you mean 'none'?",
            "rules/intent.yaml:3:50: unknown grade 'A0'; known: A1, A2, A3, B1, B2, B3, C1, C2, C3",
            "rules/intent.yaml:3:63: unknown profile 'cor'; did you mean 'core'?",
        ]
    else:
        assert only(tmp_path, **{stem: text}) == f"rules/{stem}.yaml:{line}"


def test_it_calls_nothing_unknown_when_the_other_file_cannot_be_read(tmp_path: Path) -> None:
    found = complaints(
        tmp_path,
        intent="rules: [",
        signals="kinds: [",
        company="senders: [",
        segments=segments(segment("s", "fired('nope') and days_since('what') < 3")),
        feeds="feeds: {f: {path: x.csv, origin: x, kind: like}}",
        policy="grades: [A1]\nsdrs: [{id: a, name: A, email: a@ours.example, sender: bob}]",
    )
    assert [line.partition(":")[0] for line in found] == [
        "rules/company.yaml",
        "rules/intent.yaml",
        "rules/signals.yaml",
    ]
