"""What was read of leads to judge them, for judging some of them again at the same moment."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session

from prospector.store import candidates


class Recall:
    """Contacts by lead, each read once."""

    def __init__(self) -> None:
        self._asked: dict[tuple[object, ...], set[int]] = {}
        self._found: dict[tuple[object, ...], dict[int, dict[str, datetime]]] = {}

    def contacts(
        self,
        session: Session,
        kinds: Collection[str],
        *,
        since: datetime,
        now: datetime,
        lead_ids: Collection[int] | None,
    ) -> dict[int, dict[str, datetime]]:
        """When each lead last sent or got one of these kinds, by kind; of others that were asked for, too."""
        if lead_ids is None:
            return candidates.contacts(session, kinds, since=since, now=now)
        question = (frozenset(kinds), since, now)
        asked = self._asked.setdefault(question, set())
        found = self._found.setdefault(question, {})
        if fresh := set(lead_ids) - asked:
            asked |= fresh
            found |= candidates.contacts(session, kinds, since=since, now=now, lead_ids=fresh)
        return found
