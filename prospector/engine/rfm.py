"""Buyers by recency, frequency and money: values, scores from 1 to 5, names and trend (ADR 0025).

A buyer is an account; a purchase of a person without one is that person's. Scores follow the rule
of the R package `rfm`: a value scores one more for each quintile (type 7, of all buyers) that it
reaches *plus one* day, purchase or unit of currency; equal values score the same. All of it is
whole numbers: fifths of days, of purchases and of hundredths of money.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import polars as pl

from prospector.engine import duck
from prospector.engine.points import double, whole
from prospector.rules.models import RfmRule
from prospector.rules.spelling import text_literal

#: Fewer buyers are scored by the rules' fixed cuts: a fifth of fewer than 25 is hardly anybody.
LEAST_BUYERS = 25
_DAY = 86_400_000_000
_YEAR = 365 * _DAY
_HUNDREDTHS = 100
_FIFTHS = 5
_SCORES = ("recency", "frequency", "monetary")
_COUNT = "rfm "
Four = tuple[int, int, int, int]


class Cell(NamedTuple):
    """Some of the 125 cells: least and most recency, frequency and money score, and their name."""

    name: str
    r: tuple[int, int]
    f: tuple[int, int]
    m: tuple[int, int]


_ANY = (1, 5)
#: The first that holds names a buyer; the last ones leave no cell without a name.
CELLS = (
    Cell("champions", (5, 5), (4, 5), (4, 5)),
    Cell("loyal", (3, 5), (3, 5), _ANY),
    Cell("new with potential", (4, 5), (1, 2), _ANY),
    Cell("at risk", (1, 2), (3, 5), _ANY),
    Cell("at risk", (1, 2), _ANY, (4, 5)),
    Cell("dormant", (2, 3), (1, 2), _ANY),
    Cell("lost", (1, 1), (1, 2), (1, 3)),
)


@dataclass(frozen=True)
class Cuts:
    """Where the scores 2, 3, 4 and 5 begin, in fifths of days, purchases and hundredths.

    For recency they are where 4, 3, 2 and 1 begin. Money is compared in one `currency`: None =
    no buyer names one, or each is looked at alone.
    """

    recency: Four
    frequency: Four
    monetary: Four
    currency: str | None
    buyers: int

    def told(self) -> dict[str, list[float]]:
        """As people read them: days, purchases, money."""
        return {
            "recency_days": [cut / _FIFTHS for cut in self.recency],
            "frequency": [cut / _FIFTHS for cut in self.frequency],
            "monetary": [cut / (_FIFTHS * _HUNDREDTHS) for cut in self.monetary],
        }

    def as_counts(self, rule: RfmRule) -> dict[str, int]:
        """As a run by this rule keeps them."""
        named = zip(_SCORES, (self.recency, self.frequency, self.monetary), strict=True)
        counts = {
            f"{_COUNT}{name} {place}": cut
            for name, cuts in named
            for place, cut in enumerate(cuts, 1)
        }
        currency = {f"{_COUNT}currency {self.currency}": 1} if self.currency else {}
        return {**counts, **currency, f"{_COUNT}buyers": self.buyers, _by(rule): 1}


def cuts_of(counts: Mapping[str, int], rule: RfmRule) -> Cuts | None:
    """The cuts a run kept; None = it kept none, or by another rule."""
    if _by(rule) not in counts:
        return None
    told = {name.removeprefix(_COUNT): n for name, n in counts.items() if name.startswith(_COUNT)}
    recency, frequency, monetary = (
        (told[f"{name} 1"], told[f"{name} 2"], told[f"{name} 3"], told[f"{name} 4"])
        for name in _SCORES
    )
    named = [name.removeprefix("currency ") for name in told if name.startswith("currency ")]
    return Cuts(recency, frequency, monetary, named[0] if named else None, told["buyers"])


def cuts(rule: RfmRule, given: Mapping[str, pl.DataFrame]) -> Cuts:
    """Where the scores of all buyers of these frames (signals, parameters) begin."""
    sql = f"WITH {bought_sql(rule.kinds)}, {values_sql(rule)} SELECT * FROM rfm_values"
    return cuts_among(rule, duck.run(sql, given))


def cuts_among(rule: RfmRule, values: pl.DataFrame) -> Cuts:
    """Where the scores of these buyers begin: quintiles, or the rules' cuts for too few of them."""
    values = values.with_columns(pl.col("currency").cast(pl.String))
    currency = _common(rule, values)
    alike = pl.col("currency").is_null() | (pl.col("currency") == pl.lit(currency))
    priced = values.filter(alike.fill_null(value=False))["hundredths"].drop_nulls()
    return Cuts(
        recency=_begin(values["days"], rule.cuts.recency_days, 1),
        frequency=_begin(values["frequency"], rule.cuts.frequency, 1),
        monetary=_begin(priced, rule.cuts.monetary, _HUNDREDTHS),
        currency=currency,
        buyers=values.height,
    )


