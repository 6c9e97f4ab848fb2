"""What people decided, read back."""

import pytest
from sqlmodel import col, select

from prospector.errors import NotFound
from prospector.store import decisions, drafts
from prospector.store.database import Database
from prospector.tables import Account, Action, Relation
from tests.review.rows import NOW, fill


def acme(database: Database) -> int:
    fill(database)
    with database.read() as session:
        account = session.exec(select(Account).where(col(Account.domain) == "acme.example")).one()
        return account.id or 0


def relation(database: Database, account_id: int) -> Relation:
    with database.read() as session:
        account = session.get(Account, account_id)
        assert account is not None
        return account.relation


def test_it_finds_the_newest_decision(database: Database) -> None:
    first, *_ = fill(database)
    with database.write() as session:
        assert decisions.last(session, first) is None
        drafts.decide(session, first, Action.APPROVE, actor="alice", at=NOW)
        drafts.decide(session, first, Action.UNDO, actor="bob", at=NOW)
        found = decisions.last(session, first)
        assert found is not None
        assert found.actor == "bob"


def test_it_tells_what_an_account_was_before(database: Database) -> None:
    account_id = acme(database)
    with database.write() as session:
        for expected in (Relation.PROSPECT, Relation.CUSTOMER):
            before = decisions.set_relation(
                session, account_id, Relation.CUSTOMER, actor="alice", at=NOW
            )
            assert before is expected
    assert relation(database, account_id) is Relation.CUSTOMER


def test_it_leaves_what_somebody_said_better_since(database: Database) -> None:
    account_id = acme(database)
    with database.write() as session:
        decisions.restore_relation(session, account_id, Relation.PARTNER, at=NOW)
    assert relation(database, account_id) is Relation.PROSPECT


def test_it_names_an_account_it_does_not_know(database: Database) -> None:
    with database.write() as session, pytest.raises(NotFound, match="no account 7"):
        decisions.set_relation(session, 7, Relation.CUSTOMER, actor="alice", at=NOW)
