"""How templates use behaviours: to choose what is said, with ids that the rules have."""

import difflib
from collections.abc import Collection, Iterator

from jinja2 import nodes

from prospector.errors import Problem

#: How a template spells it.
READ = "lead.behaviour"


def misused(tree: nodes.Template, file: str, known: Collection[str]) -> list[Problem]:
    """Templates that print a behaviour, and comparisons with one that the rules do not have."""
    found = {*_printed(tree), *_unknown(tree, known)}
    return [Problem(f"templates/{file}", line, 1, message) for line, message in sorted(found)]


_SAID = "lead.behaviour chooses what is said and is never said: they must not see what we think"


def _printed(tree: nodes.Template) -> Iterator[tuple[int, str]]:
    for output in tree.find_all(nodes.Output):
        for shown in output.nodes:
            for read in _shown(shown):
                yield read.lineno, _SAID


def _shown(node: nodes.Node) -> Iterator[nodes.Node]:
    """Where an expression's value is the behaviour; what chooses between two others is not."""
    if _is_behaviour(node):
        yield node
        return
    chooses = node.test if isinstance(node, nodes.CondExpr) else None
    for child in node.iter_child_nodes():
        if child is not chooses:
            yield from _shown(child)


def _unknown(tree: nodes.Template, known: Collection[str]) -> Iterator[tuple[int, str]]:
    for compared in tree.find_all(nodes.Compare):
        sides = [compared.expr, *(operand.expr for operand in compared.ops)]
        if not any(_is_behaviour(side) for side in sides):
            continue
        for text in (text for side in sides for text in _texts(side)):
            if text not in known:
                near = difflib.get_close_matches(text, sorted(known), n=1)
                hint = f" (did you mean {near[0]!r}?)" if near else ""
                yield compared.lineno, f"no behaviour {text!r} in rules/segments.yaml{hint}"


def _is_behaviour(node: nodes.Node) -> bool:
    return (
        isinstance(node, nodes.Getattr)
        and node.attr == "behaviour"
        and isinstance(node.node, nodes.Name)
        and node.node.name == "lead"
    )


def _texts(node: nodes.Node) -> Iterator[str]:
    for constant in (node, *node.find_all(nodes.Const)):
        if isinstance(constant, nodes.Const) and isinstance(constant.value, str):
            yield constant.value
