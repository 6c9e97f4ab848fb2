"""The job board of a company that hires with Ashby: `board` is the name in its address."""

from collections.abc import Iterator

from prospector.collect.collector import Collector, Page, Pull
from prospector.collect.collectors.boards import board_of

_ADDRESS = "https://api.ashbyhq.com/posting-api/job-board/{board}"


def _pages(pull: Pull) -> Iterator[Page]:
    """The whole board, in one document."""
    answer = pull.client.get(_ADDRESS.format(board=board_of(pull)))
    yield Page(answer.address, answer.content, {})


COLLECTOR = Collector(
    name="ashby",
    help="a company's job board at Ashby: new postings with title, team and place",
    pages=_pages,
    profile="ashby",
)
