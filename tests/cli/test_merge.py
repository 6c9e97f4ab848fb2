"""merge makes one lead of two, and lists what was merged."""

from pathlib import Path

import pytest

from prospector.cli.merge import RELATIONS
from prospector.tables import Relation
from tests.cli.team import Team, make
from tests.resolve.sightings import see

ROWS = (
    {"email": "claire@globex.example", "name": "Claire Durand"},
    {"linkedin_url": "linkedin.com/in/claire", "name": "Claire Durand", "domain": "globex.example"},
)


@pytest.fixture
def team(tmp_path: Path) -> Team:
    team = make(tmp_path)
    see(team.database(), *ROWS)
    team.run("resolve")
    return team


def test_it_merges_by_address_and_says_how_to_take_it_back(team: Team) -> None:
    said = team.run("merge", "claire@globex.example", "linkedin.com/in/claire", "--as", "alice")
    assert said.out == "merge 1: lead 2 is lead 1\n"
    assert "prospector unmerge 1" in said.err
    assert team.json("duplicates") == []


def test_it_lists_merges_with_who_and_why(team: Team) -> None:
    assert team.run("merge", "--list").out == "No merges.\n"
    team.run("merge", "1", "2", "--reason", "met her", "--as", "alice")
    (row,) = team.run("merge", "--list").out.splitlines()[1:]
    assert "1 Claire Durand <claire@globex.example>" in row
    assert "alice" in row
    assert "met her" in row
    team.run("unmerge", "1", "--as", "bob")
    assert team.json("merge", "--list") == []
    (back,) = team.json("merge", "--list", "--undone")
    assert (back["reason"], back["undone_by"], back["origin"]) == ("met her", "bob", "person")
    assert "taken back" in team.run("merge", "--list", "--undone").out


def test_it_asks_for_two_leads(team: Team) -> None:
    said = team.run("merge", "1")
    assert said.code == 2
    assert "name two leads" in said.err
    assert "one lead already" in team.run("merge", "1", "claire@globex.example").err


def test_it_prints_json(team: Team) -> None:
    made = team.json("merge", "1", "2")
    assert made == {
        "merge": 1,
        "kind": "person",
        "winner": 1,
        "loser": 2,
        "moved": 1,
        "apart": False,
        "relation": None,
    }


COMPANIES = (
    {"domain": "vernaliq.example", "city": "Lyon", "relation": "customer"},
    {"company": "Vernaliq Conseil SAS", "city": "Lyon"},
    {"domain": "brume.example", "relation": "partner"},
)


@pytest.fixture
def companies(tmp_path: Path) -> Team:
    team = make(tmp_path)
    see(team.database(), *COMPANIES)
    team.run("resolve")
    return team


def test_it_merges_accounts_by_domain_and_name_or_by_id(companies: Team) -> None:
    (found,) = companies.json("duplicates")
    assert found["kind"] == "company"
    assert "merge --accounts A B" in companies.run("duplicates").err
    said = companies.run("merge", "vernaliq.example", "Vernaliq Conseil", "--as", "alice")
    assert said.out == "merge 1: account 2 is account 1\n"
    assert companies.json("duplicates") == []
    (row,) = companies.run("merge", "--list").out.splitlines()[1:]
    assert "account 1 Vernaliq Conseil <vernaliq.example>" in row
    assert companies.json("merge", "--list")[0]["kind"] == "company"
    back = companies.run("unmerge", "1")
    assert back.out == "merge 1 taken back: account 2 is its own again\n"
    assert companies.json("merge", "--accounts", "1", "2")["winner"] == 1


def test_it_asks_what_a_company_is_to_us_where_its_accounts_differ(companies: Team) -> None:
    said = companies.run("merge", "vernaliq.example", "brume.example")
    assert said.code == 2
    assert "1 vernaliq.example is a customer (crm) and 3 brume.example is a partner" in said.err
    made = companies.json("merge", "vernaliq.example", "brume.example", "--relation", "partner")
    assert made == {
        "merge": 1,
        "kind": "company",
        "winner": 1,
        "loser": 3,
        "moved": 1,
        "apart": False,
        "relation": "partner",
    }
    assert "--relation is of accounts" in companies.run("merge", "1", "2", "--relation", "own").err


def test_it_offers_every_relation_but_prospect() -> None:
    assert set(RELATIONS) == set(Relation) - {Relation.PROSPECT}
