"""A batch through every step: rows are never lost on the way."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from prospector.collect.registry import PROFILES
from prospector.store.database import Database
from tests.collect import kit
from tests.collect.thinking import ready

CELL = st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=10)
ROW = st.fixed_dictionaries(
    {
        "kind": st.sampled_from([None, "post_liked", "page_visited", "bought"]) | CELL,
        "occurred_at": st.sampled_from(["2026-11-02", "03/04/2026", None, "x"]) | CELL,
        "email": st.sampled_from(["alice@acme.example", "info@acme.example", "a@gmail.com", "x"])
        | CELL,
        "linkedin_url": st.sampled_from(["linkedin.com/in/alice", None]) | CELL,
        "company": CELL,
        "employees": st.sampled_from(["51-200", "many", None]) | CELL,
        "amount": st.sampled_from(["1,5", "1,234", None]) | CELL,
        "tools": CELL,
        "anything": CELL,
    }
)


@settings(max_examples=150, deadline=None)
@given(st.lists(ROW, min_size=1, max_size=6), st.sampled_from(list(PROFILES)))
def test_it_ends_every_row_as_good_or_refused(rows: list[dict[str, str | None]], name: str) -> None:
    found = ready(*rows, profile=PROFILES[name])
    assert found.rows == len(rows) == found.good + len(found.rejects)
    assert len({reject.line for reject in found.rejects}) == len(found.rejects)
    updates = int(found.frames.sightings["is_update"].sum())
    assert found.frames.signals.height + updates <= found.good


def test_it_says_what_a_profile_wants() -> None:
    job: dict[str, str | None] = {
        "id": "1",
        "title": "SDR",
        "absolute_url": "x",
        "updated_at": "2026-11-02",
    }
    assert "--set domain=" in " ".join(ready(job, profile=PROFILES["greenhouse"]).notices)


def test_it_gives_what_machines_opened_no_weight(database: Database, tmp_path: Path) -> None:
    kit.take(
        database,
        tmp_path / "opens.csv",
        "kind,occurred_at,email,subject,machine_open\n"
        "email_opened,2026-11-02,alice@acme.example,Hello,true\n"
        "email_opened,2026-11-03,alice@acme.example,Hello,\n",
    )
    found = [(row["confidence"], row.get("attributes", {})) for row in kit.signals(database)]
    assert [confidence for confidence, _ in found] == [0.0, 1.0]
    assert found[0][1]["machine"] == "true"
