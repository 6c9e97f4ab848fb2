"""What people decided: who was there first, and what they told us about an account."""

from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from prospector.errors import NotFound
from prospector.store import drafts
from prospector.tables import Account, Decision, FieldValue, Json, Relation, SourceRank


def last(session: Session, draft_id: int) -> Decision | None:
    """The newest decision about a draft."""
    found = drafts.decisions(session, draft_id)
    return found[-1] if found else None


def set_relation(
    session: Session, account_id: int, relation: Relation, *, actor: str, at: datetime
) -> Relation:
    """Write what an account is to us, as a person said it; returns what it was.

    A person's word beats a CRM's: resolve leaves a field whose source is a person.
    """
    account = _account(session, account_id)
    before = account.relation
    if before is not relation:
        _replace(session, account, relation, {"rank": SourceRank.PERSON, "person": actor}, at)
    return before


def restore_relation(
    session: Session, account_id: int, relation: Relation, *, at: datetime
) -> None:
    """Take `set_relation` back, with the source the old value had."""
    account = _account(session, account_id)
    source = account.sources.get("relation") or {}
    if source.get("person") is None:
        return  # somebody else has said better since
    statement = (
        select(col(FieldValue.source))
        .where(
            col(FieldValue.entity) == "account",
            col(FieldValue.entity_id) == account_id,
            col(FieldValue.field) == "relation",
        )
        .order_by(col(FieldValue.id).desc())
    )
    _replace(session, account, relation, session.scalars(statement).first() or {}, at)


def _account(session: Session, account_id: int) -> Account:
    account = session.get(Account, account_id, populate_existing=True)
    if account is None:
        raise NotFound(f"no account {account_id}")
    return account


def _replace(
    session: Session, account: Account, relation: Relation, source: Json, at: datetime
) -> None:
    """Replace the relation, and keep the old value with its source until now."""
    session.add(
        FieldValue(
            entity="account",
            entity_id=account.id or 0,
            field="relation",
            old_value=account.relation,
            source=account.sources.get("relation") or {},
            until=at,
        )
    )
    account.relation = relation
    account.sources = {**account.sources, "relation": source}
    session.add(account)
    session.flush()