def table(rule: RfmRule, bought: pl.DataFrame) -> tuple[Cuts, pl.DataFrame]:
    """Every buyer of these purchases, scored among themselves: where scores begin, and the rows of `rfm`.

    `bought` has account_id, lead_id, elapsed (µs), amount and the folded currency.
    """
    given = {"bought": bought}
    values = duck.run(f"WITH {values_sql(rule)} SELECT * FROM rfm_values", given)
    found = cuts_among(rule, values)
    sql = f"WITH {values_sql(rule)}, {scores_sql()} SELECT * FROM rfm"
    return found, duck.run(sql, {**given, "rfm_cuts": parameters(found)})


def alone(rule: RfmRule) -> Cuts:
    """Where scores begin for a buyer without others: by the fixed cuts of the rule."""
    nobody: pl.Series = pl.Series([], dtype=pl.Int64)
    return Cuts(
        recency=_begin(nobody, rule.cuts.recency_days, 1),
        frequency=_begin(nobody, rule.cuts.frequency, 1),
        monetary=_begin(nobody, rule.cuts.monetary, _HUNDREDTHS),
        currency=rule.currency.lower() if rule.currency else None,
        buyers=0,
    )


def quintiles(values: Sequence[int], unit: int) -> Four:
    """The four quintiles of whole numbers (R's type 7) plus one unit, in fifths."""
    ordered = sorted(values)
    found = []
    for fifth in range(1, _FIFTHS):
        below, rest = divmod((len(ordered) - 1) * fifth, _FIFTHS)
        above = ordered[min(below + 1, len(ordered) - 1)]
        found.append(_FIFTHS * (ordered[below] + unit) + rest * (above - ordered[below]))
    return found[0], found[1], found[2], found[3]


def parameters(found: Cuts) -> pl.DataFrame:
    """The cuts as the one row of the frame `rfm_cuts`."""
    columns = {
        f"{name}_{place}": cut
        for name, four in zip(
            _SCORES, (found.recency, found.frequency, found.monetary), strict=True
        )
        for place, cut in enumerate(four, 1)
    }
    schema = {**dict.fromkeys(columns, pl.Int64), "common": pl.String}
    return pl.DataFrame({**columns, "common": found.currency}, schema=schema)


def kept(found: Cuts) -> pl.DataFrame:
    """The cuts as a frame that can be kept."""
    return pl.DataFrame(
        {**{name: getattr(found, name) for name in _SCORES}, "buyers": found.buyers}
    ).with_columns(currency=pl.lit(found.currency, pl.String))


def told(frame: pl.DataFrame) -> Cuts:
    """The cuts that a frame keeps."""
    columns = frame.with_columns(pl.col("currency").cast(pl.String)).to_dict(as_series=False)
    four = {name: tuple(columns[name]) for name in _SCORES}
    return Cuts(**four, currency=columns["currency"][0], buyers=columns["buyers"][0])


def bought_sql(kinds: Sequence[str]) -> str:
    """The statement `bought`: every signal of these kinds that had happened and was known."""
    return f"""bought AS (
    SELECT s.account_id, s.lead_id, p.as_of - s.occurred_at AS elapsed, s.amount, s.currency
    FROM signals s CROSS JOIN parameters p
    WHERE s.kind IN ({", ".join(map(text_literal, kinds))})
        AND s.occurred_at <= p.as_of AND s.received_at <= p.known_at
)"""


def values_sql(rule: RfmRule) -> str:
    """The statements from `bought` to `rfm_values`: one row per buyer.

    Amounts in another currency than the buyer's are counted in `left_out`, not in money; an amount
    without a currency is taken to be in it.
    """
    main = text_literal(rule.currency) if rule.currency else "m.currency"
    ours = f"(p.currency IS NULL OR p.currency = {main})"
    cents = f"CASE WHEN {ours} THEN CAST(round(p.amount * {double(_HUNDREDTHS)}) AS BIGINT) END"
    year = f"p.elapsed < {whole(_YEAR)}"
    before = f"p.elapsed >= {whole(_YEAR)} AND p.elapsed < {whole(2 * _YEAR)}"
    total = f"CAST(sum({cents}) AS BIGINT)"
    mean = f"CAST(round(CAST(sum({cents}) AS DOUBLE) / nullif(count({cents}), 0)) AS BIGINT)"
    return f"""purchases AS (
    SELECT 'account' AS whose, b.account_id AS buyer, b.elapsed, b.amount, b.currency
    FROM bought b WHERE b.account_id IS NOT NULL
    UNION ALL
    SELECT 'lead' AS whose, b.lead_id AS buyer, b.elapsed, b.amount, b.currency
    FROM bought b WHERE b.account_id IS NULL AND b.lead_id IS NOT NULL
), currencies AS (
    SELECT whose, buyer, currency, row_number() OVER (
        PARTITION BY whose, buyer ORDER BY elapsed, currency
    ) AS place
    FROM purchases WHERE currency IS NOT NULL
), rfm_values AS (
    SELECT p.whose, p.buyer, CAST(min(p.elapsed) AS DOUBLE) / {double(_DAY)} AS recency_days,
        CAST(floor(CAST(min(p.elapsed) AS DOUBLE) / {double(_DAY)}) AS BIGINT) AS days,
        count(*) AS frequency, {total} AS total_hundredths,
        {total if rule.monetary == "total" else mean} AS hundredths,
        min({main}) AS currency,
        count(CASE WHEN {ours} THEN NULL ELSE p.amount END) AS left_out,
        count(CASE WHEN {year} THEN 1 END) AS count_now,
        count(CASE WHEN {before} THEN 1 END) AS count_before,
        CAST(sum(CASE WHEN {year} THEN {cents} END) AS BIGINT) AS money_now,
        CAST(sum(CASE WHEN {before} THEN {cents} END) AS BIGINT) AS money_before
    FROM purchases p LEFT JOIN currencies m
        ON m.whose = p.whose AND m.buyer = p.buyer AND m.place = 1
    GROUP BY p.whose, p.buyer
)"""


