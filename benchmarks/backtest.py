"""Backtest: 65 mornings of 20,000 leads and 200,000 signals, two rulesets side by side."""

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import prod
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, SQLModel

from benchmarks.figures import Figure, cpu
from prospector.engine import scoring
from prospector.engine.frames import load_world
from prospector.measure.backtest import Asked, backtest
from prospector.rules.models import GradesFile
from prospector.rules.ruleset import Ruleset
from prospector.rules.version import score_version
from prospector.store import migrate, rulesets
from prospector.store.database import Database, open_database

# Any: a row of columns of several types.
Row = dict[str, Any]
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
LEADS, ACCOUNTS, SIGNALS = 20_000, 2_400, 200_000
#: Days signals go back, and drafts.
DAYS, DRAFTED, PER_DAY = 200, 150, 25
_KINDS = {
    "post_liked": 30,
    "post_commented": 14,
    "event_registered": 10,
    "event_attended": 8,
    "page_followed": 12,
    "content_downloaded": 10,
    "job_posted": 10,
    "tool_adopted": 6,
}
#: How much likelier each kind of the last 14 days makes an answer.
_MOVES = {"event_attended": 2.5, "content_downloaded": 1.8, "post_commented": 1.4}
_FUNCTIONS = ("sales", "technical", "operations", "it", "hr", "marketing", "quality", "production")
_SENIORITIES = ("director", "head", "manager", "senior", "c_level", "intern")
_INDUSTRIES = ("Agroalimentaire", "Software", "Usinage", "Retail", "Conseil", "Plasturgie")
_SUBJECTS = ("Open day", "Sales Manager", "post-1", "post-2", "post-3", "HubSpot", "Welding fair")


def figures(ruleset: Ruleset) -> Iterator[Figure]:
    """The whole backtest, against as many bare scorings of a loaded world."""
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{folder}/store.db", Path(folder))
        migrate.upgrade(database)
        fill(database, ruleset)
        sides = [("rules/", ruleset), ("other", fit_alone(ruleset))]
        with cpu() as whole:
            found = backtest(database, sides, Asked(), now=NOW, zone=ZoneInfo("UTC"))
        with database.read() as session:
            world = load_world(session, ruleset, as_of=NOW, known_at=NOW)
        runs = 2 * found.scope.mornings
        with cpu() as bare:
            scoring.scores(ruleset, world, scoring.priors(ruleset, world))
        database.dispose()
    what = f"backtest of {found.scope.mornings} mornings, two rulesets, {SIGNALS:,} signals, {LEADS:,} leads"
    yield Figure(what, whole.seconds, f"{runs} times priors and scores", runs * bare.seconds)


def fit_alone(ruleset: Ruleset) -> Ruleset:
    """The same rules, ordering the queue by fit instead."""
    grades = GradesFile.model_validate(
        {**ruleset.grades.model_dump(by_alias=True, exclude={"tests"}), "priority": "fit_expected"}
    )
    changed = replace(ruleset, grades=grades)
    stems = ("signals", "fit", "intent", "grades", "segments")
    return replace(changed, version=score_version({stem: getattr(changed, stem) for stem in stems}))


def fill(database: Database, ruleset: Ruleset, *, seed: int = 1, leads: int = LEADS) -> None:
    """Leads, signals of 200 days, and drafts by lot with what came back."""
    random = Random(seed)  # noqa: S311 - made-up people are no secret
    signals = SIGNALS * leads // LEADS
    with database.write() as session:
        rulesets.keep(session, ruleset, now=NOW - timedelta(days=DAYS))
        _put(session, "run", [_run()])
        _put(session, "account", [_account(number, random) for number in range(1, ACCOUNTS + 1)])
        _put(session, "lead", [_lead(number, random) for number in range(1, leads + 1)])
        _put(session, "identity", [_identity(number) for number in range(1, leads + 1)])
        happened = [_signal(number, leads, random) for number in range(1, signals + 1)]
        _put(session, "signal", happened)
        _put(
            session,
            "export",
            [{"target": "csv", "path": "x.csv", "at": NOW, "business_date": NOW.date()}],
        )
        team = _Team(ruleset, happened, leads, random)
        mornings = ((NOW - timedelta(days=back)).replace(hour=6) for back in range(DRAFTED, 0, -1))
        for at in mornings:
            if at.weekday() <= 4:
                team.work(at)
        for table, rows in team.rows.items():
            _put(session, table, rows)


