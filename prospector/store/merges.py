"""Merges: who was decided to be whom, and what follows a person from one lead to another.

What follows is computed from the merges that hold, never moved step by step: taking merges back,
in whatever order, brings everything back to where it was.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import Connection, CursorResult, bindparam, func, insert, or_, select, text, update
from sqlmodel import Session, SQLModel

from prospector.errors import NotFound, StoreBusy
from prospector.store import caps
from prospector.store.caps import Slot, Window
from prospector.tables import CapUseState, MergeOrigin

_T = SQLModel.metadata.tables
_MERGE, _LEAD, _IDENTITY = _T["merge"], _T["lead"], _T["identity"]
_DRAFT, _USE = _T["draft"], _T["cap_use"]
#: Serialises the short writes of two resolvers on PostgreSQL; SQLite has one writer anyway.
_LOCK = 0x7265736F
_CHUNK = 500
#: As the partial index says it.
_DECIDED = text("(origin = 'person' OR apart)")


class New(NamedTuple):
    """A merge to record: what was the winner's, and what moves to it."""

    winner_id: int
    loser_id: int
    kept: Collection[int]
    moved: Collection[int]
    reason: str
    overrules: Collection[int] = ()


class Decided(NamedTuple):
    """A decision of people that resolve obeys."""

    id: int
    kept: tuple[int, ...]
    moved: tuple[int, ...]
    apart: bool
    overrules: tuple[int, ...]


class Merged(NamedTuple):
    """A merge as people read it."""

    id: int
    winner_id: int
    winner: str
    loser_id: int
    loser: str
    origin: MergeOrigin
    reason: str
    actor: str | None
    at: datetime
    undone_at: datetime | None
    undone_by: str | None


class Found(NamedTuple):
    """A merge to take back."""

    id: int
    winner_id: int
    loser_id: int
    kept: tuple[int, ...] | None
    moved: tuple[int, ...]
    origin: MergeOrigin
    undone_at: datetime | None


