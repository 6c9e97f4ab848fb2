"""Times are stored as whole microseconds since 1970."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospector.columns import from_micros, to_micros
from prospector.store.database import Database
from prospector.tables import Feed

NOW = datetime(2026, 11, 20, 7, 30, tzinfo=UTC)


@given(st.datetimes(timezones=st.just(UTC)))
def test_it_keeps_every_time_to_the_microsecond(at: datetime) -> None:
    assert from_micros(to_micros(at)) == at


def test_it_stores_the_instant_whatever_the_zone() -> None:
    paris = NOW.astimezone(timezone(timedelta(hours=1)))
    assert to_micros(paris) == to_micros(NOW)


def test_it_refuses_a_time_without_zone(database: Database) -> None:
    naive = NOW.replace(tzinfo=None)
    with pytest.raises(Exception, match="without zone"), database.write() as session:
        session.add(Feed(name="likers", updated_at=naive))
