"""Caps: slots are taken by conditional statement, in every scope at once or in none.

Every slot of a touch is taken in one transaction with the touch. Never count and then write: two
processes would both count the last free slot (measured: 513 touches under a cap of 500).
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple, cast

from sqlalchemy import (
    BigInteger,
    CursorResult,
    Date,
    Integer,
    String,
    bindparam,
    case,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel

from prospector.columns import UtcTime
from prospector.tables import CapUseState

_CAP = SQLModel.metadata.tables["cap"]
_USE = SQLModel.metadata.tables["cap_use"]
_ENROLMENT = SQLModel.metadata.tables["enrolment"]
_LEAD = SQLModel.metadata.tables["lead"]
_DRAFT = SQLModel.metadata.tables["draft"]
# Any: two dialects, one clause.
_DIALECT_INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


class Window(StrEnum):
    """Over what a cap counts. `active` counts open enrolments, the others touches."""

    DAY = "day"
    TOTAL = "total"
    ROLLING_24H = "rolling_24h"
    ROLLING_7D = "rolling_7d"
    ACTIVE = "active"


#: How long a use stays in its sliding window.
SPANS = {Window.ROLLING_24H: timedelta(hours=24), Window.ROLLING_7D: timedelta(days=7)}


class Slot(NamedTuple):
    """One place under one cap; the order of the fields is the order in which slots are locked."""

    scope: str
    key: str
    window: Window
    period: str
    limit: int


class CapKey(NamedTuple):
    """What a cap is counted by, in the current period."""

    scope: str
    key: str
    window: Window


class Ledger(NamedTuple):
    """What is taken now: used and booked per counter, live uses (oldest first) per sliding cap."""

    used: dict[CapKey, int]
    booked: dict[CapKey, int]
    live: dict[CapKey, tuple[datetime, ...]]


class Overspend(NamedTuple):
    """A cap whose rows contradict each other, or the promise."""

    scope: str
    key: str
    window: str
    period: str
    problem: str


def _this_cap() -> list[Any]:  # Any: SQLAlchemy's conditions
    return [
        _CAP.c.scope == bindparam("this_scope"),
        _CAP.c.key == bindparam("this_key"),
        _CAP.c.window_kind == bindparam("this_window"),
        _CAP.c.period == bindparam("this_period"),
    ]


_LIMIT = bindparam("this_limit", type_=Integer)
_CEILING = case((_CAP.c.ceiling < _LIMIT, _LIMIT), else_=_CAP.c.ceiling)
#: The room a day or total cap must have, in the same statement that takes the slot.
COUNTER_ROOM = _CAP.c.booked + _CAP.c.used < _LIMIT
#: The room a sliding cap must have, in the same statement that writes the use.
SLIDING_ROOM = (
    select(func.count())
    .select_from(_USE)
    .where(
        _USE.c.scope == bindparam("this_scope"),
        _USE.c.key == bindparam("this_key"),
        _USE.c.window_kind == bindparam("this_window"),
        _USE.c.state != CapUseState.RELEASED,
        _USE.c.at > bindparam("since", type_=UtcTime),
    )
    .scalar_subquery()
    < _LIMIT
)
#: The room an account must have for one more open enrolment.
ACTIVE_ROOM = (
    select(func.count())
    .select_from(_ENROLMENT.join(_LEAD, _LEAD.c.id == _ENROLMENT.c.lead_id))
    .where(
        _LEAD.c.account_id == bindparam("this_account", type_=BigInteger),
        _ENROLMENT.c.ended_at.is_(None),
    )
    .scalar_subquery()
    < _LIMIT
)
_LOCK = update(_CAP).where(*_this_cap()).values(ceiling=_CEILING)


def take(  # noqa: PLR0913 - what a use records
    session: Session,
    slots: Sequence[Slot],
    *,
    draft_id: int,
    at: datetime,
    business_date: date,
    state: CapUseState = CapUseState.USED,
) -> Slot | None:
    """Take every slot for a draft, or none: returns the slot that had no room, None = all taken.

    `state=BOOKED` promises the slots instead (`release` gives booked ones back).
    """
    use = _Use(draft_id, at, business_date, state)
    savepoint = session.begin_nested()
    lock(session, slots)
    for slot in sorted(slots):
        if not _take_one(session, slot, use):
            savepoint.rollback()
            return slot
    savepoint.commit()
    return None


def lock(session: Session, slots: Iterable[Slot]) -> None:
    """Make and lock the rows of these caps, in their sorted order.

    A transaction that takes slots for several drafts locks all of them first: the one order in
    which every process locks is what rules out a deadlock.
    """
    connection = session.connection()
    rows = [_row(slot) for slot in sorted(set(slots))]
    if not rows:
        return
    make = _DIALECT_INSERT[connection.dialect.name](_CAP).on_conflict_do_nothing()
    # One statement per row: a statement over many rows locks them in an order of its own.
    for row in rows:
        connection.execute(make, {**row, "booked": 0, "used": 0, "ceiling": 0, "inherited": 0})
    for slot in sorted(set(slots)):
        connection.execute(_LOCK, _this(slot))


class _Use(NamedTuple):
    """What a use records beside its cap."""

    draft_id: int
    at: datetime
    business_date: date
    state: CapUseState


def _take_one(session: Session, slot: Slot, use: _Use) -> bool:
    columns: dict[str, Any] = {  # Any: values of several column types
        "draft_id": literal(use.draft_id, BigInteger),
        "scope": literal(slot.scope, String),
        "key": literal(slot.key, String),
        "window_kind": literal(slot.window.value, String),
        "period": literal(slot.period, String),
        "state": literal(use.state, _USE.c.state.type),
        "at": literal(use.at, UtcTime),
        "business_date": literal(use.business_date, Date),
    }
    values = select(*columns.values())
    parameters = _this(slot)
    if slot.window in SPANS:
        values = values.where(SLIDING_ROOM)
        parameters["since"] = use.at - SPANS[slot.window]
    elif slot.window is Window.ACTIVE:
        values = values.where(ACTIVE_ROOM)
        parameters["this_account"] = int(slot.key)
    elif not _count_one(session, slot, use.state):
        return False
    # Not the row count: drivers do not promise one for INSERT.
    statement = insert(_USE).from_select(list(columns), values).returning(_USE.c.id)
    return session.connection().execute(statement, parameters).first() is not None


def _count_one(session: Session, slot: Slot, state: CapUseState) -> bool:
    column = _CAP.c.booked if state is CapUseState.BOOKED else _CAP.c.used
    statement = (
        update(_CAP)
        .where(*_this_cap(), COUNTER_ROOM)
        .values({column: column + 1, _CAP.c.ceiling: _CEILING})
    )
    return _rows(session, statement, _this(slot)) == 1


def release(session: Session, *, lead_ids: Collection[int]) -> int:
    """Give back the slots booked for these people; used ones stay used. Returns how many."""
    booked = session.execute(
        select(_USE.c.id, _USE.c.scope, _USE.c.key, _USE.c.window_kind, _USE.c.period)
        .join(_DRAFT, _DRAFT.c.id == _USE.c.draft_id)
        .where(_DRAFT.c.lead_id.in_(lead_ids), _USE.c.state == CapUseState.BOOKED)
        .order_by(_USE.c.scope, _USE.c.key, _USE.c.window_kind, _USE.c.period)
    ).all()
    released = 0
    for use_id, scope, key, window, period in booked:
        slot = Slot(scope, key, Window(window), period, 0)
        lock(session, [slot])
        give_back = (
            update(_USE)
            .where(_USE.c.id == use_id, _USE.c.state == CapUseState.BOOKED)
            .values(state=CapUseState.RELEASED)
        )
        if _rows(session, give_back, {}) == 1:
            released += 1
            if slot.window in (Window.DAY, Window.TOTAL):
                less = update(_CAP).where(*_this_cap()).values(booked=_CAP.c.booked - 1)
                _rows(session, less, _this(slot))
    return released


def ledger(session: Session, *, now: datetime, day: str, only: Slot | None = None) -> Ledger:
    """What is taken now: the counters of business day `day`, totals, sliding uses, enrolments.

    Of every cap, or of that of one slot.
    """
    used: dict[CapKey, int] = {}
    booked: dict[CapKey, int] = {}
    counters = select(_CAP).where(
        ((_CAP.c.window_kind == Window.DAY) & (_CAP.c.period == day))
        | (_CAP.c.window_kind == Window.TOTAL)
    )
    for row in session.execute(_of(only, counters, _CAP)):
        key = CapKey(row.scope, row.key, Window(row.window_kind))
        used[key], booked[key] = row.used, row.booked
    used.update(_open_sequences(session, only))
    live: dict[CapKey, list[datetime]] = {}
    for row in session.execute(_of(only, _sliding_uses(now), _USE)):
        window = Window(row.window_kind)
        if row.at > now - SPANS[window]:
            live.setdefault(CapKey(row.scope, row.key, window), []).append(row.at)
    return Ledger(used, booked, {key: tuple(times) for key, times in live.items()})


def _open_sequences(session: Session, only: Slot | None) -> dict[CapKey, int]:
    """How many people of each account are in a sequence."""
    counted = (
        select(_LEAD.c.account_id, func.count())
        .select_from(_ENROLMENT.join(_LEAD, _LEAD.c.id == _ENROLMENT.c.lead_id))
        .where(_ENROLMENT.c.ended_at.is_(None), _LEAD.c.account_id.is_not(None))
        .group_by(_LEAD.c.account_id)
    )
    if only is not None:
        if only.window is not Window.ACTIVE:
            return {}
        counted = counted.where(_LEAD.c.account_id == int(only.key))
    rows = session.execute(counted)
    return {CapKey("account", str(account), Window.ACTIVE): count for account, count in rows}


def _of(only: Slot | None, statement: Any, table: Any) -> Any:  # Any: a select, and its table
    if only is None:
        return statement
    same = (table.c.scope == only.scope, table.c.key == only.key)
    return statement.where(*same, table.c.window_kind == only.window)


def _sliding_uses(now: datetime) -> Any:  # Any: SQLAlchemy's select of four columns
    return (
        select(_USE.c.scope, _USE.c.key, _USE.c.window_kind, _USE.c.at)
        .where(
            _USE.c.window_kind.in_(list(SPANS)),
            _USE.c.state != CapUseState.RELEASED,
            _USE.c.at > now - max(SPANS.values()),
        )
        .order_by(_USE.c.at, _USE.c.id)
    )


def overspent(session: Session) -> list[Overspend]:
    """Every cap that breaks the promise: booked + used ≤ ceiling, counters equal to their uses.

    Slots inherited in a merge were taken under another lead's ceiling. Empty is the only good answer; `doctor` and the race tests ask.
    """
    found = []
    uses = _count_uses(session)
    for row in session.execute(select(_CAP).order_by(*_CAP.primary_key.columns)):
        where = (row.scope, row.key, row.window_kind, row.period)
        if row.booked + row.used > row.ceiling + row.inherited:
            problem = f"{row.booked + row.used} taken of {row.ceiling + row.inherited}"
            found.append(Overspend(*where, problem))
        if row.window_kind in (Window.DAY, Window.TOTAL):
            counted = (uses.get((*where, "booked"), 0), uses.get((*where, "used"), 0))
            if counted != (row.booked, row.used):
                problem = f"counts {row.booked} booked and {row.used} used, has {counted[0]} and {counted[1]}"
                found.append(Overspend(*where, problem))
    return found + _overspent_windows(session)


def _count_uses(session: Session) -> dict[tuple[str, str, str, str, str], int]:
    columns = (_USE.c.scope, _USE.c.key, _USE.c.window_kind, _USE.c.period, _USE.c.state)
    counted = select(*columns, func.count()).group_by(*columns)
    return {
        (scope, key, window, period, str(state)): count
        for scope, key, window, period, state, count in session.execute(counted)
    }


def _overspent_windows(session: Session) -> list[Overspend]:
    """Sliding caps with more live uses in some window than the largest limit ever allowed."""
    statement = (
        select(_USE.c.scope, _USE.c.key, _USE.c.window_kind, _USE.c.period, _USE.c.at)
        .add_columns(_CAP.c.ceiling + _CAP.c.inherited)
        .join(_CAP, (_CAP.c.scope == _USE.c.scope) & (_CAP.c.key == _USE.c.key))
        .where(
            _CAP.c.window_kind == _USE.c.window_kind,
            _CAP.c.period == _USE.c.period,
            _USE.c.window_kind.in_(list(SPANS)),
            _USE.c.state != CapUseState.RELEASED,
        )
        .order_by(_USE.c.scope, _USE.c.key, _USE.c.window_kind, _USE.c.at)
    )
    found: dict[CapKey, Overspend] = {}
    recent: dict[CapKey, list[datetime]] = {}
    for scope, key, window, period, at, ceiling in session.execute(statement):
        cap = CapKey(scope, key, Window(window))
        start = at - SPANS[cap.window]
        recent[cap] = [earlier for earlier in recent.get(cap, []) if earlier > start] + [at]
        if len(recent[cap]) > ceiling:
            problem = f"{len(recent[cap])} taken of {ceiling} by {at.isoformat()}"
            found[cap] = Overspend(scope, key, window, period, problem)
    return list(found.values())


def _row(slot: Slot) -> dict[str, str]:
    return {
        "scope": slot.scope,
        "key": slot.key,
        "window_kind": slot.window.value,
        "period": slot.period,
    }


def _this(slot: Slot) -> dict[str, Any]:  # Any: values of several column types
    return {
        "this_scope": slot.scope,
        "this_key": slot.key,
        "this_window": slot.window.value,
        "this_period": slot.period,
        "this_limit": slot.limit,
    }


# Any: any statement and its parameters.
def _rows(session: Session, statement: Any, parameters: dict[str, Any]) -> int:
    result = session.connection().execute(statement, parameters)
    return cast("CursorResult[Any]", result).rowcount
