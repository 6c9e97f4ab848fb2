"""The rows drafts are made from."""

from typing import Any

from sqlmodel import col, update

from prospector.store import evidence
from prospector.store.database import Database
from prospector.tables import DraftStatus, IdentityKind, SegmentMembership
from tests.policy.world import NOW, World


def test_it_loads_what_a_lead_s_draft_is_made_from(database: Database) -> None:
    world = World(database)
    account = world.account("Acme")
    lead, other = world.lead("Claire", account), world.lead("Bob", account)
    person = world.identity(IdentityKind.PROFILE, "linkedin.com/in/bob", other)
    job, like = world.signal("job_posted"), world.signal("post_liked", person)
    _member(database, lead, evidence=[like, job], fired=["hires"])
    with database.read() as session:
        found = evidence.load(session, [lead, lead])
    assert set(found.leads) == {lead}
    assert found.accounts[account].name == "Acme"
    assert found.scores[lead].grade == "A1"
    assert found.memberships[lead].evidence == [like, job]
    assert set(found.signals) == {job, like}
    assert found.speakers == {person: other}
    assert found.spoken == {}


def test_it_remembers_what_the_newest_message_that_left_spoke_of(database: Database) -> None:
    world = World(database)
    lead = world.lead("Claire")
    first, second = world.signal("job_posted"), world.signal("job_posted")
    for step, cites in ((1, [first]), (2, [second])):
        world.draft(lead, DraftStatus.EXPORTED, step=step, cites=cites)
    world.draft(lead, DraftStatus.SKIPPED, step=3, cites=[first])
    with database.read() as session:
        found = evidence.load(session, [lead])
    assert found.spoken == {(lead, "hiring"): [second]}
    assert set(found.signals) == {second}


def test_it_loads_more_leads_than_one_statement_takes(database: Database) -> None:
    world = World(database)
    lead = world.lead("Claire")
    with database.read() as session:
        found = evidence.load(session, range(lead, lead + 40_000))
    assert set(found.leads) == {lead}
    assert found.leads[lead].first_seen_at == NOW


def test_it_loads_nothing_for_nobody(database: Database) -> None:
    with database.read() as session:
        found = evidence.load(session, [])
    assert not any(found)


# Any: columns of a membership.
def _member(database: Database, lead: int, **values: Any) -> None:
    with database.write() as session:
        where = col(SegmentMembership.lead_id) == lead
        session.execute(update(SegmentMembership).where(where).values(**values))
