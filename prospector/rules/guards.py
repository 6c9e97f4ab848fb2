"""Which syntax a template may use: a list, checked before anything is compiled."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from jinja2 import Environment, nodes

from prospector.rules import filters

#: Deepest nesting of syntax.
MAX_DEPTH = 60
#: Loops in loops.
MAX_LOOPS = 2
_PARTIAL = re.compile(r"_partials/[\w-]+(\.[\w-]+)*\.j2")

#: The syntax there is. What is not here does not parse: macros, calls, imports, inheritance …
_ALLOWED: frozenset[type[nodes.Node]] = frozenset(
    {
        *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.For, nodes.Assign),
        *(nodes.Include, nodes.Name, nodes.Const, nodes.List, nodes.Tuple, nodes.Getattr),
        *(nodes.Getitem, nodes.Slice, nodes.Filter, nodes.Test, nodes.Keyword, nodes.CondExpr),
        *(nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Neg, nodes.Pos),
        *(nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod),
        *(nodes.Concat, nodes.Call),
    }
)


class Violation(NamedTuple):
    """A piece of syntax that is not allowed."""

    message: str
    line: int


def violations(tree: nodes.Template, environment: Environment) -> Iterator[Violation]:
    """Walk without recursion: the tree is not trusted yet."""
    stack: list[tuple[nodes.Node, int, int, int]] = [(tree, 1, 0, 0)]
    while stack:
        node, line, depth, loops = stack.pop()
        line = node.lineno or line  # the parser makes some nodes without one
        loops += isinstance(node, nodes.For)
        message = _violation(node, environment)
        if depth > MAX_DEPTH:
            message = "nested too deep"
        elif loops > MAX_LOOPS:
            message = f"a loop inside {MAX_LOOPS} loops"
        if message:
            yield Violation(message, line)
        stack.extend((child, line, depth + 1, loops) for child in node.iter_child_nodes())


def _violation(node: nodes.Node, environment: Environment) -> str | None:
    if type(node) not in _ALLOWED:
        return f"{_spelling(node)} is not allowed in a template"
    check = _CHECKS.get(type(node))
    return check(node, environment) if check else None


def _spelling(node: nodes.Node) -> str:
    if isinstance(node, nodes.Pow):
        return "'**'"
    return {"FilterBlock": "a filter block", "CallBlock": "a call block"}.get(
        type(node).__name__, type(node).__name__.lower()
    )


# Any, below: Jinja's nodes declare their fields without types.
def _check_include(node: Any, environment: Environment) -> str | None:
    if environment.loader is None:
        return "include is not allowed here"
    target = node.template.value if isinstance(node.template, nodes.Const) else None
    if not isinstance(target, str) or not _PARTIAL.fullmatch(target):
        return "include takes the plain name of a file in _partials/"
    return "ignore missing hides a fault" if node.ignore_missing else None


def _check_known(node: Any, environment: Environment) -> str | None:
    is_filter = isinstance(node, nodes.Filter)
    known = environment.filters if is_filter else environment.tests
    if node.name in known and node.name[0].isalpha() and node.node is not None:
        return None
    what = "filter" if is_filter else "test"
    offered = ", ".join(sorted(name for name in known if name[0].isalpha()))
    return f"no {what} {node.name!r}; there are {offered}"


def _check_literal(node: Any, _environment: Environment) -> str | None:
    if all(isinstance(item, nodes.Const) for item in node.items):
        return None
    return "a list may hold plain texts and numbers only"


def _check_call(node: Any, _environment: Environment) -> str | None:
    if isinstance(node.node, nodes.Name) and node.node.name == "range":
        return "range takes plain numbers" if node.dyn_args or node.kwargs else None
    return "calling is not allowed in a template (but for range)"


def _check_target(node: Any, _environment: Environment) -> str | None:
    if getattr(node, "recursive", False):
        return "a recursive loop is not allowed in a template"
    plain = isinstance(node.target, nodes.Name)
    return None if plain else "one plain name can be set at a time"


def _check_const(node: Any, _environment: Environment) -> str | None:
    value = node.value
    absurd = isinstance(value, int | float) and abs(value) > filters.MAX_NUMBER
    return "a number beyond any fact" if absurd else None


_CHECKS = {
    nodes.Include: _check_include,
    nodes.Filter: _check_known,
    nodes.Test: _check_known,
    nodes.List: _check_literal,
    nodes.Tuple: _check_literal,
    nodes.Call: _check_call,
    nodes.For: _check_target,
    nodes.Assign: _check_target,
    nodes.Const: _check_const,
}


def source_of(node: nodes.Node) -> str:
    """How a template spells a value: `lead.first_name`; filters are left out."""
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        return f"{source_of(node.node)}.{node.attr}"
    if isinstance(node, nodes.Filter) and node.node is not None:
        return source_of(node.node)
    return "a value"
