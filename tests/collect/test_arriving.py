"""The frames the store takes."""

import json

from prospector.collect.said import Said
from prospector.columns import to_micros
from tests.collect import kit
from tests.collect.thinking import ready

ALICE: dict[str, str | None] = {"email": "alice@acme.example", "title": "COO"}


def test_it_makes_one_sighting_of_equal_contents() -> None:
    row = {**ALICE, "kind": "page_visited", "occurred_at": "2026-11-02"}
    frames = ready(row, {**row, "occurred_at": "2026-11-03"}, ALICE).frames
    assert frames.signals.height == 2
    assert frames.sightings["is_update"].to_list() == [True]
    assert frames.people.rows() == [
        ("email", "alice@acme.example", "alice@acme.example", to_micros(kit.NOW))
    ]
    assert frames.companies["value"].to_list() == ["acme.example"]


def test_it_says_of_nobody_again_what_an_earlier_batch_said() -> None:
    said = Said()
    row = {**ALICE, "name": "Alice Martin", "kind": "page_visited", "occurred_at": "2026-11-02"}
    first = ready(row, said=said).frames
    again = ready({**row, "occurred_at": "2026-11-03"}, said=said).frames
    assert (first.sightings.height, again.sightings.height) == (1, 0)
    # Whom its signals speak of is asked for all the same; by what else they are known is not.
    assert first.people["kind"].to_list() == ["email", "name_company"]
    assert again.people["kind"].to_list() == ["email"]
    assert again.companies["value"].to_list() == ["acme.example"]
    assert again.signals["person_value"].to_list() == ["alice@acme.example"]
    other = ready({**row, "title": "CEO"}, said=said).frames
    assert other.sightings.height == 1


def test_it_takes_an_update_for_news_whatever_was_said_before() -> None:
    said = Said()
    row = {**ALICE, "kind": "page_visited", "occurred_at": "2026-11-02"}
    ready(row, said=said)
    assert ready(ALICE, row, said=said).frames.sightings["is_update"].to_list() == [True]
    assert ready(ALICE, said=said).frames.sightings.height == 1


def test_it_does_not_take_a_value_for_that_of_another_field() -> None:
    said = Said()
    row = {"email": ALICE["email"], "kind": "page_visited", "occurred_at": "2026-11-02"}
    found = [
        ready({**row, name: "Sales"}, said=said).frames.sightings
        for name in ("title", "function", "title")
    ]
    assert [sightings.height for sightings in found] == [1, 1, 0]


def test_it_tells_values_of_the_person_from_the_companys() -> None:
    row = {
        **ALICE,
        "employees": "51-200",
        "tools": "a; b",
        "seats": "3",
        "speaks": "fr",
        "colour": "red",
    }
    (found,) = ready(row).frames.sightings.iter_rows(named=True)
    assert json.loads(found["lead_values"]) == {
        "email": "alice@acme.example",
        "title": "COO",
        "attributes": {"speaks": "fr", "colour": "red"},
    }
    assert json.loads(found["account_values"]) == {
        "employees": 125,
        "tools": ["a", "b"],
        "attributes": {"seats": 3.0, "employees_range": "51-200"},
    }


def test_it_gives_unknown_columns_to_the_signal_or_to_whom_the_update_is_about() -> None:
    signal = {**ALICE, "kind": "page_visited", "occurred_at": "2026-11-02", "colour": "red"}
    frames = ready(signal).frames
    assert json.loads(frames.signals["attributes"][0]) == {"colour": "red"}
    assert "red" not in frames.sightings["lead_values"][0]
    company = ready({"domain": "acme.example", "colour": "red"}).frames.sightings
    assert json.loads(company["account_values"][0])["attributes"] == {"colour": "red"}


def test_it_folds_what_rules_read() -> None:
    row = {
        **ALICE,
        "kind": "page_visited",
        "occurred_at": "2026-11-02",
        "subject": "Élan, café",
        "text": "Ça!",
    }
    (found,) = ready(row).frames.signals.iter_rows(named=True)
    assert (found["subject_folded"], found["topic_folded"], found["text_folded"]) == (
        "elan cafe",
        None,
        "ca",
    )


def test_it_counts_a_backfilled_row_as_received_when_it_happened() -> None:
    row = {**ALICE, "kind": "page_visited", "occurred_at": "2026-11-02"}
    frames = ready(row, backfill=True).frames
    noon = 1_793_620_800_000_000
    assert frames.signals["received_at"].to_list() == [noon]
    assert frames.signals["received_assumed"].to_list() == [True]
    assert frames.people["first_seen_at"].to_list() == [noon]
    assert frames.sightings["received_at"].to_list() == [noon]


def test_it_says_since_when_a_value_holds() -> None:
    dated = ready({**ALICE, "kind": "page_visited", "occurred_at": "2026-11-02"}).frames
    future = ready({**ALICE, "kind": "page_visited", "occurred_at": "2027-11-02"}).frames
    assert dated.sightings["seen_at"].to_list() == [1_793_620_800_000_000]
    assert future.sightings["seen_at"].to_list() == [to_micros(kit.NOW)]


def test_it_leaves_refused_rows_out() -> None:
    frames = ready({**ALICE, "kind": "bought"}).frames
    assert [frame.height for frame in (frames.people, frames.sightings, frames.signals)] == [
        0,
        0,
        0,
    ]
