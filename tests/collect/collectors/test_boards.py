"""The name of a board goes into an address as one part of it, whatever it holds."""

import responses

from prospector.collect.collectors.ashby import COLLECTOR
from tests.collect.collectors.pulling import pull


@responses.activate
def test_it_writes_a_board_as_one_part_of_an_address() -> None:
    address = "https://api.ashbyhq.com/posting-api/job-board/acme%2F..%2Fother"
    responses.get(address, body="{}")
    (page,) = pull(COLLECTOR, board="acme/../other")
    assert page.label == address
