"""Suggested matches: enough to hold a lead, never enough to merge two."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple, cast

from sqlalchemy import Connection, CursorResult, and_, delete, func, insert, or_, select, update
from sqlmodel import Session, SQLModel

from prospector.errors import NotFound
from prospector.store.merges import spoken
from prospector.tables import SuggestionStatus

_T = SQLModel.metadata.tables
_SUGGESTION, _LEAD, _ACCOUNT = (
    _T["suggestion"],
    _T["lead"],
    _T["account"],
)


class Suggested(NamedTuple):
    """An open suggestion as people judge it: both sides, why, and how sure."""

    id: int
    confidence: float
    reason: str
    lead_id: int
    lead: str
    other_lead_id: int | None
    other_account_id: int | None
    other: str
    #: The title of each, and whom it is with.
    lead_at: str | None
    other_at: str | None


def refused(connection: Connection) -> set[str]:
    """The pairs people said are not the same."""
    statement = select(_SUGGESTION.c.pair).where(_SUGGESTION.c.status == SuggestionStatus.REFUSED)
    return set(connection.execute(statement).scalars())


def refused_leads(connection: Connection) -> list[tuple[int, int]]:
    """Pairs of leads that people said are two."""
    statement = select(_SUGGESTION.c.lead_id, _SUGGESTION.c.other_lead_id).where(
        _SUGGESTION.c.status == SuggestionStatus.REFUSED, _SUGGESTION.c.other_lead_id.is_not(None)
    )
    return [(row[0], row[1]) for row in connection.execute(statement)]


def of_companies(connection: Connection) -> set[tuple[int, str]]:
    """The leads, and pairs, of open suggestions that name a company."""
    statement = select(_SUGGESTION.c.lead_id, _SUGGESTION.c.pair).where(
        _SUGGESTION.c.other_account_id.is_not(None), _SUGGESTION.c.status == SuggestionStatus.OPEN
    )
    return {(row[0], row[1]) for row in connection.execute(statement)}


def drop_stale(connection: Connection, leads: Collection[int], pairs: Collection[str]) -> None:
    """Take back the open suggestions of some leads that are not among the pairs that hold now."""
    found = select(_SUGGESTION.c.id, _SUGGESTION.c.pair).where(
        or_(_SUGGESTION.c.lead_id.in_(leads), _SUGGESTION.c.other_lead_id.in_(leads)),
        _SUGGESTION.c.status == SuggestionStatus.OPEN,
    )
    gone = [row.id for row in connection.execute(found) if row.pair not in pairs]
    if gone:
        connection.execute(delete(_SUGGESTION).where(_SUGGESTION.c.id.in_(gone)))


# Any: columns of many types by name.
def put(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> int:
    """Suggest these; returns how many are new. What people judged stays judged."""
    pairs = [row["pair"] for row in rows]
    found = select(_SUGGESTION).where(_SUGGESTION.c.pair.in_(pairs))
    known = {row["pair"]: row for row in connection.execute(found).mappings()}
    for row in rows:
        stored = known.get(row["pair"])
        reworded = {key: row[key] for key in ("reason", "confidence")}
        if (
            stored
            and stored["status"] == SuggestionStatus.OPEN
            and not reworded.items() <= stored.items()
        ):
            statement = update(_SUGGESTION).where(_SUGGESTION.c.id == stored["id"])
            connection.execute(statement.values(reworded))
    fresh = [dict(row) for row in rows if row["pair"] not in known]
    if fresh:
        connection.execute(insert(_SUGGESTION), fresh)
    return len(fresh)


def judge(connection: Connection, pair: str, old: SuggestionStatus, new: SuggestionStatus) -> bool:
    """Move the suggestion of a pair; False = there is none in this status."""
    statement = (
        update(_SUGGESTION)
        .where(_SUGGESTION.c.pair == pair, _SUGGESTION.c.status == old)
        .values(status=new)
    )
    return cast("CursorResult[Any]", connection.execute(statement)).rowcount == 1


def refuse(session: Session, suggestion_id: int) -> None:
    """Write that the two are not one, or not of that company: never suggested again.

    Raises:
        NotFound: there is no open suggestion with this id.
    """
    statement = (
        update(_SUGGESTION)
        .where(_SUGGESTION.c.id == suggestion_id, _SUGGESTION.c.status == SuggestionStatus.OPEN)
        .values(status=SuggestionStatus.REFUSED)
    )
    if cast("CursorResult[Any]", session.connection().execute(statement)).rowcount != 1:
        raise NotFound(f"no open suggestion {suggestion_id}: `prospector duplicates` lists them")


def open_ones(session: Session, *, at_least: float = 0.0) -> list[Suggested]:
    """The open suggestions that are at least so sure, the surest first."""
    lead, other = _LEAD.alias("this_lead"), _LEAD.alias("other_lead")
    home, other_home = _ACCOUNT.alias("home"), _ACCOUNT.alias("other_home")
    statement = (
        select(
            _SUGGESTION.c.id,
            _SUGGESTION.c.confidence,
            _SUGGESTION.c.reason,
            _SUGGESTION.c.lead_id,
            lead.c.first_name,
            lead.c.last_name,
            func.coalesce(lead.c.email, lead.c.linkedin_url, lead.c.phone).label("address"),
            _SUGGESTION.c.other_lead_id,
            _SUGGESTION.c.other_account_id,
            other.c.first_name.label("other_first"),
            other.c.last_name.label("other_last"),
            func.coalesce(
                other.c.email,
                other.c.linkedin_url,
                other.c.phone,
                _ACCOUNT.c.domain,
                _ACCOUNT.c.name,
            ).label("other_address"),
            func.coalesce(_ACCOUNT.c.spoken_name, _ACCOUNT.c.name).label("company"),
            lead.c.title,
            other.c.title.label("other_title"),
            func.coalesce(home.c.spoken_name, home.c.name, home.c.domain).label("home"),
            func.coalesce(other_home.c.spoken_name, other_home.c.name, other_home.c.domain).label(
                "other_home"
            ),
        )
        .select_from(
            _SUGGESTION.join(lead, lead.c.id == _SUGGESTION.c.lead_id)
            .outerjoin(other, other.c.id == _SUGGESTION.c.other_lead_id)
            .outerjoin(_ACCOUNT, _ACCOUNT.c.id == _SUGGESTION.c.other_account_id)
            .outerjoin(home, home.c.id == lead.c.account_id)
            .outerjoin(other_home, other_home.c.id == other.c.account_id)
        )
        .where(
            and_(
                _SUGGESTION.c.status == SuggestionStatus.OPEN,
                _SUGGESTION.c.confidence >= at_least,
                lead.c.merged_into.is_(None),
                other.c.merged_into.is_(None),
            )
        )
        .order_by(_SUGGESTION.c.confidence.desc(), _SUGGESTION.c.id)
    )
    return [_suggested(row) for row in session.execute(statement)]


def _suggested(row: Any) -> Suggested:  # Any: a row of many types
    company = not row.other_lead_id
    first, last = (row.company, None) if company else (row.other_first, row.other_last)
    return Suggested(
        row.id,
        row.confidence,
        row.reason,
        row.lead_id,
        spoken(row.first_name, row.last_name, row.address),
        row.other_lead_id,
        row.other_account_id,
        spoken(first, last, row.other_address),
        _at(row.title, row.home),
        _at(row.other_title, row.other_home),
    )


def _at(title: str | None, company: str | None) -> str | None:
    return ", ".join(part for part in (title, company) if part) or None
