"""Every function a condition may call: meaning, arguments and SQL text, in one table.

To add one, add an entry here and an example in `tests/engine/test_spark.py`, which shows that it
means the same on Spark: checker, speller and docs read this table.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from prospector.rules.models import ValueType

#: From the text of the arguments to the text of the call, for DuckDB; `engine.dialects` spells others.
Spelling = Callable[[Sequence[str]], str]


class Argument(Enum):
    """What may stand at a place of a call; the value is how the docs write it."""

    TEXT = "text"
    LIST = "list"
    ANY = "value"
    ITEM = "item"
    WORDS = "'a text'"
    RULE = "'rule-id'"
    KIND = "'kind'"
    DAYS = "days"


@dataclass(frozen=True)
class Function:
    """One function. `returns` None = the type of its arguments; no `spelling` = the engine's caller knows the text."""

    name: str
    meaning: str
    arguments: tuple[Argument, ...]
    returns: ValueType | None
    repeats: bool = False
    spelling: Spelling | None = None

    @property
    def signature(self) -> str:
        """`contains(text, 'a text', …)`, as people write it."""
        more = ", …" if self.repeats else ""
        return f"{self.name}({', '.join(argument.value for argument in self.arguments)}{more})"


def _any_of(one: Callable[[str, str], str]) -> Spelling:
    """True when one of the words does it; unknown for an unknown text."""

    def spell(arguments: Sequence[str]) -> str:
        subject, *words = arguments
        return f"({' OR '.join(one(subject, word) for word in words)})"

    return spell


def _matches_word(subject: str, word: str) -> str:
    # Folded text has one space between words and none at its ends.
    return f"contains(' ' || {subject} || ' ', ' ' || {word} || ' ')"


_TABLE = (
    Function(
        "contains",
        "The text has one of these in it, anywhere: 'sale' is in 'Head of Sales'.",
        (Argument.TEXT, Argument.WORDS),
        ValueType.BOOL,
        repeats=True,
        spelling=_any_of(lambda subject, word: f"contains({subject}, {word})"),
    ),
    Function(
        "starts_with",
        "The text begins with one of these.",
        (Argument.TEXT, Argument.WORDS),
        ValueType.BOOL,
        repeats=True,
        spelling=_any_of(lambda subject, word: f"starts_with({subject}, {word})"),
    ),
    Function(
        "matches_word",
        "One of these stands in the text as whole words: 'it' is in 'Head of IT', not in 'Recruiter'.",
        (Argument.TEXT, Argument.WORDS),
        ValueType.BOOL,
        repeats=True,
        spelling=_any_of(_matches_word),
    ),
    Function(
        "has",
        "The list has one of these values, whole: has(account.tools, 'hubspot', 'pipedrive').",
        (Argument.LIST, Argument.ITEM),
        ValueType.BOOL,
        repeats=True,
        spelling=_any_of(lambda values, value: f"list_contains({values}, {value})"),
    ),
    Function(
        "coalesce",
        "The first of these values that is known.",
        (Argument.ANY, Argument.ANY),
        None,
        repeats=True,
        spelling=lambda arguments: f"coalesce({', '.join(arguments)})",
    ),
    Function(
        "fired",
        "This intent rule gives the lead more than 0 points now.",
        (Argument.RULE,),
        ValueType.BOOL,
    ),
    Function(
        "days_since",
        "Days since the newest signal of this kind, the lead's own or its account's without a person; unknown when there is none.",
        (Argument.KIND,),
        ValueType.NUMBER,
    ),
    Function(
        "count_signals",
        "How many signals of this kind came in the last days, the lead's own and its account's without a person; 0 when none.",
        (Argument.KIND, Argument.DAYS),
        ValueType.NUMBER,
    ),
    Function(
        "distinct_people",
        "How many people of the account gave a signal of this kind in the last days; 0 when none.",
        (Argument.KIND, Argument.DAYS),
        ValueType.NUMBER,
    ),
)
FUNCTIONS: dict[str, Function] = {function.name: function for function in _TABLE}
