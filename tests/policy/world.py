"""A small world in the store: companies, people with scores, what they sent, what is open."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from prospector.rules.ruleset import Ruleset
from prospector.store.database import Database
from prospector.tables import (
    Account,
    AccountIdentity,
    AccountIdentityKind,
    Action,
    Channel,
    Decision,
    Draft,
    DraftStatus,
    Enrolment,
    EnrolmentEnd,
    Identity,
    IdentityKind,
    Lead,
    Purpose,
    Relation,
    RulesetRow,
    Run,
    RunStatus,
    Score,
    SegmentMembership,
    Signal,
    Suggestion,
)
from tests.rulesets import make_ruleset, segment

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
TODAY = date(2026, 11, 16)
PARIS = ZoneInfo("Europe/Paris")
KEY = b"a key outside the database"
POINT = 1_000_000_000
VERSION = "v1"

#: Three steps: e-mail at once, LinkedIn or e-mail after 3 days, e-mail after 5 more.
HIRING = segment(
    "hiring",
    "true",
    label={"en": "Hiring a sales team", "fr": "Recrute des commerciaux"},
    sequence=[
        {"slug": "opening", "channels": ["email", "linkedin"]},
        {"slug": "proof", "channels": ["linkedin", "email"], "wait": 3},
        {"slug": "last", "channels": ["email"], "wait": 5},
    ],
    caps=[{"window": "day", "limit": 100}],
)
UPSELL = segment("upsell", "false", relations=["customer"], purpose="upsell")


def rules(  # Any: each part is checked by its pydantic model
    *segments: dict[str, Any], sdrs: Sequence[dict[str, Any]] = (), **policy: Any
) -> Ruleset:
    """A ruleset with these segments (default: hiring and upsell) and this policy."""
    people = sdrs or [
        {"id": "alice", "name": "Alice Martin", "email": "alice@ours.example", "capacity": 100}
    ]
    return make_ruleset(
        segments={"segments": list(segments) or [HIRING, UPSELL]},
        policy={"grades": ["A1", "A2", "B1", "B2"], "sdrs": list(people), **policy},
        company=COMPANY,
    )


COMPANY: dict[str, Any] = {
    "name": "Ours",
    "site": "https://ours.example",
    "offer": "make things simple",
    "postal_address": "1 rue de l'Exemple, 75001 Paris",
    "privacy_notice": "Answer stop to object.",
    "own_domains": ["ours.example"],
    "competitor_domains": ["rival.example"],
    "partner_domains": ["friend.example"],
    "customer_domains": ["happy.example"],
    "senders": [
        {"id": "alice", "name": "Alice Martin", "title": "Sales", "email": "alice@ours.example"},
        {"id": "bob", "name": "Bob Durand", "title": "Sales", "email": "bob@ours.example"},
    ],
}


@dataclass
class World:
    """Writes rows; every method returns the id of what it made."""

    database: Database
    numbers: "count[int]" = field(default_factory=lambda: count(1))
    run: int = 0

    def __post_init__(self) -> None:
        self.run = self._add(Run(stage="test", status=RunStatus.DONE, as_of=NOW, started_at=NOW))
        with self.database.write() as session:
            session.add(RulesetRow(version=VERSION, files={}, first_used_at=NOW))

    def account(
        self,
        name: str = "Acme",
        domain: str | None = None,
        *,
        relation: Relation = Relation.PROSPECT,
        owner: str | None = None,
        sources: dict[str, Any] | None = None,
    ) -> int:
        slug = "".join(name.lower().split())
        account_id = self._add(
            Account(
                name=name,
                domain=domain or f"{slug}.example",
                relation=relation,
                owner=owner,
                sources=sources or {},
                first_seen_at=NOW,
            )
        )
        self._add(
            AccountIdentity(
                kind=AccountIdentityKind.DOMAIN,
                value=domain or f"{slug}.example",
                raw=domain or f"{slug}.example",
                account_id=account_id,
                first_seen_at=NOW,
            )
        )
        return account_id

    def lead(  # Any: columns of the lead
        self,
        first_name: str = "Charlie",
        account_id: int | None = None,
        *,
        email: str | None = "auto",
        profile: str | None = None,
        segment: str | None = "hiring",
        grade: str = "A1",
        priority: float = 50,
        signal_at: datetime | None = NOW - timedelta(days=1),
        score: dict[str, Any] | None = None,
        **columns: Any,
    ) -> int:
        number = next(self.numbers)
        if email == "auto":
            email = f"{first_name.lower()}.{number}@people.example"
        lead_id = self._add(
            Lead(
                account_id=account_id,
                email=email,
                linkedin_url=profile,
                first_name=first_name,
                last_name=f"Number{number}",
                first_seen_at=NOW,
                **{"country": "BE", **columns},
            )
        )
        if email:
            self.identity(IdentityKind.EMAIL, email, lead_id)
        if profile:
            self.identity(IdentityKind.PROFILE, profile, lead_id)
        self._score(lead_id, grade, priority, signal_at, score or {})
        if segment:
            self._add(
                SegmentMembership(
                    lead_id=lead_id,
                    segment=segment,
                    since=NOW,
                    as_of=NOW,
                    ruleset=VERSION,
                    reason="it holds",
                )
            )
        return lead_id

    def identity(self, kind: IdentityKind, value: str, lead_id: int | None) -> int:
        return self._add(
            Identity(kind=kind, value=value, raw=value, lead_id=lead_id, first_seen_at=NOW)
        )

    def _score(
        self,
        lead_id: int,
        grade: str,
        priority: float,
        signal_at: datetime | None,
        more: dict[str, Any],
    ) -> None:
        values: dict[str, Any] = {
            "profile": "core",
            "fit_nano": 80 * POINT,
            "fit_lower_nano": 80 * POINT,
            "fit_upper_nano": 80 * POINT,
            "fit_expected_nano": 80 * POINT,
            "intent_nano": 60 * POINT,
            "intent_raw_nano": 60 * POINT,
            **more,
        }
        self._add(
            Score(
                lead_id=lead_id,
                ruleset=VERSION,
                as_of=NOW,
                known_at=NOW,
                grade=grade,
                priority=priority,
                newest_signal_at=signal_at,
                **values,
            )
        )

    def signal(  # Any: columns of the signal
        self,
        kind: str,
        identity_id: int | None = None,
        *,
        account_identity_id: int | None = None,
        at: datetime = NOW - timedelta(hours=1),
        **columns: Any,
    ) -> int:
        number = next(self.numbers)
        return self._add(
            Signal(
                feed="outcomes",
                external_id=str(number),
                kind=kind,
                occurred_at=at,
                received_at=at,
                person_identity_id=identity_id,
                account_identity_id=account_identity_id,
                run_id=self.run,
                file="outcomes.csv",
                line=number,
                **columns,
            )
        )

    def sent(self, kind: str, lead_id: int, *, at: datetime = NOW - timedelta(hours=1)) -> int:
        """A signal of a lead, by the first way it was seen."""
        with self.database.read() as session:
            found = session.exec(
                select(Identity).where(Identity.lead_id == lead_id).order_by(col(Identity.id))
            ).first()
            assert found is not None
            identity_id = found.id
        return self.signal(kind, identity_id, at=at)

    def enrolment(
        self,
        lead_id: int,
        *,
        segment: str = "hiring",
        step: int = 1,
        at: datetime = NOW - timedelta(days=4),
        due: date | None = None,
        ended_at: datetime | None = None,
        reason: EnrolmentEnd = EnrolmentEnd.LAST_STEP,
    ) -> int:
        return self._add(
            Enrolment(
                lead_id=lead_id,
                segment=segment,
                opened_at=at,
                last_step=step,
                last_step_at=at,
                next_due_on=due,
                ended_at=ended_at,
                end_reason=reason if ended_at else None,
            )
        )

    def draft(  # Any: columns of the draft
        self,
        lead_id: int,
        status: DraftStatus = DraftStatus.APPROVED,
        *,
        approved_at: datetime | None = None,
        **columns: Any,
    ) -> int:
        with self.database.read() as session:
            lead = session.get(Lead, lead_id)
            assert lead is not None
            account_id = lead.account_id
        values: dict[str, Any] = {
            "segment": "hiring",
            "step": 1,
            "purpose": Purpose.NEW_CONVERSATION,
            "channel": Channel.EMAIL,
            "language": "en",
            "owner": "alice",
            "sender": "alice",
            "subject": "A question",
            "body": "Hi Charlie,\n\nOne question.",
            "why_now": "Acme is hiring: Sales Manager",
            "grade": "A1",
            "priority": 50.0,
            "fit_nano": 80 * POINT,
            "intent_nano": 60 * POINT,
            "template": "hiring/1-opening.email.en.j2",
            "template_hash": "t",
            "ruleset": VERSION,
            "policy_version": "p",
            "evidence_hash": "e",
            "business_date": TODAY,
            "created_at": NOW,
            "updated_at": NOW,
            **columns,
        }
        draft_id = self._add(Draft(lead_id=lead_id, account_id=account_id, status=status, **values))
        if approved_at:
            self._add(
                Decision(draft_id=draft_id, action=Action.APPROVE, actor="alice", at=approved_at)
            )
        return draft_id

    def suggestion(
        self, lead_id: int, other_id: int | None = None, *, account_id: int | None = None
    ) -> int:
        return self._add(
            Suggestion(
                lead_id=lead_id,
                other_lead_id=other_id,
                other_account_id=account_id,
                pair=str(next(self.numbers)),
                reason="same name at the same company",
                confidence=0.8,
                at=NOW,
            )
        )

    def twin(self, account_id: int, other_id: int) -> int:
        return self._add(
            Suggestion(
                account_id=account_id,
                other_account_id=other_id,
                pair=str(next(self.numbers)),
                reason="the same name but for a letter",
                confidence=0.9,
                at=NOW,
            )
        )

    # Any: any row.
    def _add(self, row: Any) -> int:
        with self.database.write() as session:
            session.add(row)
            session.flush()
            return int(getattr(row, "id", None) or 0)

    def one(self, table: Any, row_id: int) -> Any:
        """A row as it is now."""
        with self.database.read() as session:
            return session.get(table, row_id)

    def all(self, table: Any) -> list[Any]:
        """Every row of a table, by its key."""
        with self.database.read() as session:
            ordered = select(table).order_by(*table.__table__.primary_key.columns)
            return list(session.exec(ordered).all())
