"""What is written for whom."""

from datetime import UTC, datetime

from prospector.columns import from_micros
from prospector.resolve.fields import Row
from prospector.resolve.plans import Group, Known, dirty, plan_account, plan_lead
from prospector.resolve.values import Origin
from prospector.tables import AccountIdentityKind, IdentityKind, SourceRank

NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)


def identity(
    number: int, kind: IdentityKind | AccountIdentityKind, value: str, holder: int | None = None
) -> Known:
    return Known(number, kind, value, value.upper(), holder, 7)


def row(number: int) -> Row:
    origin = Origin("feed", SourceRank.CRM, "x.csv", 2, number, number, "")
    return Row(number, origin, {"title": "CEO"}, {"relation": "customer"})


MAIL = identity(1, IdentityKind.EMAIL, "claire@acme.example", 10)
PHONE = identity(2, IdentityKind.PHONE, "+33199001234", 10)
OTHER = identity(3, IdentityKind.EMAIL, "bob@acme.example", 20)
KNOWN = {1: MAIL, 2: PHONE, 3: OTHER}


def test_it_leaves_alone_what_nothing_changed_for() -> None:
    assert dirty([(1, 2), (3,)], KNOWN, {3}, ()) == [Group(20, (3,), ())]


def test_it_judges_again_who_won_or_lost_an_identity() -> None:
    assert dirty([(1,), (2,), (3,)], KNOWN, (), ()) == [Group(10, (1,), ()), Group(None, (2,), ())]
    assert dirty([(1, 2, 3)], KNOWN, (), ()) == [Group(10, (1, 2, 3), (20,))]
    assert dirty([(1,), (3,)], KNOWN, (), ()) == [Group(10, (1,), ())]  # 2 became nobody's


def test_it_judges_again_who_stood_in_a_row_with_something_new() -> None:
    assert [group.id for group in dirty([(1, 2), (3,)], KNOWN, {3}, [(3, 1)])] == [10, 20]


def test_it_plans_a_lead_from_its_rows() -> None:
    plan = plan_lead(Group(None, (1, 2), ()), [row(5)], KNOWN, None, shared_mailbox=False)
    assert plan.columns is not None
    assert plan.columns["title"] == "CEO"
    assert plan.columns["email"] == "claire@acme.example"
    assert plan.columns["phone"] == "+33199001234"
    assert plan.columns["first_seen_at"] == from_micros(5)


def test_it_plans_a_lead_nobody_wrote_a_row_about() -> None:
    plan = plan_lead(Group(None, (1,), ()), [], KNOWN, None, shared_mailbox=True)
    assert plan.columns is not None
    assert plan.columns["email"] == "claire@acme.example"
    assert plan.columns["attributes"] == {"shared_mailbox": True}
    assert plan.columns["first_seen_at"] == from_micros(7)


def test_it_writes_nothing_where_nothing_differs() -> None:
    first = plan_lead(Group(10, (1,), ()), [row(5)], KNOWN, None, shared_mailbox=False)
    assert (
        plan_lead(Group(10, (1,), ()), [row(5)], KNOWN, first.columns, shared_mailbox=False).columns
        is None
    )


def test_it_plans_an_account_by_its_domain_and_name() -> None:
    known = {
        1: identity(1, AccountIdentityKind.DOMAIN, "acme.example"),
        2: identity(2, AccountIdentityKind.NAME, "acme sas"),
    }
    plan = plan_account(Group(None, (1, 2), ()), [row(5)], known, None)
    assert plan.columns is not None
    assert plan.columns["domain"] == "acme.example"
    assert plan.columns["name"] == "ACME SAS"
    assert plan.columns["spoken_name"] == "ACME"
    assert plan.columns["sources"]["relation_stated"]["at"] == 5
