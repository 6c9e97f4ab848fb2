"""An explanation as one HTML page: pictures, parts, what gave nothing; nothing to load or to run."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from prospector.score import told
from prospector.score.explanation import Explanation
from prospector.score.parts import IntentPart
from prospector.score.picture import signed, svg
from prospector.score.standing import Standing
from prospector.score.told import factors, heading, holds, outlook, source
from prospector.score.traits import FitPart
from prospector.score.waterfall import fit_bars, intent_bars
from prospector.score.wording import WORDS, points
from prospector.sheet import sheet

STYLE = """
:root { color-scheme: light dark; --ink: #1c2430; --soft: #5a6a7c; --line: #d5dce4; --paper: #fff;
  --up: #2b7a4b; --down: #b3382c; --cap: #8a6d1d; --total: #23415f; --row: #f5f7f9; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e9ef; --soft: #9aa8b7; --line: #37424f;
  --paper: #161b22; --up: #4fb37a; --down: #e2695c; --cap: #cda640; --total: #7fa6d0; --row: #1c232c; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem 1rem 3rem; color: var(--ink);
  background: var(--paper); font: 15px/1.5 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; }
h1 { font-size: 1.4rem; margin: 0 0 .2rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .4rem; }
p { margin: .2rem 0; } p.soft, td.soft, small { color: var(--soft); }
p.why { font-size: 1.05rem; margin: .6rem 0; }
svg { width: 100%; height: auto; display: block; margin: .4rem 0 .8rem; }
svg text { font-size: 12.5px; fill: var(--ink); } svg .number { font-variant-numeric: tabular-nums; }
svg .up { fill: var(--up); } svg .down { fill: var(--down); } svg .cap { fill: var(--cap); }
svg .total { fill: var(--total); } svg .sum text { font-weight: 600; }
svg .axis { stroke: var(--line); } svg .link { stroke: var(--soft); stroke-dasharray: 2 2; }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: .88rem; }
th { text-align: left; font-weight: 600; color: var(--soft); }
th, td { padding: .3rem .6rem .3rem 0; vertical-align: top; border-bottom: 1px solid var(--line); }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td small { display: block; }
svg.narrow { display: none; }
@media screen and (max-width: 35rem) { svg.wide { display: none; } svg.narrow { display: block; }
  td:last-child { overflow-wrap: anywhere; } table.sourced th:nth-child(n + 3), svg.narrow .link { display: none; }
  table.sourced tr { display: grid; grid-template-columns: 5.5rem 1fr; padding: .3rem 0;
    border-bottom: 1px solid var(--line); }
  table.sourced :is(th, td) { border: 0; padding: 0 .6rem 0 0; text-align: left; }
  table.sourced td:nth-child(n + 3) { grid-column: 2; } }
@media print { body { max-width: none; padding: 0; font-size: 10pt; } tr, svg { break-inside: avoid; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
"""


def page(found: Explanation, standing: Standing) -> str:
    """The whole page; every text is escaped, and the browser is told to run and load nothing."""
    language, words = found.language, WORDS[found.language]
    title, *head = heading(found)
    lines = "\n".join(
        f'<p class="{"soft" if number == 0 else "why"}">{escape(line)}</p>'
        for number, line in enumerate(head)
    )
    ends = "\n".join(f"<p>{escape(line)}</p>" for line in outlook(found))
    intent = svg(
        intent_bars(found.intent.parts),
        found.intent.score,
        label=words["intent"],
        language=language,
    )
    fit = svg(fit_bars(found.fit.parts), found.fit.score, label=words["fit"], language=language)
    body = f"""{lines}
{ends}
{_standing(standing, language)}
<h2>{words["intent"]} {points(found.intent.score, language)}</h2>
{intent}
{_intent(found.intent.parts, language)}
<h2>{words["fit"]} {points(found.fit.score, language)} <small>{escape(found.fit.profile)}</small></h2>
{fit}
{_fit(found.fit.parts, language)}
{_uncounted(found)}"""
    return sheet(title, STYLE, body, language=language)


def _standing(standing: Standing, language: str) -> str:
    """Segment, behaviour with its advice, and the signals a message may speak of."""
    words = WORDS[language]
    said = "".join(f"<p>{escape(line)}</p>\n" for line in told.standing(standing, language))
    rows = (
        [
            f"{one.occurred_at:%Y-%m-%d}",
            escape(" · ".join(filter(None, (one.label, one.subject)))),
            escape(f"{one.source.feed}, {one.source.file}:{one.source.line}"),
        ]
        for one in standing.citable
    )
    heads = [words["day"], words["may_cite"], words["from"]]
    table = _sourced(heads, rows) if standing.citable else ""
    return f"<h2>{words['standing']}</h2>\n{said}{table}"


def _intent(parts: Sequence[IntentPart], language: str) -> str:
    words = WORDS[language]
    if not parts:
        return f'<p class="soft">{words["nothing"]}</p>'
    rows = (_intent_row(part, language) for part in parts)
    return _sourced([words["points"], words["part"], words["why"], words["from"]], rows)


def _intent_row(part: IntentPart, language: str) -> list[str]:
    name = part.rule if part.cap is None else WORDS[language]["ceiling"].format(name=part.cap)
    notes = "".join(f"<small>{escape(one.why)}</small>" for one in part.discounts or ())
    came = f"{escape(source(part))}<small>{escape(factors(part, language))}</small>"
    return [
        signed(part.nano, language),
        escape(str(name)),
        escape(part.why) + notes,
        came if part.source else "",
    ]


def _fit(parts: Sequence[FitPart], language: str) -> str:
    words = WORDS[language]
    rows = (
        [
            signed(part.nano, language),
            escape(f"{part.group}/{part.rule}" if part.rule else str(part.cap)),
            escape(part.why),
            "" if part.cap else escape(holds(part, language)),
        ]
        for part in parts
    )
    return _table([words["points"], words["part"], words["why"], words["holds"]], rows)


def _uncounted(found: Explanation) -> str:
    words = WORDS[found.language]
    if not found.uncounted:
        return ""
    rows = (
        [
            f"{one.occurred_at:%Y-%m-%d}",
            escape(" ".join(filter(None, (one.kind, one.subject)))),
            escape(one.why),
            escape(f"{one.source.feed}, {one.source.file}:{one.source.line}"),
        ]
        for one in found.uncounted
    )
    heads = [words["day"], words["signal"], words["why"], words["from"]]
    return f"<h2>{words['uncounted']}</h2>\n{_sourced(heads, rows)}"


def _sourced(heads: Iterable[str], rows: Iterable[list[str]]) -> str:
    """A table whose last column is long: on a narrow screen what follows the second stands below it."""
    return "\n".join(_lines(heads, rows, ' class="sourced"'))


def _table(heads: Iterable[str], rows: Iterable[list[str]]) -> str:
    return "\n".join(_lines(heads, rows, ""))


def _lines(heads: Iterable[str], rows: Iterable[list[str]], css: str) -> Iterator[str]:
    head = "".join(
        f'<th scope="col"{_NUMBER if place == 0 else ""}>{escape(words)}</th>'
        for place, words in enumerate(heads)
    )
    yield f'<div class="scroll"><table{css}><thead><tr>{head}</tr></thead><tbody>'
    for row in rows:
        cells = "".join(
            f"<td{_NUMBER if place == 0 else ''}>{cell}</td>" for place, cell in enumerate(row)
        )
        yield f"<tr>{cells}</tr>"
    yield "</tbody></table></div>"


_NUMBER = ' class="number"'
