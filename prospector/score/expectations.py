"""Compare what an example expects with what came out."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from prospector.engine.points import FULL, NANO, TENTH, half_away


class Outcome(NamedTuple):
    """What came out for one lead; points in nano-points."""

    intent: int
    fit: int
    fit_upper: int
    grade: str
    profile: str
    disqualified: str | None
    segment: str | None
    #: The intent rules that gave or took points.
    rules: tuple[str, ...]
    behaviour: str | None = None

    @property
    def known_share(self) -> float:
        """How much of fit is known."""
        return (FULL - (self.fit_upper - self.fit)) / FULL


_NUMBERS = ("intent", "fit", "fit_upper", "known_share")
_TEXTS = ("grade", "profile", "segment", "behaviour")
_KEYS = (*_NUMBERS, *_TEXTS, "rules", "no_rules", "disqualified")
_COMPARISON = re.compile(r"(>=|<=|>|<|=)?\s*(-?\d+(?:\.\d+)?)")


def failures(expected: Mapping[str, object], found: Outcome) -> list[str]:
    """What differs, a sentence each; empty = as expected."""
    return [message for key, value in expected.items() for message in _compare(key, value, found)]


def _compare(key: str, value: object, found: Outcome) -> Iterator[str]:
    if key in _NUMBERS:
        yield from _number(key, value, getattr(found, key))
    elif key in _TEXTS:
        yield from _text(key, value, getattr(found, key))
    elif key in ("rules", "no_rules"):
        yield from _rules(key, value, found.rules)
    elif key == "disqualified":
        yield from _disqualified(value, found.disqualified)
    else:
        yield f"unknown expectation {key!r}; there are {', '.join(_KEYS)}"


def _number(key: str, value: object, found: float) -> Iterator[str]:
    written = _COMPARISON.fullmatch(str(value).strip())
    if written is None or isinstance(value, bool):
        yield f"{key}: write a number or a comparison such as '>= 20', not {value!r}"
        return
    sign, wanted = written[1] or "=", float(written[2])
    # Points are compared as people see them, with one decimal.
    number = found if key == "known_share" else half_away(found / TENTH) / (NANO / TENTH)
    holds = {
        ">=": number >= wanted,
        "<=": number <= wanted,
        ">": number > wanted,
        "<": number < wanted,
        "=": abs(number - wanted) < 0.001,
    }
    if not holds[sign]:
        yield f"{key}: expected {value}, got {number:g}"


def _text(key: str, value: object, found: str | None) -> Iterator[str]:
    wanted = None if value in (None, "none") else value
    if wanted != found:
        yield f"{key}: expected {wanted or 'none'}, got {found or 'none'}"


def _rules(key: str, value: object, fired: tuple[str, ...]) -> Iterator[str]:
    names = value if isinstance(value, list) else [value]
    for name in names:
        if (name in fired) is (key == "rules"):
            continue
        did = "fired" if name in fired else "did not fire"
        yield f"{key}: {name} {did} (fired: {', '.join(fired) or 'none'})"


def _disqualified(value: object, found: str | None) -> Iterator[str]:
    as_expected = found is not None if value is True else found is None if not value else False
    if not as_expected and value != found:
        yield f"disqualified: expected {value}, got {found or False}"
