"""One sentence from a rule's `why`: a small template over signal, lead and account.

A sentence never fails a run: where a value it needs is unknown, or the text is not a template that
may run, the label of the signal's kind stands in. `check` is how the rules are told beforehand.
"""

import difflib
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache

from jinja2 import Template, nodes

from prospector.rules import sandbox
from prospector.rules.filters import MissingValue
from prospector.rules.models import Text, say
from prospector.rules.sandbox import Refused

#: Fields a sentence may read; one that the caller does not give is unknown.
FIELDS: dict[str, tuple[str, ...]] = {
    "signal": (
        *("kind", "label", "subject", "subject_of", "topic", "text", "url"),
        *("amount", "currency", "occurred_at", "feed"),
    ),
    "lead": (
        *("email", "first_name", "last_name", "spoken_name", "title", "function", "seniority"),
        *("language", "country"),
    ),
    "account": (
        *("name", "domain", "country", "region", "city", "industry", "employees", "sites"),
        *("revenue", "tools", "relation"),
    ),
}
#: Longest sentence that still fits a list row.
MAX_LENGTH = 300


def sentence(
    text: Text,
    language: str,
    *,
    signal: Mapping[str, object],
    lead: Mapping[str, object],
    account: Mapping[str, object],
) -> str:
    """The text with its values, or the label of the signal's kind where one is unknown.

    `signal["label"]` is the kind in words; without it the kind's own name is used.
    """
    template = _compiled(say(text, language))
    if template is None:
        return label(signal, language)
    given = {"signal": signal, "lead": lead, "account": account}
    context = {name: _complete(name, values) for name, values in given.items()}
    try:
        made = sandbox.render(template, {**context, "language": language})
    except (MissingValue, Refused):
        return label(signal, language)
    return _one_line(made) or label(signal, language)


def label(signal: Mapping[str, object], language: str) -> str:
    """The signal's kind in words."""
    given = signal.get("label")
    if isinstance(given, str):
        return _one_line(given)
    if given is not None and hasattr(given, "in_"):
        return _one_line(str(given.in_(language)))
    return str(signal.get("kind") or "").replace("_", " ")


@lru_cache(maxsize=1024)
def check(source: str) -> str | None:
    """What is wrong with a sentence's text, or None."""
    try:
        sandbox.compile_text(source, "why")
    except Refused as error:
        return error.message
    tree = sandbox.plain().syntax(source, "why")
    return next(_unknown_names(tree), None)


def _unknown_names(tree: nodes.Template) -> Iterator[str]:
    own = {node.name for node in tree.find_all(nodes.Name) if node.ctx == "store"}
    for name in tree.find_all(nodes.Name):
        if name.ctx == "load" and name.name not in (*FIELDS, *own, "language", "range", "loop"):
            yield f"unknown name {name.name!r}{_near(name.name, FIELDS)}"
    for field in tree.find_all(nodes.Getattr):
        if not isinstance(field.node, nodes.Name) or field.node.name not in FIELDS:
            continue
        known = FIELDS[field.node.name]
        if field.attr not in known:
            spelled = f"{field.node.name}.{field.attr}"
            offered = [f"{field.node.name}.{name}" for name in known]
            yield f"unknown field {spelled!r}{_near(spelled, offered)}"


def _near(word: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(word, known, n=1)
    return f" (did you mean {near[0]!r}?)" if near else f"; there are {', '.join(known)}"


@lru_cache(maxsize=1024)
def _compiled(source: str) -> Template | None:
    try:
        return sandbox.compile_text(source, "why")
    except Refused:
        return None


def _complete(name: str, values: Mapping[str, object]) -> dict[str, object]:
    return {**dict.fromkeys(FIELDS[name]), **values}


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= MAX_LENGTH else f"{line[: MAX_LENGTH - 1]}…"
