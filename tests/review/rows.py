"""Drafts to decide about: two people at acme, one at globex, one on their own."""

from datetime import UTC, date, datetime
from typing import Any

from prospector.store import drafts
from prospector.store.database import Database
from prospector.tables import (
    Account,
    Channel,
    Draft,
    DraftStatus,
    Lead,
    Purpose,
    Relation,
    RulesetRow,
    Run,
    RunStatus,
    Signal,
)

NOW = datetime(2026, 11, 16, 8, tzinfo=UTC)  # a Monday
TODAY = NOW.date()


# Any: a draft's columns have several types.
def a_draft(lead_id: int, **values: Any) -> dict[str, Any]:
    """The columns of a queued e-mail to a lead."""
    return {
        "lead_id": lead_id,
        "account_id": None,
        "status": DraftStatus.QUEUED,
        "segment": "hiring-sales-team",
        "step": 1,
        "purpose": Purpose.NEW_CONVERSATION,
        "channel": Channel.EMAIL,
        "language": "en",
        "owner": "alice",
        "sender": "alice",
        "subject": "Your new sales team",
        "body": "Hello,\n\nyou are hiring.",
        "cites": [],
        "why_now": "Acme is hiring: Sales Manager",
        "grade": "A1",
        "priority": 10.0,
        "fit_nano": 80_000_000_000,
        "intent_nano": 45_123_456_789,
        "template": "hiring-sales-team/1-open.email.en.j2",
        "template_hash": "t",
        "ruleset": "r1",
        "policy_version": "p1",
        "evidence_hash": "e",
        "notes": [],
        "business_date": date(2026, 11, 16),
        "created_at": NOW,
        "updated_at": NOW,
        "touched_by": None,
        "edited": False,
        "held_gate": None,
        "held_reason": None,
        "held_until": None,
        "snoozed_until": None,
        "skip_reason": None,
        **values,
    }


def fill(database: Database) -> list[int]:
    """Four queued drafts, best first: Bob at acme, Dora at globex, Charlie at acme, Erin alone."""
    with database.write() as session:
        run = Run(stage="import", status=RunStatus.DONE, as_of=NOW, started_at=NOW)
        acme = Account(
            name="ACME SAS",
            spoken_name="Acme",
            domain="acme.example",
            first_seen_at=NOW,
            sources={"relation": {"feed": "crm"}},
        )
        globex = Account(
            name="Globex",
            domain="globex.example",
            first_seen_at=NOW,
            relation=Relation.FORMER_CUSTOMER,
        )
        session.add_all([run, acme, globex, RulesetRow(version="r1", first_used_at=NOW)])
        session.flush()
        people = [
            ("Bob", "Martin", acme.id, "CTO"),
            ("Dora", "Nowak", globex.id, "COO"),
            ("Charlie", "Petit", acme.id, None),
            ("Erin", None, None, None),
        ]
        leads = [
            Lead(
                account_id=account_id,
                first_name=first,
                last_name=last,
                title=title,
                email=f"{first.lower()}@mail.example",
                country="FR",
                first_seen_at=NOW,
            )
            for first, last, account_id, title in people
        ]
        signal = Signal(
            feed="jobs",
            external_id="1",
            kind="job_posted",
            occurred_at=NOW,
            received_at=NOW,
            subject="Sales Manager",
            run_id=run.id or 0,
            file="jobs.json",
            line=3,
        )
        session.add_all([*leads, signal])
        session.flush()
        rows = [
            a_draft(
                lead.id or 0,
                account_id=lead.account_id,
                priority=priority,
                cites=[signal.id] if priority == 30.0 else [],
                owner="alice" if priority > 5 else "bob",
            )
            for lead, priority in zip(leads, (30.0, 20.0, 10.0, 5.0), strict=True)
        ]
        drafts.add(session, rows)
        opened = {each.lead_id: each for each in drafts.open_drafts(session)}
        return [opened[lead.id or 0].id or 0 for lead in leads]


def get(database: Database, draft_id: int) -> Draft:
    """The draft as it is now."""
    with database.read() as session:
        draft = drafts.get(session, draft_id)
        session.expunge(draft)
        return draft
