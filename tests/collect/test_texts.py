"""One text column per field."""

from typing import TYPE_CHECKING

from prospector.collect import plan, texts
from prospector.collect.plan import Told
from prospector.collect.registry import PROFILES
from tests.collect.thinking import MANNER, table

if TYPE_CHECKING:
    from prospector.collect.texts import Texts


def of(
    *rows: dict[str, str | None], profile: str = "generic", told: Told | None = None
) -> dict[str, list[str | None]]:
    given = table(*rows)
    found: Texts = texts.of(
        given, plan.make(given.headers, PROFILES[profile], told or Told(), MANNER)
    )
    return {name: column.to_list() for name, column in found.items()}


def test_it_cleans_and_takes_the_first_filled_column() -> None:
    found = of(
        {"profileLink": " n/a ", "profileUrl": "b", "postUrl": "p"},
        {"profileLink": "c", "profileUrl": "d", "postUrl": "p"},
        profile="post-engagement",
    )
    assert found["linkedin_url"] == ["b", "c"]


def test_it_sets_constants_over_columns() -> None:
    found = of({"subject": "a", "email": "x"}, told=Told(set={"subject": "S", "seats": "3"}))
    assert found["subject"] == ["S"]
    assert found["@seats"] == ["3"]


def test_it_takes_a_kind_from_the_row_then_from_the_profile_then_from_the_feed() -> None:
    post: dict[str, str | None] = {"profileUrl": "a", "postUrl": "p"}
    rows = [{**post, "kind": "met"}, {**post, "comment": "yes"}, post]
    assert of(*rows, profile="post-engagement")["kind"] == ["met", "post_commented", "post_liked"]
    assert (
        of({"email": "x"}, {"email": "y"}, told=Told(kind="purchased"))["kind"] == ["purchased"] * 2
    )
    told = Told(kind="met")
    assert of(*rows, profile="post-engagement", told=told)["kind"] == [
        "met",
        "post_commented",
        "met",
    ]
    assert "kind" not in of({"email": "x"})


def test_it_dates_a_state_by_its_own_column() -> None:
    guest: dict[str, str | None] = {
        "guest_id": "1",
        "approval_status": "Approved",
        "created_at": "2026-10-01",
    }
    found = of(
        {**guest, "checked_in_at": "2026-11-12"}, {**guest, "checked_in_at": None}, profile="luma"
    )
    assert found["kind"] == ["event_attended", "event_registered"]
    assert found["occurred_at"] == ["2026-11-12", "2026-10-01"]


def test_it_reads_the_words_out_of_markup() -> None:
    escaped = "&lt;p&gt;Ours &amp;amp; theirs&lt;/p&gt;"
    assert texts.without_markup(escaped) == "Ours & theirs"
    assert texts.without_markup("<br>") is None
