"""Two rulesets over one store: who enters and leaves today's queue. Nothing is written."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from sqlalchemy import text

from prospector import policy, score, segment
from prospector.engine import copies, keeping
from prospector.engine.graded import graded
from prospector.engine.keeping import kept_file
from prospector.policy.cards import Card
from prospector.rules.models.leaving_alone import Quiet
from prospector.rules.ruleset import Ruleset
from prospector.score.diff import Diff, diff, hopes, sides, stage
from prospector.score.diff.report import Change
from prospector.score.diff.sides import Side
from prospector.score.diff.stage import Day, Warm
from prospector.store.database import Database
from prospector.store.worlds import MOST_ALONE
from prospector.tables import Lead
from tests.rulesets import intent_rule, make_ruleset
from tests.rulesets import segment as a_segment
from tests.score.diff.pairs import people
from tests.shelf import let_others_end, shelve
from tests.stories import NOW, Story, story

DAY = Day(NOW, NOW, ZoneInfo("Europe/Paris"), b"key", "en")
#: Everybody fits; who likes is worth writing to. One draft a day.
EVERYBODY = {
    "profiles": [
        {
            "id": "core",
            "label": "Core",
            "groups": [{"id": "all", "rules": [{"id": "any", "when": "true", "points": 100}]}],
        }
    ]
}


def rules(likes: float, fairs: float, capacity: int = 1, **more: Any) -> Ruleset:
    more = {"segments": {"segments": [a_segment("fans", "intent > 0")]}, **more}
    bob = {"id": "bob", "name": "Bob", "email": "bob@ours.example", "capacity": capacity}
    return make_ruleset(
        intent={
            "rules": [
                intent_rule("likes", "signal.kind = 'post_liked'", likes, redundancy=1),
                intent_rule("fairs", "signal.kind = 'event_attended'", fairs, redundancy=1),
            ]
        },
        fit=EVERYBODY,
        policy={"grades": ["A1", "A2"], "sdrs": [bob]},
        **more,
    )


def told() -> Story:
    return people(alice={"post_liked": 3}, carol={"event_attended": 3}, dave={})


def compare(database: Database, old: Ruleset, new: Ruleset, most: int | None = None) -> Diff:
    with database.read() as session:
        return diff(session, old, new, DAY, most=most)


def of(found: Diff) -> dict[str, Change]:
    return {one.who.partition("@")[0]: one for one in found.changes}


def test_it_says_who_enters_and_leaves_the_queue_and_why(database: Database) -> None:
    shelve(database, told())
    found = compare(database, rules(15, 9), rules(15, 20))
    assert (found.leads, found.queue_before, found.queue_after) == (3, 1, 1)
    assert (found.entering, found.leaving, found.graded) == (1, 1, 1)
    carol, alice = of(found)["carol"], of(found)["alice"]
    assert (carol.queue, carol.grade_from, carol.grade_to) == ("enters", "A2", "A1")
    assert (carol.cause.what, carol.cause.name) == ("rule", "fairs")
    assert carol.cause.words.startswith("rule fairs: 26.")
    assert (alice.queue, alice.gate, alice.cause.what) == ("leaves", "capacity", "room")
    assert found.as_of.tzinfo is UTC


@pytest.mark.parametrize(
    ("change", "gate", "what"),
    [
        ({"grades": {"fit": {"A": 70, "B": 40}, "intent": {"1": 90, "2": 80}}}, "grade", "cut"),
        ({"segments": {"segments": [a_segment("fans", "intent > 99")]}}, "no_segment", "segment"),
    ],
)
def test_it_names_the_gate_of_who_leaves(
    database: Database, change: dict[str, Any], gate: str, what: str
) -> None:
    shelve(database, told())
    found = compare(database, rules(15, 9, 9), rules(15, 9, 9, **change))
    assert found.leaving == 2
    assert {(one.queue, one.gate, one.cause.what) for one in found.changes} == {
        ("leaves", gate, what)
    }


#: The best are in a segment of which the day takes two; the others fill what room is left.
CAPPED = {
    "segments": [
        a_segment("goers", "fired('fairs')", caps=[{"window": "day", "limit": 2}]),
        a_segment("fans", "intent > 0"),
    ]
}


@pytest.mark.parametrize(
    ("first", "more"), [(1, {}), (10, {}), (1, {"segments": CAPPED}), (3, {"segments": CAPPED})]
)
def test_it_plans_the_same_day_whether_it_asks_about_some_leads_first_or_all(
    database: Database, monkeypatch: pytest.MonkeyPatch, first: int, more: dict[str, Any]
) -> None:
    """Most leads have no address: the first ones asked about do not fill the day."""
    likes = {f"lead{n}": {"post_liked": 1 + n % 3, "event_attended": n % 2} for n in range(40)}
    shelf = shelve(database, people(**likes))
    with database.write() as session:
        for number, lead_id in enumerate(shelf.leads.values()):
            if number % 5:
                session.get_one(Lead, lead_id).email = None
    both = rules(15, 9, 6, **more), rules(9, 15, 6, **more)
    monkeypatch.setattr("prospector.score.diff.stage._MORE", 2)
    # So many of each segment at first; the day has six places.
    monkeypatch.setattr("prospector.score.diff.stage._START", first / 6)
    some = compare(database, *both)
    monkeypatch.setattr("prospector.score.diff.stage._START", 1_000)
    assert some == compare(database, *both)
    assert some.queue_before > 2


def test_it_asks_about_few_people_on_a_quiet_day(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two live where it is Sunday already: they come, however many are before them."""
    shelf = shelve(database, people(**{f"lead{n}": {"post_liked": 18 - n} for n in range(14)}))
    ids = list(shelf.leads.values())
    with database.write() as session:
        for lead_id in ids[12:]:
            session.get_one(Lead, lead_id).time_zone = "Pacific/Auckland"
    asked: list[int] = []

    def cards(side: Side, judged: pl.DataFrame) -> dict[int, Card]:
        asked.append(judged.height)
        return hopes.cards(side, judged)

    monkeypatch.setattr(stage, "cards", cards)
    monkeypatch.setattr(stage, "_START", 1)
    working = rules(5, 9, 2)
    quiet = working.policy.model_copy(update={"quiet": Quiet(days=["saturday"])})
    found = compare(database, working, replace(working, policy=quiet, policy_version="other"))
    assert (found.queue_before, found.queue_after, found.entering) == (2, 2, 2)
    assert {one.lead for one in found.changes if one.queue == "enters"} == set(ids[12:])
    assert {one.gate for one in found.changes if one.queue == "leaves"} == {"quiet_day"}
    assert max(asked) == 4


