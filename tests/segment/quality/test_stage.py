"""Quality is read from the store, and writes nothing to it."""

from datetime import timedelta
from pathlib import Path

import pytest

from prospector import score, segment
from prospector.errors import StoreError
from prospector.segment.quality import Quality, quality
from prospector.segment.quality.contrast import Strength
from prospector.segment.quality.groups import Size
from prospector.store import runs
from prospector.store.database import Database
from tests.rulesets import segment as a_segment
from tests.shelf import shelve
from tests.stories import NOW, Story, story


def told(*, reverse: bool = False) -> Story:
    """Forty directors at companies of 40, forty others at companies of 400."""
    rules = [
        a_segment("director", "lead.seniority = 'director'"),
        a_segment("small", "account.employees < 100"),
        a_segment("everybody", "true"),
    ]
    return story(
        {
            "segments": {"segments": rules[::-1] if reverse else rules},
            "accounts": {"acme": {"employees": 40}, "globex": {"employees": 400}},
            "leads": {
                f"{name}{number}": {"account": account, "seniority": seniority}
                for name, account, seniority in (
                    ("alice", "acme", "director"),
                    ("bob", "globex", "manager"),
                )
                for number in range(40)
            },
            "signals": [
                {"id": f"s{number}", "by": f"bob{number}", "kind": "replied", "age": 1}
                for number in range(20)
            ],
        }
    )


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    for name, text in (("director", "Hello"), ("small", "Hello"), ("everybody", "Bonjour")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "1-opening.email.en.j2").write_text(text, encoding="utf-8")
    return tmp_path


def judged(database: Database, templates: Path, *, days: int = 0, reverse: bool = False) -> Quality:
    now = NOW + timedelta(days=days)
    return quality(database, told(reverse=reverse).ruleset, templates, now=now)


@pytest.fixture
def filled(database: Database) -> Database:
    shelve(database, told())
    score.score(database, told().ruleset, now=NOW)
    segment.segment(database, told().ruleset, now=NOW)
    return database


def test_it_judges_what_the_store_holds(filled: Database, templates: Path) -> None:
    found = judged(filled, templates)
    assert (found.leads, found.members, found.differ) == (80, 80, 0)
    assert [(one.segment, one.leads, one.meet, one.size) for one in found.segments] == [
        ("director", 40, 40, Size.BROAD),
        ("small", 0, 40, Size.TAKEN),
        ("everybody", 40, 80, Size.BROAD),
    ]
    assert [(one.first, one.second, one.both) for one in found.overlaps] == [
        ("director", "small", 40),
        ("director", "everybody", 40),
        ("small", "everybody", 40),
    ]
    assert found.one_in_practice == (("director", "small"),)
    by_name = {one.attribute: one for one in found.separations}
    assert by_name["lead.seniority"].strength is Strength.STRONG
    assert by_name["account.employees"].value == pytest.approx(1)
    assert by_name["outcome.replied"].value == pytest.approx((1 / 3) ** 0.5)
    assert by_name["lead.posture"].strength is Strength.TOO_FEW


def test_it_says_when_nothing_moves(filled: Database, templates: Path) -> None:
    found = judged(filled, templates, days=100)
    assert [(one.stale, one.median_days) for one in found.segments] == [
        (True, 100),
        (False, None),
        (True, 100),
    ]
    assert found.segments[0].last_move == NOW
    before = judged(filled, templates, days=-1).segments[0]
    assert (before.last_move, before.median_days) == (None, None)


def test_it_judges_rules_that_are_not_yet_in_force(filled: Database, templates: Path) -> None:
    found = judged(filled, templates, reverse=True)
    assert [one.leads for one in found.segments] == [80, 0, 0]
    assert found.differ == 40
    assert judged(filled, templates).differ == 0


def test_it_waits_for_a_score_run_to_end(filled: Database, templates: Path) -> None:
    runs.begin(filled, "score", now=NOW)
    with pytest.raises(StoreError, match="the last score run"):
        judged(filled, templates)


def test_it_judges_an_empty_store(database: Database, templates: Path) -> None:
    found = judged(database, templates)
    assert (found.leads, found.members) == (0, 0)
    assert {one.size for one in found.segments} == {Size.EMPTY}
