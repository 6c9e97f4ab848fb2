"""Ashby boards: whole, at the address of the board."""

import responses

from prospector.collect.collectors.ashby import COLLECTOR
from tests.collect.collectors.pulling import pull

ADDRESS = "https://api.ashbyhq.com/posting-api/job-board/acme"


@responses.activate
def test_it_asks_for_the_board() -> None:
    responses.get(ADDRESS, body='{"jobs": []}')
    (page,) = pull(COLLECTOR, board="acme")
    assert (page.label, page.content) == (ADDRESS, b'{"jobs": []}')
