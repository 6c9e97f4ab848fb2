"""Write a proposal: today's files with other points and new rules, each with its evidence above it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from prospector.errors import RulesError
from prospector.measure.learn.candidates import REPEATS, Candidate
from prospector.measure.learn.editing import (
    Item,
    Patch,
    appended,
    number,
    patched,
    remark,
    silenced,
)
from prospector.measure.learn.scorecard import Change, Proposed
from prospector.rates import Count
from prospector.rules import documents
from prospector.rules.documents import Document, Path
from prospector.rules.models import FitProfile, IntentRule, LocalText, Scope
from prospector.rules.phrases import phrase
from prospector.rules.ruleset import Ruleset
from prospector.text import fold

_GROUP = "learnt"
_LONGEST = 50


class Example(Protocol):
    """How one test of a rules file came out."""

    @property
    def file(self) -> str:
        """The file it stands in."""

    @property
    def passed(self) -> bool:
        """Whether it came out as it says."""

    @property
    def message(self) -> str:
        """What came out instead."""


class Named(NamedTuple):
    """A new rule with the id it goes by, and what it asks."""

    id: str
    candidate: Candidate
    proposed: Proposed


def written(ruleset: Ruleset, proposed: Sequence[Proposed], title: str) -> dict[str, str]:
    """The files of the ruleset with what is proposed; all others as they are."""
    new = list(_named(ruleset, proposed))
    files = {"intent.yaml": _intent, "fit.yaml": _fit}
    texts = dict(ruleset.texts)
    for name, edits in files.items():
        part = name.removesuffix(".yaml")
        document = _read(name, texts[name])
        own = [one for one in proposed if one.feature.part == part]
        fresh = [one for one in new if one.proposed.feature.part == part]
        patches = [*_changes(document, own, title), *edits(document, ruleset, fresh, title)]
        texts[name] = patched(document.text, patches)
    return texts


def mended(texts: Mapping[str, str], examples: Sequence[Example]) -> tuple[dict[str, str], int]:
    """The files with every test that no longer holds made a comment, and how many there are.

    A test states a fact of the old points: whether it still should hold is for a person.
    """
    failing: dict[str, dict[int, str]] = {}
    seen: dict[str, int] = {}
    for example in examples:
        place = seen.get(example.file, 0)
        seen[example.file] = place + 1
        if not example.passed:
            why = f"no longer holds with the proposed points: {example.message}"
            failing.setdefault(example.file, {})[place] = why
    files = dict(texts)
    for name, remarks in failing.items():
        document = _read(name, files[name])
        files[name] = patched(document.text, silenced(document, ("tests",), remarks))
    return files, sum(map(len, failing.values()))


def evidence(one: Proposed, title: str) -> list[str]:
    """What a proposal rests on, in a few lines."""
    lines = [
        f"learnt ({title}): {share(one.rates.with_it)} with it, {share(one.rates.without)} without"
    ]
    if one.learnt is None or one.low is None or one.high is None:
        return lines
    interval = f"{one.learnt:.1f} (95 %: {one.low:.1f} to {one.high:.1f})"
    if one.change is Change.FLIPS:
        lines.append(
            f"for a person: the cases say {interval} points, the other sign; left at {one.today:g}"
        )
    elif one.change is Change.NEW:
        lines.append(f"new: the cases say {interval} points")
    else:
        lines.append(f"{one.today:g} points today; the cases say {interval}")
    return lines


def _changes(document: Document, proposed: Sequence[Proposed], title: str) -> Iterator[Patch]:
    places = _places(document)
    for one in proposed:
        if one.feature.rule is None or one.change not in (Change.CHANGED, Change.FLIPS):
            continue
        path = places[one.feature.rule.id]
        yield remark(document, path, evidence(one, title))
        if one.change is Change.CHANGED:
            yield from _points(document, path, one)


def _points(document: Document, path: Path, one: Proposed) -> Iterator[Patch]:
    """Other points, and the rule's cap in the same proportion."""
    found = number(document, (*path, "points"), one.points)
    if found:
        yield found
    rule = one.feature.rule
    if isinstance(rule, IntentRule) and rule.cap is not None:
        cap = max(1, round(rule.cap * one.points / one.today))
        found = number(document, (*path, "cap"), cap)
        if found:
            yield found


def _places(document: Document) -> dict[str, Path]:
    """Where each rule stands, by its id."""
    patterns: tuple[Path, ...] = (
        ("rules", "*", "id"),
        ("profiles", "*", "groups", "*", "rules", "*", "id"),
    )
    return {
        value: path[:-1] for pattern in patterns for path, value in document.find(*pattern, of=str)
    }


def _intent(
    document: Document, ruleset: Ruleset, new: Sequence[Named], title: str
) -> Iterator[Patch]:
    if not new:
        return
    items = [(_intent_rule(ruleset, one), evidence(one.proposed, title)) for one in new]
    yield appended(document, ("rules",), items)
    if document.get(("tests",)):
        yield appended(document, ("tests",), [(test, ()) for one in new for test in _tests(one)])


