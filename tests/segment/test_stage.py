"""The segment stage writes the first segment that holds, its evidence, and every move."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import text
from sqlmodel import select

from prospector import score, segment
from prospector.measure.learn.trial import renewed
from prospector.store import memberships
from prospector.store.database import Database
from prospector.tables import MoveCause, SegmentMembership, SegmentMovement, Task
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


def test_it_takes_everybody_out_when_the_rules_have_no_segments_left(database: Database) -> None:
    shelf = shelve(database, told())
    run(database, told())
    parts = told().ruleset
    empty = replace(parts, segments=parts.segments.model_copy(update={"segments": []}))
    report = run(database, replace(told(), ruleset=renewed(empty)), days=1)
    assert (report.scored, report.members, report.moved) == (3, 0, 2)
    assert current(database, shelf) == {}


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


def buying(*purchases: tuple[str, str, float], **more: object) -> Story:
    """Customers who bought so many days ago."""
    return story(
        {
            "intent": {
                "rules": [intent_rule("bought", "signal.kind = 'purchased'", 10, half_life="never")]
            },
            "segments": {
                "segments": [
                    a_segment("loyal", "rfm.frequency >= 3 and rfm.recency_days <= 90"),
                    a_segment("loyal-buying-less", "rfm.frequency >= 3"),
                    a_segment("occasional", "rfm.frequency >= 1"),
                    a_segment("thanks", "false"),
                ],
                "on_move": [
                    {
                        "id": "became-loyal",
                        "from": "occasional",
                        "to": "loyal",
                        "then": "purpose",
                        "segment": "thanks",
                        "days": 14,
                    },
                    {
                        "id": "buying-less",
                        "from": "loyal",
                        "to": "loyal-buying-less",
                        "then": "task",
                        "task": {"en": "Call: they buy less", "fr": "Appeler : achats en baisse"},
                        "days": 3,
                    },
                ],
                **more,
            },
            "leads": {"alice": {}, "bob": {}},
            "signals": [
                {"id": name, "by": who, "kind": "purchased", "age": age}
                for name, who, age in purchases
            ],
        }
    )


BOUGHT = buying(("a1", "alice", 60), ("a2", "alice", 40), ("b1", "bob", 60))


def buys(database: Database, shelf: Shelf, who: str, name: str, *, days: int) -> None:
    told_ = signal({"id": name, "by": who, "kind": "purchased", "age": -days}, BOUGHT.leads)
    told_["received_at"] = told_["occurred_at"]
    with database.write() as session:
        put_signal(session, shelf, told_, BOUGHT.leads)


def moved(database: Database, shelf: Shelf, who: str) -> SegmentMovement:
    with database.read() as session:
        return memberships.movements_of(session, shelf.leads[who])[0]


def test_it_says_which_condition_turned_with_the_numbers_then_and_now(database: Database) -> None:
    shelf = shelve(database, BOUGHT)
    run(database, BOUGHT)
    first = moved(database, shelf, "alice")
    assert (first.cause, first.set_off) == (MoveCause.NEW, None)
    buys(database, shelf, "alice", "a3", days=1)
    run(database, BOUGHT, days=1)
    move = moved(database, shelf, "alice")
    assert (move.from_segment, move.to_segment) == ("occasional", "loyal")
    assert (move.cause, move.set_off) == (MoveCause.TURNED, "became-loyal")
    assert move.turned == [
        {
            "segment": "loyal",
            "term": "rfm.frequency >= 3",
            "holds": True,
            "values": [{"name": "rfm.frequency", "before": 2.0, "now": 3.0}],
        }
    ]


def test_it_lends_another_sequence_for_some_days(database: Database) -> None:
    shelf = shelve(database, BOUGHT)
    run(database, BOUGHT)
    buys(database, shelf, "alice", "a3", days=1)
    run(database, BOUGHT, days=1)
    for days, lent in ((2, "thanks"), (14, "thanks"), (15, None)):
        run(database, BOUGHT, days=days)
        row = current(database, shelf)["alice"]
        assert (row.segment, row.drafts_as) == ("loyal", lent), days
        assert row.drafts_until == (NOW + 15 * DAY if lent else None)


def test_it_makes_one_task_per_day_however_often_it_runs(database: Database) -> None:
    shelf = shelve(database, BOUGHT)
    run(database, BOUGHT)
    buys(database, shelf, "alice", "a3", days=1)
    run(database, BOUGHT, days=1)
    for _ in range(2):
        run(database, BOUGHT, days=100)  # 99 days since the last purchase
    with database.read() as session:
        (task,) = session.exec(select(Task)).all()
    assert (task.set_off, task.lead_id) == ("buying-less", shelf.leads["alice"])
    assert task.due_on == (NOW + 103 * DAY).date()
    assert task.what == {"en": "Call: they buy less", "fr": "Appeler : achats en baisse"}
    # There and back on one day is one task.
    buys(database, shelf, "alice", "a4", days=100)
    run(database, BOUGHT, days=100)
    with database.write() as session:
        session.execute(text("DELETE FROM signal WHERE external_id = 'a4'"))
    run(database, BOUGHT, days=100)
    with database.read() as session:
        assert len(session.exec(select(Task)).all()) == 1
    assert moved(database, shelf, "alice").to_segment == "loyal-buying-less"


def test_it_blames_changed_rules_and_sets_nothing_off(database: Database) -> None:
    shelf = shelve(database, BOUGHT)
    run(database, BOUGHT)
    eager = buying(
        segments=[
            a_segment("loyal", "rfm.frequency >= 2"),
            a_segment("occasional", "rfm.frequency >= 1"),
            a_segment("thanks", "false"),
        ]
    )
    run(database, eager, days=1)
    move = moved(database, shelf, "alice")
    assert (move.to_segment, move.cause, move.turned) == ("loyal", MoveCause.RULES, [])
    assert current(database, shelf)["alice"].drafts_as is None


def test_it_compares_with_their_last_move_where_some_leads_were_looked_at_since(
    database: Database,
) -> None:
    shelf = shelve(database, BOUGHT)
    run(database, BOUGHT)
    alice = [shelf.leads["alice"]]
    buys(database, shelf, "alice", "a3", days=1)
    now = NOW + DAY
    score.rescore(database, BOUGHT.ruleset, alice, now=now)
    segment.resegment(database, BOUGHT.ruleset, alice, now=now)
    assert moved(database, shelf, "alice").to_segment == "loyal"
    run(database, BOUGHT, days=100)  # against the last run she would still be occasional
    move = moved(database, shelf, "alice")
    assert (move.from_segment, move.to_segment) == ("loyal", "loyal-buying-less")
    assert (move.cause, move.set_off) == (MoveCause.TURNED, "buying-less")
    assert [one["term"] for one in move.turned or []] == ["rfm.recency_days <= 90"]


def test_it_says_when_they_have_no_score_any_more(database: Database) -> None:
    shelf = shelve(database, BOUGHT)
    run(database, BOUGHT)
    with database.write() as session:
        ids = {"this": shelf.leads["bob"], "that": shelf.leads["alice"]}
        session.execute(text("UPDATE lead SET merged_into = :that WHERE id = :this"), ids)
    run(database, BOUGHT, days=1)
    move = moved(database, shelf, "bob")
    assert (move.to_segment, move.cause) == (None, MoveCause.GONE)
    assert move.reason == memberships.NO_SCORE
