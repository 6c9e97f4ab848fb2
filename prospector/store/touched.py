"""Whose scores may differ since some time, for what came and what was changed; whose fits do not."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import polars as pl
from sqlalchemy import text
from sqlmodel import Session

from prospector.columns import to_micros
from prospector.store import worlds
from prospector.store.files import changes
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

#: The entities that are read as of a time, and the column that says when they came to be known.
_KNOWN = {
    Entity.SIGNAL: "received_at",
    Entity.LEAD: "first_seen_at",
    Entity.ACCOUNT: "first_seen_at",
}
_LATE_ROW = """SELECT min(id) FROM {entity}
    WHERE id > :after AND id <= :top AND {column} > :known_at AND {column} <= :until"""
#: The first change of a person or company of whom something was told late.
_LATE_CHANGE = """WITH told AS (
    SELECT * FROM sighting WHERE received_at > :known_at AND received_at <= :until
), replaced AS (
    SELECT entity, entity_id FROM field_value WHERE until > :known_at AND until <= :until
), late AS (
    SELECT 'lead' AS entity, lead_id AS id FROM identity WHERE id IN (
        SELECT email_id FROM told UNION SELECT profile_id FROM told
        UNION SELECT phone_id FROM told UNION SELECT name_id FROM told)
    UNION SELECT 'account', account_id FROM account_identity WHERE id IN (
        SELECT domain_id FROM told UNION SELECT company_id FROM told)
    UNION SELECT entity, entity_id FROM replaced
)
SELECT min(c.generation) FROM late
JOIN changed_row c ON c.entity = late.entity AND c.row_id = late.id
WHERE c.generation > :after"""
#: A run takes less; what is dated further ahead is of another clock, and waits for the next run.
_LONGEST_RUN = timedelta(days=1)
#: How a run's counts name how far what it read went, and by when that was known.
_KNOWN_AT = "read as known at"
_MARK = "read to "
#: How they say that people and companies were read as they are, not as they were known to be.
_AS_THEY_ARE = "read as they are"


def reached(
    session: Session, known_at: datetime, *, since: Mapping[str, int] | Marks | None = None
) -> Marks:
    """How far they come who read, from here on, what was known at a time: what was told later is not passed.

    A command's time is that of its start, and rows come while it runs. `since` is how far somebody
    came before, or the counts of their run: what came earlier was known.
    """
    found = changes.marks(session)
    before = since if isinstance(since, Marks) else _known_by(since or {}, known_at)
    times = {"known_at": to_micros(known_at), "until": to_micros(known_at + _LONGEST_RUN)}
    tops = dict(found.tops)
    for entity, column in _KNOWN.items():
        sql = _LATE_ROW.format(entity=entity, column=column)
        within = {"after": before.tops[entity], "top": tops[entity]}
        late = session.execute(text(sql), {**times, **within}).scalar()
        tops[entity] = tops[entity] if late is None else late - 1
    after = {"after": before.generation}
    late = session.execute(text(_LATE_CHANGE), {**times, **after}).scalar()
    return Marks(tops, found.generation if late is None else min(found.generation, late - 1))


def _known_by(counts: Mapping[str, int], known_at: datetime) -> Marks:
    """The marks of a run up to which all was known at a time."""
    marks = of_counts(counts)
    if marks is None or counts.get(_KNOWN_AT, to_micros(known_at) + 1) > to_micros(known_at):
        return Marks(dict.fromkeys(Entity, 0), 0)
    return marks


def as_counts(
    marks: Marks, *, known_at: datetime | None = None, as_they_are: bool = False
) -> dict[str, int]:
    """Marks as a run keeps them among its counts, and whether it read leads and accounts as they are."""
    tops = {f"{_MARK}{entity}": top for entity, top in marks.tops.items()}
    known = {} if known_at is None else {_KNOWN_AT: to_micros(known_at)}
    return {**tops, f"{_MARK}generation": marks.generation, _AS_THEY_ARE: int(as_they_are), **known}


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
