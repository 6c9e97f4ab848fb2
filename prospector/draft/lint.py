"""Find names in templates that do not exist, with a suggestion, before anything is rendered."""

import difflib
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet

from jinja2 import nodes

from prospector.draft import context
from prospector.errors import Problem

_FREE = frozenset({"loop", "range", "true", "false", "none", "True", "False", "None"})
#: Filters that give items of the list they are put on.
_KEEP_ITEMS = frozenset(
    {"list", "reverse", "sort", "unique", "select", "reject", "selectattr", "rejectattr"}
)
_ONE_ITEM = frozenset({"first", "last"})


def unknown_names(tree: nodes.Template, file: str) -> list[Problem]:
    """Every variable and field that the context does not have."""
    known = dict(context.names())
    for assign in tree.find_all(nodes.Assign):
        _learn(assign.target, assign.node, known, item=False)
    for loop in tree.find_all(nodes.For):
        _learn(loop.target, loop.iter, known, item=True)
    # A name the same template sets later may be read earlier in a loop: order is not looked at.
    return [
        Problem(f"templates/{file}", line, 1, message)
        for line, message in sorted(
            {*_unknown_variables(tree, known), *_unknown_fields(tree, known)}
        )
    ]


def _learn(
    target: nodes.Node, value: nodes.Node, known: dict[str, frozenset[str]], *, item: bool
) -> None:
    """Note what a template calls by a name of its own; nothing is known of what cannot be told."""
    if isinstance(target, nodes.Name):
        known.setdefault(target.name, _fields_of(value, known, item=item))


def _fields_of(
    value: nodes.Node, known: Mapping[str, frozenset[str]], *, item: bool
) -> frozenset[str]:
    if isinstance(value, nodes.Filter) and value.node is not None:
        if value.name in _KEEP_ITEMS | _ONE_ITEM:
            return _fields_of(value.node, known, item=item or value.name in _ONE_ITEM)
        return frozenset()
    if isinstance(value, nodes.Getitem):
        return _fields_of(value.node, known, item=True)
    if isinstance(value, nodes.Name) and (item is (value.name == "signals")):
        return known.get(value.name, frozenset())
    return frozenset()


def _unknown_variables(
    tree: nodes.Template, known: Mapping[str, frozenset[str]]
) -> Iterator[tuple[int, str]]:
    for name in tree.find_all(nodes.Name):
        if name.ctx == "load" and name.name not in known and name.name not in _FREE:
            yield name.lineno, f"unknown variable {name.name!r}{_hint(name.name, known.keys())}"


def _unknown_fields(
    tree: nodes.Template, known: Mapping[str, frozenset[str]]
) -> Iterator[tuple[int, str]]:
    for field in tree.find_all(nodes.Getattr):
        fields = _fields_of(field.node, known, item=False)
        if fields and field.attr not in fields:
            spelled = f"{_owner(field.node)}.{field.attr}"
            near = {f"{_owner(field.node)}.{each}" for each in fields}
            yield field.lineno, f"unknown field {spelled!r}{_hint(spelled, near)}"


def _owner(node: nodes.Node) -> str:
    return node.name if isinstance(node, nodes.Name) else "signal"


def _hint(word: str, known: AbstractSet[str]) -> str:
    near = difflib.get_close_matches(word, sorted(known), n=1)
    return f" (did you mean {near[0]!r}?)" if near else ""
