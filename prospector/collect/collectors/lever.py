"""The job board of a company that hires with Lever: `board` is the site in its address.

Boards kept in Europe answer at another host: `board: eu/acme`.
"""

from collections.abc import Iterator
from urllib.parse import quote

from prospector.collect import answers
from prospector.collect.collector import Collector, Page, Pull
from prospector.collect.collectors.boards import board_of

_ADDRESS = "https://{host}/v0/postings/{board}"
_SIZE = 100


def _pages(pull: Pull) -> Iterator[Page]:
    """The board, a hundred postings at a time."""
    board_of(pull)  # says so when there is none
    region, _, name = (pull.rule.board or "").rpartition("/")
    host = "api.eu.lever.co" if region == "eu" else "api.lever.co"
    address = _ADDRESS.format(host=host, board=quote(name, safe=""))
    skip = 0
    while not pull.stopped():
        asked = {"mode": "json", "skip": str(skip), "limit": str(_SIZE)}
        answer = pull.client.get(address, params=asked)
        found = answers.items_of(answer, "").size
        if found:
            yield Page(answer.address, answer.content, {})
        if found < _SIZE:
            return
        skip += _SIZE


COLLECTOR = Collector(
    name="lever",
    help="a company's job board at Lever: new postings with title, team and place",
    pages=_pages,
    profile="lever",
)
