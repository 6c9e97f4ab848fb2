"""What the plain lane decides is what the long way would have decided, to the last column."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prospector.resolve import portions, resolve, stage
from prospector.store.database import Database
from tests.resolve.sightings import day, rows_of, see, signal
from tests.resolve.worlds import state
from tests.rulesets import make_ruleset

RULES = make_ruleset()
_NAMES = [f"{first} {last}" for first in ("Claire", "Bob", "Zoé") for last in ("Durand", "Petit")]


def _maybe(*values: Any, odds: int = 3) -> st.SearchStrategy[Any]:
    """One of some values, or more often nothing."""
    return st.one_of(*[st.none()] * odds, st.sampled_from(values))


#: Rows of which most stand for themselves and some get in each other's way.
ROW = st.fixed_dictionaries(
    {
        "email": st.one_of(
            st.none(),
            st.integers(0, 12).map(lambda n: f"p{n}@c{n // 3}.example"),
            st.sampled_from(["info@c1.example", "bob.petit@gmail.com", "desk@c2.example"]),
        ),
        "linkedin_url": _maybe(*[f"linkedin.com/in/p{n}" for n in range(12)], odds=4),
        "phone": _maybe("01 99 00 12 34", "01 99 00 56 78", "01 99 00 90 12", odds=8),
        "name": _maybe(*_NAMES, odds=1),
        "first_name": _maybe("Claire", "Bob", odds=8),
        "company": _maybe("Acme SAS", "Acme", "Globex GmbH", "Initech", "Hooli"),
        "domain": _maybe("acme.example", "c1.example", "globex.example", "gmail.com", odds=6),
        "title": _maybe("CEO", "VP Sales at Acme", "Chef de projet", odds=2),
        "function": _maybe("sales", odds=8),
        "spoken_name": _maybe("Cléo", odds=9),
        "company_guess": _maybe("Acme", "Ours", odds=8),
        "country": _maybe("FR", "DE"),
        "owner": _maybe("ana", "", odds=8),
        "employees": _maybe(40, 400),
        "tools": _maybe(["A", "B"], odds=6),
        "crm_in_place": _maybe(True, odds=6),
        "relation": _maybe("customer", "prospect", odds=8),
        "lead_attributes": _maybe({"plan": "gold"}, {"plan": None, "company_guess": "Z"}, odds=8),
        "account_attributes": _maybe({"k": [1, {"a": 'é"'}]}, odds=8),
        "feed": st.sampled_from(["crm", "likers", 'h"and']),
        "rank": st.sampled_from(["crm", "feed", "person"]),
        "received": st.integers(0, 3).map(day),
    }
).filter(
    lambda row: any(row[key] for key in ("email", "linkedin_url", "phone", "company", "domain"))
)
#: Rows, and after how many of them each resolve runs.
WORLDS = st.tuples(st.lists(ROW, max_size=24), st.lists(st.integers(1, 24), max_size=2))


def live(database: Database, rows: list[dict[str, Any]], cuts: list[int]) -> dict[str, Any]:
    """Rows come and are resolved, some at a time; what that comes to."""
    given_rows = [{k: v for k, v in row.items() if v is not None} for row in rows]
    for start, stop in zip([0, *sorted(cuts)], [*sorted(cuts), len(rows)], strict=True):
        see(database, *given_rows[start:stop])
        if start == 0:
            signal(database, "post_liked", "c9.example", day(0), person="linkedin.com/in/p3")
        resolve(database, RULES, now=day(9))
    found = state(database) | {
        "methods": {
            (i["kind"], i["value"]): i["method"]
            for table in ("identity", "account_identity")
            for i in rows_of(database, table)
        }
    }
    assert rows_of(database, "unresolved_sighting") == []
    database.dispose()
    return found


def test_it_decides_what_the_long_way_decides(
    stores: Any, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, *, prove: bool
) -> None:
    slow = request.node.callspec.params["stores"] == "postgresql"
    examples = (3 if slow else 15) * (100 if prove else 1)

    @settings(
        max_examples=examples,
        deadline=None,
        derandomize=not prove,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(WORLDS)
    def same(world: tuple[list[dict[str, Any]], list[int]]) -> None:
        rows, cuts = world
        cuts = [cut for cut in cuts if cut < len(rows)]
        with monkeypatch.context() as patch:
            patch.setattr(stage, "FEW", 1_000)
            expected = live(stores(), rows, cuts)
        with monkeypatch.context() as patch:
            patch.setattr(stage, "FEW", 0)
            patch.setattr(portions, "CHUNK", 2)
            assert live(stores(), rows, cuts) == expected

    same()


def test_it_tells_under_which_names_plain_people_were_seen(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage, "FEW", 0)
    see(
        database,
        {"email": "zelie.quarmontel@acme.example", "name": "Zélie Quarmontel"},
        {"linkedin_url": "linkedin.com/in/zq", "name": "Quarmontel Zélie", "company": "Globex"},
    )
    assert resolve(database, RULES, now=day(0)).suggested == 1