def scores_sql() -> str:
    """The statements from `rfm_values` to `rfm`, by the frame `rfm_cuts`."""
    alike = "v.currency IS NULL OR c.common IS NULL OR v.currency = c.common"
    comparable = f"v.hundredths IS NOT NULL AND ({alike})"
    money = (
        "CASE WHEN v.hundredths IS NULL THEN v.count_now ELSE coalesce(v.money_now, 0) END",
        "CASE WHEN v.hundredths IS NULL THEN v.count_before ELSE coalesce(v.money_before, 0) END",
    )
    return f"""rfm_scores AS (
    SELECT v.*, 6 - ({_reached("recency", "v.days")}) AS r, {_reached("frequency", "v.frequency")} AS f,
        CASE WHEN {comparable} THEN {_reached("monetary", "v.hundredths")} END AS m,
        {money[0]} AS now, {money[1]} AS before
    FROM rfm_values v CROSS JOIN rfm_cuts c
), rfm AS (
    SELECT s.whose, s.buyer, s.recency_days, s.days, s.frequency, s.currency, s.left_out,
        s.total_hundredths, s.now, s.before,
        CAST(s.hundredths AS DOUBLE) / {double(_HUNDREDTHS)} AS monetary,
        s.r, s.f, s.m, {named_sql()} AS segment,
        CASE WHEN s.before > 0 THEN CAST(s.now - s.before AS DOUBLE) / CAST(s.before AS DOUBLE) END AS trend
    FROM rfm_scores s
)"""


def named(r: int, f: int, m: int) -> str:
    """The name of a cell."""
    return next(
        cell.name
        for cell in CELLS
        if all(
            low <= score <= high for score, (low, high) in ((r, cell.r), (f, cell.f), (m, cell.m))
        )
    )


def _by(rule: RfmRule) -> str:
    """Under which name a run says by what rule its cuts were made."""
    return f"{_COUNT}by {hashlib.sha256(rule.model_dump_json().encode()).hexdigest()[:12]}"


def _common(rule: RfmRule, values: pl.DataFrame) -> str | None:
    """The currency money is compared in: the rules', else that of most buyers (ties: the first)."""
    if rule.currency:
        return rule.currency.lower()
    known = values.drop_nulls("currency")
    counted = known.group_by("currency").len().sort(["len", "currency"], descending=[True, False])
    return None if counted.is_empty() else str(counted["currency"][0])


def _begin(values: pl.Series, fixed: Sequence[float], unit: int) -> Four:
    if len(values) >= LEAST_BUYERS:
        return quintiles(values.to_list(), unit)
    first, second, third, fourth = (round(cut * unit * _FIFTHS) for cut in fixed)
    return first, second, third, fourth


def _reached(name: str, value: str) -> str:
    """One, and one more for each cut that a value reaches."""
    steps = (
        f"CASE WHEN {_FIFTHS} * {value} >= c.{name}_{place} THEN 1 ELSE 0 END"
        for place in range(1, _FIFTHS)
    )
    return f"1 + {' + '.join(steps)}"


def named_sql() -> str:
    """The SQL of `named`; where money is unknown, frequency stands in for it."""
    cases = []
    for cell in CELLS:
        scores = (("s.r", cell.r), ("s.f", cell.f), ("coalesce(s.m, s.f)", cell.m))
        terms = [f"{text} BETWEEN {low} AND {high}" for text, (low, high) in scores]
        cases.append(f"WHEN {' AND '.join(terms)} THEN {text_literal(cell.name)}")
    return f"CASE {' '.join(cases)} END"
