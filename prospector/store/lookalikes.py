"""Whom a lead may really be, and which company theirs may be: what open suggestions say."""

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, func, select
from sqlmodel import Session, SQLModel

from prospector.store.candidates import only
from prospector.tables import AccountIdentityKind, Relation, SuggestionStatus

_T = SQLModel.metadata.tables
_LEAD, _ACCOUNT, _SUGGESTION = _T["lead"], _T["account"], _T["suggestion"]
_DOMAIN = _T["account_identity"].alias("domain")


class Lookalike(NamedTuple):
    """Somebody or some company a lead may really be, or that their company may be."""

    reason: str
    name: str
    relation: Relation | None
    #: Of the other company, or of the company the other person is with.
    domain: str | None = None
    lead_id: int | None = None
    #: Whether it is the lead's company that may be another.
    of_company: bool = False


def of_leads(
    session: Session, *, lead_ids: Collection[int] | None = None
) -> dict[int, list[Lookalike]]:
    """What each lead, or the company of each, may really be; seen from both sides."""
    found: dict[int, list[Lookalike]] = {}
    for lead_id, other in (*_people(session, lead_ids), *_companies(session, lead_ids)):
        found.setdefault(lead_id, []).append(other)
    return found


def _people(session: Session, lead_ids: Collection[int] | None) -> Iterator[tuple[int, Lookalike]]:
    account = _ACCOUNT.alias("other_account")
    for this, other in (("lead_id", "other_lead_id"), ("other_lead_id", "lead_id")):
        named = func.coalesce(_SUGGESTION.c.other_account_id, _LEAD.c.account_id)
        statement = (
            select(
                _SUGGESTION.c[this],
                _SUGGESTION.c.reason,
                _LEAD.c.first_name,
                _LEAD.c.last_name,
                *_company(account),
                _LEAD.c.id,
            )
            .select_from(
                _SUGGESTION.outerjoin(_LEAD, _LEAD.c.id == _SUGGESTION.c[other])
                .outerjoin(
                    account,
                    account.c.id == (named if this == "lead_id" else _LEAD.c.account_id),
                )
                .outerjoin(_DOMAIN, _known_by(account))
            )
            .where(_SUGGESTION.c.status == SuggestionStatus.OPEN, _SUGGESTION.c[this].is_not(None))
        )
        rows = session.execute(only(statement, _SUGGESTION.c[this], lead_ids))
        for lead_id, reason, first, last, company, domain, relation, other_id in rows:
            name = " ".join(part for part in (first, last) if part)
            spoken = f"{name} of {company}" if name and company else name or company or "somebody"
            yield lead_id, Lookalike(reason, spoken, relation, domain, other_id)


def _companies(
    session: Session, lead_ids: Collection[int] | None
) -> Iterator[tuple[int, Lookalike]]:
    account = _ACCOUNT.alias("other_account")
    sides = ("account_id", "other_account_id")
    for this, other in (sides, sides[::-1]):
        statement = (
            select(_LEAD.c.id, _SUGGESTION.c.reason, *_company(account))
            .join_from(_SUGGESTION, _LEAD, _LEAD.c.account_id == _SUGGESTION.c[this])
            .join(account, account.c.id == _SUGGESTION.c[other])
            .outerjoin(_DOMAIN, _known_by(account))
            .where(
                _SUGGESTION.c.status == SuggestionStatus.OPEN,
                _SUGGESTION.c.account_id.is_not(None),
                _LEAD.c.merged_into.is_(None),
            )
        )
        rows = session.execute(only(statement, _LEAD.c.id, lead_ids))
        for lead_id, reason, company, domain, relation in rows:
            name = company or "another company"
            yield lead_id, Lookalike(reason, name, relation, domain, of_company=True)


# Any: an alias of the table, and its columns.
def _company(account: Any) -> tuple[Any, Any, Any]:
    name = func.coalesce(account.c.spoken_name, account.c.name, account.c.domain)
    return name, func.coalesce(_DOMAIN.c.value, account.c.domain), account.c.relation


def _known_by(account: Any) -> ColumnElement[bool]:  # Any: an alias of the table
    """Each domain of an account: a merged one has several, and any of them may be suppressed."""
    return and_(_DOMAIN.c.account_id == account.c.id, _DOMAIN.c.kind == AccountIdentityKind.DOMAIN)
