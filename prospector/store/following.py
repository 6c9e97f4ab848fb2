"""What follows a person, or a company, from one lead or account to the one it turned out to be.

What follows is computed from the merges that hold, never moved step by step: taking merges back,
in whatever order, brings everything back to where it was.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, func, or_, select, text
from sqlmodel import Session, SQLModel

from prospector.store import caps, merges
from prospector.store.caps import Slot, Window
from prospector.tables import CapUseState, Channel

_T = SQLModel.metadata.tables
_LEAD, _DRAFT, _USE, _OLD = _T["lead"], _T["draft"], _T["cap_use"], _T["field_value"]
_CHUNK = 500


def people(connection: Connection, lead_ids: Collection[int]) -> None:
    """Let what left, what runs and what was counted follow some leads to who they are now.

    Drafts and decisions stay with the lead they were made for: a touch is its draft's, so that
    it finds its way back.
    """
    home = merges.homes(connection, lead_ids)
    if not home:
        return
    _count_people(connection, home)  # first: who exports locks caps before enrolments, too
    pairs = _pairs(home)
    for statement in (*_POINTERS, *_ENROLMENTS):
        connection.execute(statement, pairs)


_INTO = "CASE WHEN :root = :this THEN NULL ELSE CAST(:root AS BIGINT) END"
_POINTERS = (
    text(
        f"UPDATE lead SET merged_into = {_INTO}"
        f" WHERE id = :this AND merged_into IS DISTINCT FROM {_INTO}"
    ),
    text(
        "UPDATE touch SET lead_id = :root WHERE lead_id <> :root"
        " AND draft_id IN (SELECT id FROM draft WHERE lead_id = :this)"
    ),
)
#: All back to whom they were opened for, then forth. Nobody has two open ones: that of a lead
#: who has one, or the first of those who have none, goes on; the others stay where they are.
_ENROLMENTS = (
    text("UPDATE enrolment SET lead_id = :this, opened_for = NULL WHERE opened_for = :this"),
    text(
        "UPDATE enrolment SET opened_for = :this, lead_id = :root"
        " WHERE lead_id = :this AND :this <> :root AND opened_for IS NULL"
        " AND (ended_at IS NOT NULL OR NOT EXISTS"
        " (SELECT 1 FROM enrolment o WHERE o.lead_id = :root AND o.ended_at IS NULL))"
    ),
)


def companies(connection: Connection, account_ids: Collection[int]) -> None:
    """Let people, touches and slots follow some accounts to which they are now.

    Drafts stay with the account they were made for, as they stay with their lead. Nobody stays at
    an account that is another one: who runs in a sequence there counts for that one at once.
    """
    home = merges.homes(connection, account_ids, merges.COMPANIES)
    if not home:
        return
    _count_companies(connection, home)
    pairs = _pairs(home)
    for statement in _OF_ACCOUNTS:
        connection.execute(statement, pairs)


_OF_ACCOUNTS = (
    text(
        "UPDATE lead SET account_id = :root"
        " WHERE account_id = :this AND :this <> :root AND merged_into IS NULL"
    ),
    text(
        "UPDATE touch SET account_id = :root WHERE account_id <> :root"
        " AND draft_id IN (SELECT id FROM draft WHERE account_id = :this)"
    ),
)


def part(connection: Connection, former: Collection[int], parted: int, *, since: datetime) -> None:
    """Give an account that is its own again what was drafted and sent for its people meanwhile.

    `former` are the accounts it was.
    """
    drafted = _drafted(connection, former, since)
    used = _used(connection, former, since)
    sent = [*drafted, *used]
    at = _Homes(connection, {each.lead_id for each in sent})
    moved = [each.id for each in drafted if at.of(each) == parted]
    if moved:
        connection.execute(_REDRAFT, [{"draft": each, "to": parted} for each in moved])
    taken = [each.id for each in used if at.of(each) == parted]
    if taken:
        _under_limits(connection, taken, str(parted))
        connection.execute(_TAKEN_UNDER, [{"use": each, "own": str(parted)} for each in taken])
    companies(connection, (*former, parted))


class _Sent(NamedTuple):
    """A draft or a slot: whose, and when."""

    id: int
    lead_id: int
    at: datetime


_REDRAFT = text("UPDATE draft SET account_id = :to WHERE id = :draft")
_TAKEN_UNDER = text("UPDATE cap_use SET taken_under = :own WHERE id = :use")
_TODAY = func.coalesce(_LEAD.c.merged_into, _LEAD.c.id)


def _drafted(connection: Connection, accounts: Collection[int], since: datetime) -> list[_Sent]:
    statement = (
        select(_DRAFT.c.id, _TODAY, _DRAFT.c.created_at)
        .join(_LEAD, _LEAD.c.id == _DRAFT.c.lead_id)
        .where(_DRAFT.c.account_id.in_(accounts), _DRAFT.c.created_at >= since)
    )
    return [_Sent(*row) for row in connection.execute(statement)]


def _used(connection: Connection, accounts: Collection[int], since: datetime) -> list[_Sent]:
    """Slots taken since under one of some accounts, and not taken over from another."""
    keys = [str(account) for account in accounts]
    own = or_(_USE.c.taken_under.in_(keys), _USE.c.key.in_(keys) & _USE.c.taken_under.is_(None))
    statement = (
        select(_USE.c.id, _TODAY, _USE.c.at)
        .join(_DRAFT, _DRAFT.c.id == _USE.c.draft_id)
        .join(_LEAD, _LEAD.c.id == _DRAFT.c.lead_id)
        .where(_USE.c.scope.in_(_ACCOUNT_SCOPES), own, _USE.c.at >= since)
    )
    return [_Sent(*row) for row in connection.execute(statement)]


class _Homes:
    """At which account leads were at some time."""

    def __init__(self, connection: Connection, lead_ids: Collection[int]) -> None:
        now = select(_LEAD.c.id, _LEAD.c.account_id)
        self.now: dict[int, int | None] = {}
        self.before: dict[int, list[tuple[datetime, int]]] = {}
        then = (
            select(_OLD.c.entity_id, _OLD.c.until, _OLD.c.old_value)
            .where(_OLD.c.entity == "lead", _OLD.c.field == "account_id")
            .order_by(_OLD.c.until)
        )
        for some in _parts(lead_ids):
            rows = connection.execute(now.where(_LEAD.c.id.in_(some)))
            self.now.update((lead, account) for lead, account in rows)
            for lead, until, account in connection.execute(then.where(_OLD.c.entity_id.in_(some))):
                self.before.setdefault(lead, []).append((until, account))

    def of(self, sent: _Sent) -> int | None:
        """The account of a lead when something was drafted or sent."""
        before = self.before.get(sent.lead_id, ())
        return next((old for until, old in before if until > sent.at), self.now[sent.lead_id])


def _pairs(home: Mapping[int, int]) -> list[dict[str, int]]:
    return [{"this": each, "root": home[each]} for each in sorted(home)]


def _parts(ids: Iterable[int]) -> Iterable[list[int]]:
    """Slices short enough for the variables of one statement."""
    every = sorted(ids)
    return (every[start : start + _CHUNK] for start in range(0, len(every), _CHUNK))


def _under_limits(connection: Connection, taken: Sequence[int], parted: str) -> None:
    """Let slots that were taken under the limits of a merged company stand under those limits."""
    uses = [row for some in _parts(taken) for row in connection.execute(_OF_IDS, {"of": some})]
    caps.lock(
        Session(bind=connection),
        {
            Slot(use.scope, key, Window(use.window_kind), use.period, 0)
            for use in uses
            for key in (use.key, parted)
        },
    )
    for use in uses:
        where = {name: getattr(use, name) for name in ("scope", "key", "period")}
        connection.execute(_RAISE, {**where, "window": use.window_kind, "to": parted})


# --- slots ------------------------------------------------------------------------------------


def _count_people(connection: Connection, home: Mapping[int, int]) -> None:
    """Count the slots of people under who they are today: nobody has two allowances."""
    keys = {str(lead) for lead in home}
    _count(
        connection,
        [
            _Slotted(use, str(home[use.lead_id]) if use.key in keys else use.key)
            for some in _parts(home)
            for use in connection.execute(_OF_LEADS, {"of": some})
        ],
        _OTHERS,
    )


def _count_companies(connection: Connection, home: Mapping[int, int]) -> None:
    """Count the slots of accounts under what they are today; each says under which it was taken."""
    keys = {str(account): str(root) for account, root in home.items()}
    _count(
        connection,
        [
            _Slotted(use, keys[own], None if keys[own] == own else own)
            for some in _parts(home)
            for use in connection.execute(_OF_COMPANIES, {"of": [str(each) for each in some]})
            if (own := use.taken_under or use.key) in keys
        ],
        _TAKEN_OVER,
    )


class _Slotted(NamedTuple):
    """A slot that was taken, the key it is counted under, and that of the account it was taken under."""

    use: Any  # Any: a row of many types
    to: str
    own: str | None = None

    def moves(self) -> bool:
        """Whether it is not counted there yet."""
        return (self.to, self.own) != (self.use.key, self.use.taken_under)


def _count(connection: Connection, taken: Sequence[_Slotted], inherited: str) -> None:
    """Put slots under their keys, and count again.

    Slots that others of them took are `inherited`, above any limit: they were taken under
    theirs. Nothing new can be taken before the count is below the limit again.
    """
    slots = {
        Slot(use.scope, key, Window(use.window_kind), use.period, 0)
        for use, to, _ in taken
        for key in (use.key, to)
    }
    caps.lock(Session(bind=connection), slots)
    moved = [{"use": each.use.id, "to": each.to, "own": each.own} for each in taken if each.moves()]
    if moved:
        connection.execute(_REKEY, moved)
    for slot in sorted(slots):
        this = slot._asdict() | {"window": slot.window.value}
        connection.execute(_RECOUNT[inherited], this)
        connection.execute(_FORGET, this)


_ACCOUNT_SCOPES = [
    "/".join(("account", *channel, *first))
    for channel in ((), *((channel.value,) for channel in Channel))
    for first in ((), ("first",))
]
_COLUMNS = [_USE.c[n] for n in ("id", "scope", "key", "taken_under", "window_kind", "period")]
_OF_LEADS = (
    select(*_COLUMNS, _DRAFT.c.lead_id)
    .join(_DRAFT, _DRAFT.c.id == _USE.c.draft_id)
    .where(
        _DRAFT.c.lead_id.in_(bindparam("of", expanding=True)),
        or_(_USE.c.scope == "person", _USE.c.scope.startswith("person/")),
    )
)
_OF_COMPANIES = select(*_COLUMNS).where(
    _USE.c.scope.in_(_ACCOUNT_SCOPES),
    or_(
        _USE.c.key.in_(bindparam("of", expanding=True)),
        _USE.c.taken_under.in_(bindparam("of", expanding=True)),
    ),
)
_THIS_CAP = "scope = :scope AND key = :key AND window_kind = :window AND period = :period"
_OF_IDS = select(*_COLUMNS).where(_USE.c.id.in_(bindparam("of", expanding=True)))
_RAISE = text(
    f"""UPDATE cap SET ceiling = f.ceiling FROM (SELECT ceiling FROM cap WHERE {_THIS_CAP}) f
    WHERE {_THIS_CAP.replace(":key", ":to")} AND cap.ceiling < f.ceiling"""
)
_REKEY = text("UPDATE cap_use SET key = :to, taken_under = :own WHERE id = :use")
_TAKEN = f"FROM cap_use u JOIN draft d ON d.id = u.draft_id WHERE u.{_THIS_CAP.replace(' AND ', ' AND u.')}"
_COUNTED = f"CASE WHEN window_kind IN ('{Window.DAY}', '{Window.TOTAL}') THEN"
#: What tells a slot that was taken over from another lead, or account.
_OTHERS, _TAKEN_OVER = "CAST(d.lead_id AS TEXT) <> u.key", "u.taken_under IS NOT NULL"
_RECOUNT = {
    inherited: text(
        f"""UPDATE cap SET
        booked = {_COUNTED} (SELECT count(*) {_TAKEN} AND u.state = '{CapUseState.BOOKED}') ELSE booked END,
        used = {_COUNTED} (SELECT count(*) {_TAKEN} AND u.state = '{CapUseState.USED}') ELSE used END,
        inherited = (SELECT count(*) {_TAKEN} AND u.state <> '{CapUseState.RELEASED}'
            AND {inherited})
    WHERE {_THIS_CAP}"""
    )
    for inherited in (_OTHERS, _TAKEN_OVER)
}
#: A row made to be locked, in which nothing was ever taken.
_FORGET = text(
    f"DELETE FROM cap WHERE {_THIS_CAP} AND booked = 0 AND used = 0 AND ceiling = 0 AND inherited = 0"
)
