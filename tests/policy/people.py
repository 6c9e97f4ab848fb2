"""Leads as policy sees them, made of plain values: no store."""

from typing import Any

from prospector.policy import ours
from prospector.policy.gates import Approach, Context, Subject
from prospector.policy.owners import Desks
from prospector.policy.timing import next_approach
from prospector.rules.ruleset import Ruleset
from prospector.store.candidates import Candidate
from prospector.tables import Relation
from tests.policy.world import NOW, PARIS, POINT, TODAY, rules

DEFAULTS: dict[str, Any] = {
    "lead_id": 1,
    "account_id": 1,
    "email": "charlie@globex.example",
    "linkedin_url": None,
    "first_name": "Charlie",
    "last_name": "Martin",
    "owner": None,
    "preferred_channel": None,
    "account_name": "Globex",
    "account_domain": "globex.example",
    "relation": Relation.PROSPECT,
    "account_owner": None,
    "grade": "A1",
    "priority": 50.0,
    "fit_nano": 80 * POINT,
    "fit_upper_nano": 80 * POINT,
    "intent_nano": 60 * POINT,
    "disqualified_by": None,
    "unknown_field": None,
    "newest_signal_at": NOW,
    "segment": "hiring",
    "enrolment": None,
    "draft": None,
}


def candidate(**columns: Any) -> Candidate:  # Any: the columns of a candidate
    """A lead that nothing stops, but for the columns given."""
    return Candidate(**{**DEFAULTS, **columns})


def context(
    ruleset: Ruleset | None = None,
    *,
    objected: frozenset[int] = frozenset(),
    closed_domains: frozenset[str] = frozenset(),
) -> Context:
    """Monday morning."""
    ruleset = ruleset or rules()
    return Context(
        company=ruleset.company,
        policy=ruleset.policy,
        grades=ruleset.grades,
        now=NOW,
        today=TODAY,
        zone=PARIS,
        language="en",
        objected=objected,
        closed_domains=closed_domains,
    )


def subject(  # Any: facts, and the columns of a candidate
    ruleset: Ruleset | None = None, facts: dict[str, Any] | None = None, **columns: Any
) -> Subject:
    """A lead with the facts the gates ask about; nothing stops it, but for what is given."""
    ruleset = ruleset or rules()
    one = candidate(**columns)
    given = facts or {}
    suppressed = given.get("suppressed", ())
    approach: Approach | None = next_approach(one, suppressed, ruleset, TODAY, PARIS)
    sdr, owner = Desks(ruleset.policy, [one]).of(one)
    return Subject(
        candidate=one,
        relation=ours.relation_of(one, ruleset.company),
        approach=approach,
        sdr=sdr,
        owner=owner,
        **{
            "standing": None,
            "suggested": (),
            "suppressed": (),
            "ended": None,
            "contacts": {},
            "closed": None,
            **given,
        },
    )
