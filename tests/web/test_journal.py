"""The journal counts answers and names nobody."""

import json

from prospector.web.journal import Journal
from tests.web.serving import NOW


def test_it_writes_one_line_per_feed_and_status_and_starts_anew() -> None:
    lines: list[str] = []
    journal = Journal(lines.append, lambda: NOW)
    for status in (202, 202, 401):
        journal.answered("site", status)
    journal.flush()
    journal.flush()
    assert [json.loads(line) for line in lines] == [
        {"at": "2026-11-20T08:00:00+00:00", "hook": "site", "status": 202, "count": 2},
        {"at": "2026-11-20T08:00:00+00:00", "hook": "site", "status": 401, "count": 1},
    ]


def test_it_names_the_kind_of_a_failure_not_its_words() -> None:
    lines: list[str] = []
    Journal(lines.append, lambda: NOW).trouble("inbox", ValueError("alice@acme.example"))
    assert json.loads(lines[0])["error"] == "ValueError"
    assert "alice" not in lines[0]
