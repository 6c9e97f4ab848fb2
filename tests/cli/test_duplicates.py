"""duplicates lists likely matches with their evidence."""

from pathlib import Path

import pytest

from tests.cli.team import Team, make
from tests.resolve.sightings import see

CLAIRES = (
    {"email": "claire@globex.example", "name": "Claire Durand", "company": "Globex"},
    {"name": "Claire Durand", "company": "Globex SAS"},
)


@pytest.fixture
def team(tmp_path: Path) -> Team:
    return make(tmp_path)


def test_it_says_so_when_there_are_none(team: Team) -> None:
    assert team.run("duplicates").out == "No likely matches.\n"
    assert team.json("duplicates") == []


def test_it_lists_people_and_companies_with_what_speaks_for_them(team: Team) -> None:
    see(
        team.database(),
        {"email": "claire@globex.example", "name": "Claire Durand", "company": "Globex"},
        {"name": "Claire Durand", "company": "Globex SAS"},
        {
            "linkedin_url": "linkedin.com/in/dan",
            "title": "CEO at Globex",
            "company_guess": "Globex",
        },
    )
    team.run("resolve")
    said = team.run("duplicates")
    assert said.code == 0
    first, one, other, second, *_ = said.out.splitlines()
    why = "same name, same company, one of them is only a name; but a common name"
    assert first.endswith(f"91% sure: {why}")
    assert one == "  lead 1  Claire Durand <claire@globex.example>  Globex"
    assert other == "  lead 2  Claire Durand  Globex"
    assert second.endswith("70% sure: headline names Globex")
    assert "prospector merge A B" in said.err
    people, company = team.json("duplicates")
    assert people["confidence"] == 0.91
    assert people["reason"].startswith("same name, same company")
    assert (people["lead_at"], people["other_at"]) == ("Globex", "Globex")
    assert company["other"] == "Globex <globex.example>"


def test_it_lists_only_those_as_sure_as_asked_for(team: Team) -> None:
    see(team.database(), *CLAIRES)
    team.run("resolve")
    assert len(team.json("duplicates", "--min-confidence", "0.9")) == 1
    assert team.json("duplicates", "--min-confidence", "0.99") == []


def test_it_never_lists_again_what_somebody_refused(team: Team) -> None:
    see(team.database(), *CLAIRES)
    team.run("resolve")
    (found,) = team.json("duplicates")
    said = team.run("duplicates", "--refuse", str(found["id"]))
    assert "not listed again" in said.out
    see(team.database(), {"email": "claire@globex.example", "title": "CEO"})
    team.run("resolve")
    assert team.json("duplicates") == []
    again = team.run("duplicates", "--refuse", str(found["id"]))
    assert (again.code, "no open suggestion" in again.err) == (1, True)


def test_it_warns_of_a_domain_that_only_looks_like_another(team: Team) -> None:
    odd = "gl\u043ebex.example"  # a Cyrillic o
    see(team.database(), {"domain": odd, "company": "Globex"}, {"domain": "globex.example"})
    team.run("resolve")
    said = team.run("duplicates")
    assert "only looks like globex.example" in said.err
    assert said.out == "No likely matches.\n"


def test_it_lists_two_companies_that_may_be_one_until_somebody_refuses(team: Team) -> None:
    see(
        team.database(),
        {"domain": "vernaliq.example", "city": "Lyon"},
        {"company": "Vernaliq Conseil SAS", "city": "Lyon"},
    )
    team.run("resolve")
    (found,) = team.json("duplicates")
    assert (found["kind"], found["lead_id"], found["account_id"]) == ("company", None, 1)
    first, one, other = team.run("duplicates").out.splitlines()
    assert "a domain spells the other's name" in first
    assert one == "  account 1  vernaliq.example  Lyon"
    assert other == "  account 2  Vernaliq Conseil  Lyon"
    team.run("duplicates", "--refuse", str(found["id"]))
    see(team.database(), {"domain": "vernaliq.example", "employees": 12})
    team.run("resolve")
    assert team.json("duplicates") == []
