"""Suggest which accounts may be one company, among those something changed for and their likes."""

import time
from collections.abc import Collection, Sequence
from typing import Any

from prospector.identifiers import company_key
from prospector.resolve.joining.stage import Joining
from prospector.resolve.portions import Pace, portions
from prospector.resolve.twins.evidence import Card, Twins, likely
from prospector.resolve.twins.pairs import pairs
from prospector.store import suggestions, twins
from prospector.store.database import writing
from prospector.tables import SuggestionStatus

#: A word that more accounts than this have tells no two of them apart.
CROWD = 50
#: Accounts whose likes are read together.
_READ = 20_000


def suggest(joining: Joining) -> int:
    """Suggest pairs of accounts; returns how many are new."""
    fresh = twins.without_words(joining.connection)
    changed = sorted(fresh | joining.changed_accounts)
    pace = Pace()
    for part in portions(changed, _READ):
        _look_up(joining, part, pace)
    return sum(_suggest(joining, part) for part in portions(changed, _READ))


def _look_up(joining: Joining, accounts: Sequence[int], pace: Pace) -> None:
    """Keep the words of some accounts, in the order of their ids."""
    words = {card.account_id: card.words for card in _cards(joining, accounts)}
    start = 0
    while part := accounts[start : start + pace.size]:
        rows = sorted((word, account) for account in part for word in words.get(account, ()))
        with writing(joining.connection):
            began = time.monotonic()
            twins.look_up(joining.connection, part, rows)
            took = time.monotonic() - began
        pace.took(took)
        start += len(part)


def _suggest(joining: Joining, accounts: Collection[int]) -> int:
    shared = twins.sharing(joining.connection, accounts, most=CROWD)
    two = pairs(shared, accounts)
    cards = {c.account_id: c for c in _cards(joining, {i for pair in two for i in pair})}
    found = likely(
        (cards[one], cards[other]) for one, other in two if one in cards and other in cards
    )
    rows = {each.pair: _row(each, joining) for each in found}
    stale = suggestions.stale(joining.connection, suggestions.Kind.COMPANY, accounts, rows)
    for gone in portions(stale):
        with writing(joining.connection):
            suggestions.drop(joining.connection, gone)
    suggested = 0
    for part in portions(list(rows.values())):
        with writing(joining.connection):
            suggested += suggestions.put(joining.connection, part)
    return suggested


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
