"""What happened to leads before anybody merged them, and everything a merge may move."""

import random
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlmodel import SQLModel

from prospector.store.database import Database
from prospector.tables import (
    Action,
    CapUseState,
    Channel,
    Decision,
    Draft,
    DraftStatus,
    Enrolment,
    Export,
    Purpose,
    RulesetRow,
    Score,
    Touch,
)
from tests.resolve.sightings import NOON

_T = SQLModel.metadata.tables
#: Which run decided, and which number a row got: no part of what is known.
_AUDIT = {
    "identity": ("resolved_run_id",),
    "account_identity": ("resolved_run_id",),
    "suggestion": ("id", "run_id", "at"),
    "field_value": ("id", "run_id"),
}
TABLES = (
    "lead", "account", "identity", "account_identity", "touch", "enrolment", "draft", "decision", "cap",
    "cap_use", "score", "suppression", "suggestion", "field_value",
)  # fmt: skip


def world(database: Database) -> dict[str, list[str]]:
    """Every row of every table a merge may move, without audit columns, in a settled order."""
    found = {}
    with database.read() as session:
        for name in TABLES:
            table = _T[name]
            left_out = _AUDIT.get(name, ())
            columns = [column for column in table.columns if column.name not in left_out]
            rows = session.connection().execute(select(*columns)).mappings()
            found[name] = sorted(repr(_plain(row)) for row in rows)
    return found


def _plain(row: Any) -> dict[str, Any]:  # Any: a row, and its values
    return {name: _sorted(value) for name, value in row.items()}


def _sorted(value: Any) -> Any:  # Any: JSON has no order of keys
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return value


def of(database: Database, table: str) -> list[dict[str, Any]]:  # Any: columns of many types
    """Every row of a table without an id."""
    with database.read() as session:
        found = session.connection().execute(select(_T[table])).mappings()
        return [dict(row) for row in found]


def touch(  # Any: columns of the enrolment
    database: Database,
    lead_id: int,
    *,
    limit: int = 1,
    sliding: bool = False,
    company: int | None = None,
    at: datetime = NOON,
    **enrolment: Any,
) -> int:
    """One message that left: draft, slot of the person (or the company), enrolment, touch. Returns the draft."""
    with database.write() as session:
        if session.get(RulesetRow, "v") is None:
            session.add(RulesetRow(version="v", first_used_at=NOON))
        export = Export(target="generic", path="x.csv", at=at, business_date=at.date())
        opened = Enrolment(
            lead_id=lead_id, segment="s", opened_at=at, last_step=1, last_step_at=at, **enrolment
        )  # fmt: skip
        draft = a_draft(lead_id, DraftStatus.EXPORTED)
        draft.account_id, draft.created_at = company, at
        session.add_all([export, opened])
        session.flush()
        session.add(draft)
        session.flush()
        session.add(
            Touch(
                draft_id=draft.id or 0, lead_id=lead_id, account_id=company, enrolment_id=opened.id or 0,
                export_id=export.id or 0, segment="s", step=1, channel=Channel.EMAIL, at=at, business_date=at.date(),
            )
        )  # fmt: skip
        window = "rolling_7d" if sliding else "total"
        scope, key = ("account", company) if company else ("person", lead_id)
        cap = {"scope": scope, "key": str(key), "window_kind": window, "period": "all"}
        _slot(session.connection(), cap, limit, counted=not sliding)
        session.connection().execute(
            insert(_T["cap_use"]),
            {**cap, "draft_id": draft.id, "state": CapUseState.USED, "at": at, "business_date": at.date()},
        )  # fmt: skip
        return draft.id or 0


def _slot(connection: Any, cap: dict[str, str], limit: int, *, counted: bool) -> None:
    table = _T["cap"]
    this = [table.c[name] == value for name, value in cap.items()]
    used = connection.execute(select(table.c.used).where(*this)).scalar()
    values = {"used": (used or 0) + counted, "ceiling": max(limit, (used or 0) + counted)}
    if used is None:
        connection.execute(insert(table), {**cap, "booked": 0, "inherited": 0, **values})
    else:
        connection.execute(table.update().where(*this).values(values))


def a_draft(lead_id: int, status: DraftStatus) -> Draft:
    """A draft of a lead."""
    return Draft(
        lead_id=lead_id, status=status, segment="s", step=1, purpose=Purpose.UPSELL, channel=Channel.EMAIL,
        language="en", owner="alice", sender="alice", body="b", why_now="w", grade="A1", priority=1,
        fit_nano=0, intent_nano=0, template="t", template_hash="h", ruleset="v", policy_version="p",
        evidence_hash="e", business_date=NOON.date(), created_at=NOON, updated_at=NOON,
    )  # fmt: skip


def decided(database: Database, lead_id: int, status: DraftStatus) -> int:
    """A draft somebody decided about; returns it."""
    with database.write() as session:
        if session.get(RulesetRow, "v") is None:
            session.add(RulesetRow(version="v", first_used_at=NOON))
            session.flush()
        draft = a_draft(lead_id, status)
        session.add(draft)
        session.flush()
        session.add(Decision(draft_id=draft.id or 0, action=Action.SKIP, actor="alice", at=NOON))
        return draft.id or 0


def score(database: Database, lead_id: int) -> None:
    """A score of a lead."""
    with database.write() as session:
        if session.get(RulesetRow, "v") is None:
            session.add(RulesetRow(version="v", first_used_at=NOON))
            session.flush()
        session.add(
            Score(
                lead_id=lead_id, ruleset="v", as_of=NOON, known_at=NOON, profile="core", grade="C3",
                priority=0, fit_nano=0, fit_lower_nano=0, fit_upper_nano=0, fit_expected_nano=0,
                intent_nano=0, intent_raw_nano=0,
            )
        )  # fmt: skip


def live(database: Database, leads: list[int], chance: random.Random) -> None:
    """Something of everything for some leads."""
    for lead in leads:
        if chance.random() < 0.5:
            touch(database, lead, sliding=chance.random() < 0.3, ended_at=NOON)
        if chance.random() < 0.4:
            touch(database, lead, limit=2)
        if chance.random() < 0.4:
            decided(database, lead, chance.choice((DraftStatus.SKIPPED, DraftStatus.QUEUED)))
        if chance.random() < 0.5:
            score(database, lead)
