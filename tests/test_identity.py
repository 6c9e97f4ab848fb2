"""Resolve tells people and companies apart as well as we promise, on worlds nothing was fitted on."""

from pathlib import Path

from benchmarks.companies import company_world
from benchmarks.identity import Share, company_qualities, qualities
from benchmarks.people import people_world
from prospector.rules.loader import load_ruleset

RULES = Path(__file__).parent.parent / "rules"


def test_it_merges_rightly_and_suggests_nearly_all_of_the_rest() -> None:
    found = qualities(load_ruleset(RULES), seeds=(1, 2), people=400)
    assert found.merges.value >= 0.995, found.merges
    assert found.suggestions.value >= 0.90, found.suggestions
    assert found.found.value >= 0.90, found.found
    assert found.found.n > 200


def test_it_tells_companies_apart_and_suggests_nearly_all_twins() -> None:
    found = company_qualities(load_ruleset(RULES))
    assert found.merges.value >= 0.995, found.merges
    assert found.suggestions.value >= 0.90, found.suggestions
    assert found.found.value >= 0.90, found.found
    assert found.found.n > 700
    assert found.at_home.value >= 0.97, found.at_home


def test_it_generates_companies_that_are_not_easy() -> None:
    rows = company_world(1, 400)
    assert company_world(1, 400) == rows
    cities: dict[str, set[str]] = {}
    for row in rows:
        if row.get("company", "").startswith("Martin") and "city" in row:
            cities.setdefault(row["company"].split()[0], set()).add(row["city"])
    assert len(cities["Martin"]) > 1, "no namesakes"
    assert any("(" in row.get("company", "") for row in rows)
    assert any("company" not in row for row in rows)
    assert any("domain" not in row for row in rows)


def test_it_generates_worlds_that_are_not_easy() -> None:
    world = people_world(1, 400)
    assert people_world(1, 400).rows == world.rows
    named = [(p.company, p.first, p.last) for p in world.people]
    assert len(set(named)) < len(named), "no namesakes at one company"
    assert any(p.before is not None for p in world.people)
    assert any(row.get("email", "").startswith("atelier@") for row in world.rows)


def test_it_states_a_share_with_its_interval() -> None:
    low, high = Share(95, 100).interval
    assert 0.88 < low < 0.95 < high < 0.99
    assert Share(0, 0).interval == (0.0, 1.0)
    assert Share(1, 2) + Share(2, 2) == Share(3, 4)