def test_it_scores_leads_that_were_never_scored_and_writes_nothing(database: Database) -> None:
    shelve(database, told())
    compare(database, rules(15, 9), rules(15, 20))
    with database.read() as session:
        for table in ("score", "segment_membership", "draft", "ruleset", "publication"):
            assert session.execute(text(f"SELECT count(*) FROM {table}")).scalar() == 0


def test_it_finds_nothing_where_both_score_the_same(database: Database) -> None:
    shelve(database, told())
    found = compare(database, rules(15, 9), rules(15, 9))
    assert (found.changes, found.grades, found.segments, found.causes) == ((), (), (), ())
    assert (found.queue_before, found.queue_after) == (1, 1)


def test_it_compares_two_policies(database: Database) -> None:
    shelve(database, told())
    found = compare(database, rules(15, 9), rules(15, 9, capacity=2))
    (carol,) = found.changes
    assert (carol.queue, carol.cause.what, carol.cause.file) == ("enters", "policy", "policy.yaml")


def test_it_agrees_with_what_scoring_and_segmenting_write(database: Database) -> None:
    shelve(database, told())
    old, new = rules(15, 9), rules(2, 20)
    found = compare(database, old, new)
    stored: list[dict[int, tuple[str, str | None]]] = []
    for ruleset in (old, new):
        score.score(database, ruleset, now=NOW)
        segment.segment(database, ruleset, now=NOW, zone=DAY.zone)
        with database.read() as session:
            rows = session.execute(
                text(
                    "SELECT s.lead_id, s.grade, m.segment FROM score s"
                    " LEFT JOIN segment_membership m ON m.lead_id = s.lead_id"
                )
            )
            stored.append({lead: (grade, name) for lead, grade, name in rows})
    before, after = stored
    assert {one.lead for one in found.changes} >= {
        lead for lead in before if before[lead] != after[lead]
    }
    for one in found.changes:
        assert (one.grade_from, one.segment_from) == before[one.lead]
        assert (one.grade_to, one.segment_to) == after[one.lead]


def test_it_names_the_segment_of_who_is_far_from_the_queue_on_both_sides(
    database: Database,
) -> None:
    shelve(database, told())
    stricter = {"fit": {"A": 70, "B": 40}, "intent": {"1": 99, "2": 98}}
    sides = [rules(15, 15), rules(15, 15, grades=stricter)]
    old, new = (
        replace(one, policy=one.policy.model_copy(update={"grades": ["B1"]})) for one in sides
    )
    found = compare(database, old, new)
    assert found.queue_before == found.queue_after == 0
    assert {(one.segment_from, one.segment_to) for one in found.changes} == {("fans", "fans")}


