"""A backtest as one HTML page: nothing to load, nothing that runs; charts with their tables below."""

from collections.abc import Iterable, Sequence
from functools import partial
from html import escape

from prospector.measure.backtest import wording
from prospector.measure.backtest.charts import Mark, Row, chart, ratios, shares
from prospector.measure.backtest.report import Report, Side, title, warnings
from prospector.measure.backtest.style import STYLE
from prospector.measure.backtest.wording import WORDS, lift, number, of, percent, points
from prospector.measure.ladder import LABELS
from prospector.measure.lifts import Lift, strongest
from prospector.rates import Rate
from prospector.sheet import sheet

#: Rules drawn; the table has all.
DRAWN = 16


def page(found: Report, language: str) -> str:
    """The whole page; every text is escaped, and the browser is told to run and load nothing."""
    parts = (
        _window(found, language),
        _warnings(found, language),
        _headline(found, language),
        _bins(found, language),
        _calibration(found, language),
        _rules(found, language),
        _rungs(found, language),
    )
    return sheet(title(found.scope, language), STYLE, "\n".join(parts), language=language)


def _window(found: Report, language: str) -> str:
    scope = found.scope
    text = WORDS[language]["window"].format(
        since=scope.since,
        until=scope.until,
        mornings=scope.mornings,
        capacity=scope.capacity,
        as_of=f"{scope.as_of:%Y-%m-%d %H:%M} UTC",
    )
    return f'<p class="window">{escape(text)}</p>'


def _warnings(found: Report, language: str) -> str:
    items = "".join(f"<li>{escape(one.text)}</li>" for one in warnings(found, language))
    return f'<ul class="warnings">{items}</ul>'


def _headline(found: Report, language: str) -> str:
    words = WORDS[language]
    lead = words["headline_lead"].format(rung=LABELS[found.scope.rung][language])
    rows = [
        Row(
            _named(side, language), [_of_rate(css, side.precision.rate, language)], words["too_few"]
        )
        if side.precision.rate.share is not None
        else Row(_named(side, language), [], words["too_few"])
        for css, side in _sides(found)
    ]
    table = _table(
        [words[key] for key in ("side", "precision", "judged", "held", "found")],
        [
            [
                _named(side, language),
                wording.rate(side.precision.rate, language),
                of(side.precision.rate, language),
                str(side.precision.picked),
                of(side.precision.found, language),
            ]
            for side in found.sides
        ],
    )
    drawn = ""  # a chart of nothing is only an axis; the table says "too few"
    if any(row.marks for row in rows):
        drawn = chart(rows, shares(rows, partial(_tick, language=language)), words["headline"])
    return f"<h2>{escape(words['headline'])}</h2>{_lead(lead)}{drawn}{_compared(found, language)}{table}"


def _compared(found: Report, language: str) -> str:
    one, words = found.comparison, WORDS[language]
    if one is None:
        return ""
    new, old = (_called(side, language) for side in found.sides)
    if one.difference is None:
        same = one.only_new.n == one.only_old.n == 0
        first = words["same" if same else "too_few_to_compare"]
    else:
        clear = one.difference.low > 0 or (one.difference.high or 0.0) < 0
        told = points(one.difference, language)
        first = words["difference"].format(new=new, old=old, points=told)
        first += " " + words["clear" if clear else "unclear"]
    second = words["apart"].format(
        new=new,
        old=old,
        only_new=of(one.only_new, language),
        only_old=of(one.only_old, language),
        shared=one.shared,
    )
    return f'<p class="result">{escape(first)}</p><p>{escape(second)}</p>'


def _bins(found: Report, language: str) -> str:
    words = WORDS[language]
    count = max(len(side.bins) for side in found.sides)
    head = f"<h2>{escape(words['bins'])}</h2>{_lead(words['bins_lead'])}"
    if not count:
        return f"{head}<p>{escape(words['too_few'])}</p>"
    rows = [
        Row(
            str(number_ + 1),
            [
                _of_rate(css, side.bins[number_].rate, language)
                for css, side in _sides(found)
                if number_ < len(side.bins)
            ],
        )
        for number_ in range(count)
    ]
    every = [one.rate for one in found.sides[0].bins]
    overall = sum(one.count for one in every) / max(1, sum(one.n for one in every))
    scale = shares(rows, partial(_tick, language=language), overall)
    drawn = chart(rows, scale, words["bins"])
    tables = "".join(_bin_table(side, language, named=len(found.sides) > 1) for side in found.sides)
    return f"{head}{_key(found, language)}{drawn}{tables}"


def _bin_table(side: Side, language: str, *, named: bool) -> str:
    words = WORDS[language]
    rows = [
        [
            str(one.number),
            f"{number(one.most, language)} {words['to']} {number(one.least, language)}",
            wording.rate(one.rate, language),
            of(one.rate, language),
            lift(one.lift, language),
        ]
        for one in side.bins
    ]
    keys = ("part", "priority", "rate", "cases", "against")
    return _table([words[key] for key in keys], rows, _named(side, language) if named else "")


def _calibration(found: Report, language: str) -> str:
    words = WORDS[language]
    parts = [f"<h2>{escape(words['calibration'])}</h2>{_lead(words['calibration_lead'])}"]
    for side in found.sides:
        if len(found.sides) > 1:
            parts.append(f"<h3>{escape(_named(side, language))}</h3>")
        parts.append(_of_grades(side, language))
    return "".join(parts)


