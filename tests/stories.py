"""Small worlds told as plain dicts, run by the reference scorer or by the compiled one."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import polars as pl

from prospector.columns import to_micros
from prospector.engine.columns import spread
from prospector.engine.worlds import Rows, World, make_world
from prospector.rules import fields
from prospector.rules.ruleset import Ruleset
from prospector.text import fold
from tests.rulesets import KINDS, make_ruleset

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
DAY = 86_400_000_000
# Any throughout: a signal, lead or account is what a YAML block says.
Told = dict[str, Any]


@dataclass(frozen=True)
class Story:
    """Rules and a world; times are microseconds, leads and accounts go by name."""

    ruleset: Ruleset
    leads: dict[str, Told]
    accounts: dict[str, Told] = field(default_factory=dict)
    signals: list[Told] = field(default_factory=list)
    as_of: int = to_micros(NOW)
    known_at: int = to_micros(NOW)


def story(told: Told) -> Story:
    """The story of a YAML block: ages in days, leads and accounts by name."""
    parts = {key: told[key] for key in ("intent", "fit", "grades", "segments") if key in told}
    if "intent" in parts:
        parts["intent"] = _with_whys(parts["intent"])
    feeds = {
        name: {"path": "x", "origin": "a test", **feed}
        for name, feed in told.get("feeds", {}).items()
    }
    ruleset = make_ruleset(
        **parts, feeds={"feeds": feeds}, signals={"kinds": KINDS, "fields": told.get("fields", {})}
    )
    leads = told["leads"]
    return Story(
        ruleset=ruleset,
        leads=leads,
        accounts=told.get("accounts", {}),
        signals=[signal(one, leads) for one in told.get("signals", [])],
        known_at=to_micros(NOW) - round(told.get("known", 0) * DAY),
    )


def signal(told: Told, leads: dict[str, Told]) -> Told:
    """One signal with its times, person and account."""
    now = to_micros(NOW)
    by = told.get("by")
    age = float(told["age"])
    received = float(told.get("received", age))
    rest = {key: value for key, value in told.items() if key not in ("age", "received", "by")}
    return {
        "feed": "likers",
        "confidence": 1.0,
        "external_id": str(told["id"]),
        **rest,
        "lead": by,
        "account": told.get("account") or leads.get(by or "", {}).get("account"),
        "occurred_at": now - round(age * DAY),
        "received_at": now - round(max(received, 0) * DAY),
    }


def _with_whys(intent: Told) -> Told:
    rules = [{"why": rule["id"], **rule} for rule in intent.get("rules", [])]
    return {**intent, "rules": rules}


def world(told: Story) -> tuple[World, dict[str, int]]:
    """The story as frames, and each lead's id."""
    leads = {name: index + 1 for index, name in enumerate(told.leads)}
    accounts = {name: index + 1 for index, name in enumerate(told.accounts)}
    signals = pl.DataFrame(
        [_signal_row(index, one, leads, accounts) for index, one in enumerate(told.signals, 1)],
        schema=SIGNAL,
        orient="row",
    )
    declared = told.ruleset.signals.fields
    rows = Rows(
        *(
            spread(frame, [name for name, one in declared.items() if one.entity == entity])
            for entity, frame in (
                ("signal", signals),
                ("lead", _entity_rows("lead", told.leads, leads, accounts)),
                ("account", _entity_rows("account", told.accounts, {}, accounts)),
            )
        )
    )
    made = make_world(told.ruleset, rows, as_of=told.as_of, known_at=told.known_at)
    return made, leads


SIGNAL = {
    "id": pl.Int64, "feed": pl.String, "external_id": pl.String, "kind": pl.String,
    "occurred_at": pl.Int64, "received_at": pl.Int64, "lead_id": pl.Int64, "account_id": pl.Int64,
    "confidence": pl.Float64, "subject_folded": pl.String, "topic_folded": pl.String,
    "text_folded": pl.String, "subject_of": pl.String, "amount": pl.Float64,
    "currency": pl.String, "attributes": pl.String,
}  # fmt: skip
_TYPES = {"number": pl.Float64, "bool": pl.Boolean, "text": pl.String, "list": pl.String}


def _signal_row(
    number: int, told: Told, leads: dict[str, int], accounts: dict[str, int]
) -> tuple[Any, ...]:
    row = {
        **told,
        "id": number,
        "lead_id": leads.get(told["lead"] or ""),
        "account_id": accounts.get(told["account"] or ""),
        **{f"{name}_folded": fold(told.get(name) or "") for name in ("subject", "topic", "text")},
        "attributes": json.dumps(told.get("attributes", {})),
    }
    return tuple(row.get(name) for name in SIGNAL)


def _entity_rows(
    entity: str, told: dict[str, Told], leads: dict[str, int], accounts: dict[str, int]
) -> pl.DataFrame:
    names = fields.LEAD_FIELDS if entity == "lead" else fields.ACCOUNT_FIELDS
    schema: dict[str, Any] = {"lead_id": pl.Int64} if entity == "lead" else {}
    schema["account_id"] = pl.Int64
    schema |= {name.partition(".")[2]: _TYPES[kind] for name, kind in names.items()}
    schema["attributes"] = pl.String
    rows = []
    for name, values in told.items():
        account = name if entity == "account" else values.get("account", "")
        row = {
            **values,
            "lead_id": leads.get(name),
            "account_id": accounts.get(account),
            "tools": None if values.get("tools") is None else json.dumps(values["tools"]),
            "attributes": json.dumps(values.get("attributes", {})),
        }
        rows.append(tuple(row.get(column) for column in schema))
    return pl.DataFrame(rows, schema=schema, orient="row")
