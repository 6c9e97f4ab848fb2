"""Names that are one of a kind."""

from pathlib import Path

import pytest

from tests.rules.folders import complaints, segment, segments

WHO = "name: N, title: T, email: n@ours.example"
COMPANY = """\
name: Ours
site: https://ours.example
offer: x
postal_address: x
privacy_notice: x
own_domains: [ours.example]
senders: [{id: a, WHO}, {id: a, WHO}]
""".replace("WHO", WHO)
PROOF = "{id: p, claim: {en: x}, valid_until: 2030-01-01, agreed: true}"
RULE = "{id: r, when: lead.title = 'x', points: 5}"


@pytest.mark.parametrize(
    ("stem", "text", "expected"),
    [
        (
            "intent",
            "rules:\n- {id: a, when: signal.kind = 'post_liked', points: 1, why: x}\n- {id: a, when: signal.kind = 'replied', points: 1, why: x}",
            ["rules/intent.yaml:3:8: duplicate id 'a': line 2 has it already"],
        ),
        ("company", COMPANY, ["rules/company.yaml:7:67: duplicate id 'a': line 7 has it already"]),
        (
            "policy",
            "grades: [A1]\nsdrs:\n- {id: a, name: A, email: a@ours.example}\n- {id: a, name: A, email: a@ours.example}",
            ["rules/policy.yaml:4:8: duplicate id 'a': line 3 has it already"],
        ),
        (
            "proofs",
            f"proofs:\n- {PROOF}\n- {PROOF}",
            ["rules/proofs.yaml:3:8: duplicate id 'p': line 2 has it already"],
        ),
        (
            "fit",
            f"profiles:\n- {{id: a, label: A, groups: [{{id: g, rules: [{RULE}]}}]}}\n- {{id: a, label: A, groups: [{{id: g, rules: [{RULE}]}}]}}",
            [
                "rules/fit.yaml:3:8: duplicate id 'a': line 2 has it already",
                "rules/fit.yaml:3:51: duplicate id 'r': line 2 has it already",
            ],
        ),
        (
            "fit",
            f"profiles:\n- id: a\n  label: A\n  groups:\n  - {{id: g, rules: [{RULE}]}}\n  - {{id: g, rules: [{RULE.replace('id: r', 'id: s')}]}}",
            ["rules/fit.yaml:6:10: duplicate id 'g': line 5 has it already"],
        ),
        (
            "segments",
            segments(segment("s", "grade = 'A1'"), segment("s", "grade = 'A2'")),
            ["rules/segments.yaml:3:8: duplicate id 's': line 2 has it already"],
        ),
        (
            "segments",
            segments(
                segment("s", "grade = 'A1'", sequence=[{"slug": "x", "channels": ["email"]}] * 2)
            ),
            ["rules/segments.yaml:2:275: duplicate slug 'x': line 2 has it already"],
        ),
        (
            "segments",
            "segments: []\nbehaviours:\n- {id: zen, label: Zen, when: fit > 50}\n- {id: zen, label: Zen, when: fit > 20}",
            ["rules/segments.yaml:4:8: duplicate id 'zen': line 3 has it already"],
        ),
        (
            "segments",
            "segments: []\non_move:\n- {id: came, then: nothing}\n- {id: came, then: nothing}",
            ["rules/segments.yaml:4:8: duplicate id 'came': line 3 has it already"],
        ),
    ],
)
def test_it_refuses_a_second_one(tmp_path: Path, stem: str, text: str, expected: list[str]) -> None:
    assert complaints(tmp_path, **{stem: text}) == expected


def test_it_lets_profiles_name_their_groups_alike(tmp_path: Path) -> None:
    other = RULE.replace("id: r", "id: s")
    text = f"profiles:\n- {{id: a, label: A, groups: [{{id: g, rules: [{RULE}]}}]}}\n- {{id: b, label: B, groups: [{{id: g, rules: [{other}]}}]}}"
    assert complaints(tmp_path, fit=text) == []
