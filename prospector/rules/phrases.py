"""A term of a condition in words, English or French: `rfm.frequency is at least 4`.

Fields keep the names that people know from the rules; what stands between them is said. A term
this file has no words for is shown as it is written.
"""

from collections.abc import Callable

from sqlglot import exp

from prospector.rules.checker import name_of
from prospector.rules.dialect import tree_of
from prospector.rules.operators import bare

_WORDS: dict[str, tuple[str, str]] = {
    "eq": ("{0} is {1}", "{0} est {1}"),
    "ne": ("{0} is not {1}", "{0} n'est pas {1}"),
    "lt": ("{0} is less than {1}", "{0} est inférieur à {1}"),
    "lte": ("{0} is at most {1}", "{0} est au plus {1}"),
    "gt": ("{0} is more than {1}", "{0} est supérieur à {1}"),
    "gte": ("{0} is at least {1}", "{0} est au moins {1}"),
    "in": ("{0} is one of {1}", "{0} est parmi {1}"),
    "not_in": ("{0} is none of {1}", "{0} n'est pas parmi {1}"),
    "between": ("{0} is from {1} to {2}", "{0} va de {1} à {2}"),
    "null": ("{0} is not known", "{0} n'est pas connu"),
    "known": ("{0} is known", "{0} est connu"),
    "true": ("{0} holds", "{0} est vrai"),
    "false": ("{0} does not hold", "{0} est faux"),
    "fired": ("rule {0} gives points", "la règle {0} donne des points"),
    "not_fired": ("rule {0} gives no points", "la règle {0} ne donne pas de points"),
    "contains": ("{0} contains {1}", "{0} contient {1}"),
    "starts_with": ("{0} begins with {1}", "{0} commence par {1}"),
    "matches_word": ("{0} has the word {1}", "{0} comporte le mot {1}"),
    "has": ("{0} has {1}", "{0} comprend {1}"),
    "days_since": ("days since {0}", "jours depuis {0}"),
    "count_signals": ("{0} in {1} days", "{0} en {1} jours"),
    "distinct_people": ("people with {0} in {1} days", "personnes avec {0} en {1} jours"),
    "coalesce": ("{0} (if unknown: {1})", "{0} (si inconnu : {1})"),
}
_OR = ("or", "ou")
#: Alternatives named; a list of bakeries' words helps nobody in a sentence.
_MOST = 4
_COMPARED: dict[type[exp.Expression], str] = {
    exp.EQ: "eq",
    exp.NEQ: "ne",
    exp.LT: "lt",
    exp.LTE: "lte",
    exp.GT: "gt",
    exp.GTE: "gte",
}


def phrase(term: str, language: str) -> str:
    """A checked term in words."""
    said = _Speaker(int(language == "fr")).say(bare(tree_of(term)))
    return said if said is not None else term


class _Speaker:
    def __init__(self, place: int) -> None:
        self._place = place

    def say(self, node: exp.Expression) -> str | None:
        """The words of a truth; None = there are none."""
        if type(node) in _COMPARED:
            return self._compared(_COMPARED[type(node)], node)
        told = _TOLD.get(type(node))
        return told(self, node) if told else None

    def not_(self, node: exp.Expression) -> str | None:
        return self._denied(bare(node.this))

    def column(self, node: exp.Expression) -> str | None:
        return self._put("true", name_of(node))

    def in_(self, node: exp.Expression) -> str | None:
        return self._fill("in", node.this, *node.expressions)

    def between(self, node: exp.Expression) -> str | None:
        values = [self._value(node.args[part]) for part in ("this", "low", "high")]
        return None if None in values else self._put("between", *map(str, values))

    def _denied(self, node: exp.Expression) -> str | None:
        if isinstance(node, exp.In):
            return self._fill("not_in", node.this, *node.expressions)
        if isinstance(node, exp.Is) and isinstance(node.expression, exp.Null):
            value = self._value(node.this)
            return None if value is None else self._put("known", value)
        if isinstance(node, exp.EQ):
            return self._compared("ne", node)
        if isinstance(node, exp.Anonymous) and node.name.lower() == "fired":
            return self._put("not_fired", node.expressions[0].name)
        if isinstance(node, exp.Column):
            return self._put("false", name_of(node))
        return None

    def _compared(self, word: str, node: exp.Expression) -> str | None:
        left, right = self._value(node.this), self._value(node.expression)
        return None if left is None or right is None else self._put(word, left, right)

    def is_(self, node: exp.Expression) -> str | None:
        value = self._value(node.this)
        if value is None:
            return None
        if isinstance(node.expression, exp.Null):
            return self._put("null", value)
        return self._put("true" if node.expression.this else "false", value)

    def call(self, node: exp.Expression) -> str | None:
        name = node.name.lower()
        if name == "fired":
            return self._put(name, node.expressions[0].name)
        return self._fill(name, *node.expressions) if name in _WORDS else None

    def _fill(self, word: str, subject: exp.Expression, *items: exp.Expression) -> str | None:
        value, listed = self._value(subject), [self._value(item) for item in items]
        if value is None or None in listed:
            return None
        named = [str(item) for item in listed[:_MOST]]
        more = "…" if len(listed) > _MOST else ""
        joined = ", ".join(named[:-1])
        last = f" {_OR[self._place]} " if joined and not more else ", " if joined else ""
        return self._put(word, value, f"{joined}{last}{named[-1]}{more}")

    def _value(self, node: exp.Expression) -> str | None:
        """The words of a number or text."""
        value = bare(node)
        if isinstance(value, exp.Column):
            return name_of(value)
        if isinstance(value, exp.Literal):
            return value.name
        if isinstance(value, exp.Neg) and isinstance(value.this, exp.Literal):
            return f"-{value.this.name}"
        if isinstance(value, exp.Boolean):
            return (("no", "yes"), ("non", "oui"))[self._place][bool(value.this)]
        if isinstance(value, exp.Anonymous) and value.name.lower() in _NUMBERS:
            inner = [self._value(argument) for argument in value.expressions]
            return None if None in inner else self._put(value.name.lower(), *map(str, inner))
        return None

    def _put(self, word: str, *values: str) -> str:
        return _WORDS[word][self._place].format(*values)


#: Calls that are values, not truths.
_NUMBERS = ("days_since", "count_signals", "distinct_people", "coalesce")
_TOLD: dict[type[exp.Expression], Callable[[_Speaker, exp.Expression], str | None]] = {
    exp.Not: _Speaker.not_,
    exp.Column: _Speaker.column,
    exp.Anonymous: _Speaker.call,
    exp.Is: _Speaker.is_,
    exp.In: _Speaker.in_,
    exp.Between: _Speaker.between,
}
