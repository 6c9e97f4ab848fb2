"""Generated signals: many quiet people, a few busy ones, a third of the rows somebody new."""

import csv
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

NOW = datetime(2026, 11, 20, 7, 30, tzinfo=UTC)
KINDS = (
    "post_liked",
    "post_commented",
    "event_attended",
    "page_visited",
    "pricing_visited",
    "job_posted",
)


def write_signals(path: Path, rows: int) -> None:
    """A generic CSV of `rows` signals of about rows/3 people at rows/15 companies."""
    chance = random.Random(1)  # noqa: S311 - reproducible, not secret
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            [
                "kind",
                "occurred_at",
                "email",
                "first_name",
                "last_name",
                "company",
                "domain",
                "title",
                "subject",
            ]
        )
        for number in range(rows):
            person = number if number % 3 == 0 else int(rows * chance.random() ** 3) // 3 * 3
            company = person // 5
            at = NOW - timedelta(days=180 * chance.random())
            writer.writerow(
                [
                    KINDS[number % len(KINDS)],
                    at.isoformat(timespec="seconds"),
                    f"p{person}@c{company}.example",
                    f"Ana{person}",
                    f"Bell{person}",
                    f"Company {company}",
                    f"c{company}.example",
                    "Head of Operations",
                    f"subject {number % 997}",
                ]
            )