class _Team:
    """Drafts by lot and by liveliness, what people decide about them, and who answers."""

    def __init__(self, ruleset: Ruleset, happened: list[Row], leads: int, random: Random) -> None:
        self._ruleset, self._leads, self._random = ruleset, leads, random
        self._moved: dict[int, list[tuple[datetime, str]]] = {}
        for one in happened:
            if one["kind"] in _MOVES:
                seen = self._moved.setdefault(one["person_identity_id"], [])
                seen.append((one["occurred_at"], one["kind"]))
        self._rested: dict[int, datetime] = {}
        self.rows: dict[str, list[Row]] = {
            table: [] for table in ("draft", "decision", "enrolment", "touch", "signal")
        }

    def work(self, at: datetime) -> None:
        """One morning: half of the drafts by lot, half for those who stirred lately."""
        lively = [lead for lead in self._moved if self._recent(lead, at)]
        for turn in range(PER_DAY):
            by_lot = turn % 2 == 0 or not lively
            lead = self._random.randint(1, self._leads) if by_lot else self._random.choice(lively)
            if at - self._rested.get(lead, at - timedelta(99)) >= timedelta(31):
                self._rested[lead] = at
                self._draft(lead, at)

    def _recent(self, lead: int, at: datetime) -> list[str]:
        seen = self._moved.get(lead, ())
        return [kind for when, kind in seen if timedelta() <= at - when <= timedelta(14)]

    def _draft(self, lead: int, at: datetime) -> None:
        number = len(self.rows["draft"]) + 1
        approved = self._random.random() < 0.75
        skipped = self._random.choice(("weak_signal", "bad_fit", "bad_message"))
        self.rows["draft"].append(_draft(number, lead, at, self._ruleset, approved=approved))
        self.rows["decision"].append(
            {
                "draft_id": number,
                "action": "approve" if approved else "skip",
                "actor": "alice",
                "at": at + timedelta(hours=3),
                "bulk": False,
                "reason": None if approved else skipped,
            }
        )
        if approved:
            self._touch(number, lead, at)

    def _touch(self, number: int, lead: int, at: datetime) -> None:
        gone = at + timedelta(hours=5)
        of_both: Row = {"lead_id": lead, "segment": "everybody"}
        self.rows["enrolment"].append(
            {
                **of_both,
                "id": number,
                "opened_at": gone,
                "last_step": 1,
                "last_step_at": gone,
                "ended_at": gone,
            }
        )
        self.rows["touch"].append(
            {
                **of_both,
                "draft_id": number,
                "enrolment_id": number,
                "export_id": 1,
                "step": 1,
                "channel": "email",
                "at": gone,
                "business_date": gone.date(),
                "payload": {},
            }
        )
        chance = min(0.9, 0.07 * prod(_MOVES[kind] for kind in self._recent(lead, at)))
        if self._random.random() < chance:
            kind = self._random.choice(("replied", "replied_positive"))
            self._answer(lead, kind, gone + timedelta(days=self._random.randint(1, 12)))
            if self._random.random() < 0.4:
                later = gone + timedelta(days=self._random.randint(13, 25))
                self._answer(lead, "meeting_booked", later)

    def _answer(self, lead: int, kind: str, at: datetime) -> None:
        number = 1_000_000 + len(self.rows["signal"])
        if at <= NOW:
            self.rows["signal"].append({**_plain(number, kind, at), "person_identity_id": lead})


def _put(session: Session, table: str, rows: list[Row]) -> None:
    if rows:
        session.execute(SQLModel.metadata.tables[table].insert(), rows)


def _run() -> Row:
    return {
        "id": 1,
        "stage": "collect",
        "status": "done",
        "as_of": NOW,
        "started_at": NOW,
        "counts": {},
    }


def _account(number: int, random: Random) -> Row:
    return {
        "id": number,
        "domain": f"company{number}.example",
        "name": f"Company {number}",
        "employees": random.choice((None, random.randint(5, 900))),
        "industry": random.choice(_INDUSTRIES),
        "country": "FR",
        "relation": "prospect",
        "attributes": {},
        "sources": {},
        "first_seen_at": NOW - timedelta(days=400),
    }


def _lead(number: int, random: Random) -> Row:
    seen = NOW - timedelta(days=random.randint(1, 400))
    return {
        "id": number,
        "account_id": random.randint(1, ACCOUNTS),
        "email": f"lead{number}@mail.example",
        "function": random.choice(_FUNCTIONS),
        "seniority": random.choice(_SENIORITIES),
        "title": f"Title {number % 500}",
        "attributes": {},
        "sources": {"function": {"feed": "crm", "first_seen": round(seen.timestamp() * 1e6)}},
        "first_seen_at": NOW - timedelta(days=random.randint(195, 400)),
    }


def _identity(number: int) -> Row:
    return {
        "id": number,
        "kind": "email",
        "value": f"lead{number}@mail.example",
        "raw": "x",
        "lead_id": number,
        "resolved_run_id": 1,
        "first_seen_at": NOW - timedelta(days=400),
    }


def _signal(number: int, leads: int, random: Random) -> Row:
    kind = random.choices(list(_KINDS), weights=list(_KINDS.values()))[0]
    at = NOW - timedelta(minutes=random.randint(1, DAYS * 1440))
    subject = random.choice(_SUBJECTS) if number % 3 == 0 else None
    lead = min(leads, max(1, int(leads * random.random() ** 2)))
    return {
        **_plain(number, kind, at),
        "person_identity_id": lead,
        "account_identity_id": None,
        "subject": subject,
        "subject_folded": subject.lower() if subject else None,
    }


def _plain(number: int, kind: str, at: datetime) -> Row:
    return {
        "id": number,
        "feed": "made",
        "external_id": str(number),
        "kind": kind,
        "occurred_at": at,
        "received_at": at + timedelta(minutes=30),
        "received_assumed": False,
        "confidence": 1.0,
        "run_id": 1,
        "file": "made.csv",
        "line": number,
    }


def _draft(number: int, lead: int, at: datetime, ruleset: Ruleset, *, approved: bool) -> Row:
    return {
        "id": number,
        "lead_id": lead,
        "status": "exported" if approved else "skipped",
        "segment": "everybody",
        "step": 1,
        "purpose": "new_conversation",
        "channel": "email",
        "language": "en",
        "owner": "alice",
        "sender": "alice",
        "body": "Hello",
        "cites": [],
        "why_now": "x",
        "grade": "B1",
        "priority": 1.0,
        "fit_nano": 0,
        "intent_nano": 0,
        "template": "t",
        "template_hash": "t",
        "ruleset": ruleset.version,
        "policy_version": "p",
        "evidence_hash": "e",
        "notes": [],
        "business_date": at.date(),
        "created_at": at,
        "updated_at": at,
        "edited": False,
    }