def _intent_rule(ruleset: Ruleset, one: Named) -> Item:
    candidate, points = one.candidate, int(one.proposed.points)
    label = ruleset.signals.kinds[candidate.source].label
    words = label if isinstance(label, LocalText) else LocalText(en=label, fr=label)
    detail = f": {candidate.detail[1]}" if candidate.detail else ""
    return {
        "id": one.id,
        "when": candidate.condition,
        **({"scope": "account"} if candidate.scope is Scope.ACCOUNT else {}),
        "points": points,
        "cap": abs(points) * REPEATS,
        "why": {
            language: _plain(f"{_capital(words.in_(language))}{detail}")
            for language in ("en", "fr")
        },
    }


def _tests(one: Named) -> Iterator[Item]:
    candidate = one.candidate
    detail = dict([candidate.detail]) if candidate.detail else {}
    signal = {"kind": candidate.source, "age": 0, **detail}
    yield {
        "name": f"{one.id} counts such a signal",
        "signals": [signal],
        "expect": {"rules": [one.id]},
    }
    yield {
        "name": f"{one.id} counts no signal that is not there",
        "expect": {"no_rules": [one.id]},
    }


def _fit(document: Document, ruleset: Ruleset, new: Sequence[Named], title: str) -> Iterator[Patch]:
    """Every profile gets the new rules, in points of its own scale."""
    for place, profile in enumerate(ruleset.fit.profiles if new else ()):
        scale = _full(profile) / 100
        suffix = f"-{place + 1}" if len(ruleset.fit.profiles) > 1 else ""
        rules = [_fit_rule(one, scale, suffix) for one in new]
        there = [group.id for group in profile.groups]
        remarks = [line for one in new for line in (f"{one.id}:", *evidence(one.proposed, title))]
        if _GROUP in there:
            path = ("profiles", place, "groups", there.index(_GROUP), "rules")
            yield appended(document, path, [(rule, ()) for rule in rules])
            continue
        group = {"id": _GROUP, "pick": "sum", "rules": rules}
        yield appended(document, ("profiles", place, "groups"), [(group, remarks)])


def _fit_rule(one: Named, scale: float, suffix: str) -> Item:
    points = one.proposed.points * scale
    whole = int(max(1, round(points)) if points > 0 else min(-1, round(points)))
    terms = one.candidate.condition.split(" and ")
    return {
        "id": f"{one.id}{suffix}",
        "when": one.candidate.condition,
        "points": whole,
        "why": {
            language: " ".join((f" {word} ").join(phrase(term, language) for term in terms).split())
            for language, word in (("en", "and"), ("fr", "et"))
        },
    }


def _full(profile: FitProfile) -> float:
    """What 100 stands for in a profile."""
    total = 0.0
    for group in profile.groups:
        points = [rule.points for rule in group.rules if rule.points > 0]
        if group.pick == "best":
            total += max(points, default=0)
        else:
            total += min(sum(points), group.cap or sum(points))
    return total


def _named(ruleset: Ruleset, proposed: Sequence[Proposed]) -> Iterator[Named]:
    """The new rules with ids that say what they ask, none of them given already."""
    taken = {rule.id for rule in ruleset.intent.rules}
    taken |= {
        rule.id for one in ruleset.fit.profiles for group in one.groups for rule in group.rules
    }
    for one in proposed:
        candidate = one.feature.candidate
        if candidate is None or one.change is not Change.NEW:
            continue
        words = fold(_without_entity(candidate.condition)).replace(" ", "-")
        words = "".join(char for char in words if char.isascii())[:_LONGEST].strip("-")
        name, again = f"learnt-{words}", 2
        # Rules of fit are numbered by profile behind their name.
        while any(other == name or other.startswith(f"{name}-") for other in taken):
            name, again = f"learnt-{words[: _LONGEST - 4].strip('-')}-no{again}", again + 1
        taken.add(name)
        yield Named(name, candidate, one)


def _without_entity(condition: str) -> str:
    """`signal.kind = 'x'` is said as `x`."""
    for word in ("signal.kind =", "signal.", "lead.", "account."):
        condition = condition.replace(word, " ")
    for sign, word in ((">=", " from "), ("<", " below ")):
        condition = condition.replace(sign, word)
    return condition


def _plain(sentence: str) -> str:
    """A sentence of a rule is a template: what is not meant as one must not look like one."""
    return sentence.replace("{", "(").replace("}", ")")


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def share(count: Count) -> str:
    """A share and of how many, in words."""
    return f"{count.reached / count.n:.0%} of {count.n}" if count.n else "0 cases"


def _read(name: str, text: str) -> Document:
    document, problems = documents.read(name, text.encode())
    if document is None:
        raise RulesError(problems)
    return document
