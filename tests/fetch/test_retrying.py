"""When to ask again, and how long to wait."""

import pytest

from prospector.fetch import retrying
from tests.fetch.net import NOW


def test_it_asks_again_only_where_the_answer_may_change() -> None:
    again = {status for status in range(200, 600) if retrying.is_retriable(status, {})}
    assert {408, 425, 429, 500, 502, 503, 504, 529} <= again
    assert not again & {200, 304, 400, 401, 403, 404, 409, 410, 422, 501, 505}


def test_it_tells_who_asked_too_often_from_who_may_not_ask() -> None:
    spent = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": f"{NOW.timestamp():.0f}"}
    assert retrying.is_retriable(403, spent)
    assert retrying.is_retriable(403, {"retry-after": "60"})
    assert not retrying.is_retriable(403, {"x-ratelimit-remaining": "59"})
    assert not retrying.is_retriable(401, spent)


def test_it_backs_off_by_chance_up_to_a_doubling_bound() -> None:
    assert [retrying.backoff(attempt, 1.0) for attempt in (1, 2, 3, 9)] == [1, 2, 4, 30]
    assert retrying.backoff(3, 0.0) == 0
    assert retrying.backoff(3, 0.5) == 2


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "1.5"}, None),
        ({"retry-after": "٣"}, None),
        ({"retry-after": "120"}, 120),
        ({"retry-after": "9" * 5000}, 1e9),
        ({"retry-after": " 0 "}, 0),
        ({"retry-after": "Fri, 20 Nov 2026 08:01:00 GMT"}, 60),
        ({"retry-after": "Fri, 20 Nov 2026 08:01:00 +99999999999999999999"}, None),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1795165200"}, 3600),
        ({"x-ratelimit-remaining": "9", "x-ratelimit-reset": "1795165200"}, None),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "30"}, None),
        ({"retry-after": "Fri, 20 Nov 2026 07:00:00 GMT"}, 0),
        # The server's clock is an hour ahead: it means half a minute.
        (
            {
                "retry-after": "Fri, 20 Nov 2026 09:00:30 GMT",
                "date": "Fri, 20 Nov 2026 09:00:00 GMT",
            },
            30,
        ),
    ],
)
def test_it_reads_how_long_a_server_asks_to_wait(
    headers: dict[str, str], seconds: float | None
) -> None:
    assert retrying.asked_wait(headers, NOW) == seconds
