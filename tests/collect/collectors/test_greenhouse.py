"""Greenhouse boards: whole, at the address of the board."""

import responses

from prospector.collect.collectors.greenhouse import COLLECTOR
from tests.collect.collectors.pulling import pull

ADDRESS = "https://boards-api.greenhouse.io/v1/boards/acme/jobs"


@responses.activate
def test_it_asks_for_the_board_with_its_texts() -> None:
    asked = responses.get(
        ADDRESS,
        body='{"jobs": []}',
        match=[responses.matchers.query_param_matcher({"content": "true"})],
    )
    (page,) = pull(COLLECTOR, board="acme")
    assert (page.label, page.content, asked.call_count) == (ADDRESS, b'{"jobs": []}', 1)
