"""The years a signal can be of, and so the times and days that can be asked about."""

from datetime import date

EARLIEST, LATEST = 1990, 2099


def complaint(text: str, at: date) -> str | None:
    """Why a time or day cannot be asked about; None = it can."""
    if EARLIEST <= at.year <= LATEST:
        return None
    return f"{text!r} lies outside {EARLIEST} to {LATEST}"
