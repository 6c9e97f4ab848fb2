"""Suppressions are keyed hashes that match a person by any way they were ever seen."""

import hashlib
from datetime import timedelta

import pytest

from prospector.errors import UsageError
from prospector.store import suppressions
from prospector.store.database import Database
from prospector.store.suppressions import Value
from prospector.tables import IdentityKind, Suppression, SuppressionKind
from tests.policy.world import KEY, NOW, World

EMAIL, DOMAIN, PROFILE = SuppressionKind.EMAIL, SuppressionKind.DOMAIN, SuppressionKind.PROFILE


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def add(world: World, value: Value, reason: str = "asked") -> bool:
    with world.database.write() as session:
        return suppressions.add(
            session, value, key=KEY, reason=reason, source="feed, file line 3", at=NOW
        )


def matching(world: World, *lead_ids: int, key: bytes = KEY) -> dict[int, list[str]]:
    with world.database.read() as session:
        found = suppressions.matching(session, key=key, lead_ids=lead_ids or None)
    return {
        lead: [f"{match.kind} {match.reason}" for match in each] for lead, each in found.items()
    }


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Charlie.Martin@ACME.example", Value(EMAIL, "charlie.martin@acme.example")),
        ("https://www.linkedin.com/in/charlie-x/?trk=1", Value(PROFILE, "linkedin.com/in/charlie-x")),
        ("06 12 34 56 78", Value(SuppressionKind.PHONE, "+33612345678")),
        ("https://www.acme.example/contact", Value(DOMAIN, "acme.example")),
        ("acme.example", Value(DOMAIN, "acme.example")),
    ],
)  # fmt: skip
def test_it_reads_what_a_person_types(raw: str, expected: Value) -> None:
    assert suppressions.canonical(raw, "FR") == expected


@pytest.mark.parametrize("raw", ["Charlie Martin", "", "gmail.com", "12"])
def test_it_refuses_what_names_nobody_or_everybody(raw: str) -> None:
    with pytest.raises(UsageError, match=r"is no e-mail address|serves everybody"):
        suppressions.canonical(raw, "FR")


def test_it_keeps_a_keyed_hash_and_not_the_value(world: World) -> None:
    address = "charlie@acme.example"
    assert add(world, Value(EMAIL, address))
    (row,) = world.all(Suppression)
    assert address not in repr(row)
    assert row.key_hash == suppressions.key_hash(KEY, Value(EMAIL, address))
    assert row.key_hash != suppressions.key_hash(b"another key", Value(EMAIL, address))
    assert row.key_hash not in {
        hashlib.sha256(text.encode()).hexdigest() for text in (address, f"email|{address}")
    }


def test_it_matches_by_address_domain_profile_and_every_older_identity(world: World) -> None:
    account = world.account("Acme")
    by_old_address = world.lead("Charlie")
    world.identity(IdentityKind.EMAIL, "old@else.example", by_old_address)
    by_company = world.lead("Dora", account)
    by_profile = world.lead("Erin", email=None, profile="linkedin.com/in/erin")
    by_mail_domain = world.lead("Frank", email="frank@mail.globex.example")
    untouched = world.lead("Grace", email="grace@initech.example")
    for value in (
        Value(EMAIL, "old@else.example"),
        Value(DOMAIN, "acme.example"),
        Value(PROFILE, "linkedin.com/in/erin"),
        Value(DOMAIN, "globex.example"),
    ):
        assert add(world, value)
    assert matching(world) == {
        by_old_address: ["email asked"],
        by_company: ["domain asked"],
        by_profile: ["profile asked"],
        by_mail_domain: ["domain asked"],
    }
    assert matching(world, by_profile, untouched) == {by_profile: ["profile asked"]}
    assert matching(world, key=b"another key") == {}


def test_it_adds_once_and_lets_a_graver_reason_replace_a_bounce(world: World) -> None:
    value = Value(EMAIL, "charlie@acme.example")
    assert add(world, value, "bounced")
    assert not add(world, value, "bounced")
    assert add(world, value, "opted_out")
    assert not add(world, value, "bounced")
    assert not add(world, value, "asked again")
    assert [row.reason for row in world.all(Suppression)] == ["opted_out"]


def test_it_takes_a_suppression_back(world: World) -> None:
    value = Value(EMAIL, "charlie@acme.example")
    add(world, value)
    with world.database.write() as session:
        assert suppressions.remove(session, value, key=KEY)
        assert not suppressions.remove(session, value, key=KEY)
    assert world.all(Suppression) == []


def test_it_finds_objections_after_a_signal_with_what_they_said(world: World) -> None:
    lead = world.lead("Charlie", email="charlie@acme.example")
    first = world.sent("opted_out", lead)
    stranger = world.identity(IdentityKind.EMAIL, "stranger@else.example", None)
    world.signal("post_liked", stranger)
    second = world.signal("bounced", stranger, at=NOW + timedelta(days=3), text="550 no such user")
    with world.database.read() as session:
        found = suppressions.objections(session, ["opted_out", "bounced"], after=0)
        assert suppressions.newest_signal(session) == second
        assert suppressions.objections(session, ["opted_out", "bounced"], after=second) == []
    assert [(each.signal_id, each.lead_id, each.kind) for each in found] == [
        (first, lead, "opted_out"),
        (second, None, "bounced"),
    ]
    assert found[1].value == Value(EMAIL, "stranger@else.example")
    assert found[1].text == "550 no such user"
    assert found[0].file == "outcomes.csv"


def test_it_names_every_way_to_reach_a_person(world: World) -> None:
    lead = world.lead("Charlie", email="c@acme.example", profile="linkedin.com/in/c")
    world.identity(IdentityKind.PHONE, "+33612345678", lead)
    world.identity(IdentityKind.NAME_COMPANY, "charlie|acme", lead)
    with world.database.read() as session:
        assert suppressions.values_of(session, [lead]) == {
            lead: {
                Value(EMAIL, "c@acme.example"),
                Value(PROFILE, "linkedin.com/in/c"),
                Value(SuppressionKind.PHONE, "+33612345678"),
            }
        }
