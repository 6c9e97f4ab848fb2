"""Which accounts are worth comparing: those that share a word, unless their domains speak against it.

Only what could never be suggested is left out. Most accounts have a domain, and of two that have, names
alone say little: the domains must begin alike, and a slip of the pen counts in one city only.
"""

from collections.abc import Callable, Collection

import polars as pl

from prospector.resolve.twins.evidence import beginning
from prospector.resolve.twins.names import CUT
from prospector.text import fold


def pairs(shared: pl.DataFrame, fresh: Collection[int]) -> list[tuple[int, int]]:
    """Pairs of accounts, the older first, one of them `fresh`, that share a word.

    `shared` are the words with everybody who has them: word, account, domain, city.
    """
    if shared.is_empty():
        return []
    having = shared.select(
        "word",
        "account",
        start=_each(shared["domain"], beginning),
        city=_each(shared["city"], fold),
        is_fresh=pl.col("account").is_in(pl.Series(sorted(fresh), dtype=pl.Int64).implode()),
        is_half=pl.col("word").str.contains(CUT, literal=True),
    )
    homeless = having.filter(pl.col("start").is_null())
    found = [
        _met(homeless.filter("is_fresh"), having, "word"),
        _met(having.filter("is_fresh"), homeless, "word"),
        *(
            _met(some.filter("is_fresh"), some, "word", "start", *more)
            for some, more in (
                (having.filter(~pl.col("is_half")), ()),
                (having.filter("is_half"), ("city",)),
            )
        ),
    ]
    return pl.concat(found).unique().sort("one", "other").rows()


def _each(texts: pl.Series, made: Callable[[str], str]) -> pl.Series:
    """What is made of texts, of each of them once."""
    each = texts.drop_nulls().unique()
    return texts.replace_strict(
        each, [made(text) for text in each], default=None, return_dtype=pl.String
    )


def _met(these: pl.DataFrame, those: pl.DataFrame, *alike: str) -> pl.DataFrame:
    """Those that have some columns alike, none of them null."""
    one, other = pl.col("account"), pl.col("account_other")
    return (
        these.join(those, on=alike, suffix="_other")
        .filter(one != other)
        .select(one=pl.min_horizontal(one, other), other=pl.max_horizontal(one, other))
    )
