"""What resolve asks about companies."""

from datetime import datetime

import pytest

from prospector.columns import to_micros
from prospector.errors import NotFound, UsageError
from prospector.resolve import resolve
from prospector.store import accounts
from prospector.store.database import Database, writing
from prospector.tables import AccountIdentityKind, IdentityKind, Relation, Run, RunStatus, Signal
from tests.resolve.sightings import account, day, known, rows_of, see
from tests.rulesets import make_ruleset


def filled(database: Database) -> None:
    see(
        database,
        {"email": "claire@acme.example", "company": "Acme"},
        {"domain": "globex.example", "company": "Globex", "relation": "customer"},
        {"company": "Initech", "domain": "initech.example"},
        {"company": "Initech", "domain": "initech.test"},
    )
    resolve(database, make_ruleset(), now=day(0))


def signal(database: Database, kind: str, at: datetime, **who: str) -> None:
    with database.write() as session:
        run = Run(stage="collect", status=RunStatus.DONE, as_of=at, started_at=at)
        session.add(run)
        session.flush()
        tables = {
            "company": ("account_identity", AccountIdentityKind.DOMAIN),
            "person": ("identity", IdentityKind.EMAIL),
        }
        ids = {
            name: known(session.connection(), *tables[name], value, at)
            for name, value in who.items()
        }
        session.add(
            Signal(
                feed="shop",
                external_id=f"{kind}{who}{at}",
                kind=kind,
                occurred_at=at,
                received_at=at,
                account_identity_id=ids.get("company"),
                person_identity_id=ids.get("person"),
                run_id=run.id or 0,
                file="shop.csv",
                line=3,
            )
        )


def test_it_finds_the_newest_signal_of_each_kind_by_account(database: Database) -> None:
    filled(database)
    for number in (1, 3, 2, 9):
        signal(database, "purchased", day(number), company="globex.example")
    signal(database, "deal_won", day(1), person="claire@acme.example")
    signal(database, "post_liked", day(1), company="globex.example")
    with database.staging() as connection:
        found = accounts.newest(connection, ("purchased", "deal_won"), now=day(5))
        for each, given in found.items():
            some = accounts.newest(connection, ("purchased", "deal_won"), now=day(5), of=[each])
            assert some == {each: given}
    newest = accounts.Newest(to_micros(day(3)), "shop", "shop.csv", 3)
    assert found == {
        account(database, "globex")["id"]: {"purchased": newest},
        account(database, "acme")["id"]: {"deal_won": newest._replace(at=to_micros(day(1)))},
    }


def test_it_knows_accounts_by_what_they_are_called(database: Database) -> None:
    filled(database)
    acme, globex = account(database, "acme")["id"], account(database, "globex")["id"]
    several = {account(database, domain)["id"] for domain in ("initech.example", "initech.test")}
    with database.staging() as connection:
        assert accounts.by_name(connection, {"acme", "initech", "nobody"}) == {
            "acme": {acme},
            "initech": several,
        }
        assert accounts.listed(connection, {"acme.example", "globex", "nobody"}) == {acme, globex}
        assert accounts.with_relation(connection) == {globex}
        assert set(accounts.known_by(connection, [acme])[acme]) == {
            (AccountIdentityKind.DOMAIN, "acme.example"),
            (AccountIdentityKind.NAME, "acme"),
        }


def test_it_makes_names_known_that_wait_for_resolve(database: Database) -> None:
    with database.staging() as connection, writing(connection):
        accounts.add_names(connection, {"acme": "Acme SAS"}, now=day(0))
        accounts.add_names(connection, {}, now=day(0))
    (name,) = rows_of(database, "account_identity")
    assert (name["value"], name["raw"], name["account_id"], name["resolved_run_id"]) == (
        "acme",
        "Acme SAS",
        None,
        None,
    )


def test_it_lists_the_domains_of_accounts(database: Database) -> None:
    filled(database)
    with database.read() as session:
        assert accounts.domains(session) == [
            "acme.example", "globex.example", "initech.example", "initech.test",
        ]  # fmt: skip


def test_it_finds_an_account_by_id_domain_or_exact_name(database: Database) -> None:
    filled(database)
    acme = account(database, "acme.example")["id"]
    with database.read() as session:
        for text in (str(acme), f"#{acme}", " www.Acme.example ", "ACME SAS"):
            assert accounts.find(session, text) == acme
        with pytest.raises(
            UsageError, match=r"2 accounts are called 'Initech' \(3 Initech <initech"
        ):
            accounts.find(session, "Initech")
        for text in ("99", "nobody.example", "Acme France"):
            with pytest.raises(NotFound, match="no account"):
                accounts.find(session, text)
        (customer,) = accounts.named(
            session.connection(), [account(database, "globex.example")["id"]]
        )
    assert customer[1:] == ("Globex <globex.example>", Relation.CUSTOMER, "crm")


def test_it_has_the_people_of_accounts_looked_at_again(database: Database) -> None:
    filled(database)
    with database.staging() as connection, writing(connection):
        accounts.look_again(connection, [account(database, "acme.example")["id"]])
    again = [i["value"] for i in rows_of(database, "identity") if i["resolved_run_id"] is None]
    assert again == ["claire@acme.example"]
