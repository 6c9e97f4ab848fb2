"""The job board of a company that hires with Greenhouse: `board` is the token in its address."""

from collections.abc import Iterator

from prospector.collect.collector import Collector, Page, Pull
from prospector.collect.collectors.boards import board_of

_ADDRESS = "https://boards-api.greenhouse.io/v1/boards/{board}/jobs"


def _pages(pull: Pull) -> Iterator[Page]:
    """The whole board, in one document."""
    answer = pull.client.get(_ADDRESS.format(board=board_of(pull)), params={"content": "true"})
    yield Page(answer.address, answer.content, {})


COLLECTOR = Collector(
    name="greenhouse",
    help="a company's job board at Greenhouse: new postings with title, team and place",
    pages=_pages,
    profile="greenhouse",
)
