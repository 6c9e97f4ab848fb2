"""Run a template so that it can read the documented values, write text, and do nothing else.

Three walls, each enough for the known attacks: only listed kinds of syntax are parsed, only listed
filters, tests and fields exist, and every text, list, number and loop is bounded. Jinja's own
sandbox stands behind them. Not a place for templates typed by strangers: those need a process of
their own with a time limit.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, cast

from jinja2 import BaseLoader, Environment, StrictUndefined, Template, nodes, pass_context
from jinja2.exceptions import (
    SecurityError,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
)
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

from prospector.rules import filters, guards
from prospector.rules.filters import MissingValue, bounded

#: Longest source, in characters.
MAX_SOURCE = 20_000
#: Steps of one rendering: each turn of a loop costs as many as its body has pieces of syntax.
MAX_STEPS = 100_000
_INCLUDE_STEPS = 1_000
_STEPS = "\0steps"  # no template can spell this name
_LOOP_FIELDS = frozenset({"first", "last", "index", "index0", "length"})


class Refused(Exception):  # noqa: N818 - it reads as a sentence in `except Refused`
    """A template cannot be used: where, and why."""

    def __init__(self, message: str, name: str, line: int) -> None:
        self.message, self.name, self.line = message, name, line
        super().__init__(f"{name}:{line}: {message}")


class Readable:
    """An object whose fields a template may read: those in `readable`, and nothing else."""

    __slots__ = ()
    readable: frozenset[str] = frozenset()


class _Steps:
    """What is left of a rendering's steps."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left = MAX_STEPS

    def take(self, steps: int) -> None:
        self.left -= steps
        if self.left < 0:
            raise SecurityError("it runs too long")


