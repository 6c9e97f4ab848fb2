"""The list of syntax a template may use."""

import pytest
from jinja2 import Environment, nodes

from prospector.rules import guards
from prospector.rules.sandbox import Sandbox, Texts

SANDBOX = Sandbox()


def messages(source: str, environment: Environment = SANDBOX) -> list[str]:
    # Jinja's own parser, so that the guard sees the tree before the sandbox refuses it.
    tree = Environment(autoescape=True).parse(source)
    return [f"{line}: {message}" for message, line in guards.violations(tree, environment)]


def test_it_finds_nothing_in_a_plain_message() -> None:
    source = "{% if lead.x %}{{ lead.x|lower }}{% endif %}{% for s in signals %}{{ s }}{% endfor %}"
    assert messages(source) == []


def test_it_finds_every_violation_with_its_line() -> None:
    source = "{% macro m() %}{% endmacro %}\n{{ 2 ** 3 }}\n{{ x.y() }}"
    assert sorted(messages(source)) == [
        "1: macro is not allowed in a template",
        "2: '**' is not allowed in a template",
        "3: calling is not allowed in a template (but for range)",
    ]


def test_it_names_blocks_in_plain_words() -> None:
    found = messages("{% filter upper %}{% endfilter %}")
    assert "1: a filter block is not allowed in a template" in found


def test_it_offers_the_filters_there_are() -> None:
    with_format = Environment(autoescape=True).parse("{{ 'x'|format }}")
    (found,) = guards.violations(with_format, SANDBOX)
    assert found.message.startswith("no filter 'format'; there are abs, ")
    assert "_say" not in found.message


def test_it_needs_a_loader_for_an_include() -> None:
    source = "{% include '_partials/sign.en.j2' %}"
    assert messages(source) == ["1: include is not allowed here"]
    assert messages(source, Sandbox(Texts({}))) == []


@pytest.mark.parametrize(
    "name", ["x.j2", "../x.j2", "_partials/../x.j2", "_partials/", "_partials/a/b.j2", "/etc/x.j2"]
)
def test_it_includes_nothing_outside_the_partials(name: str) -> None:
    assert messages(f"{{% include {name!r} %}}", Sandbox(Texts({})))


def test_it_counts_depth_without_recursion() -> None:
    tree: nodes.Expr = nodes.Const(1)
    for _ in range(50_000):
        tree = nodes.Not(tree)
    template = nodes.Template([nodes.Output([tree])])
    assert any(
        problem.message == "nested too deep" for problem in guards.violations(template, SANDBOX)
    )


@pytest.mark.parametrize(
    ("source", "spelling"),
    [
        ("{{ a }}", "a"),
        ("{{ a.b.c }}", "a.b.c"),
        ("{{ a.b|lower|trim }}", "a.b"),
        ("{{ a[0] }}", "a value"),
    ],
)
def test_it_spells_a_value_as_the_template_does(source: str, spelling: str) -> None:
    output = Environment(autoescape=True).parse(source.replace("lower|trim", "lower|trim")).body[0]
    assert isinstance(output, nodes.Output)
    assert guards.source_of(output.nodes[0]) == spelling
