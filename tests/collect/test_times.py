"""Undated signals: assumed in the open, never now."""

from datetime import UTC, date, datetime

from prospector.columns import from_micros, to_micros
from tests.collect import kit
from tests.collect.test_posts import AT, POST
from tests.collect.thinking import ready, understand

LIKE: dict[str, str | None] = {
    "kind": "post_liked",
    "linkedin_url": "linkedin.com/in/alice",
    "subject": POST,
}


def when(row: dict[str, str | None] = LIKE, **options: object) -> tuple[datetime | None, ...]:
    (found,) = ready(row, **options).frames.signals.iter_rows(named=True)
    names = ("occurred_from", "occurred_at", "occurred_until")
    return tuple(from_micros(found[name]) if found[name] is not None else None for name in names)


def test_it_keeps_a_given_time_and_marks_nothing() -> None:
    given = when({**LIKE, "occurred_at": "2026-11-12"})
    assert given == (None, datetime(2026, 11, 12, 12, tzinfo=UTC), None)


def test_it_takes_the_posts_time_on_a_first_export() -> None:
    assert when() == (AT, AT, kit.NOW)


def test_it_takes_the_middle_between_two_exports() -> None:
    before = datetime(2026, 11, 16, 8, tzinfo=UTC)
    middle = datetime(2026, 11, 18, 8, tzinfo=UTC)
    assert when(previous={POST: to_micros(before)}) == (before, middle, kit.NOW)


def test_it_takes_the_post_where_it_is_younger_than_the_export_before() -> None:
    before = to_micros(datetime(2026, 11, 1, tzinfo=UTC))
    assert when(previous={POST: before})[0] == AT


def test_it_takes_the_middle_where_the_post_carries_no_time() -> None:
    before = datetime(2026, 11, 18, 8, tzinfo=UTC)
    row = {**LIKE, "subject": "our post"}
    assert when(row, previous={"our post": to_micros(before)})[0] == before


def test_it_takes_the_day_it_is_given_before_all_else() -> None:
    noon = datetime(2026, 11, 14, 12, tzinfo=UTC)
    assert when(day=date(2026, 11, 14), previous={POST: 1}) == (AT, noon, noon)


def test_it_lets_nobody_like_a_post_before_it_exists() -> None:
    assert when(day=date(2026, 11, 1)) == (AT, AT, AT)


def test_it_refuses_what_nothing_dates() -> None:
    (reject,) = ready({**LIKE, "subject": "our post"}).rejects
    assert reject.code == "no_time"
    (reject,) = ready(LIKE, now=datetime(2026, 11, 1, tzinfo=UTC)).rejects
    assert reject.code == "no_time"


def test_it_asks_for_earlier_exports_of_undated_subjects_only() -> None:
    dated = {**LIKE, "subject": "dated", "occurred_at": "2026-11-12"}
    update = {**LIKE, "subject": "update", "kind": None}
    assert understand(LIKE, dated, update).undated_subjects == [POST]
