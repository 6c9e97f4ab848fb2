"""What speaks of an account's relation to us: of one that people merged, side by side.

Each side is judged as if nobody had merged it, so that a newer word about one side (a CRM's
"prospect" beside a customer) never silences the other.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from prospector.resolve.columns import STATED
from prospector.resolve.joining.stage import Joining
from prospector.resolve.merging.decisions import Decisions
from prospector.resolve.plans import Group
from prospector.resolve.relations import KINDS
from prospector.store import accounts, merges, records, resolutions
from prospector.store.accounts import Newest
from prospector.tables import AccountIdentityKind, Relation


class Side(NamedTuple):
    """What speaks of one side: domains and names, what the CRM says, the newest signal of each kind."""

    known: Sequence[tuple[AccountIdentityKind, str]]
    stated: Mapping[str, Any] | None  # Any: an entry of a source map
    newest: Mapping[str, Newest]


class Sides(NamedTuple):
    """The sides of an account, and what people said it is to us, the last first."""

    sides: list[Side]
    chosen: list[Relation]


def of_accounts(
    joining: Joining, known: Collection[int], newest: Mapping[int, Mapping[str, Newest]]
) -> dict[int, Sides]:
    """The sides of those of some accounts that people merged; `newest` is by account."""
    joins = {join.id: join.identities for join in joining.company_decisions.joins}
    every = {i for identities in joins.values() for i in identities}
    holder = records.pointers(joining.connection, records.ACCOUNT, every) if every else {}
    merged = {account for account in holder.values() if account and account in known}
    chosen: defaultdict[int | None, list[Relation]] = defaultdict(list)
    for each in reversed(joining.decided_companies):
        if each.relation and not each.apart:
            chosen[holder[each.moved[0]]].append(each.relation)
    found = {
        account: Sides(_sides(joining, account, newest.get(account, {})), chosen[account])
        for account in sorted(merged)
    }
    return {account: each for account, each in found.items() if each.sides}


def _sides(joining: Joining, account: int, newest: Mapping[str, Newest]) -> list[Side]:
    connection = joining.connection
    own = set(merges.identities_of(connection, account, merges.COMPANIES))
    unmerged = Decisions(joining.company_decisions.cuts)
    found, grouped = joining.group_companies(own, unmerged)
    groups = [side for group in grouped.groups if (side := tuple(i for i in group if i in own))]
    plans = joining.plan_accounts([Group(None, side, ()) for side in groups], found, grouped)
    given = [_newest(joining, side) for side in groups]
    last = _with_the_rest(given, newest)
    return [
        Side(
            [(AccountIdentityKind(found[i].kind), found[i].value) for i in side],
            (plan.columns or {})["sources"].get(STATED),
            signals,
        )
        for side, plan, signals in zip(groups, plans, last, strict=True)
    ]


def _newest(joining: Joining, side: Collection[int]) -> dict[str, Newest]:
    """The newest signal of each kind that names a side, or is of its people and names no company."""
    seen = resolutions.sightings_of_companies(joining.connection, side)
    people = {i for s in seen for i in s.people()}
    told = [
        found
        for column, ids in (("account_identity_id", side), ("person_identity_id", people))
        for found in accounts.newest_of(
            joining.connection, KINDS, column, ids, now=joining.now
        ).values()
    ]
    return _last(told)


def _with_the_rest(
    given: Sequence[Mapping[str, Newest]], newest: Mapping[str, Newest]
) -> list[Mapping[str, Newest]]:
    """What no side is known to have given counts for each."""
    known = _last(given)
    rest = {
        kind: signal
        for kind, signal in newest.items()
        if kind not in known or known[kind].at < signal.at
    }
    return [{**each, **rest} for each in given]


def _last(told: Iterable[Mapping[str, Newest]]) -> dict[str, Newest]:
    found: dict[str, Newest] = {}
    for signals in told:
        for kind, signal in signals.items():
            found[kind] = max(signal, found.get(kind, signal))
    return found
