"""Which new addresses and domains are nobody's: all are sieved coarsely, few are asked about one by one."""

import re
from collections.abc import Callable
from functools import cache

import polars as pl

from prospector.data.lists import words
from prospector.identifiers import is_freemail, is_role_address


def role_addresses(unknown: pl.DataFrame) -> pl.Series:
    """The ids of e-mails (`id`, `kind`, `value`) that belong to a function."""
    return _those(unknown, "email", pl.col("value").str.contains(_role_start()), is_role_address)


def freemail_domains(unknown: pl.DataFrame) -> pl.Series:
    """The ids of domains (`id`, `kind`, `value`) that give mailboxes to anybody."""
    ends = pl.Series(sorted({_end(domain) for domain in words("freemail")})).implode()
    may_be = pl.col("value").str.extract(r"([^.]*\.[^.]*)$").is_in(ends)
    return _those(unknown, "domain", may_be, is_freemail)


def _those(
    unknown: pl.DataFrame, kind: str, may_be: pl.Expr, is_one: Callable[[str], bool]
) -> pl.Series:
    found = unknown.filter((pl.col("kind") == kind) & may_be).select("id", "value")
    return pl.Series([row[0] for row in found.iter_rows() if is_one(row[1])], dtype=pl.Int64)


def _end(domain: str) -> str:
    return ".".join(domain.split(".")[-2:])


@cache
def _role_start() -> str:
    """What every function's address begins with."""
    names = "|".join(re.escape(name.rstrip("*")) for name in words("role_names"))
    return rf"(?i)^\s*[.+_-]*(?:{names})"
