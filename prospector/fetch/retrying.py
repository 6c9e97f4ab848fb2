"""When to ask again: which answers may change, and how long to wait."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

#: Requests per document, the first one included.
ATTEMPTS = 4
#: Seconds: the longest wait before the second attempt; it doubles.
FIRST_WAIT = 1.0
LONGEST_WAIT = 30.0
#: Seconds of `Retry-After` that are waited for; longer ones are told instead.
LONGEST_ASKED = 120.0
#: Seconds that no wait exceeds: 31 years, which can still be told as a date.
_ENDLESS = 1e9
_SERVER_ERROR = 500
_TRANSIENT = frozenset({408, 425, 429})
_FORBIDDEN = 403
#: Server errors that asking again does not change: not implemented, no such HTTP version.
_FOR_GOOD = frozenset({501, 505})


def is_retriable(status: int, headers: Mapping[str, str]) -> bool:
    """Whether the same request may be answered otherwise later."""
    if status == _FORBIDDEN:  # some forbid whoever asked too often
        return "retry-after" in headers or _is_spent(headers)
    return status in _TRANSIENT or (status >= _SERVER_ERROR and status not in _FOR_GOOD)


def backoff(attempt: int, chance: float) -> float:
    """Seconds before the attempt after the nth: a random part of a doubling time.

    The whole of it is random, so that feeds that failed together do not come back together.
    """
    return chance * min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** (attempt - 1))


def asked_wait(headers: Mapping[str, str], now: datetime) -> float | None:
    """The seconds a server asks to wait (`Retry-After`, or until its quota is new); None = it does not say."""
    said = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d+", said, re.ASCII):
        return min(float(said), _ENDLESS)
    until = _date(said) or _renewed(headers)
    if until is None:
        return None
    # By the server's own clock where it shows it: ours may differ.
    since = _date(headers.get("date", "")) or now
    return max(0.0, (until - since).total_seconds())


def _is_spent(headers: Mapping[str, str]) -> bool:
    return headers.get("x-ratelimit-remaining", "").strip() == "0"


def _renewed(headers: Mapping[str, str]) -> datetime | None:
    """When a quota that is spent is new, as GitHub writes it: in seconds since 1970."""
    at = headers.get("x-ratelimit-reset", "").strip()
    if not _is_spent(headers) or not re.fullmatch(r"\d{10}", at, re.ASCII):
        return None
    return datetime.fromtimestamp(int(at), UTC)


def _date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (TypeError, ValueError, OverflowError):
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found
