"""Merging accounts by hand: everything follows, nothing is lost, and taking back is exact."""

import pytest

from prospector.errors import NotFound, StoreBusy, UsageError
from prospector.resolve import resolve
from prospector.resolve.joining.stage import Joining
from prospector.resolve.merging import accounts
from prospector.resolve.merging.accounts.stage import MergeReport
from prospector.resolve.merging.stage import unmerge
from prospector.resolve.plain.stage import Plain
from prospector.store import accounts as stored
from prospector.store import caps, following, suggestions, suppressed, suppressions
from prospector.store.caps import Slot, Window
from prospector.store.database import Database
from prospector.store.files import changes
from prospector.tables import DraftStatus, Relation, SuppressionKind
from tests.resolve.merging import lives
from tests.resolve.sightings import account, day, lead, rows_of, see, signal
from tests.rulesets import make_ruleset

RULES = make_ruleset()
FR, COM = "vernaliq-france.example", "vernaliq.example"
BOB, CLAIRE = f"bob@{FR}", f"claire@{COM}"


def join(
    database: Database, one: object, other: object, relation: Relation | None = None
) -> MergeReport:
    return accounts.merge(
        database,
        RULES,
        str(one),
        str(other),
        reason="one group",
        actor="alice",
        now=day(9),
        relation=relation,
    )


def part(database: Database, merge_id: int) -> MergeReport:
    return unmerge(database, RULES, merge_id, actor="alice", now=day(9))


def same(before: dict[str, list[str]], after: dict[str, list[str]]) -> None:
    for table in lives.TABLES:
        assert after[table] == before[table], table


def suggested(database: Database) -> list[tuple[str, str]]:
    return [(row["pair"], row["status"]) for row in rows_of(database, "suggestion")]


@pytest.fixture
def two(database: Database) -> tuple[int, int]:
    """Vernaliq by two domains, with somebody at each: two accounts."""
    see(
        database,
        {"email": CLAIRE, "name": "Claire Durand", "company": "Vernaliq", "city": "Lyon"},
        {"email": BOB, "name": "Bob Petit", "company": "Vernaliq France", "employees": 12},
    )
    resolve(database, RULES, now=day(0))
    return account(database, COM)["id"], account(database, FR)["id"]


def test_it_makes_one_account_of_two_and_takes_it_back_exactly(
    database: Database, two: tuple[int, int]
) -> None:
    one, other = two
    before = lives.world(database)
    made = join(database, COM, FR)
    assert (made.winner, made.loser, made.moved) == (one, other, 2)
    company = account(database, FR)
    assert (company["id"], company["domain"]) == (one, COM)
    assert (company["city"], company["employees"]) == ("Lyon", 12)
    assert lead(database, BOB)["account_id"] == one
    again = part(database, made.merge)
    assert (again.loser, again.moved, again.apart) == (other, 2, False)
    same(before, lives.world(database))


def test_it_lets_the_first_one_named_stay_and_go_by_its_own_domain(
    database: Database, two: tuple[int, int]
) -> None:
    one, other = two
    before = lives.world(database)
    made = join(database, "Vernaliq France", one)
    assert made.winner == other
    see(database, {"domain": COM, "employees": 40}, received=day(10))
    resolve(database, RULES, now=day(10))
    company = account(database, COM)
    assert (company["id"], company["domain"], company["employees"]) == (other, FR, 40)
    part(database, made.merge)
    assert account(database, COM)["employees"] == 40
    assert lives.world(database)["lead"] == before["lead"]


def test_it_keeps_to_it_when_rows_come_again_and_after_it_is_taken_back(
    database: Database, two: tuple[int, int]
) -> None:
    one, other = two
    made = join(database, one, other)
    see(database, {"email": f"eve@{FR}", "company": "Vernaliq France"}, received=day(10))
    resolve(database, RULES, now=day(10))
    assert lead(database, f"eve@{FR}")["account_id"] == one
    part(database, made.merge)
    assert {lead(database, who)["account_id"] for who in (BOB, f"eve@{FR}")} == {other}
    see(database, {"email": f"dan@{FR}", "company": "Vernaliq"}, received=day(11))
    resolve(database, RULES, now=day(11))
    assert lead(database, f"dan@{FR}")["account_id"] == other


