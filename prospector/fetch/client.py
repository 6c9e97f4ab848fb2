"""The client feeds are fetched with: it follows what it may, waits as asked, and gives up in time."""

import json as jsonlib
import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from http import HTTPStatus
from types import TracebackType
from typing import NamedTuple, Self

import requests
from requests import PreparedRequest, Response
from requests.exceptions import InvalidHeader
from urllib3.exceptions import HTTPError

from prospector import __version__
from prospector.errors import FeedRefused, FeedUnavailable
from prospector.fetch import address, bodies, connecting, mailbox, retrying, trust
from prospector.fetch.address import Target
from prospector.fetch.answer import Answer
from prospector.fetch.connecting import PORTS, Dial, Gate, Resolve
from prospector.fetch.mailbox import Letters

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_SAME_METHOD = frozenset({307, 308})
_HINTS = {
    401: ": the key is missing or wrong",
    403: ": the key does not allow it",
    404: ": nothing is there: check the address",
    410: ": nothing is there any more",
}
#: Headers that say what the connection is: not a feed's to set.
_OURS = frozenset({"host", "content-length", "transfer-encoding", "connection", "accept-encoding"})
#: Seconds between two looks at whether to stop.
_STEP = 0.5


@dataclass(frozen=True)
class Limits:
    """How much a server may send, and how long it may take."""

    body: int = 50 * 1024 * 1024
    redirects: int = 3
    #: Seconds between two pieces of an answer, and for a whole one.
    read: float = 30.0
    request: float = 120.0


@dataclass(frozen=True)
class Means:
    """What reaches outside the process; tests bring their own."""

    resolve: Resolve = connecting.resolve
    dial: Dial = connecting.dial
    ticks: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random
    limits: Limits = Limits()


class _Ask(NamedTuple):
    """One request before it is sent."""

    method: str
    target: Target
    headers: Mapping[str, str]
    body: bytes | None


class _Again(Exception):  # noqa: N818 - never leaves this file
    """The attempt failed; the next may not."""

    def __init__(self, problem: str, wait: float | None = None) -> None:
        self.wait = wait
        super().__init__(problem)