def lock(connection: Connection) -> None:
    """Let one transaction at a time decide who is who."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))


def decided(connection: Connection) -> list[Decided]:
    """Every decision of people that holds, oldest first."""
    statement = (
        select(_MERGE.c.id, _MERGE.c.kept, _MERGE.c.identities, _MERGE.c.apart, _MERGE.c.overrules)
        .where(_DECIDED, or_(_MERGE.c.apart, _MERGE.c.undone_at.is_(None)))
        .order_by(_MERGE.c.id)
    )
    return [
        Decided(merge, tuple(kept or ()), tuple(moved or ()), bool(apart), tuple(overrules or ()))
        for merge, kept, moved, apart, overrules in connection.execute(statement)
    ]


def require(connection: Connection, known: Sequence[Decided]) -> None:
    """Refuse to write on decisions that are no longer those people made.

    Raises:
        StoreBusy: somebody merged or unmerged leads meanwhile.
    """
    lock(connection)
    if decided(connection) != list(known):
        raise StoreBusy("somebody merged leads meanwhile: run `prospector resolve` again")


def add(  # noqa: PLR0913 - the columns of a merge
    connection: Connection,
    found: Sequence[New],
    origin: MergeOrigin,
    *,
    run_id: int,
    at: datetime,
    actor: str | None = None,
) -> list[int]:
    """Record merges; returns their ids, in order.

    What a side had itself taken over in an earlier merge is not its own: it goes where that goes.
    """
    taken = _taken_over(connection, {i for new in found for i in (new.winner_id, new.loser_id)})
    rows = [
        {
            "winner_id": new.winner_id,
            "loser_id": new.loser_id,
            "identities": _own(new.moved, taken[new.loser_id]),
            "kept": _own(new.kept, taken[new.winner_id]),
            "overrules": sorted(new.overrules),
            "origin": origin,
            "reason": new.reason,
            "actor": actor,
            "at": at,
            "run_id": run_id,
            "undone_at": None,
            "undone_by": None,
            "apart": False,
        }
        for new in found
    ]
    statement = insert(_MERGE).returning(_MERGE.c.id, sort_by_parameter_order=True)
    return list(connection.execute(statement, rows).scalars())


def _taken_over(connection: Connection, lead_ids: Collection[int]) -> dict[int, set[int]]:
    """The identities that each of some leads took over in merges that hold, its own or theirs."""
    found: dict[int, set[int]] = {lead: set() for lead in lead_ids}
    heirs = {lead: lead for lead in lead_ids}
    while heirs:
        below: dict[int, int] = {}
        for part in _parts(heirs):
            statement = select(_MERGE.c.winner_id, _MERGE.c.loser_id, _MERGE.c.identities).where(
                _MERGE.c.winner_id.in_(part), _MERGE.c.undone_at.is_(None)
            )
            for winner, loser, moved in connection.execute(statement):
                found[heirs[winner]].update(moved)
                below[loser] = heirs[winner]
        heirs = below
    return found


def _own(side: Collection[int], taken: Collection[int]) -> list[int]:
    return sorted(set(side) - set(taken)) or sorted(side)


def get(connection: Connection, merge_id: int) -> Found:
    """One merge.

    Raises:
        NotFound: there is none with this id.
    """
    row = connection.execute(_FOUND.where(_MERGE.c.id == merge_id)).first()
    if row is None:
        raise NotFound(f"no merge {merge_id}: `prospector merge --list` shows them")
    return _found(row)


def by_rows(connection: Connection, lead_ids: Collection[int]) -> list[Found]:
    """The merges that rows called for and that made some leads what they are, newest first."""
    family: set[int] = set()
    for part in _parts(lead_ids):
        statement = select(_LEAD.c.id).where(_LEAD.c.merged_into.in_(part))
        family |= set(connection.execute(statement).scalars())
    found = [
        _found(row)
        for part in _parts(family)
        for row in connection.execute(
            _FOUND.where(
                _MERGE.c.loser_id.in_(part),
                _MERGE.c.origin == MergeOrigin.RESOLVE,
                _MERGE.c.undone_at.is_(None),
            )
        )
    ]
    return sorted(found, reverse=True)


_FOUND = select(
    *(
        _MERGE.c[name]
        for name in ("id", "winner_id", "loser_id", "kept", "identities", "origin", "undone_at")
    )
)


def _found(row: Any) -> Found:  # Any: a row of many types
    kept = None if row.kept is None else tuple(row.kept)
    return Found._make((*row[:3], kept, tuple(row.identities), row.origin, row.undone_at))


def undo(  # noqa: PLR0913 - the columns of a merge taken back
    connection: Connection,
    merge_id: int,
    *,
    kept: Collection[int],
    apart: bool,
    at: datetime,
    actor: str,
) -> bool:
    """Take a merge back; False = somebody else did. `apart` = and never join the sides again."""
    statement = (
        update(_MERGE)
        .where(_MERGE.c.id == merge_id, _MERGE.c.undone_at.is_(None))
        .values(kept=sorted(kept), apart=apart, undone_at=at, undone_by=actor)
    )
    return _rows(connection, statement) == 1


def listed(session: Session, *, undone: bool = False) -> list[Merged]:
    """The merges that hold (with `undone`: all of them), newest first."""
    winner, loser = _LEAD.alias("winner"), _LEAD.alias("loser")
    statement = (
        select(_MERGE, *_called(winner, "winner"), *_called(loser, "loser"))
        .join(winner, winner.c.id == _MERGE.c.winner_id)
        .join(loser, loser.c.id == _MERGE.c.loser_id)
        .order_by(_MERGE.c.id.desc())
    )
    if not undone:
        statement = statement.where(_MERGE.c.undone_at.is_(None))
    return [
        Merged(
            row.id,
            row.winner_id,
            spoken(row.winner_first, row.winner_last, row.winner_address),
            row.loser_id,
            spoken(row.loser_first, row.loser_last, row.loser_address),
            row.origin,
            row.reason,
            row.actor,
            row.at,
            row.undone_at,
            row.undone_by,
        )
        for row in session.execute(statement)
    ]


def spoken(first: str | None, last: str | None, address: str | None) -> str:
    """A lead in a list: the name with the address, or what there is of them."""
    name = " ".join(part for part in (first, last) if part)
    if name and address and name != address:
        return f"{name} <{address}>"
    return name or address or "nobody named"


def identities_of(connection: Connection, lead_id: int) -> list[int]:
    """The identities that point to a lead."""
    statement = select(_IDENTITY.c.id).where(_IDENTITY.c.lead_id == lead_id)
    return sorted(connection.execute(statement).scalars())


def point(connection: Connection, identities: Collection[int], lead_id: int) -> None:
    """Point identities to a lead, and let the next resolve look at them again."""
    for part in _parts(identities):
        statement = update(_IDENTITY).where(_IDENTITY.c.id.in_(part))
        connection.execute(statement.values(lead_id=lead_id, resolved_run_id=None))


def look_again(connection: Connection, lead_id: int) -> None:
    """Let the next resolve judge a lead's values again, should this one stop half-way."""
    statement = update(_IDENTITY).where(_IDENTITY.c.lead_id == lead_id)
    connection.execute(statement.values(resolved_run_id=None))


def roots(connection: Connection, lead_ids: Collection[int]) -> dict[int, int]:
    """The lead that each of some leads is today."""
    found: dict[int, int] = {}
    today = func.coalesce(_LEAD.c.merged_into, _LEAD.c.id)
    for part in _parts(lead_ids):
        statement = select(_LEAD.c.id, today).where(_LEAD.c.id.in_(part))
        found.update({row[0]: row[1] for row in connection.execute(statement)})
    return found


def apart(connection: Connection) -> list[tuple[int, int]]:
    """Pairs of leads that somebody said are two."""
    statement = select(_MERGE.c.winner_id, _MERGE.c.loser_id).where(_DECIDED, _MERGE.c.apart)
    return [(row[0], row[1]) for row in connection.execute(statement)]