def test_it_lists_some_and_counts_all(database: Database) -> None:
    shelve(database, people(**{f"lead{n}": {"post_liked": 3} for n in range(5)}))
    found = compare(database, rules(9, 9, capacity=9), rules(20, 9, capacity=9), most=2)
    assert (found.graded, len(found.changes)) == (5, 2)
    assert found.causes[0].grades == 5


@pytest.mark.parametrize("names", [True, False])
def test_it_names_people_only_where_they_are_not_kept(database: Database, *, names: bool) -> None:
    shelve(database, told())
    kept = compare(database, rules(15, 9), rules(15, 20)).as_json(names=names)
    assert ("carol@" in str(kept)) is names
    assert {one["lead"] for one in kept["changes"]} == {1, 2}


def test_it_foretells_the_queue_that_policy_plans_once_the_rules_are_in_force(
    database: Database,
) -> None:
    kinds = ("post_liked", "event_attended")
    shelve(database, people(**{f"lead{n}": {kinds[n % 2]: 20 + n} for n in range(20)}))
    old, new = rules(1.5, 1, 7), rules(1, 1.5, 7)
    found = compare(database, old, new)
    queues: list[set[int]] = []
    for ruleset in (old, new):
        score.score(database, ruleset, now=NOW)
        segment.segment(database, ruleset, now=NOW, zone=DAY.zone)
        with database.read() as session:
            day = policy.assess(session, ruleset, now=NOW, zone=DAY.zone, key=DAY.key)
        queues.append({planned.lead_id for planned in day.planned})
    before, after = queues
    assert (found.queue_before, found.queue_after) == (len(before), len(after)) == (7, 7)
    assert {one.lead for one in found.changes if one.queue == "enters"} == after - before != set()
    assert {one.lead for one in found.changes if one.queue == "leaves"} == before - after


def test_it_moves_who_fires_a_rule_anew_though_its_group_gives_what_it_gave(
    database: Database,
) -> None:
    shelve(database, people(alice={"post_liked": 3, "event_attended": 3}))

    def capped(fairs: str) -> Ruleset:
        both = [
            intent_rule("likes", "signal.kind = 'post_liked'", 9, group="web"),
            intent_rule("fairs", f"signal.kind = '{fairs}'", 9, group="web"),
        ]
        named = [a_segment("goers", "fired('fairs')"), a_segment("fans", "intent > 0")]
        return make_ruleset(
            intent={"rules": both, "groups": {"web": {"cap": 5}}},
            fit=EVERYBODY,
            segments={"segments": named},
        )

    (alice,) = compare(database, capped("replied"), capped("event_attended")).changes
    assert (alice.segment_from, alice.segment_to) == ("fans", "goers")
    assert alice.grade_from == alice.grade_to


def edited(chance: random.Random) -> Ruleset:
    """Rules of every sort, with numbers and conditions at random."""

    def some(*values: Any) -> Any:  # Any: plain YAML values
        return chance.choice(values)

    liked = some("signal.kind = 'post_liked'", "signal.kind = 'post_liked' and signal.amount > 3")
    asked = (
        f"signal.kind = 'purchased' and count_signals('{some('post_liked', 'replied')}', 30) >= 1"
    )
    intent = [
        intent_rule(
            "liked", liked, some(5, 9), group="web", half_life=some(7, 14), cap=some(9, 20)
        ),
        intent_rule("fairs", "signal.kind = 'event_attended'", 20, scope="account", share=0.5),
        intent_rule("asked", asked, 8),
        intent_rule(
            "boss",
            "signal.kind <> 'replied' and lead.seniority = 'director'",
            some(2, 3),
            group="web",
        ),
        intent_rule("paced", "signal.kind = 'job_posted' and account.surge >= 50", 9),
    ]
    points = some(40, 60)
    fit = [
        {"id": "large", "when": f"account.employees > {some(50, 90)}", "points": 60},
        {
            "id": "fan",
            "when": f"count_signals('{some('post_liked', 'job_posted')}', 60) >= 2",
            "points": points,
        },
    ]
    profile = {
        "id": "core",
        "label": "Core",
        "groups": [{"id": "all", "pick": "sum", "rules": fit}],
    }
    conditions = {
        "buyers": some("rfm.f >= 3", "rfm.f >= 2 and fired('liked')"),
        "keen": f"intent > {some(3, 12)} or count_signals('event_attended', 20) > 0",
        "rest": some(
            "fit.upper >= 40",
            "fired('liked')",
            "grade in ('A1', 'A2', 'B1')",
            "fit.known_share > 0.5",
        ),
    }
    named = [a_segment(name, when) for name, when in conditions.items()]
    bob = {"id": "bob", "name": "Bob", "email": "bob@ours.example", "capacity": some(3, 9)}
    rules = intent[: some(4, 5, 5)]
    chance.shuffle(rules)
    return make_ruleset(
        intent={"rules": rules, "groups": {"web": {"cap": some(8, 30)}}},
        fit={"profiles": [profile]},
        grades={
            "fit": {"A": some(60, 70), "B": 40},
            "intent": {"1": some(20, 30), "2": 5},
            "priority": some("intent * fit_expected / 100", "intent", "intent + account.surge"),
        },
        segments={"segments": named[: some(2, 3)]},
        policy={"grades": ["A1", "A2", "B1", "B2"][: some(2, 4)], "sdrs": [bob]},
    )


