"""Whose queue a lead belongs to: stable, one desk per company, and fair to new colleagues."""

from prospector.policy.owners import Desks, pick
from prospector.rules.models import PolicyFile, Sdr
from prospector.store.candidates import Candidate
from tests.policy.people import candidate
from tests.policy.world import rules


def sdr(name: str, capacity: int = 10) -> dict[str, object]:
    return {
        "id": name.lower(),
        "name": f"{name} Été",
        "email": f"{name.lower()}@ours.example",
        "capacity": capacity,
    }


def policy(*people: dict[str, object]) -> PolicyFile:
    return rules(sdrs=people).policy


TEAM = policy(sdr("Alice"), sdr("Bob"), sdr("Charlie"))


def desk_of(one: Candidate, *others: Candidate, team: PolicyFile = TEAM) -> str | None:
    found = Desks(team, [one, *others]).of(one)
    return found.sdr.id if found.sdr else found.owner


def test_it_knows_an_sdr_by_id_name_or_address_however_spelled() -> None:
    for written in ("bob", "BOB@ours.example", "Bob Été", "bob ete"):
        assert desk_of(candidate(owner=written)) == "bob"


def test_it_prefers_the_owner_of_the_lead_to_that_of_the_account() -> None:
    assert desk_of(candidate(owner="bob", account_owner="alice")) == "bob"
    assert desk_of(candidate(account_owner="alice")) == "alice"
    assert desk_of(candidate(owner="Dana", account_owner="alice")) == "Dana"


def test_it_gives_all_people_of_an_account_to_one_desk() -> None:
    for account_id in range(50):
        people = [candidate(lead_id=n, account_id=account_id) for n in range(4)]
        assert len({desk_of(one, *people) for one in people}) == 1


def test_it_follows_the_colleague_somebody_owns() -> None:
    owned = [candidate(lead_id=n, owner=name) for n, name in ((2, "bob"), (3, "bob"), (4, "alice"))]
    for account_id in range(20):
        others = [each._replace(account_id=account_id) for each in owned]
        assert desk_of(candidate(account_id=account_id), *others) == "bob"
    assert desk_of(candidate(account_id=None), *owned)


def test_it_spreads_accounts_over_the_desks() -> None:
    counts = [desk_of(candidate(account_id=n)) for n in range(3000)]
    for name in ("alice", "bob", "charlie"):
        assert 900 < counts.count(name) < 1100


def test_it_moves_only_a_fair_share_to_a_new_colleague() -> None:
    larger = policy(sdr("Alice"), sdr("Bob"), sdr("Charlie"), sdr("Dora"))
    before = [desk_of(candidate(account_id=n)) for n in range(2000)]
    after = [desk_of(candidate(account_id=n), team=larger) for n in range(2000)]
    moved = [new for old, new in zip(before, after, strict=True) if old != new]
    assert set(moved) == {"dora"}
    assert 400 < len(moved) < 600


def test_it_gives_nothing_to_a_desk_without_capacity_unless_all_have_none() -> None:
    away = policy(sdr("Alice", 0), sdr("Bob"))
    assert {desk_of(candidate(account_id=n), team=away) for n in range(50)} == {"bob"}
    nobody = policy(sdr("Alice", 0))
    assert desk_of(candidate(), team=nobody) == "alice"


def test_it_picks_the_same_for_the_same_key() -> None:
    assert pick(TEAM.sdrs, "account 7") is pick(list(reversed(TEAM.sdrs)), "account 7")
    assert isinstance(pick(TEAM.sdrs, "x"), Sdr)
