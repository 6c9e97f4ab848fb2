"""Source maps are stored without repetition and read whole."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from prospector.columns import from_micros
from prospector.sourcemap import SHARED, packed, unpacked
from prospector.store.database import Database
from prospector.tables import Lead
from tests.resolve.sightings import rows_of

CRM: dict[str, Any] = {
    "feed": "crm",
    "rank": "crm",
    "file": "crm.csv",
    "line": 2,
    "first_seen": 5,
    "last_seen": 5,
}
_ENTRIES = st.dictionaries(
    st.sampled_from(["feed", "line", "first_seen", "from", "value"]),
    st.one_of(st.integers(0, 2), st.sampled_from(["", "a", "b"]), st.booleans(), st.none()),
)


def test_it_says_once_what_most_fields_share() -> None:
    sources: dict[str, dict[str, Any]] = {
        "title": CRM,
        "function": {**CRM, "from": "title"},
        "phone": {**CRM, "line": 9},
        "relation": {"from": "company.yaml"},
    }
    stored = packed(sources)
    assert stored == {
        SHARED: CRM,
        "title": "",
        "function": "title",
        "phone": {**CRM, "line": 9},
        "relation": {"from": "company.yaml"},
    }
    assert unpacked(stored) == sources


def test_it_reads_maps_of_older_rows() -> None:
    assert unpacked({"title": CRM}) == {"title": CRM}


@given(st.dictionaries(st.sampled_from(["title", "function", "phone", "name"]), _ENTRIES))
def test_it_gives_back_what_it_was_given(sources: dict[str, dict[str, Any]]) -> None:
    assert unpacked(packed(sources)) == sources
    assert unpacked(sources) == sources


def test_it_is_whole_for_whoever_reads_a_row(database: Database) -> None:
    sources = {"title": CRM, "function": {**CRM, "from": "title"}}
    with database.write() as session:
        session.add(Lead(sources=sources, first_seen_at=from_micros(0)))
    assert rows_of(database, "lead")[0]["sources"] == sources
    with database.read() as session:
        stored = session.connection().exec_driver_sql("SELECT CAST(sources AS TEXT) FROM lead")
        assert str(stored.scalar_one()).count("crm.csv") == 1
