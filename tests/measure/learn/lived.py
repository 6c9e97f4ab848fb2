"""A year of drafts in the store whose truth is known: what makes our people approve one."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from prospector.columns import to_micros
from prospector.store.database import Database
from prospector.tables import (
    Account,
    Action,
    Decision,
    Draft,
    DraftStatus,
    Identity,
    IdentityKind,
    Lead,
    RulesetRow,
    Run,
    RunStatus,
    Signal,
)
from tests.review.rows import a_draft

START = datetime(2026, 1, 5, 7, tzinfo=UTC)
DAY = timedelta(days=1)
LONG_AGO = START - 700 * DAY
REGIONS = ("Bretagne", "Normandie", "Occitanie", "Grand Est")


@dataclass(frozen=True)
class Truth:
    """What the chance of an approval is made of."""

    base: float = 0.25
    attended: float = 0.4
    bretagne: float = 0.3
    #: Of people whose company does in its last week what others do in the three before.
    faster: float = 0.0
    #: Whether the CRM writes `city` when somebody approves.
    leaks: bool = False


def live(
    database: Database, truth: Truth, *, people: int = 900, mornings: int = 20, seed: int = 0
) -> datetime:
    """People of accounts of three, each put before us once; the time when it was all known."""
    random = Random(seed)
    rows = _Rows()
    for number in range(1, people + 1):
        account = (number + 2) // 3
        morning = START + (account * 3 * mornings // (people + 3)) * 7 * DAY
        if number % 3 == 1:
            region = random.choice(REGIONS)
            employees = random.choice((15, 40, 80, 120, 200, 600))
            rows.account(account, region, employees)
            faster = bool(truth.faster) and random.random() < 0.5
        attended = random.random() < 0.3
        liked = random.random() < 0.4
        chance = truth.base + truth.attended * attended + truth.bretagne * (region == "Bretagne")
        hit = random.random() < chance + truth.faster * faster
        rows.lead(number, account, random.choice(("director", "manager", "head", "junior")))
        if attended:
            rows.signal(number, "event_attended", morning - random.uniform(0, 20) * DAY)
        if liked:
            rows.signal(number, "post_liked", morning - random.uniform(0, 20) * DAY)
        if truth.faster:
            for age in (1, 2, 4, 5, 18) if faster else (5, 9, 12, 15, 18):
                rows.signal(number, "support_requested", morning - age * DAY)
        rows.case(number, account, morning, hit=hit)
        if truth.leaks and hit:
            rows.accounts[-1].city = "Signed"
            told = {"feed": "crm", "first_seen": to_micros(morning + 10 * DAY)}
            rows.accounts[-1].sources = {"city": told}
    rows.put(database)
    return START + (mornings + 1) * 7 * DAY


class _Rows:
    def __init__(self) -> None:
        self.accounts: list[Account] = []
        self._leads: list[Lead] = []
        self._identities: list[Identity] = []
        self._signals: list[Signal] = []
        self._drafts: list[Draft] = []
        self._decisions: list[Decision] = []

    def account(self, number: int, region: str, employees: int) -> None:
        self.accounts.append(
            Account(
                id=number,
                name=f"Company {number}",
                domain=f"company{number}.example",
                region=region,
                employees=employees,
                industry="Agroalimentaire",
                first_seen_at=LONG_AGO,
            )
        )

    def lead(self, number: int, account: int, seniority: str) -> None:
        email = f"lead{number}@company{account}.example"
        self._leads.append(
            Lead(
                id=number,
                account_id=account,
                email=email,
                seniority=seniority,
                function="technical",
                first_seen_at=LONG_AGO,
            )
        )
        self._identities.append(
            Identity(
                id=number,
                kind=IdentityKind.EMAIL,
                value=email,
                raw=email,
                lead_id=number,
                first_seen_at=LONG_AGO,
            )
        )

    def signal(self, lead: int, kind: str, at: datetime) -> None:
        self._signals.append(
            Signal(
                feed="made",
                external_id=str(len(self._signals)),
                kind=kind,
                occurred_at=at,
                received_at=at,
                person_identity_id=lead,
                run_id=1,
                file="made.csv",
                line=len(self._signals) + 2,
            )
        )

    def case(self, lead: int, account: int, morning: datetime, *, hit: bool) -> None:
        status = DraftStatus.APPROVED if hit else DraftStatus.SKIPPED
        self._drafts.append(
            Draft(
                id=lead,
                **a_draft(
                    lead,
                    account_id=account,
                    status=status,
                    created_at=morning,
                    updated_at=morning,
                    business_date=morning.date(),
                ),
            )
        )
        self._decisions.append(
            Decision(
                draft_id=lead,
                action=Action.APPROVE if hit else Action.SKIP,
                actor="alice",
                at=morning + timedelta(hours=2),
                reason=None if hit else "bad_fit",
            )
        )

    def put(self, database: Database) -> None:
        run = Run(id=1, stage="collect", status=RunStatus.DONE, as_of=START, started_at=START)
        with database.write() as session:
            for rows in (
                [run, RulesetRow(version="r1", first_used_at=LONG_AGO)],
                self.accounts,
                self._leads,
                self._identities,
                self._signals,
                self._drafts,
                self._decisions,
            ):
                session.add_all(rows)
                session.flush()
