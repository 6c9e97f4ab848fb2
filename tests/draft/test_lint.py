"""Names that do not exist."""

import pytest

from prospector.draft import lint
from prospector.draft.templates import Library


def messages(source: str) -> list[str]:
    tree = Library({"a.j2": source}).tree("a.j2")
    return [str(problem) for problem in lint.unknown_names(tree, "a.j2")]


@pytest.mark.parametrize(
    "source",
    [
        "{{ greeting }} {{ lead.title|lower }} {{ notice }}",
        "{% for s in signals %}{{ s.subject }}{{ loop.index }}{% endfor %}",
        "{% for s in signals|reverse %}{{ s.date }}{% endfor %}",
        "{% set best = signals|first %}{{ best.topic }}",
        "{% set name = account.name %}{{ name }}",
        "{{ signals[0].subject }}{{ (signals|first).subject }}",
        "{% for tool in account.tools %}{{ tool }}{% endfor %}{% for i in range(3) %}{{ i }}{% endfor %}",
        "{% if signal and signal.subject %}x{% endif %}",
    ],
)
def test_it_knows_what_the_context_holds(source: str) -> None:
    assert messages(source) == []


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (
            "\n{{ leed.title }}",
            "templates/a.j2:2:1: unknown variable 'leed' (did you mean 'lead'?)",
        ),
        ("{{ lead.titel }}", "unknown field 'lead.titel' (did you mean 'lead.title'?)"),
        ("{% if signal.sujet %}{% endif %}", "unknown field 'signal.sujet'"),
        ("{% for s in signals %}{{ s.sbject }}{% endfor %}", "(did you mean 's.subject'?)"),
        ("{% set best = signals|first %}{{ best.nope }}", "unknown field 'best.nope'"),
        ("{{ signals[0].nope }}", "unknown field 'signal.nope'"),
        ("{{ lead.email }}", "unknown field 'lead.email'"),
        ("{{ self }}", "unknown variable 'self'"),
    ],
)
def test_it_finds_a_name_that_does_not_exist(source: str, message: str) -> None:
    (found,) = messages(source)
    assert message in found


def test_it_finds_all_of_them() -> None:
    assert len(messages("{{ a }}\n{{ b }}\n{{ lead.c }}")) == 3
