"""What tests of the importer share: a catalogue, importing a text, and reading back what arrived."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import text

from prospector.collect import ImportReport, Options, import_files
from prospector.columns import from_micros
from prospector.rules.ruleset import Ruleset
from prospector.store.database import Database
from tests.rulesets import make_ruleset

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
KINDS: dict[str, Any] = {
    name: {"label": name.replace("_", " "), "natural_key": key}
    for name, key in {
        "post_liked": ["person", "subject"],
        "post_commented": [],
        "event_registered": ["person", "subject"],
        "event_attended": ["person", "subject"],
        "job_posted": ["account", "subject"],
        "tool_adopted": ["account", "subject", "day"],
        "tool_dropped": ["account", "subject", "day"],
        "purchased": ["person", "account", "subject", "amount", "day"],
        "page_visited": [],
        "funding_raised": ["account", "amount", "day"],
        "job_changed": ["person", "account"],
        "pricing_visited": ["person", "account", "day"],
        "bounced": ["person", "day"],
        "email_opened": ["person", "subject", "day"],
        "touched": ["person", "subject", "day"],
        "opted_out": ["person"],
        "opportunity_opened": ["account", "subject", "day"],
        "deal_won": ["account", "subject", "day"],
        "deal_lost": ["account", "subject", "day"],
    }.items()
}
FIELDS: dict[str, Any] = {
    "seats": {"entity": "account", "type": "number"},
    "speaks": {"entity": "lead", "type": "text"},
    "rating": {"entity": "signal", "type": "number"},
}


def ruleset(**parts: Any) -> Ruleset:  # Any: each part is checked by its pydantic model
    """Rules with the kinds above."""
    return make_ruleset(**{"signals": {"kinds": KINDS, "fields": FIELDS}, **parts})


def take(database: Database, path: Path, content: str | bytes, **options: Any) -> ImportReport:
    """Write a file and take it in, as of NOW; `now` and `rules` may differ."""
    data = content.encode() if isinstance(content, str) else content
    path.write_bytes(data)
    now = options.pop("now", NOW)
    rules = options.pop("rules", None) or ruleset()
    return import_files(database, rules, [path], Options(base=path.parent, **options), now=now)


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    """Rows, taken, seen, rejected; they add up."""
    assert report.rows == report.taken + report.seen + report.rejected
    return report.rows, report.taken, report.seen, report.rejected


_SIGNALS = """
SELECT s.*, p.kind AS person_kind, p.value AS person, a.kind AS account_kind, a.value AS account
FROM signal s LEFT JOIN identity p ON p.id = s.person_identity_id
LEFT JOIN account_identity a ON a.id = s.account_identity_id
"""
_SIGHTINGS = """
SELECT g.*, e.value AS email, p.value AS profile, t.value AS phone, n.value AS name_company,
       d.value AS domain, c.value AS company
FROM sighting g LEFT JOIN identity e ON e.id = g.email_id
LEFT JOIN identity p ON p.id = g.profile_id LEFT JOIN identity t ON t.id = g.phone_id
LEFT JOIN identity n ON n.id = g.name_id LEFT JOIN account_identity d ON d.id = g.domain_id
LEFT JOIN account_identity c ON c.id = g.company_id
"""
_TIMES = ("occurred_at", "occurred_from", "occurred_until", "received_at", "seen_at")
_JSON = ("attributes", "lead_values", "account_values")


def signals(database: Database, feed: str | None = None) -> list[dict[str, Any]]:
    """Every signal (of a feed) with the identities it names, without ids of rows and nulls."""
    where = "" if feed is None else "WHERE s.feed = :feed"
    return _rows(
        database, f"{_SIGNALS}{where}", ("person_identity_id", "account_identity_id"), feed
    )


def sightings(database: Database, feed: str | None = None) -> list[dict[str, Any]]:
    """Every sighting (of a feed) with the identities it names, without ids of rows and nulls."""
    where = "" if feed is None else "WHERE g.feed = :feed"
    return _rows(database, f"{_SIGHTINGS}{where}", ("domain_id", "company_id"), feed)


def rejected(database: Database) -> list[dict[str, Any]]:
    """Every reject: line, code, detail, raw, status."""
    rows = _rows(database, "SELECT * FROM reject", ())
    names = ("feed", "line", "code", "detail", "raw", "status")
    return [{name: row[name] for name in names} for row in rows]


def _rows(
    database: Database, statement: str, dropped: tuple[str, ...], feed: str | None = None
) -> list[dict[str, Any]]:
    given = {} if feed is None else {"feed": feed}
    with database.read() as session:
        found = [dict(row) for row in session.execute(text(statement), given).mappings()]
    ids = ("id", "run_id", "email_id", "profile_id", "phone_id", "name_id")
    rows = [
        {
            name: _plain(name, value)
            for name, value in row.items()
            if value is not None and name not in (*ids, *dropped)
        }
        for row in found
    ]
    return sorted(rows, key=lambda row: (row["file"], row["line"], json.dumps(row, sort_keys=True)))


def _plain(name: str, value: Any) -> Any:  # Any: what a database holds
    if name in _TIMES:
        return from_micros(int(value)).isoformat()
    if name in _JSON and isinstance(value, str):
        return json.loads(value)
    return bool(value) if name == "received_assumed" else value
