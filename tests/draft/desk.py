"""A small company, its templates, and the rows of one lead, for tests of drafts."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from prospector.draft.compose import Desk
from prospector.draft.material import Material
from prospector.draft.templates import Library
from prospector.rules.ruleset import Ruleset
from prospector.tables import Account, Lead, Signal
from tests.rulesets import DEFAULTS, intent_rule, make_ruleset, segment

TODAY = date(2026, 11, 16)
NOW = datetime(2026, 11, 16, 8, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Paris")
KINDS: dict[str, Any] = {
    "job_posted": {
        "label": {"en": "posted a job", "fr": "a publié une offre"},
        "natural_key": ["account", "subject"],
    },
    "post_liked": {"label": "liked a post", "natural_key": ["person", "subject"]},
    "purchased": {"label": "bought", "natural_key": ["person", "account", "subject", "amount"]},
    "pricing_visited": {"label": "visited pricing", "mention": "private", "needs": "consent"},
    "page_visited": {"label": "visited our site", "needs": "consent"},
}
FILLER = (
    "Most teams find out afterwards which dates were promised, and the workshop then has to keep"
    " them. We show the sales team on one screen in which week there is really room, and nobody"
    " has to call production for it any more. Setting it up takes a day."
)
EMAIL_EN = f"""\
Subject: The dates {{{{ account.name }}}} promises

{{{{ greeting }}}},

I saw that you look for a {{{{ signal.subject }}}}. {FILLER}

Shall I send you a short video?

{{{{ sender.name }}}}, {{{{ company.name }}}}
{{{{ notice }}}}
{{{{ opt_out }}}}
"""
LINKEDIN_EN = (
    "{{ greeting }}, {{ account.name }} looks for a {{ signal.subject }}. A short video?\n"
)
SOURCES = {
    "hiring/1-opening.email.en.j2": EMAIL_EN,
    "hiring/1-opening.linkedin.en.j2": LINKEDIN_EN,
    "hiring/2-again.email.en.j2": EMAIL_EN.replace("Subject: The", "Subject: Again, the"),
}


def ruleset(**parts: Any) -> Ruleset:  # Any: as make_ruleset
    """Rules of a company with one segment, `hiring`, of two steps."""
    hiring = segment(
        "hiring",
        "fired('hires')",
        sequence=[
            {"slug": "opening", "channels": ["email", "linkedin"]},
            {"slug": "again", "channels": ["email"], "wait": 3},
        ],
    )
    other = segment("other", "fired('likes')")
    hires = intent_rule(
        "hires",
        "signal.kind = 'job_posted'",
        30,
        why={
            "en": "{{ account.name }} is hiring: {{ signal.subject }}",
            "fr": "{{ account.name }} recrute : {{ signal.subject }}",
        },
    )
    likes = intent_rule("likes", "signal.kind = 'post_liked'", 10)
    given: dict[str, Any] = {
        "signals": {"kinds": KINDS},
        "intent": {"rules": [hires, likes]},
        "segments": {"segments": [hiring, other]},
        **parts,
    }
    return make_ruleset(**given)


def company(**changes: Any) -> dict[str, Any]:  # Any: as company.yaml
    """company.yaml with changes."""
    return {**DEFAULTS["company"], **changes}


def desk(
    sources: Mapping[str, str] = SOURCES, rules: Ruleset | None = None, today: date = TODAY
) -> Desk:
    """A desk with templates and rules."""
    return Desk(Library(sources), rules or ruleset(), today, ZONE, "en")


def a_lead(**values: Any) -> Lead:  # Any: columns of a lead
    """Claire Durand of Acme."""
    given: dict[str, Any] = {
        "id": 1,
        "account_id": 1,
        "email": "claire@acme.example",
        "first_name": "Claire",
        "last_name": "Durand",
        "title": "Head of Sales",
        "language": "en",
        "first_seen_at": NOW,
        **values,
    }
    return Lead(**given)


def an_account(**values: Any) -> Account:  # Any: columns of an account
    """Acme."""
    given: dict[str, Any] = {
        "id": 1,
        "domain": "acme.example",
        "name": "ACME INDUSTRIES SAS",
        "industry": "Machinery",
        "employees": 120,
        "first_seen_at": NOW,
        **values,
    }
    return Account(**given)


def a_signal(signal_id: int = 1, **values: Any) -> Signal:  # Any: columns of a signal
    """Acme posted a job, four days ago."""
    given: dict[str, Any] = {
        "id": signal_id,
        "feed": "jobs",
        "external_id": str(signal_id),
        "kind": "job_posted",
        "occurred_at": NOW - timedelta(days=4),
        "received_at": NOW,
        "subject": "Sales Manager",
        "run_id": 1,
        "file": "jobs.json",
        "line": signal_id,
        **values,
    }
    return Signal(**given)


def made_of(*evidence: Signal, rules: Ruleset | None = None, **values: Any) -> Material:
    """The material of Claire's first message; no evidence given = the job."""
    known = rules or ruleset()
    given: dict[str, Any] = {
        "lead": a_lead(),
        "account": an_account(),
        "segment": known.segments_by_id["hiring"],
        "step": 1,
        "sender": known.company.senders[0],
        "evidence": list(evidence) or [a_signal()],
        "speakers": {7: 1, 8: 2},
        "fired": ["hires"],
        **values,
    }
    return Material(**given)
