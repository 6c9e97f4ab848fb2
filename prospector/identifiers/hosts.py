"""Hosts that nobody may fetch from, and what to do instead."""

import re

#: LinkedIn's: its members' data are not to be scraped, and its users give us exports.
_LINKEDIN = ("linkedin.com", "linkedin.cn", "linkedin-ei.com", "licdn.com", "licdn.cn", "lnkd.in")
_HOST = re.compile(r"[a-z]+://(?:[^/?#@]*@)?([^/?#:@]+)", re.IGNORECASE)


def refused(host: str) -> str | None:
    """Why a host is never asked, whatever its address; None = it may be."""
    name = host.rstrip(".").lower()
    if any(name == site or name.endswith(f".{site}") for site in _LINKEDIN):
        return (
            "prospector does not scrape LinkedIn, nor log in to it: export the list with a tool"
            " you may use, and give the file to a feed with path, or to `prospector import`"
        )
    return None


def host_in(address: str) -> str:
    """The host an address seems to name, as people write it; the connection decides for good."""
    found = _HOST.match(address)
    return found[1] if found else ""
