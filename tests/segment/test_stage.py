"""The segment stage writes the first segment that holds, its evidence, and every move."""

from datetime import timedelta

from sqlmodel import select

from prospector import score, segment
from prospector.store import memberships
from prospector.store.database import Database
from prospector.tables import SegmentMembership, SegmentMovement
from tests.rulesets import intent_rule
from tests.rulesets import segment as a_segment
from tests.shelf import Shelf, put_signal, shelve
from tests.stories import NOW, Story, signal, story

DAY = timedelta(days=1)


def told() -> Story:
    return story(
        {
            "intent": {
                "rules": [
                    intent_rule("liked", "signal.kind = 'post_liked'", 10, half_life="never"),
                    intent_rule("hiring", "signal.kind = 'job_posted'", 30, scope="account"),
                    intent_rule("careers", "signal.kind = 'event_attended'", -5),
                ]
            },
            "segments": {
                "segments": [
                    a_segment("hiring", "fired('hiring') and fit.upper >= 40"),
                    a_segment(
                        "engaged", "intent >= 15 or fired('liked') and lead.seniority = 'owner'"
                    ),
                ]
            },
            "accounts": {"acme": {"employees": 100}, "globex": {}},
            "leads": {
                "alice": {"account": "acme", "seniority": "director"},
                "bob": {"account": "globex", "seniority": "owner"},
                "carol": {"account": "globex"},
            },
            "signals": [
                {
                    "id": "job",
                    "account": "acme",
                    "kind": "job_posted",
                    "subject": "Sales",
                    "age": 1,
                },
                {"id": "job2", "account": "acme", "kind": "job_posted", "subject": "CRM", "age": 0},
                {"id": "like", "by": "alice", "kind": "post_liked", "age": 2},
                {"id": "like2", "by": "bob", "kind": "post_liked", "age": 2},
                {"id": "fair", "by": "bob", "kind": "event_attended", "age": 2},
            ],
        }
    )


def run(database: Database, story_: Story, *, days: int = 0) -> segment.SegmentReport:
    now = NOW + days * DAY
    score.score(database, story_.ruleset, now=now)
    return segment.segment(database, story_.ruleset, now=now)


def current(database: Database, shelf: Shelf) -> dict[str, SegmentMembership]:
    names = {lead_id: name for name, lead_id in shelf.leads.items()}
    with database.read() as session:
        return {names[row.lead_id]: row for row in session.exec(select(SegmentMembership))}


def test_it_puts_each_lead_into_the_first_segment_that_holds(database: Database) -> None:
    shelf = shelve(database, told())
    report = run(database, told())
    rows = current(database, shelf)
    assert (report.scored, report.members, report.changed, report.moved) == (3, 2, 2, 2)
    assert {name: row.segment for name, row in rows.items()} == {
        "alice": "hiring",
        "bob": "engaged",
    }
    assert rows["alice"].reason == "fired('hiring') and fit.upper >= 40"
    assert rows["bob"].reason == "fired('liked') AND lead.seniority = 'owner'"


def test_it_keeps_the_signals_of_the_rules_that_fired_best_first(database: Database) -> None:
    shelf = shelve(database, told())
    run(database, told())
    rows, ids = current(database, shelf), shelf.signals
    assert (rows["alice"].fired, rows["alice"].evidence) == (["hiring"], [ids["job2"], ids["job"]])
    assert (rows["bob"].fired, rows["bob"].evidence) == (["liked"], [ids["like2"]])


def test_it_writes_nothing_when_nothing_changed(database: Database) -> None:
    shelve(database, told())
    run(database, told())
    report = run(database, told())
    assert (report.members, report.changed, report.moved) == (2, 0, 0)


def test_it_keeps_every_move_also_to_and_from_none(database: Database) -> None:
    shelf = shelve(database, told())
    run(database, told())
    run(database, told(), days=400)  # the job adverts are past their horizon; so are the likes
    with database.write() as session:
        later = signal({"id": "new", "by": "bob", "kind": "post_liked", "age": -401}, {"bob": {}})
        later["received_at"] = later["occurred_at"]
        put_signal(session, shelf, later, told().leads)
    run(database, told(), days=402)
    with database.read() as session:
        moves = session.exec(select(SegmentMovement).order_by(SegmentMovement.id)).all()  # type: ignore[arg-type] # a column at class level
        bobs = memberships.movements_of(session, shelf.leads["bob"])
    assert [(row.from_segment, row.to_segment) for row in reversed(bobs)] == [
        (None, "engaged"),
        ("engaged", None),
        (None, "engaged"),
    ]
    assert bobs[1].reason == memberships.NONE_HOLDS
    assert bobs[1].at == NOW + 400 * DAY
    assert len(moves) == 5


def test_it_keeps_since_when_while_the_segment_stays(database: Database) -> None:
    shelf = shelve(database, told())
    run(database, told())
    with database.write() as session:
        like = signal({"id": "new", "by": "bob", "kind": "post_liked", "age": -1}, told().leads)
        put_signal(session, shelf, like, told().leads)
    run(database, told(), days=1)
    row = current(database, shelf)["bob"]
    assert (row.since, row.as_of) == (NOW, NOW + DAY)
    assert row.evidence == [shelf.signals["new"], shelf.signals["like2"]]
