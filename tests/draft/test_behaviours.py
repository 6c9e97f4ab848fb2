"""Behaviours in templates: what is said may hang on them, they are never said."""

import pytest

from prospector.draft import behaviours
from prospector.draft.templates import Library

KNOWN = ("prudent", "go-getter")


def messages(source: str) -> list[str]:
    tree = Library({"a.j2": source}).tree("a.j2")
    return [str(problem) for problem in behaviours.misused(tree, "a.j2", KNOWN)]


@pytest.mark.parametrize(
    "source",
    [
        "{% if lead.behaviour == 'prudent' %}a{% elif lead.behaviour == 'go-getter' %}b{% endif %}",
        "{{ 'a' if lead.behaviour == 'prudent' else 'b' }}",
        "{% if lead.behaviour in ('prudent', 'go-getter') %}a{% endif %}",
        "{% if lead.behaviour %}a{% endif %}{% if lead.title == 'zen' %}b{% endif %}",
    ],
)
def test_it_lets_templates_choose_by_behaviour(source: str) -> None:
    assert messages(source) == []


@pytest.mark.parametrize(
    "source",
    [
        "{{ lead.behaviour }}",
        "{{ lead.behaviour|upper }}",
        "{{ 'You are ' ~ lead.behaviour }}",
        "{{ lead.behaviour if lead.behaviour == 'prudent' else 'b' }}",
    ],
)
def test_it_refuses_to_tell_people_how_we_judge_them(source: str) -> None:
    (found,) = messages(f"\n{source}")
    assert found.startswith("templates/a.j2:2:1: lead.behaviour chooses what is said")


def test_it_names_behaviours_that_the_rules_do_not_have() -> None:
    assert messages("{% if lead.behaviour == 'prudnt' %}a{% endif %}") == [
        "templates/a.j2:1:1: no behaviour 'prudnt' in rules/segments.yaml (did you mean 'prudent'?)"
    ]
    assert messages("{% if lead.behaviour in ['prudent', 'zen'] %}a{% endif %}") == [
        "templates/a.j2:1:1: no behaviour 'zen' in rules/segments.yaml"
    ]
