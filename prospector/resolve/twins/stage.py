"""Suggest which accounts may be one company, among those something changed for and their likes."""

import time
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import polars as pl

from prospector.identifiers import company_key
from prospector.resolve.joining.stage import Joining
from prospector.resolve.portions import Pace, portions
from prospector.resolve.twins.evidence import Card, Twins, likely, pair_of
from prospector.resolve.twins.pairs import pairs
from prospector.store import merges, suggestions, twins
from prospector.store.adding_sqlite import move_log
from prospector.store.database import writing
from prospector.tables import SuggestionStatus

#: A word that more accounts than this have tells no two of them apart.
CROWD = 50
#: Accounts whose likes are read together.
_READ = 20_000


#: What accounts are looked up by, and what tells at a glance that two are not one.
_WORDS = {"word": pl.String, "account": pl.Int64, "domain": pl.String, "city": pl.String}


def suggest(joining: Joining) -> int:
    """Suggest pairs of accounts; returns how many are new."""
    fresh = twins.without_words(joining.connection)
    changed = sorted(fresh | joining.changed_accounts)
    if not changed:
        return 0
    parts = [_words(_cards(joining, part)) for part in portions(changed, _READ)]
    own = pl.concat(parts, rechunk=True)
    others = twins.bearing(
        joining.connection, own["word"], but=joining.changed_accounts, most=CROWD - 1
    )
    _look_up(joining, changed, own)
    having = pl.len().over("word")
    shared = pl.concat([own, others]).filter(having.is_between(2, CROWD))
    return _suggest(joining, changed, shared)


def _words(cards: Iterable[Card]) -> pl.DataFrame:
    """The words of some accounts, sorted by account."""
    columns: dict[str, list[Any]] = {name: [] for name in _WORDS}  # Any: words, numbers, texts
    for card in cards:
        told = (sorted(card.words), card.account_id, card.domain, card.city)
        for column, value in zip(columns.values(), told, strict=True):
            column.append(value)
    found = pl.DataFrame(columns, schema=_WORDS | {"word": pl.List(pl.String)})
    return found.explode("word").drop_nulls("word")


def _look_up(joining: Joining, accounts: Sequence[int], words: pl.DataFrame) -> None:
    """Keep the words of some accounts, in the order of their ids."""
    pace = Pace()
    rows = words.select("word", "account")
    start = 0
    while part := accounts[start : start + pace.size]:
        stop = int(rows["account"].search_sorted(part[-1], side="right"))
        some, rows = rows[:stop].sort("word", "account"), rows[stop:]
        with writing(joining.connection):
            began = time.thread_time()
            twins.look_up(joining.connection, joining.changed_accounts.intersection(part), some)
            took = time.thread_time() - began
        pace.took(took)
        start += len(part)
        move_log(joining.connection)


def _suggest(joining: Joining, accounts: Collection[int], shared: pl.DataFrame) -> int:
    two = pairs(shared, accounts)
    cards = {c.account_id: c for c in _cards(joining, {i for pair in two for i in pair})}
    found = likely(
        (cards[one], cards[other]) for one, other in two if one in cards and other in cards
    )
    apart = _told_apart(joining)
    rows = {each.pair: _row(each, joining) for each in found if each.pair not in apart}
    stale = suggestions.stale(joining.connection, merges.Kind.COMPANY, accounts, rows)
    for gone in portions(stale):
        with writing(joining.connection):
            suggestions.drop(joining.connection, gone)
    suggested = 0
    for part in portions(list(rows.values())):
        with writing(joining.connection):
            suggested += suggestions.put(joining.connection, part)
    return suggested


def _told_apart(joining: Joining) -> set[str]:
    """Pairs somebody said are two companies, by what they are today."""
    connection = joining.connection
    refused = suggestions.refused_accounts(connection)
    said = [*refused, *merges.apart(connection, merges.COMPANIES)]
    today = merges.roots(connection, {i for pair in said for i in pair}, merges.COMPANIES)
    return {pair_of(today[one], today[other]) for one, other in said}


def _cards(joining: Joining, accounts: Collection[int]) -> list[Card]:
    """Those of some accounts that something points to."""
    return [
        Card(
            known.account_id,
            known.names | {key for key in (company_key(known.name or ""),) if key},
            known.domain,
            known.city,
            known.country,
        )
        for known in twins.known(joining.connection, accounts)
    ]


def _row(found: Twins, joining: Joining) -> dict[str, Any]:  # Any: columns of many types
    return {
        **found._asdict(),
        "lead_id": None,
        "other_lead_id": None,
        "pair": found.pair,
        "status": SuggestionStatus.OPEN,
        "run_id": joining.run_id,
        "at": joining.now,
    }
