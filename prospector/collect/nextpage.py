"""The address of the next page as a source names it: it stays at home, and is kept without keys."""

import re
from collections.abc import Collection, Mapping
from typing import NamedTuple
from urllib.parse import SplitResult, unquote_plus, urljoin, urlsplit

from prospector.errors import FeedRefused

_ADDRESS = re.compile(r"https?://|[/?]", re.IGNORECASE)
_LINK = re.compile(r'<([^<>]*)>((?:\s*;\s*[\w*-]+\s*(?:=\s*(?:"[^"]*"|[^\s",;]*))?)*)')
_REL = re.compile(r';\s*rel\s*=\s*"?([^";]*)', re.IGNORECASE)
_PLAIN = re.compile(r"[!-\[\]-~]+")


class Base(NamedTuple):
    """Where a feed is asked, with everything revealed."""

    url: str
    params: Mapping[str, str]


def is_address(said: str) -> bool:
    """Whether a source names the next page by its whole address."""
    return said.lower().startswith(("http://", "https://"))


def linked(header: str) -> str | None:
    """The address with `rel="next"` in a Link header."""
    for address, params in _LINK.findall(header):
        if any("next" in rel.lower().split() for rel in _REL.findall(params)):
            return str(address)
    return None


def kept(said: str, current: str, base: Base, hosts: Collection[str]) -> str:
    """A next address as a cursor keeps it: whole, at a host that was declared, without keys.

    Raises:
        FeedRefused: it is nobody's we know, or no address.
    """
    if not _ADDRESS.match(said):
        raise FeedRefused(
            f"{_host(base)}: the next page is named by a cursor: set paging: {{param: …}} in the feed"
        )
    whole = urljoin(_without_user(current), said)
    found, home = urlsplit(whole), urlsplit(_without_user(base.url))
    if not _PLAIN.fullmatch(whole) or "@" in found.netloc or not _is_ours(found, home, hosts):
        raise FeedRefused(
            f"{_host(base)}: the next page is at {found.hostname}: if you trust it with the feed's"
            f" keys, set paging: {{hosts: [{found.hostname}]}}"
        )
    told = {*_pairs(home.query), *base.params.items()}
    own = [part for part in found.query.split("&") if part and _pair(part) not in told]
    return found._replace(query="&".join(own), fragment="").geturl()


def restored(address: str, base: Base, asked: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """A kept address as it is asked: with the feed's parameters that it does not have itself."""
    found, home = urlsplit(address), urlsplit(base.url)
    names = {name for name, _ in _pairs(found.query)}
    own = [part for part in home.query.split("&") if part and _pair(part)[0] not in names]
    query = "&".join(filter(None, (found.query, *own)))
    params = {name: value for name, value in {**base.params, **asked}.items() if name not in names}
    user, at, _ = home.netloc.rpartition("@")
    netloc = f"{user}{at}{found.netloc}" if found.hostname == home.hostname else found.netloc
    return found._replace(query=query, netloc=netloc).geturl(), params


def _is_ours(found: SplitResult, home: SplitResult, hosts: Collection[str]) -> bool:
    if found.scheme not in (home.scheme, "https"):
        return False
    try:
        same = (found.hostname, found.port) == (home.hostname, home.port)
    except ValueError:
        return False
    return same or found.netloc.lower() in hosts


def _host(base: Base) -> str:
    return urlsplit(base.url).hostname or "the feed"


def _without_user(url: str) -> str:
    found = urlsplit(url)
    return found._replace(netloc=found.netloc.rpartition("@")[2]).geturl()


def _pairs(query: str) -> list[tuple[str, str]]:
    return [_pair(part) for part in query.split("&") if part]


def _pair(part: str) -> tuple[str, str]:
    name, _, value = part.partition("=")
    return unquote_plus(name), unquote_plus(value)
