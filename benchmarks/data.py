"""Generated signals: many quiet people, a few busy ones, a third of the rows somebody new."""

import csv
import random
from collections.abc import Iterator
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
COLUMNS = (
    "kind",
    "occurred_at",
    "email",
    "first_name",
    "last_name",
    "title",
    "company",
    "domain",
    "country",
    "subject",
    "topic",
    "url",
    "text",
)
#: What the figures are about, to be printed beside them.
DESCRIBED = (
    f"columns {', '.join(COLUMNS)} (text in one row of six, a quoted cell in one of six, accents in"
    " one of four); one row in three brings a new lead, one in fifteen a new account, the others"
    " speak of leads seen before, of the first ones more often"
)
_STARTS = ("Al", "Be", "Ca", "Do", "É", "Fa", "Gi", "Ha", "I", "Jo", "Ka", "Lé", "Ma", "No", "O")
_MIDDLES = ("ba", "che", "di", "fo", "lu", "mi", "no", "ra", "ri", "so", "ta", "ve", "za")
_ENDS = ("l", "n", "nne", "r", "rd", "s", "t", "ux")
_TITLES = ("Head of", "VP", "Directeur", "Responsable", "Chief of", "Manager,")
_WORK = ("Operations", "Sales", "Finance", "Logistique", "Marketing", "People", "Achats", "IT")
_FORMS = ("", " SAS", " GmbH", " Ltd", " Group", " SARL")
_COUNTRIES = ("FR", "FR", "FR", "DE", "ES", "BE", "GB", "IT")
_TOPICS = ("onboarding", "pricing", "data quality", "intégrations", "hiring", "lead scoring")
_WORDS = (
    "a",
    "of",
    "we",
    "it",
    "quarter",
    "team",
    "tried",
    "this",
    "year",
    "what",
    "whole",
    "took",
)


def write_signals(path: Path, rows: int) -> None:
    """A generic CSV of `rows` signals of about rows/3 people at rows/15 companies."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(_signals(rows))


def _signals(rows: int) -> Iterator[list[str]]:
    chance = random.Random(1)  # noqa: S311 - reproducible, not secret
    for number in range(rows):
        person = number // 3 if number % 3 == 0 else int(number / 3 * chance.random() ** 3)
        kind = KINDS[number % len(KINDS)]
        about = kind.partition("_")[0]
        at = NOW - timedelta(days=180 * chance.random())
        subject = int(997 * chance.random() ** 2)
        words = chance.choices(_WORDS, k=14) if kind == "post_commented" else []
        yield [
            kind,
            at.isoformat(timespec="seconds"),
            *_person(person),
            f"{about.capitalize()} {subject}: what changed in {2020 + subject % 7}",
            _TOPICS[subject % len(_TOPICS)],
            f"https://www.own.example/{about}/{subject}-what-changed",
            " ".join(words),
        ]


def _person(person: int) -> list[str]:
    """E-mail, names, title, company, domain and country: of one person always the same."""
    company = person // 5
    first = _word(person * 7 + person // 195)
    last = _word(person // 3 + 11) + _MIDDLES[person % 13] + _ENDS[person // 13 % 8]
    name = f"{_word(company)}{_MIDDLES[company // 1560 % 13]}{_MIDDLES[company // 20280 % 13]}"
    domain = _plain(f"{name}-{company % 10}.example")
    return [
        _plain(f"{first}.{last}{person % 10}@{domain}"),
        first,
        last,
        f"{_TITLES[person % 6]} {_WORK[person // 6 % 8]}",
        f"{name} {company % 10}{_FORMS[company % 6]}",
        domain,
        _COUNTRIES[company % 8],
    ]


def _word(number: int) -> str:
    return _STARTS[number % 15] + _MIDDLES[number // 15 % 13] + _ENDS[number // 195 % 8]


def _plain(text: str) -> str:
    return text.lower().replace("é", "e")
