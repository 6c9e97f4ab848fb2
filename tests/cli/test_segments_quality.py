"""`prospector segments quality` says in words what is wrong, and shows the figures behind."""

import json

import pytest

from prospector import score, segment
from prospector.rules.loader import load_ruleset
from tests.cli.team import Team, make
from tests.shelf import shelve
from tests.stories import NOW, Story, story


def crowd() -> Story:
    """Forty directors of bakeries who commented, twenty engineers who like."""
    return story(
        {
            "accounts": {
                "globex": {"employees": 120, "industry": "Boulangerie industrielle"},
                "initech": {"employees": 900, "industry": "Transport"},
            },
            "leads": {
                **{
                    f"bob{n}": {"account": "globex", "seniority": "director", "function": "sales"}
                    for n in range(40)
                },
                **{
                    f"carol{n}": {"account": "initech", "seniority": "manager", "function": "sales"}
                    for n in range(20)
                },
            },
            "signals": [
                *(
                    {
                        "id": f"b{n}",
                        "by": f"bob{n}",
                        "kind": "event_attended",
                        "subject": "Fair",
                        "age": 2,
                    }
                    for n in range(40)
                ),
                *(
                    {
                        "id": f"c{n}",
                        "by": f"carol{n}",
                        "kind": "post_liked",
                        "subject": "Post",
                        "age": 1,
                    }
                    for n in range(20)
                ),
            ],
        }
    )


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Team:
    made = make(tmp_path_factory.mktemp("made"))
    database, ruleset = made.database(), load_ruleset(made.folder / "rules")
    shelve(database, crowd())
    score.score(database, ruleset, now=NOW)
    segment.segment(database, ruleset, now=NOW)
    return made


def test_it_says_in_words_first_what_is_wrong(team: Team) -> None:
    said = team.run("segments", "quality", now=NOW)
    lines = said.out.splitlines()
    assert said.code == 0
    assert lines[0] == "56 of 60 scored leads are in 2 segments"
    assert any(line.endswith("are empty: nobody meets their conditions.") for line in lines)
    assert any("too few: lead.language, " in line for line in lines)
    assert "Size: who meets a condition, who is in the segment" in lines
    assert "What tells the segments apart" in lines


def test_it_gives_the_figures_as_json(team: Team) -> None:
    found = json.loads(team.run("segments", "quality", "--json", now=NOW).out)
    assert (found["leads"], found["differ"]) == (60, 0)
    assert sum(one["leads"] for one in found["segments"]) == found["members"]
    assert {"code", "segments", "text"} == set(found["findings"][0])
    apart = {one["attribute"]: one for one in found["separations"]}
    assert apart["account.industry"]["measure"] == "Cramér's V"
    assert apart["outcome.deal_won"]["value"] is None
    assert {one["segment"] for one in found["traits"]} == {
        one["segment"] for one in found["segments"]
    }
