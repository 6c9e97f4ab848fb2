"""Whose scores may differ since some time, for what came and what was changed; whose fits do not."""

from collections.abc import Mapping, Sequence

import polars as pl
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


#: The fits of scores whose lead and account are as they were when a run read them.
_STANDING = """SELECT s.lead_id, s.disqualified_by, s.profile, s.fit_lower_nano, s.fit_upper_nano,
    s.fit_expected_nano, s.unknown_field
FROM ({ids}) w CROSS JOIN score s CROSS JOIN lead l
WHERE s.lead_id = w.id AND l.id = w.id AND s.ruleset = :ruleset
    AND l.id <= :lead AND coalesce(l.account_id, 0) <= :account
    AND NOT EXISTS (SELECT 1 FROM changed_row c
        WHERE c.entity = 'lead' AND c.row_id = l.id AND c.generation > :generation)
    AND NOT EXISTS (SELECT 1 FROM changed_row c
        WHERE c.entity = 'account' AND c.row_id = l.account_id AND c.generation > :generation)"""
#: How the engine calls the columns of a fit.
_FIT = (
    "lead_id",
    "disqualified_by",
    "profile",
    "lower",
    "upper",
    "expected",
    "unknown_field",
)

#: How a run's counts name how far what it read went.
_MARK = "read to "
#: How they say that people and companies were read as they are, not as they were known to be.
_AS_THEY_ARE = "read as they are"


def as_counts(marks: Marks, *, as_they_are: bool = False) -> dict[str, int]:
    """Marks as a run keeps them among its counts, and whether it read leads and accounts as they are."""
    tops = {f"{_MARK}{entity}": top for entity, top in marks.tops.items()}
    return {**tops, f"{_MARK}generation": marks.generation, _AS_THEY_ARE: int(as_they_are)}


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


def standing(
    session: Session, counts: Mapping[str, int], lead_ids: Sequence[int], *, ruleset: str
) -> pl.DataFrame:
    """The fits of those leads for whom nothing that fit depends on was changed since a score run.

    `counts` are those of the newest run, `ruleset` is the version asked for. A fit may be that of a
    later look at the lead than the run's: it expected the same of the unknown, and read the same.
    """
    marks = of_counts(counts)
    if marks is None or not counts.get(_AS_THEY_ARE):
        lead_ids, marks = (), Marks(dict.fromkeys(Entity, 0), 0)
    values = {
        **worlds.bound(session, lead_ids),
        "ruleset": ruleset,
        "lead": marks.tops[Entity.LEAD],
        "account": marks.tops[Entity.ACCOUNT],
        "generation": marks.generation,
    }
    sql = _STANDING.format(ids=worlds.ids_bound(session))
    return worlds.frame(session, sql, _FIT, values)
