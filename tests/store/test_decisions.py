"""What people decided, read back."""

import pytest
from sqlmodel import col, select

from prospector.errors import NotFound
from prospector.resolve import resolve
from prospector.resolve.merging import accounts
from prospector.resolve.merging.stage import unmerge
from prospector.store import decisions, drafts
from prospector.store.database import Database
from prospector.tables import (
    Account,
    AccountIdentity,
    AccountIdentityKind,
    Action,
    DraftStatus,
    Relation,
)
from tests.resolve.merging import lives
from tests.resolve.sightings import account, lead, see
from tests.review.rows import NOW, fill
from tests.rulesets import make_ruleset


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


def identify(database: Database, account_id: int, kind: AccountIdentityKind, value: str) -> None:
    with database.write() as session:
        session.add(
            AccountIdentity(
                kind=kind, value=value, raw=value, account_id=account_id, first_seen_at=NOW
            )
        )


def test_it_tells_what_an_account_was_before(database: Database) -> None:
    account_id = acme(database)
    for expected in (Relation.PROSPECT, Relation.CUSTOMER):
        with database.write() as session:
            before = decisions.say_relation(
                session, account_id, Relation.CUSTOMER, actor="alice", draft_id=1, at=NOW
            )
        assert before is expected
    assert relation(database, account_id) is Relation.CUSTOMER


@pytest.mark.parametrize(
    ("kind", "value"),
    [(AccountIdentityKind.DOMAIN, "acme.example"), (AccountIdentityKind.NAME, "acme")],
)
def test_it_outlives_what_resolve_makes_of_the_files(
    database: Database, kind: AccountIdentityKind, value: str
) -> None:
    account_id = acme(database)
    identify(database, account_id, kind, value)
    with database.write() as session:
        decisions.say_relation(
            session, account_id, Relation.CUSTOMER, actor="alice", draft_id=1, at=NOW
        )
    resolve(database, make_ruleset(), now=NOW)
    assert relation(database, account_id) is Relation.CUSTOMER
    with database.write() as session:
        decisions.unsay_relation(session, account_id, Relation.PROSPECT, draft_id=1, at=NOW)
    assert relation(database, account_id) is Relation.PROSPECT
    resolve(database, make_ruleset(), now=NOW)
    assert relation(database, account_id) is Relation.PROSPECT


def test_it_names_an_account_it_does_not_know(database: Database) -> None:
    with database.write() as session, pytest.raises(NotFound, match="no account 7"):
        decisions.unsay_relation(session, 7, Relation.CUSTOMER, draft_id=1, at=NOW)


def test_it_says_of_a_merged_company_what_the_side_written_to_is(database: Database) -> None:
    rules = make_ruleset()
    see(database, {"domain": "acme.example"}, {"email": "bob@acme-france.example"})
    resolve(database, rules, now=NOW)
    bob = lead(database, "bob@acme-france.example")
    draft = lives.decided(database, bob["id"], DraftStatus.QUEUED)
    merged = ("acme.example", "acme-france.example")
    made = accounts.merge(database, rules, *merged, reason="so", actor="alice", now=NOW)
    with database.write() as session:
        decisions.say_relation(
            session, bob["account_id"], Relation.CUSTOMER, actor="alice", draft_id=draft, at=NOW
        )
    assert account(database, "acme.example")["relation"] is Relation.CUSTOMER
    unmerge(database, rules, made.merge, actor="alice", now=NOW)
    assert account(database, "acme-france.example")["relation"] is Relation.CUSTOMER
    assert account(database, "acme.example")["relation"] is Relation.PROSPECT


def test_it_leaves_an_account_that_took_one_over_to_resolve(database: Database) -> None:
    rules = make_ruleset()
    see(database, {"domain": "acme.example", "relation": "partner"}, {"email": "bob@other.example"})
    resolve(database, rules, now=NOW)
    bob = lead(database, "bob@other.example")
    draft = lives.decided(database, bob["id"], DraftStatus.QUEUED)
    with database.write() as session:
        decisions.say_relation(
            session, bob["account_id"], Relation.PARTNER, actor="alice", draft_id=draft, at=NOW
        )
    both = ("acme.example", "other.example")
    accounts.merge(database, rules, *both, reason="so", actor="alice", now=NOW)
    with database.write() as session:
        decisions.unsay_relation(
            session, bob["account_id"], Relation.PROSPECT, draft_id=draft, at=NOW
        )
    assert account(database, "acme.example")["relation"] is Relation.PARTNER
