"""What a feed was told once and remembers, and where its next pull resumes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from prospector.tables import Feed, FeedCursor


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


def cursor(session: Session, name: str) -> dict[str, Any]:
    """Where a feed's next pull resumes; empty = at the start (Any: JSON values)."""
    found = session.get(FeedCursor, name)
    return dict(found.cursor) if found else {}


def move_cursor(session: Session, name: str, cursor: Mapping[str, Any], *, now: datetime) -> None:
    """Remember where to resume, in the transaction that makes what was before it visible."""
    session.merge(FeedCursor(feed=name, cursor=dict(cursor), moved_at=now))
