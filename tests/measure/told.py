"""Cases told as plain rows: leads by number, times in days."""

from typing import Any

import polars as pl

from prospector.measure.cases import DAY, cases

# Any: columns of several types.
Row = dict[str, Any]

_DRAFTS = {
    "draft_id": pl.Int64, "lead_id": pl.Int64, "account_id": pl.Int64, "at": pl.Int64,
    "segment": pl.String, "ruleset": pl.String, "grade": pl.String, "done_at": pl.Int64,
}  # fmt: skip
_DECISIONS = {
    "draft_id": pl.Int64, "action": pl.String, "reason": pl.String, "bulk": pl.Boolean,
    "at": pl.Int64,
}  # fmt: skip
_TOUCHES = {"draft_id": pl.Int64, "at": pl.Int64}
_SIGNALS = {
    "lead_id": pl.Int64, "account_id": pl.Int64, "kind": pl.String, "occurred_at": pl.Int64,
}  # fmt: skip


def draft(draft_id: int, lead: int, day: float, **more: Any) -> Row:
    return {
        "draft_id": draft_id,
        "lead_id": lead,
        "account_id": None,
        "at": micros(day),
        "segment": "hot",
        "ruleset": "r1",
        "grade": "A1",
        "done_at": None,
        **more,
    }


def decision(draft_id: int, action: str, day: float, **more: Any) -> Row:
    return {
        "draft_id": draft_id,
        "action": action,
        "at": micros(day),
        "reason": None,
        "bulk": False,
        **more,
    }


def touch(draft_id: int, day: float) -> Row:
    return {"draft_id": draft_id, "at": micros(day)}


def signal(kind: str, day: float, lead: int | None = None, account: int | None = None) -> Row:
    return {"lead_id": lead, "account_id": account, "kind": kind, "occurred_at": micros(day)}


def made(
    drafts: list[Row] = [],  # noqa: B006 - never changed
    decisions: list[Row] = [],  # noqa: B006 - never changed
    touches: list[Row] = [],  # noqa: B006 - never changed
    signals: list[Row] = [],  # noqa: B006 - never changed
) -> pl.DataFrame:
    return cases(
        pl.DataFrame(drafts, schema=_DRAFTS),
        pl.DataFrame(decisions, schema=_DECISIONS),
        pl.DataFrame(touches, schema=_TOUCHES),
        pl.DataFrame(signals, schema=_SIGNALS),
    )


def micros(day: float) -> int:
    """A day of 2026 as the engine counts time."""
    return round((20_454 + day) * DAY)
