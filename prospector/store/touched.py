"""Whose scores may differ since some time, for what came and what was changed."""

from collections.abc import Mapping

from sqlmodel import Session

from prospector.store import worlds
from prospector.store.files.manifest import Entity, Marks

#: Signals that came; identities, leads and accounts that came or were changed; the leads and
#: accounts these are; and everybody whose score an account's signals bear on: who works there, and
#: who was seen there, for repetitions are counted per account.
_TOUCHED = """WITH signals AS (
    SELECT person_identity_id, account_identity_id FROM signal WHERE id > :signal
    UNION ALL SELECT person_identity_id, account_identity_id FROM signal WHERE id IN (
        SELECT row_id FROM changed_row WHERE generation > :generation AND entity = 'signal')
), people AS (
    SELECT id FROM identity WHERE id > :identity
    UNION SELECT row_id FROM changed_row WHERE generation > :generation AND entity = 'identity'
    UNION SELECT person_identity_id FROM signals
), companies AS (
    SELECT id FROM account_identity WHERE id > :account_identity
    UNION SELECT row_id FROM changed_row
        WHERE generation > :generation AND entity = 'account_identity'
    UNION SELECT account_identity_id FROM signals
), named AS (
    SELECT id FROM lead WHERE id > :lead
    UNION SELECT row_id FROM changed_row WHERE generation > :generation AND entity = 'lead'
    UNION SELECT lead_id FROM identity WHERE id IN (SELECT id FROM people)
), homes AS (
    SELECT id FROM account WHERE id > :account
    UNION SELECT row_id FROM changed_row WHERE generation > :generation AND entity = 'account'
    UNION SELECT account_id FROM account_identity WHERE id IN (SELECT id FROM companies)
    UNION SELECT account_id FROM lead WHERE id IN (SELECT id FROM named)
), seen AS (
    SELECT id FROM named
    UNION SELECT id FROM lead WHERE account_id IN (SELECT id FROM homes WHERE id IS NOT NULL)
    UNION SELECT i.lead_id FROM account_identity a
        JOIN signal s ON s.account_identity_id = a.id
        JOIN identity i ON i.id = s.person_identity_id
        WHERE a.account_id IN (SELECT id FROM homes WHERE id IS NOT NULL)
)
SELECT l.id AS lead_id, l.account_id FROM seen JOIN lead l ON l.id = seen.id
ORDER BY l.account_id, l.id"""


#: How a run's counts name how far what it read went.
_MARK = "read to "


def as_counts(marks: Marks) -> dict[str, int]:
    """Marks as a run keeps them among its counts."""
    tops = {f"{_MARK}{entity}": top for entity, top in marks.tops.items()}
    return {**tops, f"{_MARK}generation": marks.generation}


def of_counts(counts: Mapping[str, int]) -> Marks | None:
    """The marks a run kept; None = it kept none."""
    if f"{_MARK}generation" not in counts:
        return None
    tops = {entity: counts[f"{_MARK}{entity}"] for entity in Entity}
    return Marks(tops, counts[f"{_MARK}generation"])


def since(session: Session, marks: Marks) -> list[int]:
    """The leads whose scores may differ, merged ones among them, account by account."""
    values = {entity.value: marks.tops[entity] for entity in Entity}
    found = worlds.frame(
        session, _TOUCHED, ["lead_id", "account_id"], {**values, "generation": marks.generation}
    )
    return found["lead_id"].to_list()
