"""Domains: which part of a host somebody registered, and which belong to nobody's company."""

import re
from functools import cache, lru_cache
from typing import Any
from urllib.parse import urlsplit

from prospector.data.lists import words

_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)+")
#: A host with nothing around it.
_BARE = re.compile(r"[A-Za-z0-9._-]+")
_TOP_LEVEL = re.compile(r"[a-z]{2,}|xn--[a-z0-9-]+")

#: Sites that host pages of others: a page there is not its company's own domain.
HOSTS_OF_OTHERS = frozenset(
    {
        "linkedin.com",
        "facebook.com",
        "instagram.com",
        "twitter.com",
        "x.com",
        "youtube.com",
        "tiktok.com",
        "xing.com",
        "github.com",
        "gitlab.com",
        "medium.com",
        "crunchbase.com",
        "welcometothejungle.com",
        "indeed.com",
        "glassdoor.com",
        "google.com",
        "lnkd.in",
        "bit.ly",
        "linktr.ee",
    }
)


@lru_cache(maxsize=65_536)
def host_key(raw: str) -> str | None:
    """A host in lower-case ASCII (IDNA), or None if it is none.

    Letters of other scripts stay visible as `xn--`: a look-alike never equals the real one.
    """
    host = raw.strip().strip(".").lower()
    if not host.isascii():
        import idna

        try:
            host = idna.encode(host, uts46=True).decode("ascii")
        except idna.IDNAError:
            return None
    if len(host) > 253 or not _HOST.fullmatch(host):
        return None
    return host if _TOP_LEVEL.fullmatch(host.rpartition(".")[2]) else None


@lru_cache(maxsize=65_536)
def registrable_domain(raw: str) -> str | None:
    """The registrable domain of a URL, host or e-mail address, offline ("acme.example" is one)."""
    host, page = _host_and_page(raw.strip())
    key = host_key(host)
    if key is None:
        return None
    domain: str | None = _suffixes().privatesuffix(key)
    if domain in HOSTS_OF_OTHERS and page:
        return None
    return domain


@cache
def _freemail() -> frozenset[str]:
    return frozenset(words("freemail"))


def is_freemail(domain: str) -> bool:
    """Whether a domain gives mailboxes to anybody."""
    known = _freemail()
    host = domain.strip().strip(".").lower()
    return host in known or registrable_domain(host) in known


def _host_and_page(raw: str) -> tuple[str, str]:
    if _BARE.fullmatch(raw):
        return raw, ""  # most of them; taking a page's address apart costs more than all the rest
    if "://" not in raw and "/" not in raw and "@" in raw:
        return raw.rpartition("@")[2].rstrip("> "), ""
    try:
        parts = urlsplit(raw if "://" in raw else f"//{raw.removeprefix('//')}")
        return parts.hostname or "", parts.path.strip("/")
    except ValueError:  # a bracket that opens no IPv6 address
        return "", ""


@cache
def _suffixes() -> Any:  # Any: publicsuffixlist ships no types
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList()
