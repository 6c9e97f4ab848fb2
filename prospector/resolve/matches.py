"""Who may be whom: likenesses that hold a lead but never merge two."""

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

import polars as pl

from prospector.resolve.comparing.evidence import WORTHWHILE, Card, Evidence, compare, weigh
from prospector.text import fold

#: How sure the company of a headline is.
HEADLINE = 0.7
#: Of a name that more people bear than this, one more changes nothing.
CLAN = 20
#: A word that more people of one company bear than this tells nobody apart.
CROWD = 200


class Match(NamedTuple):
    """A lead and the lead or account it may really be, or belong to."""

    lead_id: int
    other_lead_id: int | None
    other_account_id: int | None
    reason: str
    confidence: float

    @property
    def pair(self) -> str:
        """The pair in one word: the same whichever of the two was found first."""
        if self.other_lead_id is not None:
            return pair_of(self.lead_id, self.other_lead_id)
        return f"lead:{self.lead_id}|account:{self.other_account_id}"


class Pair(NamedTuple):
    """Two leads, the older first."""

    one: int
    other: int


def pair_of(one: int, other: int) -> str:
    """How two leads are written as a pair."""
    low, high = sorted((one, other))
    return f"lead:{low}|lead:{high}"


def by_confidence(match: Match) -> tuple[float, str]:
    """Sort the surest last, so that it is the one kept of a pair found twice."""
    return match.confidence, match.reason


def orders(names: pl.DataFrame) -> pl.DataFrame:
    """Names of leads as they are, and with first and last name swapped where that is plain."""
    words = pl.col("name").str.splitn(" ", 2).struct
    first, last = words.field("field_0"), words.field("field_1")
    two = names.filter(last.is_not_null() & ~last.str.contains(" ", literal=True))
    swapped = two.with_columns(name=last + " " + first)
    return pl.concat([names, swapped]).unique()


def namesakes(names: pl.DataFrame, bearers: pl.DataFrame) -> set[Pair]:
    """Leads (`lead`, `name`) with everybody who was seen under one of their names (`name`, `lead`).

    Unless that is a whole clan.
    """
    few = bearers.filter(pl.len().over("name") <= CLAN)
    return _both(orders(names).join(few, on="name", suffix="_other"))


def homonyms(names: pl.DataFrame, bearers: pl.DataFrame) -> dict[int, int]:
    """How many leads bear the most common of each lead's names."""
    borne = bearers.group_by("name").len()
    most = orders(names).join(borne, on="name").group_by("lead").agg(pl.col("len").max())
    return dict(most.iter_rows())


def companies(leads: pl.DataFrame, size: int) -> Iterator[pl.DataFrame]:
    """The leads of companies that have several, some companies at a time: about `size` leads."""
    several = leads.filter(pl.len().over("account") > 1).sort("account")
    start = 0
    while start < several.height:
        last = several["account"][min(start + size, several.height) - 1]
        stop = int(several["account"].search_sorted(last, side="right"))
        yield several[start:stop]
        start = stop


def colleagues(leads: pl.DataFrame, changed: pl.Series) -> set[Pair]:
    """The pairs of one company worth comparing: a word in common, one something `changed` for.

    `leads` are lead, account, first, last, email.
    """
    words = _words(leads.filter(pl.len().over("account") > 1))
    block = pl.len().over("account", "word")
    shared = words.filter(block.is_between(2, CROWD)).with_columns(
        fresh=pl.col("lead").is_in(changed.implode())
    )
    fresh = shared.filter("fresh").drop("fresh")
    return _both(fresh.join(shared, on=["account", "word"], suffix="_other"))


def likely(
    pairs: Mapping[Pair, Collection[Evidence]],
    cards: Mapping[int, Card],
    borne_by: Mapping[int, int],
) -> list[Match]:
    """The pairs, with what is known of them from rows, that are likely enough to show.

    `borne_by` is how many leads bear the name of each.
    """
    found = []
    for pair, given in sorted(pairs.items()):
        most = max(borne_by.get(lead, 0) for lead in pair)
        evidence = compare(cards[pair.one], cards[pair.other], most, given)
        if evidence and (sure := weigh(evidence)).confidence >= WORTHWHILE:
            found.append(Match(*pair, None, sure.reason, sure.confidence))
    return found


def _words(leads: pl.DataFrame) -> pl.DataFrame:
    """The words by which leads are looked up inside their company: lead, account, word."""
    names = leads.with_columns(first=_folded(leads["first"]), last=_folded(leads["last"]))
    is_whole = (pl.col("first") != "") & (pl.col("last") != "")
    whole = names.filter(is_whole)
    word = pl.col("word")
    parts = whole.select(
        "lead", "account", word=(pl.col("first") + " " + pl.col("last")).str.split(" ")
    ).explode("word")
    initials = whole.select(
        "lead", "account", word=pl.col("first").str.head(1) + " " + pl.col("last")
    )
    spelled = names.filter(~is_whole & pl.col("email").is_not_null())
    locals_ = _folded(spelled["email"].str.splitn("@", 2).struct.field("field_0"))
    mails = spelled.select("lead", "account", word=locals_.str.strip_chars_end("0123456789 "))
    part = mails.with_columns(word.str.split(" ")).explode("word")
    # `cdurand` is looked up as `durand`.
    cut = [part.with_columns(word.str.slice(1)), part.with_columns(word.str.head(-1))]
    several = pl.concat([parts, part, *cut]).filter(word.str.len_chars() > 1)
    return pl.concat([several, initials]).unique()


def _folded(texts: pl.Series) -> pl.Series:
    """Texts folded, each of them once; nothing is an empty text."""
    each = texts.drop_nulls().unique()
    folded = [fold(text) for text in each]
    return texts.replace_strict(each, folded, default="", return_dtype=pl.String)


def _both(pairs: pl.DataFrame) -> set[Pair]:
    """The pairs of `lead` and `lead_other` that are two."""
    one, other = pl.col("lead"), pl.col("lead_other")
    two = pairs.filter(one != other).select(
        one=pl.min_horizontal(one, other), other=pl.max_horizontal(one, other)
    )
    return set(map(Pair._make, two.unique().iter_rows()))
