"""Opens and clicks no person made."""

from datetime import UTC, datetime

import pytest

from prospector.collect import batch, machines, plan, registry, times
from prospector.collect.plan import Told
from prospector.collect.records import Records
from prospector.collect.times import Clock
from prospector.collect.values import Manner
from prospector.columns import to_micros
from tests.collect import thinking

MANNER = Manner(kinds=("email_opened", "email_clicked", "purchased"))


def of_alice(row: dict[str, str]) -> dict[str, str | None]:
    return {"email": "alice@acme.example", **row}


def discounted(*rows: dict[str, str]) -> Records:
    given = thinking.table(*map(of_alice, rows))
    made = plan.make(given.headers, registry.GENERIC, Told(), MANNER)
    records = batch.understand(given, made, {}).records
    machines.discount(records)
    return records


def weights(*rows: dict[str, str]) -> list[float | None]:
    """Confidence per row; None = as if nothing had been said."""
    records = discounted(*rows)
    found = records.columns.get("confidence")
    return [None] * len(rows) if found is None else found.to_list()


def click(second: str, url: str, **more: str) -> dict[str, str]:
    at = f"2026-11-02T10:00:{second}Z"
    return {"kind": "email_clicked", "occurred_at": at, "url": url} | more


def opened(agent: str) -> dict[str, str]:
    return {"kind": "email_opened", "occurred_at": "2026-11-02", "user_agent": agent}


@pytest.mark.parametrize("name", ["machine", "bot", "sg_machine_open"])
def test_it_believes_a_source_that_says_a_machine_did_it(name: str) -> None:
    said = {"kind": "email_opened", "occurred_at": "2026-11-02", name: "true"}
    assert weights(said, {**said, name: "false"}) == [0.0, None]


@pytest.mark.parametrize(
    "agent",
    [
        "Mozilla/5.0",
        "Barracuda Sentinel (EE)",
        "python-requests/2.32",
        "Mozilla/5.0 (compatible; examplebot/2.0)",
        "Mozilla/5.0 (X11) HeadlessChrome/120",
    ],
)
def test_it_knows_programs_that_open_for_nobody(agent: str) -> None:
    records = discounted(opened(agent))
    assert records.columns["confidence"].to_list() == [0.0]
    assert records.columns["@machine"].to_list() == ["true"]


@pytest.mark.parametrize(
    "agent",
    [
        "Mozilla/5.0 (Windows NT 5.1) (via ggpht.com GoogleImageProxy)",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_0) AppleWebKit/605.1.15",
        "YahooMailProxy; https://help.yahoo.com/",
    ],
)
def test_it_counts_what_a_person_opens_through_a_proxy(agent: str) -> None:
    assert weights(opened(agent)) == [None]


def test_it_takes_three_links_within_two_seconds_for_a_scanner() -> None:
    burst = [click("01", "a.example/1"), click("02", "a.example/2"), click("03", "a.example/3")]
    later = click("09", "a.example/1")
    assert weights(*burst, later) == [0.0, 0.0, 0.0, None]


def test_it_lets_a_person_click_twice_or_one_link_often_or_slowly() -> None:
    for clicks in (
        [click("01", "a.example/1"), click("02", "a.example/2")],
        [click(second, "a.example/1") for second in ("01", "02", "02", "03")],
        [click(second, f"a.example/{second}") for second in ("01", "03", "05", "07")],
    ):
        assert weights(*clicks) == [None] * len(clicks)


def test_it_does_not_take_a_list_without_seconds_for_a_burst() -> None:
    for at in ("2026-11-02", "2026-11-02T10:32:00Z"):
        clicks = [click("01", f"a.example/{number}", occurred_at=at) for number in range(5)]
        assert weights(*clicks) == [None] * 5


def test_it_does_not_take_assumed_times_for_a_burst() -> None:
    rows = [click("01", f"a.example/{number}") for number in range(5)]
    records = discounted(*[{**row, "occurred_at": "", "subject": "Spring"} for row in rows])
    exported = datetime(2026, 11, 2, 10, 32, 7, tzinfo=UTC)
    times.assume(records, Clock(None, exported, {"Spring": to_micros(exported) - 8_000_002}))
    machines.discount(records)
    assert records.columns["occurred_at"].null_count() == 0
    assert "confidence" not in records.columns


def test_it_does_not_add_up_the_clicks_of_two_people() -> None:
    bob = {"email": "bob@acme.example"}
    clicks = [
        click("01", "a.example/1"),
        click("01", "a.example/2"),
        click("01", "a.example/3", **bob),
    ]
    assert weights(*clicks) == [None, None, None]


def test_it_leaves_other_kinds_and_given_confidences_alone() -> None:
    bought = {"kind": "purchased", "occurred_at": "2026-11-02", "machine": "true"}
    sure = {"kind": "email_opened", "occurred_at": "2026-11-02", "confidence": "0.5"}
    machine = {**sure, "machine": "true"}
    assert weights({**bought, "confidence": "0.7"}, sure, machine) == [0.7, 0.5, 0.0]
    assert weights(bought) == [None]


def test_it_may_look_twice() -> None:
    records = discounted(opened("Mozilla/5.0"))
    machines.discount(records)
    assert records.columns["confidence"].to_list() == [0.0]
