"""Names that must exist elsewhere."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from prospector.errors import Problem
from prospector.rules import elsewhere, fields
from prospector.rules.checks.wording import Condition
from prospector.rules.documents import Path
from prospector.rules.folder import Folder
from prospector.rules.models.acting import ANY, NOWHERE
from prospector.rules.schema import did_you_mean
from prospector.tables import Relation

GRADES = fields.VALUES["grade"]


class Reference(NamedTuple):
    """A place that names something, and what it may name (None = cannot be told)."""

    stem: str
    path: Path
    word: str
    known: Sequence[str] | None


def problems(folder: Folder, conditions: Sequence[Condition]) -> Iterator[Problem]:
    """Every name of something that is not there."""
    for reference in [*_between_files(folder), *_in_tests(folder)]:
        if reference.known is None:
            continue
        for place in folder.find(reference.stem, *reference.path, of=str):
            if place.value not in reference.known:
                hint = did_you_mean(place.value, set(reference.known))
                yield place.problem(f"{reference.word} {place.value!r}{hint}")
    yield from _fired(folder, conditions)


def _between_files(folder: Folder) -> list[Reference]:
    segments = folder.known("segments", "segments", "*", "id")
    groups = folder.keys("intent", "groups")
    senders = folder.known("company", "senders", "*", "id")
    return [
        Reference("intent", ("rules", "*", "group"), "undeclared group", groups),
        Reference("intent", ("surge", "kinds", "*"), "unknown kind", folder.kinds),
        Reference("grades", ("rfm", "kinds", "*"), "unknown kind", folder.kinds),
        Reference("policy", ("sdrs", "*", "sender"), "unknown sender", senders),
        Reference("policy", ("grades", "*"), "unknown grade", GRADES),
        Reference("policy", ("consent_kinds", "*"), "unknown kind", folder.kinds),
        Reference("feeds", ("feeds", "*", "kind"), "unknown kind", folder.kinds),
        Reference("feeds", ("feeds", "*", "set", "kind"), "unknown kind", folder.kinds),
        Reference("feeds", ("feeds", "*", "profile"), "unknown profile", elsewhere.PROFILES),
        Reference("feeds", ("feeds", "*", "set", "locale"), "unknown locale", elsewhere.LOCALES),
        Reference("proofs", ("proofs", "*", "segments", "*"), "unknown segment", segments),
        Reference("segments", ("segments", "*", "relations", "*"), "unknown relation", [*Relation]),
        Reference("segments", ("on_move", "*", "segment"), "unknown segment", segments),
        *_sides(segments),
    ]


def _sides(segments: Sequence[str] | None) -> list[Reference]:
    """Where a move of `on_move` begins and ends."""
    known = None if segments is None else [*segments, ANY, NOWHERE]
    paths: list[Path] = [("from",), ("from", "*"), ("to",), ("to", "*")]
    return [
        Reference("segments", ("on_move", "*", *path), "unknown segment", known) for path in paths
    ]


def _in_tests(folder: Folder) -> list[Reference]:
    rules = folder.known("intent", "rules", "*", "id")
    fit_rules = folder.known("fit", "profiles", "*", "groups", "*", "rules", "*", "id")
    segments = folder.known("segments", "segments", "*", "id")
    behaviours = folder.known("segments", "behaviours", "*", "id")
    expected: Mapping[Path, tuple[str, Sequence[str] | None]] = {
        ("rules", "*"): ("unknown intent rule", rules),
        ("no_rules", "*"): ("unknown intent rule", rules),
        ("disqualified",): ("unknown fit rule", fit_rules),
        ("segment",): ("unknown segment", None if segments is None else [*segments, "none"]),
        ("behaviour",): (
            "unknown behaviour",
            None if behaviours is None else [*behaviours, "none"],
        ),
        ("profile",): ("unknown profile", folder.known("fit", "profiles", "*", "id")),
        ("grade",): ("unknown grade", GRADES),
    }
    found = []
    for stem in folder.documents:
        kinds = Reference(
            stem, ("tests", "*", "signals", "*", "kind"), "unknown kind", folder.kinds
        )
        found.append(kinds)
        for path, (word, known) in expected.items():
            found.append(Reference(stem, ("tests", "*", "expect", *path), word, known))
    return found


def _fired(folder: Folder, conditions: Sequence[Condition]) -> Iterator[Problem]:
    """`fired('rule-id')` of rules that are not in intent.yaml."""
    rules = folder.known("intent", "rules", "*", "id")
    if rules is None:
        return
    for condition in conditions:
        for rule in sorted(condition.expression.fired - set(rules)):
            yield condition.place.problem(
                f"fired(): unknown rule {rule!r}{did_you_mean(rule, set(rules))}",
                offset=max(condition.place.value.find(f"'{rule}'"), 0),
            )