def follow(connection: Connection, lead_ids: Collection[int]) -> None:
    """Let what left, what runs and what was counted follow some leads to who they are now.

    Drafts and decisions stay with the lead they were made for: a touch is its draft's, so that
    it finds its way back.
    """
    home = _homes(connection, lead_ids)
    pairs = [{"this": lead, "root": home[lead]} for lead in sorted(home)]
    if not pairs:
        return
    _count_again(connection, home)  # first: who exports locks caps before enrolments, too
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


def _homes(connection: Connection, lead_ids: Collection[int]) -> dict[int, int]:
    """Everybody who is or was one of these leads, and who they are today."""
    above: dict[int, int] = {}
    family, fresh = set(lead_ids), set(lead_ids)
    while fresh:
        found: set[int] = set()
        for part in _parts(fresh):
            statement = select(_MERGE.c.winner_id, _MERGE.c.loser_id).where(
                _MERGE.c.undone_at.is_(None),
                or_(_MERGE.c.winner_id.in_(part), _MERGE.c.loser_id.in_(part)),
            )
            for winner, loser in connection.execute(statement):
                above[loser] = winner
                found |= {winner, loser}
        fresh = found - family
        family |= fresh
    return {lead: _top(lead, above) for lead in family}


def _top(lead: int, above: Mapping[int, int]) -> int:
    seen: set[int] = set()
    while lead in above and lead not in seen:
        seen.add(lead)
        lead = above[lead]
    return lead


def _count_again(connection: Connection, home: Mapping[int, int]) -> None:
    """Count the slots of people under who they are today: nobody has two allowances.

    Slots that others of them took are `inherited`, above any limit: they were taken under
    theirs. Nothing new can be taken before the count is below the limit again.
    """
    uses = [use for part in _parts(home) for use in connection.execute(_USES, {"leads": part})]
    if not uses:
        return
    keys = {str(lead) for lead in home}
    slots = {
        Slot(use.scope, key, Window(use.window_kind), use.period, 0)
        for use in uses
        for key in (use.key, str(home[use.lead_id]))
    }
    caps.lock(Session(bind=connection), slots)
    moved = [
        {"use": use.id, "to": str(home[use.lead_id])}
        for use in uses
        if use.key in keys and use.key != str(home[use.lead_id])
    ]
    if moved:
        connection.execute(_REKEY, moved)
    for slot in sorted(slots):
        connection.execute(_RECOUNT, slot._asdict() | {"window": slot.window.value})
        connection.execute(_FORGET, slot._asdict() | {"window": slot.window.value})


_OF_PERSON = or_(_USE.c.scope == "person", _USE.c.scope.startswith("person/"))
_USES = (
    select(_USE.c.id, _USE.c.scope, _USE.c.key, _USE.c.window_kind, _USE.c.period, _DRAFT.c.lead_id)
    .join(_DRAFT, _DRAFT.c.id == _USE.c.draft_id)
    .where(_DRAFT.c.lead_id.in_(bindparam("leads", expanding=True)), _OF_PERSON)
)
_REKEY = text("UPDATE cap_use SET key = :to WHERE id = :use")
_THIS_CAP = "scope = :scope AND key = :key AND window_kind = :window AND period = :period"
_TAKEN = f"FROM cap_use u JOIN draft d ON d.id = u.draft_id WHERE u.{_THIS_CAP.replace(' AND ', ' AND u.')}"
_COUNTED = f"CASE WHEN window_kind IN ('{Window.DAY}', '{Window.TOTAL}') THEN"
_RECOUNT = text(
    f"""UPDATE cap SET
        booked = {_COUNTED} (SELECT count(*) {_TAKEN} AND u.state = '{CapUseState.BOOKED}') ELSE booked END,
        used = {_COUNTED} (SELECT count(*) {_TAKEN} AND u.state = '{CapUseState.USED}') ELSE used END,
        inherited = (SELECT count(*) {_TAKEN} AND u.state <> '{CapUseState.RELEASED}'
            AND CAST(d.lead_id AS TEXT) <> u.key)
    WHERE {_THIS_CAP}"""
)
#: A row made to be locked, in which nothing was ever taken.
_FORGET = text(
    f"DELETE FROM cap WHERE {_THIS_CAP} AND booked = 0 AND used = 0 AND ceiling = 0 AND inherited = 0"
)


def _called(lead: Any, name: str) -> list[Any]:  # Any: an alias and its columns
    address = func.coalesce(lead.c.email, lead.c.linkedin_url, lead.c.phone)
    return [
        lead.c.first_name.label(f"{name}_first"),
        lead.c.last_name.label(f"{name}_last"),
        address.label(f"{name}_address"),
    ]


def _parts(ids: Iterable[int]) -> Iterable[list[int]]:
    """Slices short enough for the variables of one statement."""
    every = sorted(ids)
    return (every[start : start + _CHUNK] for start in range(0, len(every), _CHUNK))


# Any: any statement.
def _rows(connection: Connection, statement: Any) -> int:
    return cast("CursorResult[Any]", connection.execute(statement)).rowcount
