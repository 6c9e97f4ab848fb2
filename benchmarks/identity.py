"""How well resolve tells people, and companies, apart: generated worlds whose truth is known, on held-out seeds.

Weights of `resolve/comparing/evidence.py` and `resolve/twins/evidence.py` were fitted on seeds 1000 and up. Figures of people
are of seeds 1 to 3, of companies of seeds 7 to 9, on which nothing was fitted or chosen (the threshold of company
suggestions was chosen with seeds 1 to 3 in view). Pairs of one world hang together a little, so the intervals (95 %, Wilson)
are somewhat too narrow.
"""

import csv
import math
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import text

from benchmarks.companies import company_world
from benchmarks.data import NOW
from benchmarks.people import Row, people_world
from prospector.collect import Options, import_files
from prospector.resolve import resolve
from prospector.rules.ruleset import Ruleset
from prospector.store import migrate
from prospector.store.database import Database, open_database

SEEDS = (1, 2, 3)
COMPANY_SEEDS = (7, 8, 9)
PEOPLE = 1_000
COMPANIES = 1_500
_COLUMNS = (
    "kind", "occurred_at", "email", "linkedin_url", "phone", "name", "first_name", "last_name",
    "company", "domain", "title", "city", "country",
)  # fmt: skip
#: The domain and name of each line, and the accounts these are.
_TOLD_COMPANIES = """SELECT s.line, s.domain_id, s.company_id, coalesce(d.account_id, c.account_id)
FROM sighting s LEFT JOIN account_identity d ON d.id = s.domain_id
LEFT JOIN account_identity c ON c.id = s.company_id"""
_HELD = "SELECT id, account_id FROM account_identity WHERE account_id IS NOT NULL"
#: The identities of each line of the file.
_TOLD = "SELECT line, email_id, profile_id, phone_id, name_id FROM sighting"


class Share(NamedTuple):
    """A share of a number, with its 95 % interval."""

    right: int
    n: int

    @property
    def value(self) -> float:
        """The share; of nothing it is 1."""
        return self.right / self.n if self.n else 1.0

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's interval."""
        if not self.n:
            return 0.0, 1.0
        z, p, n = 1.96, self.value, self.n
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        width = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
        return middle - width, middle + width

    def __add__(self, other: object) -> "Share":
        """Both together."""
        if not isinstance(other, Share):
            return NotImplemented
        return Share(self.right + other.right, self.n + other.n)


class Quality(NamedTuple):
    """How right automatic merges and suggestions were."""

    merges: Share
    suggestions: Share
    found: Share
    #: Rows that came to the lead or account most rows of which speak of the same one.
    at_home: Share = Share(0, 0)

    def __add__(self, other: object) -> "Quality":
        """Several worlds together."""
        if not isinstance(other, Quality):
            return NotImplemented
        return Quality(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))


def qualities(ruleset: Ruleset, seeds: Iterable[int] = SEEDS, people: int = PEOPLE) -> Quality:
    """Resolve some worlds and compare with the truth."""
    total = Quality(Share(0, 0), Share(0, 0), Share(0, 0))
    for seed in seeds:
        with tempfile.TemporaryDirectory() as folder:
            rows = people_world(seed, people).rows
            database = resolved(ruleset, Path(folder), rows)
            total += judged(database, [row["truth"] for row in rows])
            database.dispose()
    return total


def company_qualities(
    ruleset: Ruleset, seeds: Iterable[int] = COMPANY_SEEDS, companies: int = COMPANIES
) -> Quality:
    """The same of companies."""
    total = Quality(Share(0, 0), Share(0, 0), Share(0, 0))
    for seed in seeds:
        with tempfile.TemporaryDirectory() as folder:
            rows = company_world(seed, companies)
            database = resolved(ruleset, Path(folder), rows)
            total += judged_companies(database, [row["truth"] for row in rows])
            database.dispose()
    return total


def resolved(ruleset: Ruleset, folder: Path, rows: Iterable[Row]) -> Database:
    """A store into which the rows of a world were imported and resolved."""
    path = folder / "people.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, _COLUMNS, extrasaction="ignore")
        writer.writeheader()
        for number, row in enumerate(rows):
            at = f"2026-10-{number % 28 + 1:02d}T08:00:00Z"
            writer.writerow({"kind": "met", "occurred_at": at, **row})
    database = open_database(f"sqlite:///{folder}/store.db", folder)
    migrate.upgrade(database)
    import_files(database, ruleset, [path], Options(feed="world"), now=NOW)
    resolve(database, ruleset, now=NOW)
    return database