def _of_grades(side: Side, language: str) -> str:
    words, one = WORDS[language], side.calibration
    if one.brier is None or one.brier_of_one_rate is None:
        return f"<p>{escape(words['too_few'])}</p>"
    rows = []
    for grade in one.grades:
        spoken = f"{words['told']} {percent(grade.predicted, language)}"
        marks = [Mark("told", grade.predicted, None, None, spoken)]
        if grade.rate.share is not None:
            marks.append(_of_rate("new", grade.rate, language))
        rows.append(Row(grade.grade, marks))
    drawn = chart(rows, shares(rows, partial(_tick, language=language)), words["calibration"])
    brier = words["brier"].format(
        brier=number(one.brier, language, 4),
        one=number(one.brier_of_one_rate, language, 4),
        verdict=words["better" if one.gain and one.gain.low > 0 else "worse"],
    )
    table = _table(
        [words[key] for key in ("grade", "foretold", "came_true", "cases", "learnt")],
        [
            [
                grade.grade,
                percent(grade.predicted, language),
                wording.rate(grade.rate, language),
                of(grade.rate, language),
                str(grade.learnt),
            ]
            for grade in one.grades
        ],
    )
    return f"{drawn}<p>{escape(brier)}</p>{table}"


def _rules(found: Report, language: str) -> str:
    words = WORDS[language]
    count = len(found.sides[0].rules)
    if not any(side.rules for side in found.sides):
        return f"<h2>{escape(words['rules'])}</h2><p>{escape(words['too_few'])}</p>"
    lead = words["rules_lead"].format(n=count, chance=max(1, round(count / 20)))
    parts = [f"<h2>{escape(words['rules'])}</h2>{_lead(lead)}"]
    for css, side in _sides(found):
        if len(found.sides) > 1:
            parts.append(f"<h3>{escape(_named(side, language))}</h3>")
        parts.append(_of_rules(side, css, language))
    return "".join(parts)


def _of_rules(side: Side, css: str, language: str) -> str:
    words, ordered = WORDS[language], strongest(side.rules)
    drawn = [one for one in ordered if one.lift is not None][:DRAWN]
    rows = [Row(_short(one), [_of_lift(css, one, language)]) for one in drawn]
    scale = ratios(
        rows, lambda tick: f"\N{MULTIPLICATION SIGN}{number(tick, language, 0 if tick >= 1 else 2)}"
    )
    svg = chart(rows, scale, words["rules"]) if rows else f"<p>{escape(words['too_few'])}</p>"
    rest = len(ordered) - len(drawn)
    more = f'<p class="more">{escape(words["more"].format(n=rest))}</p>' if rest and rows else ""
    table = _table(
        [words[key] for key in ("rule", "where", "lift", "with", "without")],
        [
            [
                one.name,
                one.where,
                lift(one.lift, language),
                of(one.with_it, language),
                of(one.without, language),
            ]
            for one in ordered
        ],
    )
    return f"{svg}{more}{table}"


def _rungs(found: Report, language: str) -> str:
    words = WORDS[language]
    rows = [
        [
            (words["this"] if one.rung is found.scope.rung else "{label}").format(
                label=LABELS[one.rung][language]
            ),
            *map(str, (one.judged, one.reached, one.too_young, one.not_judged)),
        ]
        for one in found.scope.rungs
    ]
    heads = [words[key] for key in ("rung", "judged", "reached", "too_young", "not_judged")]
    return f"<h2>{escape(words['cases_of_rungs'])}</h2>{_table(heads, rows)}"


def _sides(found: Report) -> list[tuple[str, Side]]:
    return list(zip(("new", "old"), found.sides, strict=False))


def _called(side: Side, language: str) -> str:
    """Its name; what the command line calls in force has a word in each language."""
    return WORDS[language]["in force"] if side.name == "in force" else side.name


def _named(side: Side, language: str) -> str:
    return f"{_called(side, language)} ({side.version[:8]})"


def _short(one: Lift) -> str:
    """A name that fits beside a chart: of a fit rule without its profile."""
    name = f"{one.where} {one.name.rpartition('/')[2]}"
    return name if len(name) <= 32 else f"{name[:31]}\N{HORIZONTAL ELLIPSIS}"


def _of_rate(css: str, one: Rate, language: str) -> Mark:
    spoken = f"{wording.rate(one, language)}, {of(one, language)}"
    return Mark(css, one.share, one.low, one.high, spoken)


def _of_lift(css: str, one: Lift, language: str) -> Mark:
    if one.lift is None:
        raise AssertionError(f"{one.name} is drawn without a lift")
    spoken = f"{one.name}: {lift(one.lift, language)}"
    return Mark(css, one.lift.value, one.lift.low, one.lift.high, spoken)


def _tick(share: float, language: str) -> str:
    whole = abs(100 * share - round(100 * share)) < 1e-6
    return f"{number(100 * share, language, 0 if whole else 1)}\N{NO-BREAK SPACE}%"


def _key(found: Report, language: str) -> str:
    """Which shape is whose, where there are two."""
    if len(found.sides) < 2:
        return ""
    shapes = {
        "new": '<circle cx="7" cy="7" r="5"/>',
        "old": '<polygon points="7,1 13,7 7,13 1,7"/>',
    }
    items = "".join(
        f'<span><svg viewBox="0 0 14 14" aria-hidden="true"><g class="{css}">{shapes[css]}</g></svg>{escape(_named(side, language))}</span>'
        for css, side in _sides(found)
    )
    return f'<p class="key">{items}</p>'


def _lead(text: str) -> str:
    return f'<p class="lead">{escape(text)}</p>'


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]], caption: str = "") -> str:
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in heads)
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows
    )
    told = f"<caption>{escape(caption)}</caption>" if caption else ""
    return f"<table>{told}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
