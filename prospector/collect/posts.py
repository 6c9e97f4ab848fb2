"""LinkedIn posts: one address per post, and the time its id carries."""

import re
from datetime import UTC, datetime
from urllib.parse import unquote

from prospector.columns import to_micros

_LINKEDIN = re.compile(r"(?i)(?:https?://)?(?:[a-z]{2,3}\.)?linkedin\.com/")
_URN = re.compile(r"(?i)urn:li:(activity|ugcPost|share):(\d{15,20})")
_SLUG = re.compile(r"(?i)[-_](activity|ugcPost|share)-(\d{15,20})")
_BARE = re.compile(r"\d{19}")
#: Nobody posted before LinkedIn had feeds; an id that says so is no such id.
_FIRST = to_micros(datetime(2010, 1, 1, tzinfo=UTC))
_LAST = to_micros(datetime(2100, 1, 1, tzinfo=UTC))


def post_url(subject: str) -> str:
    """The one address of a LinkedIn post, without slug and tracking; other subjects as they are."""
    found = _identified(subject)
    if found is None:
        return subject
    return f"https://www.linkedin.com/feed/update/urn:li:{found[0]}:{found[1]}/"


def posted_at(subject: str) -> int | None:
    """When a LinkedIn post was written (microseconds since 1970): its id's upper bits say so."""
    found = _identified(subject)
    if found is None:
        return None
    micros = (int(found[1]) >> 22) * 1_000
    return micros if _FIRST <= micros < _LAST else None


def _identified(subject: str) -> tuple[str, str] | None:
    text = unquote(subject)
    if found := _URN.search(text):
        return _spelled(found[1]), found[2]
    if _LINKEDIN.match(text) and (found := _SLUG.search(text)):
        return _spelled(found[1]), found[2]
    return ("activity", text) if _BARE.fullmatch(text) else None


def _spelled(sort: str) -> str:
    return "ugcPost" if sort.lower() == "ugcpost" else sort.lower()
