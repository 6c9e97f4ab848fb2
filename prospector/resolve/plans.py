"""What to write for one lead or account: its row, its history, its identities."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from prospector.columns import from_micros
from prospector.identifiers import spoken_company
from prospector.resolve import columns, fields
from prospector.resolve.groups import claim
from prospector.resolve.values import Replaced, Statement
from prospector.tables import AccountIdentityKind, IdentityKind

#: Which identity takes a lead or account along when its identities part: the least number.
STRENGTH = {
    IdentityKind.EMAIL: 0,
    IdentityKind.PROFILE: 1,
    IdentityKind.PHONE: 2,
    IdentityKind.NAME_COMPANY: 3,
    AccountIdentityKind.DOMAIN: 0,
    AccountIdentityKind.NAME: 1,
}


class Known(NamedTuple):
    """An identity of a person or company and where it points."""

    id: int
    kind: IdentityKind | AccountIdentityKind
    value: str
    raw: str
    holder: int | None
    first_seen_at: int


class Group(NamedTuple):
    """Identities that are one person or company, and the ids they had."""

    id: int | None
    members: tuple[int, ...]
    absorbed: tuple[int, ...]


class Plan(NamedTuple):
    """One lead or account to write; `columns` is None where the stored row stays as it is."""

    id: int | None
    columns: dict[str, Any] | None  # Any: columns of many types
    replaced: list[tuple[str, Replaced]]
    members: tuple[int, ...]
    absorbed: tuple[int, ...]


def dirty(
    groups: Sequence[Iterable[int]],
    known: Mapping[int, Known],
    touched: Collection[int],
    together: Iterable[Collection[int]],
) -> list[Group]:
    """The groups that something may have changed for, with the ids they go on with.

    That is those of touched identities and of identities that now point elsewhere, those that
    lost one, and those seen `together` with one: a row may have passed from one to the other.
    """
    held = {identity.id: identity.holder for identity in known.values()}
    strength = {identity.id: STRENGTH[identity.kind] for identity in known.values()}
    claims = claim([list(group) for group in groups], held, strength)
    found = [
        Group(kept, tuple(members), tuple(absorbed))
        for members, kept, absorbed in zip(groups, claims.kept, claims.absorbed, strict=True)
    ]
    now = {member: group.id for group in found for member in group.members}
    moved = {member for member, holder in held.items() if now.get(member) != holder}
    left = {None, *(held[member] for member in moved)}
    source = moved.union(touched)
    stirred = source.union(*(row for row in together if not source.isdisjoint(row)))
    return [g for g in found if g.id in left or not stirred.isdisjoint(g.members)]


def plan_lead(
    group: Group,
    rows: Sequence[fields.Row],
    known: Mapping[int, Known],
    stored: Mapping[str, Any] | None,  # Any: columns of many types
    *,
    shared_mailbox: bool,
) -> Plan:
    """Judge what was said of one person."""
    record = fields.settle(fields.lead_statements(rows))
    if shared_mailbox:
        record.attributes["shared_mailbox"] = True
    given = {}
    for member in sorted(group.members, reverse=True):
        kind, value = known[member].kind, known[member].value
        if kind is IdentityKind.EMAIL:
            given["email"] = value
        elif kind is IdentityKind.PROFILE:
            given["linkedin_url"] = f"https://www.{value}"
        elif kind is IdentityKind.PHONE:
            given["phone"] = value
    row = columns.lead_columns(record, given, stored, _first_seen(group, rows, known))
    return _plan(group, row, record, stored)


def plan_account(
    group: Group,
    rows: Sequence[fields.Row],
    known: Mapping[int, Known],
    stored: Mapping[str, Any] | None,  # Any: columns of many types
) -> Plan:
    """Judge what was said of one company."""
    said = fields.account_statements(rows)
    record = fields.settle(said)
    if stated := said.get("relation"):
        # Deals are compared with it by the CRM's own time.
        record.sources["relation"]["at"] = max(stated, key=Statement.strength).origin.seen
    given = {}
    for member in reversed(group.members):  # what it goes by comes first
        if known[member].kind is AccountIdentityKind.DOMAIN:
            given["domain"] = known[member].value
        elif "name" not in record.values:
            given["name"] = known[member].raw
            given["spoken_name"] = spoken_company(known[member].raw)
    row = columns.account_columns(record, given, stored, _first_seen(group, rows, known))
    record.replaced[:] = [(field, old) for field, old in record.replaced if field != "relation"]
    return _plan(group, row, record, stored)


def _plan(
    group: Group,
    row: dict[str, Any],  # Any: columns of many types
    record: fields.Record,
    stored: Mapping[str, Any] | None,
) -> Plan:
    same = stored is not None and not columns.differs(row, stored)
    return Plan(group.id, None if same else row, record.replaced, group.members, group.absorbed)


def _first_seen(group: Group, rows: Sequence[fields.Row], known: Mapping[int, Known]) -> datetime:
    """When we were first told of them; by an identity alone where no row is theirs."""
    told = [row.origin.received for row in rows]
    return from_micros(min(told or [known[member].first_seen_at for member in group.members]))
