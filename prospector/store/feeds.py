"""What a feed was told once and remembers: field map and constants."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from prospector.tables import Feed


def remembered(session: Session, name: str) -> tuple[dict[str, str], dict[str, str]]:
    """A feed's field map and constants; empty when it was told nothing."""
    feed = session.get(Feed, name)
    return (dict(feed.mapping), dict(feed.constants)) if feed else ({}, {})


def remember(
    session: Session,
    name: str,
    *,
    mapping: Mapping[str, str],
    constants: Mapping[str, str],
    now: datetime,
) -> None:
    """Keep a feed's words for its next file."""
    session.merge(Feed(name=name, mapping=dict(mapping), constants=dict(constants), updated_at=now))
