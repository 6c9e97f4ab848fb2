"""Features are the points that today's rules gave, and what candidates would have seen."""

import polars as pl
import pytest

from prospector.engine import scoring
from prospector.engine.expressions import expressions
from prospector.measure.learn.candidates import Candidate
from prospector.measure.learn.features import features, of_outcomes, table
from prospector.measure.learn.trial import asking, trying
from prospector.rules.models import Scope
from tests.rulesets import intent_rule
from tests.stories import story, world

PROFILES = [
    {
        "id": "firms",
        "label": "Firms",
        "groups": [
            {
                "id": "size",
                "rules": [
                    {"id": "some", "when": "account.employees >= 10", "points": 20},
                    {"id": "many", "when": "account.employees >= 100", "points": 50},
                    {"id": "idle", "when": "account.sites = 0", "points": -10},
                ],
            },
            {
                "id": "place",
                "pick": "sum",
                "rules": [{"id": "near", "when": "account.region = 'bretagne'", "points": 50}],
            },
        ],
    },
    {
        "id": "people",
        "label": "People",
        "groups": [
            {
                "id": "role",
                "rules": [{"id": "boss", "when": "lead.seniority = 'owner'", "points": 9}],
            }
        ],
    },
]
CANDIDATES = [
    Candidate("account.city = 'nantes'", "account.city"),
    Candidate("signal.kind = 'job_posted'", "job_posted", Scope.LEAD),
]
TOLD = story(
    {
        "intent": {
            "rules": [
                intent_rule("liked", "signal.kind = 'post_liked'", 10, half_life="never", cap=15),
                intent_rule("back", "signal.kind in ('replied', 'post_liked')", 5),
            ]
        },
        "fit": {"profiles": PROFILES},
        "accounts": {
            "acme": {"employees": 200, "region": "Bretagne", "sites": 0, "city": "Nantes"},
            "globex": {"employees": 20, "city": "Lyon"},
        },
        "leads": {
            "alice": {"account": "acme"},
            "bob": {"account": "globex", "seniority": "owner"},
            "erin": {},
        },
        "signals": [
            {"id": f"s{index}", "by": "alice", "kind": "post_liked", "age": 0} for index in range(2)
        ]
        + [{"id": "j", "by": "bob", "kind": "job_posted", "age": 30}],
    }
)


def made() -> dict[str, dict[str, float]]:
    ruleset = TOLD.ruleset
    asked, names = world(type(TOLD)(asking(ruleset), TOLD.leads, TOLD.accounts, TOLD.signals))
    wider = trying(ruleset, CANDIDATES)
    found = table(
        ruleset,
        CANDIDATES,
        totals=scoring.scores(wider, asked, {}).drop("profile"),
        traits=scoring.traits(wider, asked),
        profiles=scoring.scores(ruleset, asked, {}).select("lead_id", "profile"),
    )
    rows = {row["lead_id"]: row for row in found.rows(named=True)}
    return {name: rows[number] for name, number in names.items()}


def test_it_has_a_column_for_every_rule_and_candidate() -> None:
    columns = set(made()["alice"]) - {"lead_id"}
    assert columns == {one.name for one in features(TOLD.ruleset, CANDIDATES)}


def test_it_counts_what_rules_gave_after_their_caps() -> None:
    assert made()["alice"]["intent liked"] == pytest.approx(15)


def test_it_counts_fit_rules_on_the_scale_of_100_where_they_decide() -> None:
    alice, bob = made()["alice"], made()["bob"]
    assert (alice["fit some"], alice["fit many"], alice["fit idle"]) == (0, 50, -10)
    assert alice["fit near"] == 50
    # Bob is an owner: the profile of people gives him 100, that of firms does not count.
    assert (bob["fit boss"], bob["fit some"]) == (100, 0)


def test_it_sums_up_to_the_fit_that_is_known() -> None:
    asked, names = world(TOLD)
    lower = dict(scoring.scores(TOLD.ruleset, asked, {}).select("lead_id", "lower").rows())
    for name, row in made().items():
        total = sum(value or 0 for column, value in row.items() if column.startswith("fit "))
        assert total == pytest.approx(lower[names[name]] / 1e9)


def test_it_tells_what_candidates_see_and_what_is_unknown() -> None:
    found = made()
    city = f"new {CANDIDATES[0].condition}"
    assert [found[name][city] for name in ("alice", "bob", "erin")] == [1, 0, None]
    job = f"new {CANDIDATES[1].condition}"
    assert found["bob"][job] == 0.5  # a half-life of 30 days
    assert found["alice"][job] == 0


def test_it_names_rules_on_outcomes() -> None:
    assert of_outcomes(TOLD.ruleset, expressions(TOLD.ruleset).intent) == {"back"}


def test_it_knows_the_points_of_a_column() -> None:
    points = {one.name: one.points for one in features(TOLD.ruleset, CANDIDATES)}
    assert points["intent liked"] == 10
    assert points[f"new {CANDIDATES[0].condition}"] == 0
    assert isinstance(made()["alice"], dict)
    assert pl.Series(list(points)).is_unique().all()
