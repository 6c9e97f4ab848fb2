"""One example of a rules file as rows: a lead, its account, a colleague, and their signals."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, NamedTuple

import polars as pl

from prospector.columns import to_micros
from prospector.engine.final import source
from prospector.engine.worlds import Rows
from prospector.rules import fields
from prospector.rules.models import Example, FeedRule, FeedsFile, ValueType
from prospector.rules.ruleset import Ruleset
from prospector.rules.schema import did_you_mean
from prospector.tables import Relation
from prospector.text import fold

#: Examples live on this day; ages count back from it.
AS_OF = to_micros(datetime(2026, 1, 1, 12, tzinfo=UTC))
#: Where signals come from that name no feed; its people agreed to its trackers.
FEED = "example"
_DAY = 86_400_000_000
_BY = ("lead", "colleague", "nobody")
#: What a record says of a person or company without a rule reading it.
_UNREAD = {
    "lead": {"first_name", "last_name", "name", "postal_address", "time_zone"},
    "account": {"company"},
    "signal": {"url", "external_id"},
}
_POLARS = {ValueType.NUMBER: pl.Float64(), ValueType.BOOL: pl.Boolean(), ValueType.TIME: pl.Int64()}

# Any: an example's values are whatever YAML holds; they are checked here.
Row = dict[str, Any]


class Sample(NamedTuple):
    """The rows of one example, and what is wrong with it."""

    number: int
    lead: Row
    account: Row
    signals: list[Row]
    problems: list[str]


def with_feed(ruleset: Ruleset) -> Ruleset:
    """The rules with the examples' own feed: examples test rules, not anybody's consent."""
    own = FeedRule(path="-", origin="an example", consent=True)
    feeds = FeedsFile(feeds={**ruleset.feeds.feeds, FEED: own})
    return replace(ruleset, feeds=feeds)


def sample(ruleset: Ruleset, number: int, example: Example) -> Sample:
    """The example with a lead, an account and signals of its own."""
    problems: list[str] = []
    lead = _typed(ruleset, "lead", example.lead, problems)
    account = _typed(ruleset, "account", example.account, problems)
    signals = [
        _signal(ruleset, number, place, told, problems)
        for place, told in enumerate(example.signals, 1)
    ]
    return Sample(
        number=number,
        lead={**lead, "lead_id": number, "account_id": number},
        account={"relation": Relation.PROSPECT.value, **account, "account_id": number},
        signals=signals,
        problems=problems,
    )


def rows_of(ruleset: Ruleset, samples: Collection[Sample]) -> Rows:
    """All samples as one world's rows."""
    return Rows(
        signals=_frame(ruleset, "signal", [row for one in samples for row in one.signals]),
        leads=_frame(ruleset, "lead", [one.lead for one in samples]),
        accounts=_frame(ruleset, "account", [one.account for one in samples]),
    )


def _signal(ruleset: Ruleset, number: int, place: int, told: Row, problems: list[str]) -> Row:
    given = {key: value for key, value in told.items() if key not in ("kind", "age", "by")}
    row = _typed(ruleset, "signal", given, problems)
    kind, age, by = told.get("kind"), told.get("age", 0), told.get("by", "lead")
    if kind not in ruleset.signals.kinds:
        near = did_you_mean(str(kind), set(ruleset.signals.kinds))
        problems.append(f"unknown kind {kind!r}{near}")
    if isinstance(age, bool) or not isinstance(age, int | float):
        problems.append(f"age: write days as a number, not {age!r}")
        age = 0
    if by not in _BY:
        problems.append(f"by: one of {', '.join(_BY)}, not {by!r}")
    people = {"lead": number, "colleague": -number - 1}
    return {
        "feed": FEED,
        "confidence": 1.0,
        **row,
        "id": number * 1_000 + place,
        "external_id": f"{place:04}",
        "kind": kind,
        "occurred_at": AS_OF - round(age * _DAY),
        "received_at": AS_OF - round(max(age, 0) * _DAY),
        "lead_id": people.get(str(by)),
        "account_id": number,
    }


def _typed(ruleset: Ruleset, entity: str, told: Mapping[str, object], problems: list[str]) -> Row:
    """An entity's values by column; what is no field or has the wrong type is a problem."""
    known = _fields(ruleset, entity)
    row: Row = {}
    for word, value in told.items():
        if word in _UNREAD[entity] or value is None:
            continue
        if word == "confidence" and entity == "signal" and isinstance(value, int | float):
            row[word] = float(value)
        elif word not in known:
            problems.append(f"unknown {entity} field {word!r}{did_you_mean(word, set(known))}")
        else:
            column, kind = known[word]
            try:
                row[column] = _value(column, kind, value)
            except (TypeError, ValueError):
                problems.append(f"{entity}.{word} is a {kind.value}, not {value!r}")
    return row


def _value(column: str, kind: ValueType, value: object) -> object:
    if column.startswith("attributes."):
        return json.dumps(value) if isinstance(value, bool) else str(value)
    if kind is ValueType.NUMBER and not isinstance(value, bool):
        return float(str(value))
    if kind is ValueType.LIST and isinstance(value, list):
        return json.dumps(value)
    if kind is ValueType.BOOL and isinstance(value, bool):
        return value
    if kind is ValueType.TEXT and isinstance(value, str | int | float):
        return fold(str(value)) if column.endswith("_folded") else str(value)
    raise TypeError


def _fields(ruleset: Ruleset, entity: str) -> dict[str, tuple[str, ValueType]]:
    """Column and type of each field of an entity."""
    found = {}
    for name, kind in fields.intent_fields(ruleset.signals).items():
        owner, _, word = name.partition(".")
        if owner == entity and name not in ("signal.kind", "signal.occurred_at"):
            found[word] = (source(name), kind)
    return found


def _frame(ruleset: Ruleset, entity: str, rows: Sequence[Row]) -> pl.DataFrame:
    schema: dict[str, pl.DataType] = {
        column: pl.String() if column.startswith("attributes.") else _POLARS.get(kind, pl.String())
        for column, kind in _fields(ruleset, entity).values()
    }
    schema |= _KEYS[entity]
    return pl.DataFrame(
        [tuple(row.get(name) for name in schema) for row in rows], schema=schema, orient="row"
    )


_ID = pl.Int64()
_KEYS: dict[str, dict[str, pl.DataType]] = {
    "lead": {"lead_id": _ID, "account_id": _ID},
    "account": {"account_id": _ID},
    "signal": {
        **dict.fromkeys(("id", "lead_id", "account_id", "occurred_at", "received_at"), _ID),
        **dict.fromkeys(("feed", "external_id", "kind"), pl.String()),
        "confidence": pl.Float64(),
    },
}
