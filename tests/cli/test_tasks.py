"""`prospector tasks` lists what moves set off, and ticks it off."""

from datetime import date
from pathlib import Path

import pytest

from prospector.app import open_app
from prospector.store import suppressions
from prospector.store.suppressions import Value
from prospector.tables import SuppressionKind, Task
from tests.cli.team import Team, make
from tests.shelf import Shelf, shelve
from tests.stories import NOW, story

WORDS = {"en": "Call: they buy less", "fr": "Appeler : achats en baisse"}


@pytest.fixture
def shelf(team: Team) -> Shelf:
    told = {"accounts": {"acme": {}}, "leads": {"alice": {"account": "acme"}, "bob": {}}}
    shelf = shelve(team.database(), story(told))
    with team.database().write() as session:
        for name, due in (("bob", date(2026, 11, 24)), ("alice", date(2026, 11, 20))):
            session.add(
                Task(
                    lead_id=shelf.leads[name],
                    set_off="buying-less",
                    from_segment="loyal",
                    to_segment=None,
                    made_on=date(2026, 11, 18),
                    due_on=due,
                    what=WORDS,
                )
            )
    return shelf


@pytest.fixture
def team(tmp_path: Path) -> Team:
    return make(tmp_path)


def test_it_lists_the_most_urgent_first_until_they_are_ticked_off(team: Team, shelf: Shelf) -> None:
    lines = team.run("tasks", "list", now=NOW).out.splitlines()
    assert lines[1].startswith("2026-11-20 (late)")
    assert "Alice" in lines[1]
    assert "Acme" in lines[1]
    assert "loyal -> (none)" in lines[1]
    assert [line.split()[-2] for line in lines[1:]] == ["alice", "alice"]  # she writes to them
    assert "1 task is due" in team.run("queue", now=NOW).err
    said = team.run("tasks", "done", "2", "2", "9", "--as", "alice", now=NOW)
    assert (said.code, said.out) == (1, "done: 2\n")
    assert "no open task 9" in said.err
    (left,) = team.json("tasks", "list")
    assert (left["task"], left["lead"], left["what"]) == (1, shelf.leads["bob"], WORDS["en"])
    assert team.run("tasks", "done", "2", now=NOW).code == 1


def test_it_asks_nobody_to_call_a_person_who_objected(team: Team, shelf: Shelf) -> None:
    key = open_app(team.folder).suppression_key
    with team.database().write() as session:
        bob = Value(SuppressionKind.EMAIL, "bob@mail.example")
        suppressions.add(session, bob, key=key, reason="opted_out", source="test", at=NOW)
    assert [row["lead"] for row in team.json("tasks", "list")] == [shelf.leads["alice"]]
