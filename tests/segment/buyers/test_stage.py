"""Buyers of the store are scored as segments read them."""

from datetime import timedelta

import pytest

from prospector import score, segment
from prospector.engine import rfm
from prospector.segment.buyers import buyers
from prospector.store import memberships, runs
from prospector.store.database import Database
from tests.rulesets import segment as rule
from tests.shelf import shelve
from tests.stories import NOW, Story, Told, story


def told(count: int) -> Story:
    """So many companies with one person each; the nth bought n times, last n days ago."""
    names = [f"c{number}" for number in range(1, count + 1)]
    signals: list[Told] = [
        {
            "id": f"{name}-{n}",
            "by": f"lead-{name}",
            "kind": "purchased",
            "age": number + 3 * n,
            "amount": 10 * number,
            "currency": "EUR",
        }
        for number, name in enumerate(names, 1)
        for n in range(number)
    ]
    conditions = {
        "top": "rfm.r = 5 and rfm.f <= 2",
        "often": "rfm.f = 5 and rfm.m = 5 and rfm.segment = 'at risk'",
        "loyal": "rfm.segment in ('loyal', 'champions')",
        "falling": "rfm.trend < 0",
    }
    return story(
        {
            "segments": {"segments": [rule(name, when) for name, when in conditions.items()]},
            "accounts": {name: {} for name in names},
            "leads": {f"lead-{name}": {"account": name} for name in names},
            "signals": signals,
        }
    )


@pytest.mark.parametrize("count", [12, 30])
def test_it_agrees_with_the_segments(database: Database, count: int) -> None:
    one = told(count)
    shelf = shelve(database, one)
    found = buyers(database, one.ruleset, now=NOW)
    score.score(database, one.ruleset, now=NOW)
    segment.segment(database, one.ruleset, now=NOW)
    with database.read() as session:
        standing = {
            lead: member.segment
            for lead, lead_id in shelf.leads.items()
            if (member := memberships.of_lead(session, lead_id))
        }
    expected = {}
    for row in found.rows.iter_rows(named=True):
        lead = f"lead-{row['domain'].partition('.')[0]}"
        if row["r"] == 5 and row["f"] <= 2:
            expected[lead] = "top"
        elif row["f"] == row["m"] == 5 and row["segment"] == "at risk":
            expected[lead] = "often"
        elif row["segment"] in ("loyal", "champions"):
            expected[lead] = "loyal"
    assert standing == expected
    assert {"top", "loyal"} <= set(expected.values())
    assert found.rows["whose"].unique().to_list() == ["account"]
    assert [one.buyers for one in found.sums] == [
        found.rows["segment"].to_list().count(one.segment) for one in found.sums
    ]


def test_it_keeps_where_scores_begin_with_the_run(database: Database) -> None:
    one = told(30)
    shelve(database, one)
    score.score(database, one.ruleset, now=NOW)
    segment.segment(database, one.ruleset, now=NOW)
    with database.read() as session:
        run = runs.latest(session, "segment")
    assert run is not None
    assert (
        rfm.cuts_of(run.counts, one.ruleset.grades.rfm)
        == buyers(database, one.ruleset, now=NOW).cuts
    )


def test_it_scores_some_leads_among_all_buyers(database: Database) -> None:
    one = told(30)
    shelf = shelve(database, one)
    score.score(database, one.ruleset, now=NOW)
    # No run has looked at all buyers yet: three alone would be scored by the fixed cuts.
    some = [shelf.leads[f"lead-c{number}"] for number in (1, 15, 30)]
    segment.resegment(database, one.ruleset, some, now=NOW)
    with database.read() as session:
        alone = [memberships.of_lead(session, lead) for lead in some]
    segment.segment(database, one.ruleset, now=NOW)
    with database.read() as session:
        among = [memberships.of_lead(session, lead) for lead in some]
    assert [each and each.segment for each in alone] == [each and each.segment for each in among]
    assert alone[0] is not None


def test_it_knows_what_was_known(database: Database) -> None:
    one = told(3)
    shelve(database, one)
    early = buyers(database, one.ruleset, now=NOW, known_at=NOW - timedelta(days=4))
    # A signal is told on the day it happens: of three days the newest is not known yet.
    assert early.rows.height == 2
    assert buyers(database, one.ruleset, now=NOW).rows.height == 3


def test_it_takes_other_kinds_and_finds_nobody(database: Database) -> None:
    one = told(2)
    shelve(database, one)
    none = buyers(database, one.ruleset, now=NOW, kinds=["met"])
    assert (none.rows.height, none.left_out, none.cuts.currency) == (0, 0, None)