class Texts(BaseLoader):
    """Templates held as texts by name; a fault in one names it and its line."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = texts

    def get_source(
        self,
        environment: Environment,  # noqa: ARG002 - Jinja's signature
        template: str,
    ) -> tuple[str, str, Callable[[], bool]]:
        """The text, its name, and that it never changes."""
        if template not in self.texts:
            raise TemplateNotFound(template)
        return self.texts[template], template, lambda: True


# Any, in this class and below: Jinja hands over values of every type.
class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja with three walls around it."""

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "%", "**"})

    def __init__(self, loader: BaseLoader | None = None) -> None:
        super().__init__(
            loader=loader,
            undefined=StrictUndefined,
            autoescape=False,  # messages are plain text
            optimized=False,  # folding constants would run a bomb while compiling
            trim_blocks=True,
            lstrip_blocks=True,
        )
        #: Field: what the templates parsed so far read it of, to name a missing value.
        self.owners: dict[str, set[str]] = {}
        self.globals.clear()
        self.globals["range"] = filters.safe_range
        self.filters.clear()
        self.filters.update(filters.FILTERS | _HIDDEN)
        self.tests.clear()
        self.tests.update(filters.TESTS)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """A declared field; a field of an unknown value is a missing value, not a fault."""
        if isinstance(obj, Readable) and attribute in obj.readable:
            return getattr(obj, attribute)
        if obj is None:
            raise MissingValue(" or ".join(sorted(self.owners.get(attribute, ()))) or "a value")
        return super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """An item; one beyond the end of a list is an unknown value."""
        if isinstance(obj, list) and isinstance(argument, int):
            return obj[argument] if -len(obj) <= argument < len(obj) else None
        return super().getitem(obj, argument)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ARG002 - Jinja's signature
        """Only declared fields; no method of anything."""
        if isinstance(obj, Readable):
            return attr in obj.readable
        return isinstance(obj, LoopContext) and attr in _LOOP_FIELDS

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Numbers may be calculated with, texts put together; both within bounds."""
        if isinstance(left, int | float) and isinstance(right, int | float):
            return filters.number_in_bounds(super().call_binop(context, operator, left, right))
        if operator == "+" and isinstance(left, str) and isinstance(right, str):
            return bounded(left + right)
        unknown = next((side for side in (left, right) if side is None), 0)
        if unknown is None:
            raise MissingValue(f"a side of {operator!r}")
        raise SecurityError(f"{operator!r} works on numbers only")

    def syntax(self, source: str, name: str | None, filename: str | None = None) -> nodes.Template:
        """The template's syntax as its author wrote it, once nothing in it is forbidden.

        Raises:
            TemplateSyntaxError: it cannot be parsed, or something in it is not allowed.
        """
        if len(source) > MAX_SOURCE:
            raise TemplateSyntaxError(f"longer than {MAX_SOURCE} characters", 1, name, filename)
        try:
            tree = super()._parse(source, name, filename)
        except RecursionError:
            raise TemplateSyntaxError("nested too deep", 1, name, filename) from None
        for problem in guards.violations(tree, self):
            raise TemplateSyntaxError(problem.message, problem.line, name, filename)
        return tree

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """Parse, refuse what is not allowed, and bound the rest."""
        tree = self.syntax(source, name, filename)
        return cast("nodes.Template", _Bounds(name or "", self.owners).visit(tree))


class _Bounds(NodeTransformer):
    """Put a bound around whatever writes, walks or joins; say which value was missing."""

    def __init__(self, name: str, owners: dict[str, set[str]]) -> None:
        self._partial = name.startswith("_partials/")
        self._owners = owners

    def visit_Template(self, node: nodes.Template) -> nodes.Template:  # noqa: N802 - Jinja's naming
        self.generic_visit(node)
        if self._partial:
            entry = _filter(nodes.Const(""), "_enter")
            node.body.insert(0, nodes.Output([entry], lineno=1))
        return node

    def visit_Getattr(self, node: nodes.Getattr) -> nodes.Getattr:  # noqa: N802 - Jinja's naming
        self._owners.setdefault(node.attr, set()).add(guards.source_of(node.node))
        return cast("nodes.Getattr", self.generic_visit(node))

    def visit_Output(self, node: nodes.Output) -> nodes.Output:  # noqa: N802 - Jinja's naming
        node.nodes = [
            child
            if isinstance(child, nodes.TemplateData)
            else _filter(self.visit(child), "_say", guards.source_of(child))
            for child in node.nodes
        ]
        return node

    def visit_Filter(self, node: nodes.Filter) -> nodes.Filter:  # noqa: N802 - Jinja's naming
        label = guards.source_of(node.node) if node.node is not None else ""
        self.generic_visit(node)
        if node.name not in filters.ACCEPT_UNKNOWN and isinstance(node.node, nodes.Getattr):
            node.node = _filter(node.node, "_known", label)
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Expr:  # noqa: N802 - Jinja's naming
        pieces = [
            _filter(self.visit(child), "_say", guards.source_of(child)) for child in node.nodes
        ]
        return _filter(nodes.List(list[nodes.Expr](pieces)), "_concat")

    def visit_For(self, node: nodes.For) -> nodes.For:  # noqa: N802 - Jinja's naming
        cost = sum(1 for part in (*node.body, *node.else_) for _ in _walk(part))
        label = guards.source_of(node.iter)
        self.generic_visit(node)
        node.iter = _filter(node.iter, "_loop", label, cost + 1)
        return node


def _filter(node: nodes.Node, name: str, *arguments: object) -> nodes.Filter:
    constants: list[nodes.Expr] = [nodes.Const(argument) for argument in arguments]
    made = nodes.Filter(cast("nodes.Expr", node), name, constants, [], None, None)
    return cast("nodes.Filter", made.set_lineno(node.lineno or 1))


def _walk(node: nodes.Node) -> Iterator[nodes.Node]:
    yield node
    for child in node.iter_child_nodes():
        yield from _walk(child)


def _steps(context: Context) -> _Steps:
    return cast("_Steps", context.parent[_STEPS])


# Each takes the context, so that Jinja does not run it while compiling.
@pass_context
def _say(_context: Context, value: Any, field: str) -> str:
    return bounded(filters.spoken(value, field))


@pass_context
def _known(_context: Context, value: Any, field: str) -> Any:
    if value is None:
        raise MissingValue(field)
    return value


@pass_context
def _concat(_context: Context, pieces: list[str]) -> str:
    return bounded("".join(pieces))


@pass_context
def _loop(context: Context, value: Any, field: str, cost: int) -> list[Any]:
    if value is None:
        raise MissingValue(field)
    found = filters.items(value)
    _steps(context).take(cost * len(found))
    return found


@pass_context
def _enter(context: Context, nothing: str) -> str:
    _steps(context).take(_INCLUDE_STEPS)
    return nothing


_HIDDEN = {"_say": _say, "_known": _known, "_concat": _concat, "_loop": _loop, "_enter": _enter}


@lru_cache(maxsize=1)
def plain() -> Sandbox:
    """The sandbox of texts that stand alone: no file can be included."""
    return Sandbox()


def compile_text(source: str, name: str = "text") -> Template:
    """Compile one text that stands alone.

    Raises:
        Refused: it is not a template, or one that may not run.
    """
    sandbox = plain()
    try:
        code = sandbox.compile(source, name, name)
        return Template.from_code(sandbox, code, sandbox.make_globals(None))
    except TemplateSyntaxError as error:
        raise Refused(str(error.message), name, error.lineno) from None


def get(sandbox: Sandbox, name: str) -> Template:
    """A template of the sandbox's loader, compiled.

    Raises:
        Refused: it is missing, is not a template, or may not run.
    """
    try:
        return sandbox.get_template(name)
    except TemplateSyntaxError as error:
        raise Refused(str(error.message), error.name or name, error.lineno) from None
    except TemplateNotFound as error:
        raise Refused(f"no template {error.name!r}", name, 1) from None


def render(template: Template, context: Mapping[str, Any]) -> str:
    """The text a template makes of a context.

    Raises:
        MissingValue: a value it needs is unknown.
        Refused: it did something it may not, or failed.
    """
    parts: list[str] = []
    size = 0
    try:
        for part in template.generate({**context, _STEPS: _Steps()}):
            parts.append(part)
            size += len(part)
            if size > filters.MAX_TEXT:
                raise SecurityError(f"a text of more than {filters.MAX_TEXT} characters")
    except MissingValue:
        raise
    except TemplateSyntaxError as error:  # in a file it includes
        raise Refused(str(error.message), error.name or "", error.lineno) from None
    except TemplateNotFound as error:
        name, line = _place(error, template)
        raise Refused(f"no template {error.name!r}", name, line) from None
    except RecursionError:
        raise Refused("it includes itself", template.name or "", 1) from None
    except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError) as error:
        name, line = _place(error, template)
        raise Refused(str(error) or type(error).__name__, name, line) from None
    return "".join(parts)


def _place(error: BaseException, template: Template) -> tuple[str, int]:
    """The file and line that failed: the innermost frame of template code."""
    place = (template.name or "", 1)
    trace = error.__traceback__
    while trace is not None:
        filename = trace.tb_frame.f_code.co_filename
        if filename == template.filename or filename.endswith(".j2"):
            place = (filename, trace.tb_lineno)
        trace = trace.tb_next
    return place
