"""Read a condition into a syntax tree: sqlglot's grammar with our own, empty, function table."""

import re
from typing import NamedTuple

from sqlglot import Token, TokenType, exp, parser
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import ParseError, TokenError

MAX_LENGTH = 2000
MAX_DEPTH = 50

#: Curly and backward quotes, which word processors put where SQL wants a straight one.
_QUOTES = re.compile("[\u2018\u2019\u201c\u201d`]")


class Fault(NamedTuple):
    """One thing wrong with a condition, and at which character of it."""

    message: str
    offset: int


class ConditionError(Exception):
    """A condition that cannot be used; `faults` holds everything wrong with it."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        self.message, self.offset = faults[0]
        super().__init__(self.message)


class Conditions(Dialect):
    """SQL expressions without one built-in function: every call stays a plain name."""

    class Parser(parser.Parser):
        """The grammar; what it reads beyond our language is refused by the checker."""

        FUNCTIONS = {}  # noqa: RUF012 - sqlglot's own way to say it
        FUNCTION_PARSERS = {}  # noqa: RUF012 - sqlglot's own way to say it
        NO_PAREN_FUNCTIONS = {}  # noqa: RUF012 - sqlglot's own way to say it
        NO_PAREN_FUNCTION_PARSERS = {}  # noqa: RUF012 - sqlglot's own way to say it


def tree_of(source: str) -> exp.Expression:
    """The syntax tree of a condition.

    Raises:
        ConditionError: it is not one expression, or too long or too deep.
    """
    if len(source) > MAX_LENGTH:
        raise _error(
            f"longer than {MAX_LENGTH} characters: split it into several rules", MAX_LENGTH
        )
    try:
        tokens = _tokens(source)
        reader = Conditions().parser(error_message_context=MAX_LENGTH)
        trees = reader.parse_into(exp.Condition, tokens, source)
    except ParseError as error:
        raise _error(*_explained(source, tokens, error)) from None
    except RecursionError:
        raise _error(f"nested deeper than {MAX_DEPTH} levels", 0) from None
    if len(trees) != 1 or not isinstance(trees[0], exp.Expression):
        raise _error("a condition is exactly one expression", _second(tokens))
    return trees[0]


def offset_of(node: exp.Expression) -> int:
    """Where a node begins: the first place known of it or inside it, else of what it is part of."""
    starts = [part.meta["start"] for part in node.walk() if "start" in part.meta]
    if not starts and isinstance(node.parent, exp.Expression):
        return offset_of(node.parent)
    return min(starts, default=0)


def _tokens(source: str) -> list[Token]:
    curly = _QUOTES.search(re.sub("'[^']*'", lambda text: " " * len(text.group()), source))
    if curly:
        raise _error("write texts in straight single quotes: 'like this'", curly.start())
    try:
        tokens = Conditions().tokenize(source)
    except TokenError as error:
        if "'" in str(error.__cause__):
            raise _error("a text lacks its closing quote", source.rfind("'")) from None
        raise _error("a comment or quoted name is not closed", 0) from None
    if not tokens:
        raise _error("the condition is empty", 0)
    return list(tokens)


def _explained(source: str, tokens: list[Token], error: ParseError) -> tuple[str, int]:
    detail = error.errors[0] if error.errors else {}
    start = len(detail.get("start_context") or "")
    word = detail.get("highlight") or ""
    if "Expecting )" in str(detail.get("description")):
        return "a parenthesis is not closed", _unclosed(tokens)
    if not source[start + len(word) :].strip() and "Unexpected" not in str(detail):
        return f"the condition ends after {word!r}: something is missing", start
    return f"cannot read the condition at {word!r}", start


def _unclosed(tokens: list[Token]) -> int:
    """Where the last parenthesis opens that nothing closes."""
    opened: list[int] = []
    for token in tokens:
        if token.token_type is TokenType.L_PAREN:
            opened.append(token.start)
        elif token.token_type is TokenType.R_PAREN and opened:
            opened.pop()
    return opened[-1] if opened else 0


def _second(tokens: list[Token]) -> int:
    return next((t.start for t in tokens if t.token_type is TokenType.SEMICOLON), 0)


def _error(message: str, offset: int) -> ConditionError:
    return ConditionError([Fault(message, max(offset, 0))])
