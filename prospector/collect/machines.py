"""Opens and clicks no person made: mail programs that fetch images ahead, scanners that try every link.

They are kept, marked `machine`, and weigh nothing: their confidence is 0. Recognised are what the source
itself marks, what the reader's program calls itself, and several links of one person within two seconds:
in one batch before they are stored, otherwise when the last of them came (`suspects`, `bursts`). Gmail's
and Yahoo's proxies fetch when a person opens: they count.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter

import polars as pl

from prospector.collect.records import Records
from prospector.collect.texts import ATTRIBUTE

#: Kinds that machines imitate.
_OPENED, _CLICKED = "email_opened", "email_clicked"
_IMITATED = (_OPENED, _CLICKED)
#: Attributes by which sources say that a machine did it.
_MARKS = ("machine", "bot", "sg_machine_open", "machine_open")
#: Attributes that say what program it was.
_AGENTS = ("user_agent", "useragent")
_YES = ("true", "1", "yes")
_MACHINE = re.compile(
    r"bot\b|crawl|spider|scan|preview|headless|phantom|python|curl|wget|java/|go-http|okhttp|libwww"
    r"|barracuda|proofpoint|mimecast|fireeye|sophos|trendmicro|symantec|safelinks|urldefense",
    re.IGNORECASE,
)
#: What Apple's mail privacy calls itself when it fetches images ahead: nothing more.
_BARE = "Mozilla/5.0"
#: So many links within so many microseconds are no person's.
_LINKS, WITHIN = 3, 2_000_000
#: A list that tells days or minutes says nothing of seconds.
_MINUTE = 60_000_000
#: The attribute that marks what a machine did.
MACHINE = "machine"
MARK = ATTRIBUTE + MACHINE


def discount(records: Records) -> None:
    """Mark what machines did, and give it no weight."""
    kind = records.text("kind")
    imitated = kind.is_in(_IMITATED).fill_null(value=False)
    if not imitated.any():
        return
    frame = pl.DataFrame({"hit": imitated & (_marked(records) | _named(records) | _hasty(records))})
    if not frame["hit"].any():
        return
    known = records.columns
    given = known.get(
        "confidence", pl.Series([None], dtype=pl.Float64).new_from_index(0, len(kind))
    )
    chosen = frame.with_columns(given.alias("given"), records.text(MARK).alias("mark")).select(
        confidence=pl.when("hit").then(pl.lit(0.0)).otherwise("given"),
        mark=pl.when("hit").then(pl.lit("true")).otherwise(pl.col("mark").cast(pl.String)),
    )
    known["confidence"], known[MARK] = chosen["confidence"], chosen["mark"]


def _marked(records: Records) -> pl.Series:
    """What the source itself says a machine did."""
    return _any(
        records.height,
        (
            found.cast(pl.String).str.to_lowercase().is_in(_YES).fill_null(value=False)
            for found in _attributes(records, _MARKS)
        ),
    )


def _named(records: Records) -> pl.Series:
    """What a program did that gives its name away."""
    opened = (records.text("kind") == _OPENED).fill_null(value=False)
    return _any(
        records.height,
        (
            _matching(found) | (opened & (found == _BARE).fill_null(value=False))
            for found in _attributes(records, _AGENTS)
        ),
    )


def _matching(agents: pl.Series) -> pl.Series:
    known = {
        agent: _MACHINE.search(agent) is not None
        for agent in agents.drop_nulls().unique().to_list()
    }
    return pl.Series([agent is not None and known[agent] for agent in agents], dtype=pl.Boolean)


def _hasty(records: Records) -> pl.Series:
    """Clicks of one person on several links at once."""
    told = {name: records.text(name) for name in ("kind", "person_value", "url", "occurred_at")}
    clicks = (
        pl.DataFrame({**told, "assumed": records.text("occurred_from")})
        .with_row_index("number")
        .filter(pl.col("kind") == _CLICKED, pl.col("assumed").is_null())
        .drop_nulls(["person_value", "url", "occurred_at"])
        .select("person_value", "occurred_at", "url", "number")
    )
    hit = [False] * records.height
    for number in bursts(clicks):
        hit[number] = True
    return pl.Series(hit, dtype=pl.Boolean)


def suspects(signals: pl.DataFrame) -> pl.DataFrame:
    """The clicks of a batch that may be part of a burst with clicks that came apart from them."""
    return signals.filter(pl.col("kind") == _CLICKED, pl.col("occurred_from").is_null()).drop_nulls(
        ["person_value", "url"]
    )


def bursts(clicks: pl.DataFrame) -> set[int]:
    """The numbers of clicks (of whom, when, on what link, number) that are part of a burst."""
    whose, *others = clicks.columns
    several = clicks.filter(pl.len().over(whose) >= _LINKS).sort(whose, *others)
    return {
        number
        for _, found in groupby(several.iter_rows(), key=itemgetter(0))
        for number in _at_once([row[1:] for row in found])
    }


def _at_once(clicks: list[tuple[int, str, int]]) -> Iterator[int]:
    """The rows of clicks, ordered by time, that are part of a burst."""
    first = 0
    for last, (at, _, _) in enumerate(clicks):
        while at - clicks[first][0] > WITHIN:
            first += 1
        burst = clicks[first : last + 1]
        told_in_seconds = any(at % _MINUTE for at, _, _ in burst)
        if told_in_seconds and len({url for _, url, _ in burst}) >= _LINKS:
            yield from (number for _, _, number in burst)


def _attributes(records: Records, names: Iterable[str]) -> Iterator[pl.Series]:
    for name in names:
        found = records.columns.get(ATTRIBUTE + name)
        if found is not None:
            yield found


def _any(height: int, columns: Iterable[pl.Series]) -> pl.Series:
    hit = pl.Series([False], dtype=pl.Boolean).new_from_index(0, height)
    for column in columns:
        hit |= column
    return hit
