"""Whom leads and their companies may really be, read from open suggestions."""

import pytest

from prospector.store import lookalikes
from prospector.store.database import Database
from prospector.store.lookalikes import Lookalike
from prospector.tables import AccountIdentity, AccountIdentityKind, Relation
from tests.policy.world import World
from tests.review.rows import NOW


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def test_it_sees_a_suggestion_from_both_sides_but_an_account_from_one(world: World) -> None:
    happy = world.account("Happy", relation=Relation.CUSTOMER)
    liker = world.lead("Charlie")
    contact = world.lead("Charlie", happy)
    guessed = world.lead("Dora")
    world.suggestion(liker, contact)
    world.suggestion(guessed, account_id=happy)
    with world.database.read() as session:
        found = lookalikes.of_leads(session)
        (only,) = lookalikes.of_leads(session, lead_ids=[guessed])[guessed]
    (of_liker,), (of_contact,), (of_guessed,) = found[liker], found[contact], found[guessed]
    assert (of_liker.relation, of_liker.lead_id) == (Relation.CUSTOMER, contact)
    assert of_liker.name.startswith("Charlie Number")
    assert of_liker.name.endswith("of Happy")
    assert (of_contact.relation, of_contact.lead_id) == (None, liker)
    assert (of_guessed.name, of_guessed.relation) == ("Happy", Relation.CUSTOMER)
    assert only == of_guessed


def test_it_sees_companies_that_may_be_one_from_everybody_at_either(world: World) -> None:
    happy = world.account("Happy", relation=Relation.CUSTOMER)
    hapy = world.account("Hapy")
    world.twin(hapy, happy)
    near, far, elsewhere = world.lead("Ann", hapy), world.lead("Bo", happy), world.lead("Cy")
    with world.database.read() as session:
        found = lookalikes.of_leads(session)
        some = lookalikes.of_leads(session, lead_ids=[near, elsewhere])
    (of_near,), (of_far,) = found[near], found[far]
    assert isinstance(of_near, Lookalike)
    assert (of_near.name, of_near.relation) == ("Happy", Relation.CUSTOMER)
    assert (of_far.name, of_far.relation) == ("Hapy", Relation.PROSPECT)
    assert of_near.of_company
    assert of_far.of_company
    assert elsewhere not in found
    assert some == {near: [of_near]}


def test_it_names_every_domain_of_a_merged_company(world: World) -> None:
    happy, hapy = world.account("Happy"), world.account("Hapy")
    world.twin(hapy, happy)
    near = world.lead("Ann", hapy)
    domains = {"happy-one.example", "happy-two.example"}
    with world.database.write() as session:
        for value in sorted(domains):
            session.add(
                AccountIdentity(
                    kind=AccountIdentityKind.DOMAIN, value=value, raw=value, account_id=happy, first_seen_at=NOW
                )
            )  # fmt: skip
    with world.database.read() as session:
        assert {one.domain for one in lookalikes.of_leads(session)[near]} > domains