def judged(database: Database, truth: Sequence[int]) -> Quality:
    """Every pair of identities that were joined, and every suggestion, against the truth of each row."""
    of_identity, of_lead, holder = _truth(database, truth)
    members: dict[int, list[int]] = {}
    for identity, lead in holder.items():
        members.setdefault(lead, []).append(identity)
    joined = [
        not of_identity[one].isdisjoint(of_identity[other])
        for found in members.values()
        for one, other in combinations(found, 2)
    ]
    suggested = _suggested(database)
    right = {pair for pair in suggested if len({of_lead.get(lead) for lead in pair}) == 1}
    true = _true_pairs(of_lead)
    return Quality(
        Share(sum(joined), len(joined)),
        Share(len(right), len(suggested)),
        Share(len(right & true), len(true)),
    )


def judged_companies(database: Database, truth: Sequence[int]) -> Quality:
    """The same of companies: a domain and the names that came to it, every suggestion."""
    of_identity: dict[int, set[int]] = {}
    members: dict[int, set[int]] = {}
    votes: dict[int, Counter[int]] = {}
    with database.read() as session:
        for line, domain, name, account in session.execute(text(_TOLD_COMPANIES)):
            company = truth[line - 2]
            for identity in (domain, name):
                if identity:
                    of_identity.setdefault(identity, set()).add(company)
            votes.setdefault(account, Counter())[company] += 1
        for identity, account in session.execute(text(_HELD)):
            members.setdefault(account, set()).add(identity)
    joined = [
        not of_identity[one].isdisjoint(of_identity[other])
        for found in members.values()
        for one, other in combinations(sorted(found), 2)
    ]
    of_account = {account: found.most_common(1)[0][0] for account, found in votes.items()}
    suggested = _suggested(database, "account_id", "other_account_id")
    true = _true_pairs(of_account)
    right = suggested & true
    return Quality(
        Share(sum(joined), len(joined)),
        Share(len(right), len(suggested)),
        Share(len(right), len(true)),
        Share(sum(max(found.values()) for found in votes.values()), len(truth)),
    )


def _truth(
    database: Database, truth: Sequence[int]
) -> tuple[dict[int, set[int]], dict[int, int], dict[int, int]]:
    """The people of each identity, the person of each lead, and the lead of each identity."""
    of_identity: dict[int, set[int]] = {}
    votes: dict[int, Counter[int]] = {}
    with database.read() as session:
        rows = session.execute(text("SELECT id, lead_id FROM identity WHERE lead_id IS NOT NULL"))
        holder = {row[0]: row[1] for row in rows}
        for line, *identities in session.execute(text(_TOLD)):
            person = truth[line - 2]
            known = [i for i in identities if i]
            for identity in known:
                of_identity.setdefault(identity, set()).add(person)
            if lead := next((holder[i] for i in known if i in holder), None):
                votes.setdefault(lead, Counter())[person] += 1
    of_lead = {lead: found.most_common(1)[0][0] for lead, found in votes.items()}
    return of_identity, of_lead, holder


def _true_pairs(of_lead: dict[int, int]) -> set[tuple[int, int]]:
    leads: dict[int, list[int]] = {}
    for lead, person in sorted(of_lead.items()):
        leads.setdefault(person, []).append(lead)
    return {pair for found in leads.values() for pair in combinations(found, 2)}


def _suggested(
    database: Database, one: str = "lead_id", other: str = "other_lead_id"
) -> set[tuple[int, int]]:
    statement = f"""SELECT {one}, {other} FROM suggestion
    WHERE status = 'open' AND {one} IS NOT NULL AND {other} IS NOT NULL"""
    with database.read() as session:
        return {(min(row), max(row)) for row in session.execute(text(statement))}


def lines(ruleset: Ruleset) -> Sequence[str]:
    """The figures as they are printed."""
    names = (
        "automatic merges, precision",
        "suggestions, precision",
        "suggestions, recall",
        "rows at home",
    )
    worlds = {"people": qualities(ruleset), "companies": company_qualities(ruleset)}
    return [
        f"{what}: {name}: {share.value:.4f}"
        f" (95 % {share.interval[0]:.4f} to {share.interval[1]:.4f}, n = {share.n})"
        for what, found in worlds.items()
        for name, share in zip(names, found, strict=True)
        if share.n
    ]
