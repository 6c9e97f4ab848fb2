"""What stands in each cell of the segmentation table, part by part, for every way to show it."""

from typing import NamedTuple

from prospector.rates import Rate
from prospector.segment.table.rows import Row
from prospector.segment.table.wording import PARTS

#: The columns whose cells are figures.
FIGURES = ("counts", "kpi")


class Part(NamedTuple):
    """One part of a cell: a small heading (empty = none) and its text."""

    heading: str
    text: str


def cells(row: Row, language: str) -> dict[str, list[Part]]:
    """The cells of a row by column, in the order of the headings."""
    words = PARTS[language]

    def part(name: str) -> Part:
        return Part(words[name], str(getattr(row, name)))

    counts = row.counts
    return {
        "segment": [Part("", row.label), part("purpose")],
        "company": [Part("", row.company)],
        "decision_maker": [Part("", row.decision_maker)],
        "context": [part("wants"), part("pains")],
        "brakes": [part("fears"), part("expects")],
        "approach": [Part("", row.approach), part("steps"), part("cycle")],
        "counts": [
            Part(words["leads"], str(counts.leads)),
            Part(words["accounts"], str(counts.accounts)),
            Part(words["share"], percent(counts.share, language)),
        ],
        "kpi": [
            Part(words["touched"], str(row.kpi.touched)),
            *(
                Part(words[name], said(getattr(row.kpi, name), language))
                for name in ("replied", "met", "won")
                if row.kpi.touched
            ),
        ],
    }


def plain(parts: list[Part]) -> str:
    """A cell as lines of text."""
    return "\n".join(f"{one.heading}: {one.text}" if one.heading else one.text for one in parts)


def said(rate: Rate, language: str) -> str:
    """`12: 8 % (5 to 14)`, or the count and that there are too few."""
    if rate.share is None or rate.low is None or rate.high is None:
        return f"{rate.count} ({PARTS[language]['few']})"
    until = "to" if language == "en" else "à"
    return f"{rate.count}: {percent(rate.share, language)} ({rate.low * 100:.0f} {until} {rate.high * 100:.0f})"


def percent(share: float, language: str) -> str:
    """A share as people write it in the language: `8%`, `8 %` with a space that does not break."""
    return f"{share * 100:.0f}%" if language == "en" else f"{share * 100:.0f}\N{NO-BREAK SPACE}%"
