"""What a collector is: the code that reads one sort of feed, page by page, through a given client."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeAlias

from prospector.fetch import answer
from prospector.rules.models import FeedRule

if TYPE_CHECKING:
    from prospector.fetch.mailbox import Letters

Answer: TypeAlias = answer.Answer
#: What a feed remembers between pulls (Any: JSON values).
Cursor = Mapping[str, Any]
#: Whether to stop: the process is shutting down, or the time is over.
Stopped = Callable[[], bool]


class Client(Protocol):
    """Asks servers: guarded, bounded and patient (`prospector.fetch`)."""

    def get(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Fetch a document; 304 is an answer.

        Raises:
            FeedRefused: asking again changes nothing.
            FeedUnavailable: it was asked often enough.
        """

    def post(
        self,
        url: str,
        *,
        json: object,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Ask with a JSON body: searches that change nothing. Raises as `get`."""

    def letters(
        self,
        address: str,
        *,
        password: str,
        known: tuple[int, int] | None,
        since: date,
        most: int,
    ) -> "Letters":
        """The oldest messages of a mailbox folder after `known`. Raises as `get`."""


#: A client of a feed's own, for the time of one pull; it gives up waiting when told to stop.
Connect = Callable[[FeedRule, Stopped], AbstractContextManager[Client]]


@dataclass(frozen=True)
class Pull:
    """One run of a feed, as a collector sees it."""

    feed: str
    rule: FeedRule
    cursor: Cursor
    now: datetime
    client: Client
    #: `${NAME}` in a text of rules/ → its value.
    reveal: Callable[[str], str]
    #: Asked before each page.
    stopped: Stopped


class Page(NamedTuple):
    """One document a pull brought, and where to resume once it is taken in.

    `label` is its provenance, as rejects and signals show it: never with a secret in it.
    No content = nothing to take in, only a cursor to remember. `stopped_at` = the pull ends here as
    it may bring no more, at the source there may be: how many pages came since the first.
    """

    label: str
    content: bytes
    cursor: Cursor
    stopped_at: int | None = None


@dataclass(frozen=True)
class Collector:
    """The code that reads one sort of feed: pure but for the client it is given."""

    name: str
    help: str
    pages: Callable[[Pull], Iterator[Page]]
    #: The sort of file its pages are; None = recognised from content, or what the feed says.
    profile: str | None = None
