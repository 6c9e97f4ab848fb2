"""A score's explanation on the screen: bars for those who look, tables for those who read."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.table import Table

    from prospector.score.explanation import Explanation
    from prospector.score.parts import IntentPart
    from prospector.score.standing import Cited
    from prospector.score.uncounted import Uncounted
    from prospector.score.waterfall import Bar

#: Signals without effect that are listed; --json and --html have all.
LISTED = 8
_EIGHTHS = " ▏▎▍▌▋▊▉"
_NAMES = 30
_PLOT = 36


def bars(found: "Sequence[Bar]", score: int, *, label: str, language: str) -> Iterator[str]:
    """A waterfall of at most 80 columns: where each bar begins, how far it goes, its points."""
    from prospector.engine.points import FULL
    from prospector.score.picture import name_of
    from prospector.score.wording import points

    low = min([0, *(bar.end for bar in found)])
    high = max([FULL, *(bar.end for bar in found)])
    for bar in found:
        start, end = sorted((bar.start, bar.end))
        block = _block(start - low, end - low, high - low, fill="░" if bar.cap else "█")
        yield f"  {_cut(name_of(bar, language)):<{_NAMES}} {block:<{_PLOT}} {_signed(bar.nano, language):>7}"
    block = _block(-low, score - low, high - low, fill="█")
    yield f"  {label:<{_NAMES}} {block:<{_PLOT}} {points(score, language):>7}"


def _block(start: int, end: int, whole: int, *, fill: str) -> str:
    """A bar between two values of a scale; it ends on an eighth of a column."""
    if start == end:
        return ""
    first = start * _PLOT // whole
    eighths = max(1, round((end * _PLOT / whole - first) * 8))
    full, rest = divmod(eighths, 8)
    if fill != "█":
        return " " * first + fill * max(1, full + (rest >= 4))
    return " " * first + fill * full + (_EIGHTHS[rest] if rest else "")


def _cut(name: str) -> str:
    return name if len(name) <= _NAMES else f"{name[: _NAMES - 1]}…"


def intent(found: "Explanation") -> "Table":
    """Every contribution with its factors, what it was discounted for and its source; every ceiling."""
    from rich.table import Table

    from prospector.score.wording import WORDS, points

    words, language = WORDS[found.language], found.language
    head = f"{words['intent'].lower()} {points(found.intent.score, language)}"
    table = Table(head, words["part"], words["why"], words["from"], box=None)
    _whole(table)
    for part in found.intent.parts:
        table.add_row(
            _signed(part.nano, language), part.rule or part.cap, part.why, _origin(part, language)
        )
    return table


def _origin(part: "IntentPart", language: str) -> str:
    """How the points came about, why they are not more, and where the signal stands."""
    from prospector.score.told import factors, source
    from prospector.score.wording import WORDS

    if part.source is None:
        return ""
    notes = [one.why for one in part.discounts or ()]
    return WORDS[language]["then"].join([factors(part, language), *notes, source(part)])


def fit(found: "Explanation") -> "Table":
    """Every trait of the profile, and every ceiling."""
    from rich.table import Table

    from prospector.score.told import holds
    from prospector.score.wording import WORDS, points

    words, language = WORDS[found.language], found.language
    title = f"{words['fit'].lower()} {points(found.fit.score, language)}"
    table = Table(title, found.fit.profile, words["why"], words["holds"], box=None)
    _whole(table)
    for part in found.fit.parts:
        name = f"{part.group}/{part.rule}" if part.rule else part.cap
        table.add_row(
            _signed(part.nano, language), name, part.why, "" if part.cap else holds(part, language)
        )
    return table


def _whole(table: "Table") -> None:
    """Numbers to the right; no name and no place of a file is cut."""
    table.columns[0].justify = "right"
    for column in table.columns:
        column.overflow = "fold"


def uncounted(found: "Sequence[Uncounted]", language: str) -> Iterator[str]:
    """The lead's signals that gave nothing, and why."""
    from prospector.score.wording import WORDS

    words = WORDS[language]
    yield words["listed"].format(title=words["uncounted"])
    for one in found[:LISTED]:
        what = " ".join(filter(None, (one.kind, one.subject)))
        where = f"{one.source.feed}, {one.source.file}:{one.source.line}"
        said = words["listed"].format(title=f"{one.occurred_at:%Y-%m-%d} {what}")
        yield f"  {said} {one.why} ({where})"
    if len(found) > LISTED:
        yield f"  … {len(found) - LISTED}"


def citable(found: "Sequence[Cited]", language: str) -> Iterator[str]:
    """The signals a message may speak of, with their numbers as drafts cite them."""
    from prospector.score.wording import WORDS

    words = WORDS[language]
    yield words["listed"].format(title=words["may_cite"])
    for one in found:
        what = " · ".join(filter(None, (one.label, one.subject)))
        where = f"{one.source.feed}, {one.source.file}:{one.source.line}"
        yield f"  [{one.signal}] {one.occurred_at:%Y-%m-%d} {what} ({where})"


def _signed(nano: int, language: str) -> str:
    from prospector.score.wording import points

    return f"{'+' if nano > 0 else ''}{points(nano, language)}"