def touched(old: Ruleset) -> list[Ruleset]:
    """The same rules, each time with one thing changed that asks for no signal."""
    first, *others = old.intent.rules
    group = old.intent.groups["web"].model_copy(update={"cap": 4.0})
    told: list[dict[str, Any]] = [
        {"intent": [first.model_copy(update={"cap": 2.0}), *others]},
        {"groups": {"web": group}},
        {"fit": old.grades.fit.model_copy(update={"B": 20.0})},
        {"digits": old.grades.intent.model_copy(update={"first": 9.0})},
        {"priority": "0 - intent"},
    ]
    return [
        replace(
            old,
            intent=old.intent.model_copy(
                update={
                    "rules": one.get("intent", old.intent.rules),
                    "groups": one.get("groups", old.intent.groups),
                }
            ),
            grades=old.grades.model_copy(
                update={
                    "fit": one.get("fit", old.grades.fit),
                    "intent": one.get("digits", old.grades.intent),
                    "priority": one.get("priority", old.grades.priority),
                }
            ),
            version=f"{old.version} {number}",
        )
        for number, one in enumerate(told)
    ]


def crowd(chance: random.Random) -> Story:
    """Enough buyers for fifths of them."""
    kinds = ("post_liked", "event_attended", "purchased", "job_posted", "replied")
    leads = {
        f"lead{n}": {"account": f"firm{n % 30}", "seniority": chance.choice(["director", None])}
        for n in range(45)
    }
    signals = [
        {
            "id": str(n),
            "by": f"lead{chance.randrange(45)}",
            "kind": chance.choice(kinds),
            "subject": chance.choice(["x", None]),
            "amount": chance.randrange(9),
            "age": chance.randrange(90),
        }
        for n in range(320)
    ]
    accounts = {f"firm{n}": {"employees": chance.choice([20, 70, 200, None])} for n in range(30)}
    return story({"accounts": accounts, "leads": leads, "signals": signals})


def scored(database: Database, ruleset: Ruleset, at: datetime = NOW) -> None:
    """A score run that leaves what it computed."""
    let_others_end(database)
    copies.bring_up(database, ruleset.signals, least=0)
    score.score(database, ruleset, now=at)


def test_it_says_the_same_with_what_a_score_run_kept_and_without(
    database: Database, monkeypatch: pytest.MonkeyPatch, *, prove: bool
) -> None:
    """Whether a few leads are read from the store or all of them from signal files; also time and again."""
    chance = random.Random(5)
    shelve(database, crowd(chance))
    old = edited(chance)
    scored(database, old)
    told, warm = 0, Warm()
    some = [edited(chance) for _ in range(200 if prove else 2)]
    for number, new in enumerate([*some, *touched(old)]):
        monkeypatch.setattr(keeping, "MOST_ALONE", MOST_ALONE * (number % 2))
        with database.read() as session:
            assert kept_file(session, old, new) is not None
            kept = diff(session, old, new, DAY, most=None, warm=warm if number % 3 else None)
            session.info["files"] = None
            with monkeypatch.context() as whole:
                # Each side for itself, whatever both agree on.
                whole.setattr(sides, "graded", lambda rules, world, _like: graded(rules, world))
                assert kept == diff(session, old, new, DAY, most=None)
        told += len(kept.changes)
    assert told > 9


def test_it_compares_as_of_the_days_score_run_unless_a_time_is_asked_for(
    database: Database,
) -> None:
    shelve(database, told())
    old, new = rules(15, 9), rules(15, 20)
    scored(database, old)
    later = replace(DAY, now=NOW + timedelta(hours=2), known_at=NOW + timedelta(hours=2))
    tomorrow = replace(later, now=NOW + timedelta(days=1), known_at=NOW + timedelta(days=1))
    with database.read() as session:
        found = diff(session, old, new, replace(later, asked=False), most=None)
        assert (found.as_of, found.known_at) == (NOW, NOW)
        assert diff(session, old, new, later, most=None).as_of == later.now
        next_day = diff(session, old, new, replace(tomorrow, asked=False), most=None)
        assert next_day.as_of == tomorrow.now
