"""What the collectors of job boards share: a board by its name, whole at every pull.

A board lists what is open now. A posting that was taken before has the same id and is seen, so
only new ones become signals.
"""

from urllib.parse import quote

from prospector.collect.collector import Pull
from prospector.errors import FeedRefused


def board_of(pull: Pull) -> str:
    """The board's name, fit for an address.

    Raises:
        FeedRefused: the feed names none.
    """
    if not pull.rule.board:
        raise FeedRefused(f"feed {pull.feed}: say which board, as in board: acme")
    return quote(pull.rule.board, safe="")
