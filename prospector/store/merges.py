"""Merges: which two leads, or two accounts, were decided to be one, and what that makes of them today."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple, cast

from sqlalchemy import (
    Column,
    Connection,
    CursorResult,
    Table,
    func,
    insert,
    or_,
    select,
    text,
    update,
)
from sqlmodel import Session, SQLModel

from prospector.errors import NotFound, StoreBusy
from prospector.tables import MergeOrigin, Relation

_T = SQLModel.metadata.tables
_MERGE, _LEAD, _ACCOUNT = _T["merge"], _T["lead"], _T["account"]
#: Serialises the short writes of two resolvers on PostgreSQL; SQLite has one writer anyway.
_LOCK = 0x7265736F
_CHUNK = 500
#: As the partial index says it.
_DECIDED = text("(origin = 'person' OR apart)")


class Kind(StrEnum):
    """Whether two people may be one, or somebody of a company, or two companies one."""

    PERSON = "person"
    COMPANY = "company"


class Sort(NamedTuple):
    """Where merges of one kind keep who became whom, and what points to them (Any: any column)."""

    kind: Kind
    winner: Column[Any]
    loser: Column[Any]
    identities: Table
    pointer: Column[Any]


PEOPLE = Sort(
    Kind.PERSON, _MERGE.c.winner_id, _MERGE.c.loser_id, _T["identity"], _T["identity"].c.lead_id
)
COMPANIES = Sort(
    Kind.COMPANY,
    _MERGE.c.winner_account_id,
    _MERGE.c.loser_account_id,
    _T["account_identity"],
    _T["account_identity"].c.account_id,
)


class New(NamedTuple):
    """A merge to record: what was the winner's, and what moves to it."""

    winner_id: int
    loser_id: int
    kept: Collection[int]
    moved: Collection[int]
    reason: str
    overrules: Collection[int] = ()
    #: What a company is to us, where its two sides said different things.
    relation: Relation | None = None


class Decided(NamedTuple):
    """A decision of people that resolve obeys."""

    id: int
    kept: tuple[int, ...]
    moved: tuple[int, ...]
    apart: bool
    overrules: tuple[int, ...]
    relation: Relation | None = None


class Merged(NamedTuple):
    """A merge as people read it."""

    id: int
    kind: Kind
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
    relation: Relation | None


class Found(NamedTuple):
    """A merge to take back."""

    id: int
    winner_id: int
    loser_id: int
    kept: tuple[int, ...] | None
    moved: tuple[int, ...]
    origin: MergeOrigin
    undone_at: datetime | None
    at: datetime
    kind: Kind