def test_it_is_obeyed_by_the_next_resolve_if_it_stopped_half_way(
    database: Database, two: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = two
    with monkeypatch.context() as broken:
        broken.setattr("prospector.resolve.merging.accounts.stage._judge_again", _power_cut)
        with pytest.raises(RuntimeError, match="power cut"):
            join(database, one, other)
    assert account(database, COM)["employees"] is None
    assert lead(database, BOB)["account_id"] == one  # counts for the one company at once
    waiting = {i["value"] for i in rows_of(database, "identity") if i["resolved_run_id"] is None}
    assert waiting >= {BOB, CLAIRE}
    resolve(database, RULES, now=day(10))
    assert account(database, COM)["employees"] == 12
    assert lead(database, BOB)["account_id"] == one
    with monkeypatch.context() as broken:
        broken.setattr("prospector.resolve.merging.accounts.stage._judge_again", _power_cut)
        with pytest.raises(RuntimeError, match="power cut"):
            part(database, rows_of(database, "merge")[0]["id"])
    resolve(database, RULES, now=day(11))
    assert lead(database, BOB)["account_id"] == other
    assert (account(database, COM)["employees"], account(database, FR)["employees"]) == (None, 12)


def _power_cut(*_: object) -> None:
    raise RuntimeError("power cut")


def test_it_keeps_a_name_where_a_person_put_it_and_parts_what_rows_join(
    database: Database,
) -> None:
    see(database, {"domain": FR}, {"company": "Vernaliq Conseil", "city": "Lyon"})
    resolve(database, RULES, now=day(0))
    domain, name = account(database, FR)["id"], account(database, "vernaliq conseil")["id"]
    made = join(database, FR, "Vernaliq Conseil")
    see(database, {"domain": COM, "company": "Vernaliq Conseil"}, received=day(1))
    resolve(database, RULES, now=day(1))
    assert account(database, "vernaliq conseil")["id"] == domain  # no domain comes along
    assert account(database, COM)["id"] not in (domain, name)
    see(database, {"domain": FR, "company": "Vernaliq"}, {"company": "Vernaliq", "city": "Lyon"})
    resolve(database, RULES, now=day(2))
    assert account(database, "vernaliq")["id"] == domain
    part(database, made.merge)
    assert account(database, "vernaliq")["id"] == domain
    assert account(database, "vernaliq conseil")["id"] == name


def test_it_keeps_apart_what_rows_join_once_somebody_says_so(database: Database) -> None:
    see(database, {"company": "Vernaliq", "city": "Lyon"}, {"domain": FR})
    resolve(database, RULES, now=day(0))
    see(database, {"domain": FR, "company": "Vernaliq"}, received=day(1))
    resolve(database, RULES, now=day(1))
    (made,) = rows_of(database, "merge")
    assert (made["origin"], made["winner_account_id"], made["loser_account_id"]) == (
        "resolve",
        1,
        2,
    )
    report = part(database, made["id"])
    assert report.apart
    assert (account(database, "vernaliq")["id"], account(database, FR)["id"]) == (1, 2)
    see(database, {"domain": FR, "company": "Vernaliq", "employees": 9}, received=day(2))
    resolve(database, RULES, now=day(2))
    assert (account(database, "vernaliq")["id"], account(database, FR)["id"]) == (1, 2)
    assert suggested(database) == []
    with pytest.raises(UsageError, match=r"2 accounts are called.*give the id or the domain"):
        join(database, FR, "Vernaliq")
    join(database, FR, 1)
    assert account(database, "vernaliq")["id"] == 2


def test_it_accepts_its_suggestion_and_makes_none_that_was_refused_of_either_side(
    database: Database,
) -> None:
    see(
        database,
        {"domain": COM, "city": "Lyon"},
        {"company": "Vernaliq Conseil", "city": "Lyon"},
        {"company": "Vernaliq Group", "city": "Lyon"},
    )
    resolve(database, RULES, now=day(0))
    assert [status for _, status in suggested(database)] == ["open"] * 3
    with database.write() as session:
        ids = {row["pair"]: row["id"] for row in rows_of(database, "suggestion")}
        suggestions.refuse(session, ids["account:1|account:3"])
    before = lives.world(database)
    made = join(database, 2, 1)
    assert suggested(database) == [
        ("account:1|account:2", "accepted"),
        ("account:1|account:3", "refused"),
    ]
    part(database, made.merge)
    same(before, lives.world(database))


def test_it_asks_what_the_company_is_to_us_where_the_two_differ(database: Database) -> None:
    see(
        database,
        {"domain": COM, "relation": "customer"},
        {"domain": FR, "relation": "partner"},
        {"domain": "other.example"},
    )
    resolve(database, RULES, now=day(0))
    said = rf"1 {COM} is a customer \(crm\) and 2 {FR} is a partner \(crm\).*--relation partner"
    with pytest.raises(UsageError, match=said):
        join(database, COM, FR)
    with pytest.raises(UsageError, match="neither of them is a competitor"):
        join(database, COM, FR, Relation.COMPETITOR)
    assert rows_of(database, "merge") == []
    before = lives.world(database)
    made = join(database, COM, FR, Relation.PARTNER)
    assert account(database, COM)["relation"] is Relation.PARTNER
    resolve(database, RULES, now=day(9))
    assert account(database, COM)["relation"] is Relation.PARTNER
    see(database, {"domain": FR, "relation": "prospect"}, received=day(10))
    resolve(database, RULES, now=day(10))
    assert account(database, COM)["relation"] is Relation.CUSTOMER  # nobody says partner any more
    part(database, made.merge)
    assert account(database, FR)["relation"] is Relation.PROSPECT
    made = join(database, "other.example", COM)
    assert account(database, COM)["relation"] is Relation.CUSTOMER
    part(database, made.merge)
    assert lives.world(database)["account"][:1] == before["account"][:1]


def test_it_never_lets_a_prospect_silence_what_the_other_is(database: Database) -> None:
    see(database, {"domain": COM}, {"domain": FR, "relation": "prospect", "received": day(5)})
    signal(database, "deal_won", COM, day(1))
    resolve(database, RULES, now=day(9))
    before = lives.world(database)
    made = join(database, FR, COM)
    assert account(database, COM)["relation"] is Relation.CUSTOMER
    assert account(database, COM)["sources"]["relation"]["from"] == "deal_won"
    part(database, made.merge)
    assert account(database, FR)["relation"] is Relation.PROSPECT
    assert account(database, COM)["relation"] is Relation.CUSTOMER
    same(before, lives.world(database))  # nor is it history that it was ever a customer


def test_it_closes_the_whole_company_by_either_domain(
    database: Database, two: tuple[int, int]
) -> None:
    with database.read() as session:
        marks = changes.marks(session)
    made = join(database, *two)
    key = b"k" * 32
    value = suppressions.Value(SuppressionKind.DOMAIN, FR)
    claire, bob = lead(database, CLAIRE)["id"], lead(database, BOB)["id"]
    with database.write() as session:
        suppressions.add(session, value, key=key, reason="asked", source="mail", at=day(9))
    with database.read() as session:
        assert suppressed.moved(session, marks) >= {claire, bob}
        assert set(suppressions.matching(session, key=key)) == {claire, bob}
        assert suppressed.of_values(session, [value]) == {claire, bob}
    part(database, made.merge)
    with database.read() as session:
        assert set(suppressions.matching(session, key=key)) == {bob}
        assert suppressed.of_values(session, [value]) == {bob}


def test_it_counts_what_was_sent_to_either_and_gives_no_new_slot(
    database: Database, two: tuple[int, int]
) -> None:
    claire, bob = lead(database, CLAIRE)["id"], lead(database, BOB)["id"]
    for who, company in ((claire, two[0]), (bob, two[1])):
        for sliding in (False, True):
            lives.touch(database, who, company=company, sliding=sliding, ended_at=day(0))
    before = lives.world(database)
    made = join(database, *two)
    counted = {(c["key"], c["window_kind"]): c for c in lives.of(database, "cap")}
    mine = counted[str(two[0]), "total"]
    assert (mine["used"], mine["ceiling"], mine["inherited"]) == (2, 1, 1)
    assert {t["account_id"] for t in rows_of(database, "touch")} == {two[0]}
    with database.read() as session:
        assert caps.overspent(session) == []
    draft = lives.decided(database, bob, DraftStatus.APPROVED)
    for window in (Window.TOTAL, Window.ROLLING_7D):
        slot = Slot("account", str(two[0]), window, "all", 2)
        with database.write() as session:
            full = caps.take(
                session, [slot], draft_id=draft, at=day(0), business_date=day(0).date()
            )
        assert full == slot
    part(database, made.merge)
    after = lives.world(database)
    for table in ("cap", "cap_use", "touch", "enrolment"):
        assert [r.replace("'ceiling': 2", "'ceiling': 1") for r in after[table]] == before[table]


def test_it_gives_what_was_sent_meanwhile_to_the_side_it_was_sent_to(
    database: Database, two: tuple[int, int]
) -> None:
    claire, bob = lead(database, CLAIRE)["id"], lead(database, BOB)["id"]
    made = join(database, *two)
    for who in (claire, bob, bob):
        lives.touch(database, who, company=two[0], at=day(9), ended_at=day(9))
    see(database, {"email": BOB, "domain": "new.example"}, received=day(10))
    resolve(database, RULES, now=day(10))  # he moved on: what he was sent stays where he was
    part(database, made.merge)
    assert [t["account_id"] for t in rows_of(database, "touch")] == [two[0], two[1], two[1]]
    used = {c["key"]: c["used"] for c in lives.of(database, "cap")}
    assert used == {str(two[0]): 1, str(two[1]): 2}
    with database.read() as session:
        assert caps.overspent(session) == []
    with database.staging() as connection:
        following.companies(connection, ())


def test_it_refuses_one_account_twice_and_what_is_none(
    database: Database, two: tuple[int, int]
) -> None:
    with pytest.raises(UsageError, match="one account already"):
        join(database, two[0], COM)
    with pytest.raises(NotFound, match=r"no account 'nobody\.example'"):
        join(database, COM, "nobody.example")
    made = join(database, *two)
    assert join_of(database, "#2") == two[0]
    part(database, made.merge)
    with pytest.raises(UsageError, match="taken back before"):
        part(database, made.merge)


def join_of(database: Database, text: str) -> int:
    with database.read() as session:
        return stored.find(session, text)


def test_it_lets_no_resolve_write_what_it_planned_before(
    database: Database, two: tuple[int, int]
) -> None:
    see(database, {"email": BOB, "title": "CTO"}, {"email": f"new@{FR}"}, received=day(10))
    with database.staging() as connection:
        began = Joining(connection, 1, day(10)), Plain(connection, 1)
        join(database, *two)
        with pytest.raises(StoreBusy, match="somebody merged accounts"):
            began[0].people([i["id"] for i in rows_of(database, "identity")], ())
        with pytest.raises(StoreBusy, match="somebody merged accounts"), began[1].measured():
            pass
