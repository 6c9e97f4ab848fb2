"""What people decided: who was there first, and what they told us about an account."""

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from prospector.columns import Json
from prospector.errors import NotFound
from prospector.store import drafts, merges
from prospector.tables import (
    Account,
    AccountIdentity,
    AccountIdentityKind,
    Decision,
    Draft,
    FieldValue,
    Identity,
    Relation,
    Run,
    RunStatus,
    Sighting,
    SourceRank,
    UnresolvedSighting,
)

#: The feed of what people say while they review.
FEED = "review"
# Any: the two dialects' insert share no type, only `on_conflict_do_nothing`.
_DIALECT_INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def last(session: Session, draft_id: int) -> Decision | None:
    """The newest decision about a draft."""
    found = drafts.decisions(session, draft_id)
    return found[-1] if found else None


def say_relation(  # noqa: PLR0913 - what, of whom, by whom, over which draft, when
    session: Session,
    account_id: int,
    relation: Relation,
    *,
    actor: str,
    draft_id: int,
    at: datetime,
) -> Relation:
    """Write what an account is to us, as a person said it; returns what it was.

    It holds at once, and it is a sighting like any row: resolve lets a person beat a CRM.
    """
    account = _account(session, _today(session, account_id))
    before = account.relation
    if before is not relation:
        _replace(session, account, relation, {"feed": FEED, "person": actor, "line": draft_id}, at)
    ways = _identities(session, account.id or 0)
    theirs = _seen_with(session, draft_id)
    # Of a merged company, the side that was written to: it stays theirs if somebody parts the two.
    for identity in sorted(ways, key=lambda one: one.id not in theirs)[:1]:
        _sight(session, identity, relation, actor=actor, draft_id=draft_id, at=at)
    return before


def unsay_relation(
    session: Session, account_id: int, before: Relation, *, draft_id: int, at: datetime
) -> None:
    """Take `say_relation` back: the account is what everything else says of it."""
    account = _account(session, _today(session, account_id))
    old = _source_before(session, account_id)
    session.execute(
        delete(Sighting).where(col(Sighting.feed) == FEED, col(Sighting.line) == draft_id)
    )
    ids = [identity.id for identity in _identities(session, account.id or 0)]
    seen = or_(col(Sighting.domain_id).in_(ids), col(Sighting.company_id).in_(ids))
    # Resolve makes an account of all its sightings: let it look at those that remain.
    _wait(session, seen)
    stated = account.sources.get("relation_stated") or {}
    if stated.get("feed") == FEED:
        kept = {key: value for key, value in account.sources.items() if key != "relation_stated"}
        account.sources = kept
    # An account that took it over since is judged by the next resolve: it may be more by itself.
    if account.relation is not before and account.id == account_id:
        _replace(session, account, before, old, at)


def _wait(session: Session, seen: ColumnElement[bool]) -> None:
    """Let sightings wait for the next resolve, whether one has looked at them or not."""
    insert = _DIALECT_INSERT[session.get_bind().dialect.name](UnresolvedSighting)
    some = insert.from_select(["id"], select(col(Sighting.id)).where(seen))
    session.execute(some.on_conflict_do_nothing())


def _account(session: Session, account_id: int) -> Account:
    account = session.get(Account, account_id, populate_existing=True)
    if account is None:
        raise NotFound(f"no account {account_id}")
    return account


def _today(session: Session, account_id: int) -> int:
    """What an account is today, after every merge."""
    return merges.roots(session.connection(), [account_id], merges.COMPANIES)[account_id]


def _seen_with(session: Session, draft_id: int) -> set[int | None]:
    """The ways of companies that rows of a draft's lead carry."""
    people = select(col(Identity.id)).join(Draft, col(Draft.lead_id) == col(Identity.lead_id))
    theirs = people.where(col(Draft.id) == draft_id)
    seen = select(col(Sighting.domain_id), col(Sighting.company_id)).where(
        or_(
            *(
                col(column).in_(theirs)
                for column in (
                    Sighting.email_id,
                    Sighting.profile_id,
                    Sighting.phone_id,
                    Sighting.name_id,
                )
            )
        )
    )
    return {way for row in session.execute(seen) for way in row}


def _identities(session: Session, account_id: int) -> list[AccountIdentity]:
    """The ways a company was seen, domains before names."""
    of_account: ColumnElement[bool] = col(AccountIdentity.account_id) == account_id
    found = session.scalars(select(AccountIdentity).where(of_account)).all()
    return sorted(found, key=lambda one: (one.kind is not AccountIdentityKind.DOMAIN, one.id))


def _sight(  # noqa: PLR0913 - the columns of a sighting
    session: Session,
    identity: AccountIdentity,
    relation: Relation,
    *,
    actor: str,
    draft_id: int,
    at: datetime,
) -> None:
    run = Run(stage=FEED, feed=FEED, status=RunStatus.DONE, as_of=at, started_at=at, finished_at=at)
    session.add(run)
    session.flush()
    is_domain = identity.kind is AccountIdentityKind.DOMAIN
    content = f"{draft_id}|{relation}|{actor}|{at.isoformat()}|{run.id}"
    session.add(
        Sighting(
            feed=FEED,
            content_hash=hashlib.sha256(content.encode()).hexdigest(),
            rank=SourceRank.PERSON,
            run_id=run.id or 0,
            file=f"said by {actor}",
            line=draft_id,
            received_at=at,
            seen_at=at,
            domain_id=identity.id if is_domain else None,
            company_id=None if is_domain else identity.id,
            account_values={"relation": relation.value},
        )
    )
    session.flush()


def _source_before(session: Session, account_id: int) -> Json:
    """Where the relation that was replaced last had come from."""
    statement = (
        select(col(FieldValue.source))
        .where(
            col(FieldValue.entity) == "account",
            col(FieldValue.entity_id) == account_id,
            col(FieldValue.field) == "relation",
        )
        .order_by(col(FieldValue.id).desc())
    )
    return session.scalars(statement).first() or {}


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