def lock(connection: Connection) -> None:
    """Let one transaction at a time decide who is who."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))


def decided(connection: Connection, sort: Sort = PEOPLE) -> list[Decided]:
    """Every decision of people that holds, oldest first."""
    names = ("id", "kept", "identities", "apart", "overrules", "relation")
    statement = (
        select(*(_MERGE.c[name] for name in names))
        .where(
            _DECIDED, or_(_MERGE.c.apart, _MERGE.c.undone_at.is_(None)), sort.winner.is_not(None)
        )
        .order_by(_MERGE.c.id)
    )
    return [
        Decided(
            merge, tuple(kept or ()), tuple(moved or ()), bool(apart), tuple(overrules or ()), said
        )
        for merge, kept, moved, apart, overrules, said in connection.execute(statement)
    ]


def require(connection: Connection, known: Sequence[Decided], sort: Sort = PEOPLE) -> None:
    """Refuse to write on decisions that are no longer those people made.

    Raises:
        StoreBusy: somebody merged or unmerged meanwhile.
    """
    lock(connection)
    if decided(connection, sort) != list(known):
        what = "leads" if sort is PEOPLE else "accounts"
        raise StoreBusy(f"somebody merged {what} meanwhile: run `prospector resolve` again")


def add(  # noqa: PLR0913 - the columns of a merge
    connection: Connection,
    found: Sequence[New],
    origin: MergeOrigin,
    *,
    run_id: int,
    at: datetime,
    actor: str | None = None,
    sort: Sort = PEOPLE,
) -> list[int]:
    """Record merges; returns their ids, in order.

    What a side had itself taken over in an earlier merge is not its own: it goes where that goes.
    """
    taken = _taken_over(
        connection, {i for new in found for i in (new.winner_id, new.loser_id)}, sort
    )
    rows = [
        {
            sort.winner.name: new.winner_id,
            sort.loser.name: new.loser_id,
            "identities": _own(new.moved, taken[new.loser_id]),
            "kept": _own(new.kept, taken[new.winner_id]),
            "overrules": sorted(new.overrules),
            "relation": new.relation,
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


def _taken_over(connection: Connection, ids: Collection[int], sort: Sort) -> dict[int, set[int]]:
    """The identities that each of some leads or accounts took over in merges that hold, its own or theirs."""
    found: dict[int, set[int]] = {each: set() for each in ids}
    heirs = {each: each for each in ids}
    while heirs:
        below: dict[int, int] = {}
        for part in _parts(heirs):
            statement = select(sort.winner, sort.loser, _MERGE.c.identities).where(
                sort.winner.in_(part), _MERGE.c.undone_at.is_(None)
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
                PEOPLE.loser.in_(part),
                _MERGE.c.origin == MergeOrigin.RESOLVE,
                _MERGE.c.undone_at.is_(None),
            )
        )
    ]
    return sorted(found, reverse=True)


_FOUND = select(
    _MERGE.c.id,
    func.coalesce(PEOPLE.winner, COMPANIES.winner),
    func.coalesce(PEOPLE.loser, COMPANIES.loser),
    *(_MERGE.c[name] for name in ("kept", "identities", "origin", "undone_at", "at")),
    PEOPLE.winner.is_(None).label("of_companies"),
)


def _found(row: Any) -> Found:  # Any: a row of many types
    kept = None if row.kept is None else tuple(row.kept)
    kind = Kind.COMPANY if row.of_companies else Kind.PERSON
    return Found._make((*row[:3], kept, tuple(row.identities), *row[5:8], kind))


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
    sides = [
        (side, _LEAD.alias(f"{side}_lead"), _ACCOUNT.alias(f"{side}_account"))
        for side in ("winner", "loser")
    ]
    found: Any = _MERGE  # Any: a table, then joins of it
    for side, lead, account in sides:
        found = found.outerjoin(lead, lead.c.id == _MERGE.c[f"{side}_id"]).outerjoin(
            account, account.c.id == _MERGE.c[f"{side}_account_id"]
        )
    names = [column for side in sides for column in _called(*side)]
    statement = select(_MERGE, *names).select_from(found).order_by(_MERGE.c.id.desc())
    if not undone:
        statement = statement.where(_MERGE.c.undone_at.is_(None))
    return [
        Merged(
            row.id,
            Kind.COMPANY if row.winner_id is None else Kind.PERSON,
            row.winner_id or row.winner_account_id,
            _spoken(row, "winner"),
            row.loser_id or row.loser_account_id,
            _spoken(row, "loser"),
            row.origin,
            row.reason,
            row.actor,
            row.at,
            row.undone_at,
            row.undone_by,
            row.relation,
        )
        for row in session.execute(statement)
    ]


def spoken(first: str | None, last: str | None, address: str | None) -> str:
    """A lead in a list: the name with the address, or what there is of them."""
    name = " ".join(part for part in (first, last) if part)
    if name and address and name != address:
        return f"{name} <{address}>"
    return name or address or "nobody named"


def identities_of(connection: Connection, holder: int, sort: Sort = PEOPLE) -> list[int]:
    """The identities that point to a lead or account."""
    statement = select(sort.identities.c.id).where(sort.pointer == holder)
    return sorted(connection.execute(statement).scalars())


def point(
    connection: Connection, identities: Collection[int], holder: int, sort: Sort = PEOPLE
) -> None:
    """Point identities to a lead or account, and let the next resolve look at them again."""
    for part in _parts(identities):
        statement = update(sort.identities).where(sort.identities.c.id.in_(part))
        values = {sort.pointer.name: holder, "resolved_run_id": None}
        connection.execute(statement.values(values))


def look_again(connection: Connection, holder: int, sort: Sort = PEOPLE) -> None:
    """Let the next resolve judge what points to somebody again, should this one stop half-way."""
    statement = update(sort.identities).where(sort.pointer == holder)
    connection.execute(statement.values(resolved_run_id=None))


def roots(connection: Connection, ids: Collection[int], sort: Sort = PEOPLE) -> dict[int, int]:
    """The lead or account that each of some is today."""
    if sort is COMPANIES:
        found = homes(connection, ids, sort)
        return {each: found[each] for each in ids}
    found = {}
    today = func.coalesce(_LEAD.c.merged_into, _LEAD.c.id)
    for part in _parts(ids):
        statement = select(_LEAD.c.id, today).where(_LEAD.c.id.in_(part))
        found.update({row[0]: row[1] for row in connection.execute(statement)})
    return found


def apart(connection: Connection, sort: Sort = PEOPLE) -> list[tuple[int, int]]:
    """Pairs of leads or accounts that somebody said are two."""
    statement = select(sort.winner, sort.loser).where(
        _DECIDED, _MERGE.c.apart, sort.winner.is_not(None)
    )
    return [(row[0], row[1]) for row in connection.execute(statement)]


def homes(connection: Connection, ids: Collection[int], sort: Sort = PEOPLE) -> dict[int, int]:
    """Everybody who is or was one of these, and who they are today."""
    above: dict[int, int] = {}
    family, fresh = set(ids), set(ids)
    while fresh:
        found: set[int] = set()
        for part in _parts(fresh):
            statement = select(sort.winner, sort.loser).where(
                _MERGE.c.undone_at.is_(None), or_(sort.winner.in_(part), sort.loser.in_(part))
            )
            for winner, loser in connection.execute(statement):
                above[loser] = winner
                found |= {winner, loser}
        fresh = found - family
        family |= fresh
    return {each: _top(each, above) for each in family}


def _top(each: int, above: Mapping[int, int]) -> int:
    seen: set[int] = set()
    while each in above and each not in seen:
        seen.add(each)
        each = above[each]
    return each


def _called(side: str, lead: Any, account: Any) -> list[Any]:  # Any: aliases and their columns
    return [
        lead.c.first_name.label(f"{side}_first"),
        lead.c.last_name.label(f"{side}_last"),
        func.coalesce(lead.c.email, lead.c.linkedin_url, lead.c.phone, account.c.domain).label(
            f"{side}_address"
        ),
        func.coalesce(account.c.spoken_name, account.c.name).label(f"{side}_company"),
    ]


def _spoken(row: Any, side: str) -> str:  # Any: a row of many types
    first, last, address, company = (
        getattr(row, f"{side}_{name}") for name in ("first", "last", "address", "company")
    )
    return spoken(first or company, last, address)


def _parts(ids: Iterable[int]) -> Iterable[list[int]]:
    """Slices short enough for the variables of one statement."""
    every = sorted(ids)
    return (every[start : start + _CHUNK] for start in range(0, len(every), _CHUNK))


# Any: any statement.
def _rows(connection: Connection, statement: Any) -> int:
    return cast("CursorResult[Any]", connection.execute(statement)).rowcount
