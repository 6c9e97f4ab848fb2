"""CloudEvents."""

from pathlib import Path

import pytest

from prospector.collect.profiles.cloudevents import reshape, wrong_with
from prospector.rules.models.feeds import HookBody
from prospector.store.database import Database
from tests.collect.hooks import arriving


def test_it_takes_events_in_all_three_ways_they_are_sent(
    database: Database, tmp_path: Path, *, bless: bool
) -> None:
    arriving.check(database, tmp_path, HookBody.CLOUDEVENTS, bless=bless)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({}, None),
        ({"id": ""}, "id missing"),
        ({"source": None, "type": 3.5}, "source missing"),
        ({"specversion": "0.3"}, "1.0 is read"),
        ({"data": {}, "data_base64": ""}, "both"),
    ],
)
def test_it_says_what_is_wrong_with_an_event(change: dict[str, object], why: str | None) -> None:
    found = wrong_with({"specversion": "1.0", "id": "1", "source": "/a", "type": "b", **change})
    assert (found is None) if why is None else (why in (found or ""))


def test_it_takes_the_time_and_subject_of_the_envelope_only_where_the_record_has_none() -> None:
    event = {"id": "1", "source": "/a", "type": "x/met", "time": "2026-11-20", "subject": "s"}
    data = {"email": "alice@acme.example"}
    (found,) = reshape({**event, "data": data})
    assert (found["kind"], found["occurred_at"], found["subject"]) == ("met", "2026-11-20", "s")
    (found,) = reshape({**event, "data": {**data, "kind": "called", "occurred_at": "2026-11-19"}})
    assert (found["kind"], found["occurred_at"]) == ("called", "2026-11-19")


@pytest.mark.parametrize("data", [None, [], "text", 3])
def test_it_refuses_data_that_are_no_record(data: object) -> None:
    with pytest.raises(TypeError, match="no object"):
        reshape({"id": "1", "source": "/a", "type": "met", "data": data})
