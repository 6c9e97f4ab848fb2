"""The text of every ruleset that scored is kept once; the newest publication is in force."""

from datetime import timedelta

import pytest
from sqlmodel import select

from prospector.errors import NotFound, RulesError
from prospector.rules.ruleset import Ruleset
from prospector.store import rulesets
from prospector.store.database import Database
from prospector.tables import RulesetRow
from tests.rulesets import intent_rule, make_ruleset
from tests.stories import NOW


def test_it_keeps_the_files_on_first_use_only(database: Database) -> None:
    ruleset = make_ruleset()
    for days in (0, 1):
        with database.write() as session:
            rulesets.keep(session, ruleset, now=NOW + timedelta(days=days))
    with database.read() as session:
        row = session.exec(select(RulesetRow)).one()
        assert (row.version, row.first_used_at) == (ruleset.version, NOW)
        assert rulesets.texts(session, ruleset.version) == ruleset.texts


def test_it_knows_nothing_of_rules_that_never_scored(database: Database) -> None:
    with database.read() as session:
        assert rulesets.texts(session, "nothing") is None


def likes(points: float) -> Ruleset:
    return make_ruleset(
        intent={"rules": [intent_rule("liked", "signal.kind = 'post_liked'", points)]},
        policy={
            "grades": ["A1"],
            "sdrs": [{"id": "bob", "name": "Bob", "email": "bob@ours.example"}],
        },
    )


def test_it_loads_what_scores_of_a_kept_version_beside_the_rest_of_today(
    database: Database,
) -> None:
    old, today = likes(5), make_ruleset()
    with database.write() as session:
        rulesets.keep(session, old, now=NOW)
    with database.read() as session:
        loaded = rulesets.load(session, old.version, today)
    assert (loaded.version, loaded.intent, loaded.fit) == (old.version, old.intent, old.fit)
    assert (loaded.policy, loaded.policy_version) == (today.policy, today.policy_version)
    assert loaded.texts["intent.yaml"] == old.texts["intent.yaml"]
    assert loaded.texts["policy.yaml"] == today.texts["policy.yaml"]


def test_it_knows_a_version_by_its_first_letters(database: Database) -> None:
    old = likes(5)
    with database.write() as session:
        rulesets.keep(session, old, now=NOW)
        twin = RulesetRow(version=f"{old.version[:6]}!", files={}, first_used_at=NOW)
        session.add(twin)
    with database.read() as session:
        assert rulesets.find(session, old.version[:8]) == old.version
        with pytest.raises(NotFound, match="give more letters"):
            rulesets.find(session, old.version[:6])
        for word in (old.version[:3], "none", "%%%%"):
            with pytest.raises(NotFound, match="no rules of version"):
                rulesets.find(session, word)


def test_it_says_where_a_kept_version_is_wrong_to_this_prospector(database: Database) -> None:
    with database.write() as session:
        files = {**likes(5).texts, "intent.yaml": "rules: [{knd: 1}]"}
        session.add(RulesetRow(version="abcdef", files=files, first_used_at=NOW))
    with database.read() as session, pytest.raises(RulesError, match=r"abcdef/intent\.yaml:1:9: "):
        rulesets.load(session, "abcd", make_ruleset())


def test_it_puts_the_newest_publication_in_force(database: Database) -> None:
    first, second = likes(5), likes(6)
    with database.write() as session:
        assert rulesets.in_force(session) is None
        assert rulesets.publish(session, first, after=0, by="alice", note="one", now=NOW)
        assert rulesets.publish(
            session, second, after=1, by="bob", note="two", diff={"graded": 3}, now=NOW
        )
        assert rulesets.publish(session, first, after=2, by="bob", note="back", now=NOW)
    with database.read() as session:
        found = rulesets.history(session)
        assert [one.version for one in found] == [first.version, second.version, first.version]
        assert [(one.number, one.by, one.note) for one in found[:2]] == [
            (3, "bob", "back"),
            (2, "bob", "two"),
        ]
        assert [one.diff for one in found] == [None, {"graded": 3}, None]
        assert rulesets.in_force(session) == found[0]
        assert rulesets.texts(session, second.version) == second.texts


def test_it_lets_one_of_two_publishers_through(database: Database) -> None:
    with database.write() as session:
        assert rulesets.publish(session, likes(5), after=0, by="alice", note="", now=NOW)
    with database.write() as session:
        assert not rulesets.publish(session, likes(6), after=0, by="bob", note="", now=NOW)
    with database.read() as session:
        assert [one.by for one in rulesets.history(session)] == ["alice"]