class HttpClient:
    """Asks servers for one feed, for the time of one run (`prospector.collect.collector.Client`)."""

    def __init__(
        self,
        *,
        clock: Callable[[], datetime],
        within: float,
        allow_private: bool = False,
        stopped: Callable[[], bool] = lambda: False,
        means: Means | None = None,
    ) -> None:
        self._means = means or Means()
        self._limits = self._means.limits
        self._clock = clock
        self._stopped = stopped
        self._deadline = self._means.ticks() + within
        self._gate = Gate(
            allow_private=allow_private, resolve=self._means.resolve, dial=self._means.dial
        )
        self._adapter = connecting.adapter(self._gate)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection."""
        self._adapter.close()
        self._gate.forget()

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
        return self._ask(_request("GET", url, params, headers, None))

    def post(
        self,
        url: str,
        *,
        json: object,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Ask with a JSON body: searches that change nothing. Raises as `get`."""
        body = jsonlib.dumps(json).encode()
        typed = {"content-type": "application/json", **_lower(headers)}
        return self._ask(_request("POST", url, params, typed, body))

    def letters(
        self,
        address: str,
        *,
        password: str,
        known: tuple[int, int] | None,
        since: date,
        most: int,
    ) -> Letters:
        """The oldest messages of a mailbox folder after `known`. Raises as `get`."""
        place = mailbox.parse(address)
        self._gate.ports = PORTS
        with self._watched():
            return mailbox.read(self._gate, place, password, known=known, since=since, most=most)

    def _ask(self, ask: _Ask) -> Answer:
        shown = ask.target.shown
        attempt = 1
        while True:
            if self._stopped():
                raise FeedUnavailable(f"{shown}: stopped before it answered")
            try:
                return self._attempt(ask)
            except (_Again, FeedUnavailable) as error:
                self._drop()
                wait = error.wait if isinstance(error, _Again) else None
                problem = str(error)
            if attempt == retrying.ATTEMPTS:
                raise FeedUnavailable(f"{shown}: {problem} (asked {attempt} times)")
            # A server that asks for no time at all is not asked four times at once.
            least = retrying.backoff(attempt, self._means.chance())
            self._wait(least if wait is None else max(wait, least), f"{shown}: {problem}")
            attempt += 1

    def _attempt(self, ask: _Ask) -> Answer:
        with self._watched(), self._following(ask) as response:
            status = response.status_code
            headers = {name.lower(): value for name, value in response.headers.items()}
            if retrying.is_retriable(status, headers):
                wait = retrying.asked_wait(headers, self._clock())
                raise _Again(f"answers {_phrase(status)}", wait)
            if status != HTTPStatus.NOT_MODIFIED and not response.ok:
                said = f"{_phrase(status)}{_HINTS.get(status, '')}"
                raise FeedRefused(f"{ask.target.shown}: answers {said}", status=status)
            content = self._body(ask, response, headers)
            if self._gate.is_cut:  # a body without a length ends wherever it is cut
                raise _Again("the answer breaks off")
        return Answer(status, headers, content, ask.target.shown)

    @contextmanager
    def _following(self, ask: _Ask) -> Iterator[Response]:
        """The answer behind at most some redirects; what is secret stays with whom it was for."""
        self._gate.ports = PORTS | {ask.target.port}
        first = ask.target
        for _ in range(self._limits.redirects + 1):
            with self._send(ask) as response:
                location = response.headers.get("location")
                if response.status_code not in _REDIRECTS or not location:
                    if 300 <= response.status_code < 400 and response.status_code != 304:
                        raise FeedRefused(f"{first.shown}: a redirect to nowhere")
                    yield response
                    return
                ask = _redirected(ask, response.status_code, location)
        raise FeedRefused(f"{first.shown}: more than {self._limits.redirects} redirects")

    @cached_property
    def _authorities(self) -> str:
        # Once: a file of authorities takes longer to read than most answers take to come.
        return trust.authorities()

    def _send(self, ask: _Ask) -> Response:
        authorities = self._authorities
        try:
            return self._adapter.send(
                _prepared(ask),
                stream=True,
                timeout=(connecting.CONNECT_SECONDS, self._limits.read),
                verify=authorities,
            )
        except requests.exceptions.SSLError as error:
            if why := trust.doubt(error):
                raise FeedRefused(f"{ask.target.shown}: {why}") from None
            raise _Again("the encrypted connection breaks") from None
        except requests.Timeout:
            raise _Again(f"no answer within {self._limits.read:g} s") from None
        except (requests.ConnectionError, HTTPError, OSError):
            raise _Again("the connection breaks before an answer") from None

    def _body(self, ask: _Ask, response: Response, headers: Mapping[str, str]) -> bytes:
        shown, most = ask.target.shown, self._limits.body
        try:
            return bodies.read(response.raw, headers.get("content-encoding", ""), most)
        except bodies.TooLong:
            raise FeedRefused(
                f"{shown}: more than {most / 1024 / 1024:g} MB: ask for less, or import it as a file"
            ) from None
        except bodies.Unknown as error:
            raise FeedRefused(f"{shown}: packed as {error}, where gzip was asked for") from None
        except bodies.Broken as error:
            raise _Again(f"the packed answer is broken: {error}") from None
        except (HTTPError, OSError):
            raise _Again("the answer breaks off") from None

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """Cut an attempt that drips on for too long."""
        seconds = min(self._limits.request, self._left())
        self._gate.open()
        timer = threading.Timer(max(seconds, 0.0), self._gate.cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        except _Again:
            if self._gate.is_cut:
                raise _Again(f"no whole answer within {seconds:g} s") from None
            raise
        finally:
            timer.cancel()

    def _wait(self, seconds: float, problem: str) -> None:
        """Wait as long as a server asks, if that is in time; stop when told to."""
        if seconds > min(retrying.LONGEST_ASKED, self._left()):
            at = self._clock() + timedelta(seconds=seconds)
            raise FeedUnavailable(f"{problem}; to be asked again at {at:%Y-%m-%d %H:%M:%S %Z}")
        until = self._means.ticks() + seconds
        while (left := until - self._means.ticks()) > 0:
            if self._stopped():
                raise FeedUnavailable(f"{problem}; stopped while waiting")
            self._means.sleep(min(left, _STEP))

    def _left(self) -> float:
        return self._deadline - self._means.ticks()

    def _drop(self) -> None:
        """Forget connections that may be half read or cut."""
        self._adapter.close()
        self._gate.forget()


def _request(
    method: str,
    url: str,
    params: Mapping[str, str] | None,
    headers: Mapping[str, str] | None,
    body: bytes | None,
) -> _Ask:
    target = address.parse(url, params)
    said = _lower(headers)
    for name in _OURS & set(said):
        raise FeedRefused(f"{target.shown}: the header {name} is not a feed's to set")
    if target.authorization:
        said.setdefault("authorization", target.authorization)
    return _Ask(method, target, said, body)


def _redirected(ask: _Ask, status: int, location: str) -> _Ask:
    target = address.follow(ask.target, location)
    same = target.origin == ask.target.origin
    if ask.body is not None and not (same and status in _SAME_METHOD):
        raise FeedRefused(f"{ask.target.shown}: a question with a body is redirected")
    # Every header a feed sets may be a key.
    return ask._replace(target=target, headers=ask.headers if same else {})


def _prepared(ask: _Ask) -> PreparedRequest:
    headers = {
        "user-agent": f"prospector/{__version__}",
        "accept": "*/*",
        **ask.headers,
        "accept-encoding": "gzip",
    }
    try:
        for name, value in ask.headers.items():  # else the connection stumbles over it
            name.encode("ascii")
            value.encode("latin-1")
        return requests.Request(
            ask.method, ask.target.url, headers=headers, data=ask.body
        ).prepare()
    except (InvalidHeader, UnicodeError):  # their message would show the value
        raise FeedRefused(
            f"{ask.target.shown}: a header holds a line end or another character no header can"
        ) from None


def _lower(headers: Mapping[str, str] | None) -> dict[str, str]:
    return {name.lower(): value for name, value in (headers or {}).items()}


def _phrase(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)
