"""Sentences that are not valid templates."""

from pathlib import Path

from tests.rules.folders import complaints


def test_it_points_at_sentences_that_cannot_be_said(tmp_path: Path) -> None:
    intent = """\
rules:
- {id: a, when: signal.kind = 'replied', points: 1, why: "{{ lead.name"}
- {id: b, when: signal.kind = 'replied', points: 1, why: {en: fine, fr: "{% if %}"}}
- {id: c, when: signal.kind = 'replied', points: 1, why: "{{ signal.subjct | upper }}"}
- {id: d, when: signal.kind = 'replied', points: 1, why: "{{ signal.subject | upper }}"}
"""
    assert complaints(tmp_path, intent=intent) == [
        "rules/intent.yaml:2:58: not a valid sentence: unexpected end of template, expected 'end of print statement'.",
        "rules/intent.yaml:3:73: not a valid sentence: Expected an expression, got 'end of statement block'",
        "rules/intent.yaml:4:58: not a valid sentence: unknown field 'signal.subjct' (did you mean 'signal.subject'?)",
    ]


def test_it_reads_those_of_fit_too(tmp_path: Path) -> None:
    rule = "{id: r, when: lead.title = 'x', points: 5, why: '{{'}"
    fit = f"profiles: [{{id: a, label: A, groups: [{{id: g, rules: [{rule}]}}]}}]"
    assert len(complaints(tmp_path, fit=fit)) == 1


def test_it_survives_deep_sentences(tmp_path: Path) -> None:
    deep = "{{ " + "(" * 5000 + " }}"
    intent = f"rules:\n- {{id: a, when: signal.kind = 'replied', points: 1, why: '{deep}'}}"
    assert complaints(tmp_path, intent=intent) == [
        "rules/intent.yaml:2:58: not a valid sentence: nested too deep"
    ]
