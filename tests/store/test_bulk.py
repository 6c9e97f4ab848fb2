"""Many rows go in at once, on both databases, and never over another resolver's."""

import polars as pl
import pytest

from prospector.errors import StoreBusy
from prospector.store import bulk
from prospector.store.database import Database, writing
from prospector.store.records import ACCOUNT, LEAD
from tests.resolve.sightings import NOON, rows_of, see, signal

_PLAN = '{"plan": "go\\\\ld\\n"}'
ROWS = pl.DataFrame(
    {
        "attributes": [_PLAN] * 2,
        "sources": ["{}"] * 2,
        "first_seen_at": [5] * 2,
        "title": [None, '"\\.'],
        "owner": [None] * 2,
    },
    schema_overrides={"owner": pl.String},
)
RUN = "INSERT INTO run (id, stage, status, as_of, started_at, counts) VALUES (99, 'resolve', 'running', 1, 1, '{}')"


def pointing(*rows: tuple[int | None, str, int]) -> pl.DataFrame:
    """Pointers of identities to leads."""
    schema = {"holder": pl.Int64, "method": pl.String, "identity": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def test_it_reads_what_is_pending_as_numbers(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    see(database, {"email": "a@acme.example", "company": "Acme"}, {"domain": "globex.example"})
    with database.staging() as connection:
        frame = bulk.pending(connection, 10)
        assert bulk.pending(connection, 1).height == 1
        unknown = bulk.unknown(connection, ACCOUNT)
        told = bulk.told(connection, LEAD, frame.select(n="id", id="id"))
        said = bulk.told(connection, ACCOUNT, frame.select(n="id", id="id"))
        assert bulk.told(connection, LEAD, frame.head(1).select(n="id", id="id")).height == 1
        monkeypatch.setattr(bulk, "_SPREAD", 0)  # one by one
        assert bulk.told(connection, LEAD, frame.select(n="id", id="id")).equals(told)
    assert frame.columns == ["id", "email", "profile", "phone", "name", "domain", "company"]
    assert frame["email"].null_count() == 1
    assert sorted(unknown["value"]) == ["acme", "acme.example", "globex.example"]
    assert told["email"].to_list() == ["a@acme.example", None]
    assert said["domain"].to_list() == ["acme.example", "globex.example"]
    assert told["n"].to_list() == said["id"].to_list() == frame["id"].to_list()


def test_it_knows_which_names_only_a_signal_mentions(database: Database) -> None:
    see(database, {"name": "Claire Durand", "company": "Acme"})
    signal(database, "post_liked", None, NOON, person="linkedin.com/in/dan")
    with database.staging() as connection:
        assert bulk.alone(connection, LEAD).to_list() == []  # a profile is somebody anyway
        connection.exec_driver_sql(
            "UPDATE signal SET person_identity_id ="
            " (SELECT id FROM identity WHERE kind = 'name_company')"
        )
        assert len(bulk.alone(connection, LEAD)) == 1


def test_it_writes_leads_and_points_identities_to_them(database: Database) -> None:
    see(database, {"email": "a@acme.example"}, {"email": "b@acme.example"})
    with database.staging() as connection:
        for _ in range(2):
            with writing(connection):
                ids = bulk.insert(connection, LEAD, ROWS)
        connection.exec_driver_sql(RUN)
        connection.commit()
        a, b = bulk.unknown(connection, LEAD)["id"].to_list()
        with writing(connection):
            bulk.point(connection, LEAD, pointing((ids[0], "own", a), (None, "nobody", b)), 99)
            bulk.resolved(connection, [1])
        assert bulk.unknown(connection, LEAD).height == 0
        with pytest.raises(StoreBusy, match="another resolve"), writing(connection):
            bulk.point(connection, LEAD, pointing((ids[0], "own", a)), 99)
    assert [row["id"] for row in rows_of(database, "lead")] == [1, 2, 3, 4]
    assert rows_of(database, "lead")[0]["attributes"] == {"plan": "go\\ld\n"}
    assert [row["title"] for row in rows_of(database, "lead")] == [None, '"\\.'] * 2
    assert [(i["lead_id"], i["method"]) for i in rows_of(database, "identity")] == [
        (ids[0], "own"), (None, "nobody"),
    ]  # fmt: skip
    assert rows_of(database, "unresolved_sighting") == [{"id": 2}]


def test_it_marks_the_sightings_it_is_given_and_none_between(database: Database) -> None:
    see(database, *({"email": f"p{number}@acme.example"} for number in range(6)))
    ids = sorted(row["id"] for row in rows_of(database, "sighting"))
    with database.staging() as connection, writing(connection):
        bulk.resolved(connection, [])
        bulk.resolved(connection, [ids[1], ids[0]])
        bulk.resolved(connection, [ids[3], ids[5]])
    left = [row["id"] for row in rows_of(database, "unresolved_sighting")]
    assert sorted(left) == [ids[2], ids[4]]
