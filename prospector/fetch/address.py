"""Addresses as requests will connect to them, and as people may read them."""

import base64
from collections.abc import Mapping
from contextlib import suppress
from typing import NamedTuple
from urllib.parse import unquote, urljoin

from requests import PreparedRequest, RequestException
from urllib3.exceptions import HTTPError
from urllib3.util import parse_url

from prospector.errors import FeedRefused

_DEFAULT_PORTS = {"http": 80, "https": 443}


class Target(NamedTuple):
    """Where a request goes; the user and password of its URL are taken out of it."""

    url: str
    scheme: str
    host: str
    port: int
    path: str
    authorization: str | None

    @property
    def origin(self) -> tuple[str, str, int]:
        """Whom it is asked of: what a secret may be sent to."""
        return self.scheme, self.host, self.port

    @property
    def shown(self) -> str:
        """The address without what may be secret: user, password and query."""
        port = "" if self.port == _DEFAULT_PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{self.host}{port}{self.path}"


def parse(text: str, params: Mapping[str, str] | None = None) -> Target:
    """The target of an address, read by the parser that requests itself connects by.

    Raises:
        FeedRefused: it is no http or https address.
    """
    if any(char in text for char in "\\ \t\r\n\0") or not text.isprintable():
        raise FeedRefused("an address with a backslash, a space or a control character in it")
    prepared = PreparedRequest()
    try:
        prepared.prepare_url(text, dict(params or {}))
        found = parse_url(prepared.url or "")
    except (RequestException, HTTPError, UnicodeError, ValueError):
        raise FeedRefused("not an address: write https://host/path") from None
    if found.scheme not in _DEFAULT_PORTS:
        raise FeedRefused(f"{found.scheme or 'no scheme'}: only http and https are fetched")
    if not found.host:
        raise FeedRefused("an address without a host")
    return Target(
        url=found._replace(auth=None, fragment=None).url,
        scheme=found.scheme,
        host=found.host,
        port=found.port or _DEFAULT_PORTS[found.scheme],
        path=found.path or "/",
        authorization=_basic(found.auth) if found.auth else None,
    )


def follow(target: Target, location: str) -> Target:
    """Where a redirect leads.

    Raises:
        FeedRefused: nowhere we go.
    """
    with suppress(UnicodeError):  # headers are read as Latin-1, addresses written in UTF-8
        location = location.encode("latin-1").decode("utf-8")
    try:
        found = parse(urljoin(target.url, location.strip()))
    except (FeedRefused, ValueError) as error:
        raise FeedRefused(f"{target.shown}: a redirect that leads nowhere: {error}") from None
    if (target.scheme, found.scheme) == ("https", "http"):
        raise FeedRefused(f"{target.shown}: a redirect from https to http: {found.shown}")
    return found._replace(authorization=None)


def _basic(auth: str) -> str:
    user, _, password = auth.partition(":")
    plain = f"{unquote(user)}:{unquote(password)}".encode()
    return f"Basic {base64.b64encode(plain).decode('ascii')}"
