"""Gates about whose the lead already is: ours, a customer's, a colleague's, or nobody's to touch."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from prospector import identifiers
from prospector.policy.calendar import spoken
from prospector.policy.gates import Context, Gate, GateCode, Subject
from prospector.rules.models import CompanyFile
from prospector.store.candidates import Candidate
from prospector.store.lookalikes import Lookalike
from prospector.store.suppressions import BOUNCED, Match
from prospector.tables import Relation, SuppressionKind

#: A suggested match with one of these is enough to hold.
TAKEN = frozenset({Relation.OWN, Relation.CUSTOMER, Relation.OPEN_OPPORTUNITY, Relation.COMPETITOR})
_WORDS = {
    Relation.OWN: "one of us",
    Relation.CUSTOMER: "a customer",
    Relation.OPEN_OPPORTUNITY: "in an open deal",
    Relation.COMPETITOR: "a competitor",
    Relation.PARTNER: "a partner",
}


def relation_of(candidate: Candidate, company: CompanyFile) -> Relation:
    """What the lead's company is to us: our own domains first, the store, then company.yaml."""
    domains = {candidate.account_domain, _host(candidate.email), _registrable(candidate.email)}
    return _relation(domains, candidate.relation, company)


def _relation(
    domains: AbstractSet[str | None], stored: Relation | None, company: CompanyFile
) -> Relation:
    if not domains.isdisjoint(company.own_domains):
        return Relation.OWN
    if stored not in (None, Relation.PROSPECT):
        return Relation(stored)
    lists = (
        (company.customer_domains, Relation.CUSTOMER),
        (company.competitor_domains, Relation.COMPETITOR),
        (company.partner_domains, Relation.PARTNER),
    )
    for known, relation in lists:
        if not domains.isdisjoint(known):
            return relation
    return Relation.PROSPECT


def own_staff(subject: Subject, _: Context) -> Gate | None:
    """Colleagues are never prospects."""
    if subject.relation is not Relation.OWN:
        return None
    named = subject.candidate.email or subject.company
    reason = f"{named} is one of us ({_where(subject, 'own_domains of company.yaml')})"
    return Gate(GateCode.OWN_STAFF, reason, None, "Nothing to do.")


def customer(subject: Subject, _: Context) -> Gate | None:
    """Customers hear from us only where a segment says so."""
    if not _stops(subject, Relation.CUSTOMER):
        return None
    where = _where(subject, "customer_domains of company.yaml")
    action = (
        "Nothing to do. A segment may write to customers with `relations: [customer]`;"
        " if they are none, correct the relation where it is written."
    )
    return Gate(GateCode.CUSTOMER, f"{subject.company} is a customer ({where})", None, action)


def open_opportunity(subject: Subject, _: Context) -> Gate | None:
    """A colleague is talking to them."""
    if not _stops(subject, Relation.OPEN_OPPORTUNITY):
        return None
    owner = subject.candidate.account_owner or subject.candidate.owner
    with_whom = f" with {owner}" if owner else ""
    where = _where(subject, "the store")
    reason = f"{subject.company} is in an open deal{with_whom} ({where})"
    action = f"Tell {owner or 'whoever owns the deal'} what they just did; do not write yourself."
    return Gate(GateCode.OPEN_OPPORTUNITY, reason, None, action)


def other_owner(subject: Subject, _: Context) -> Gate | None:
    """Somebody who does not work with this queue owns them."""
    if subject.sdr is not None or subject.owner is None:
        return None
    of_lead = subject.candidate.owner is not None
    whose = "This person" if of_lead else subject.company
    where = "" if of_lead else _written(subject, "owner")
    reason = f"{whose} belongs to {subject.owner}{where}, who is not among the SDRs of policy.yaml"
    action = f"Tell {subject.owner}, or add them to `sdrs` in rules/policy.yaml."
    return Gate(GateCode.OTHER_OWNER, reason, None, action)


def competitor(subject: Subject, _: Context) -> Gate | None:
    """Competitors learn our offer from elsewhere."""
    if not _stops(subject, Relation.COMPETITOR):
        return None
    where = _where(subject, "competitor_domains of company.yaml")
    reason = f"{subject.company} is a competitor ({where})"
    return Gate(GateCode.COMPETITOR, reason, None, "Nothing to do.")


def partner(subject: Subject, _: Context) -> Gate | None:
    """Partners are spoken to by those who know them."""
    if not _stops(subject, Relation.PARTNER):
        return None
    where = _where(subject, "partner_domains of company.yaml")
    action = "Nothing to do. A segment may write to partners with `relations: [partner]`."
    return Gate(GateCode.PARTNER, f"{subject.company} is a partner ({where})", None, action)


def suggested_match(subject: Subject, context: Context) -> Gate | None:
    """They, or their company, may be one we must not write to: enough to hold."""
    for other in subject.suggested:
        what = _taken(other, subject, context)
        if what is not None:
            they, who = (subject.company, "which") if other.of_company else ("They", "who")
            reason = f"{they} may be {other.name} ({other.reason}), {who} is {what}"
            action = "Say whether they are the same: `prospector duplicates` lists the pair."
            return Gate(GateCode.SUGGESTED_MATCH, reason, None, action)
    return None


def suppressed(subject: Subject, context: Context) -> Gate | None:
    """They asked not to be written to, or somebody here decided it."""
    gate = objection(subject.suppressed, context.zone)
    marked = subject.candidate.suppressed_at
    if gate is None and marked is not None:
        reason = (
            f"Marked as suppressed since {spoken(marked, context.zone)}, and nothing says so now"
        )
        return Gate(GateCode.SUPPRESSED, reason, None, "Run `prospector run`: they come back.")
    return gate


def objection(matches: Sequence[Match], zone: ZoneInfo) -> Gate | None:
    """The gate of the suppression by which somebody must not be written to at all; None = there is none."""
    match = min((each for each in matches if each.reason != BOUNCED), default=None, key=_age)
    if match is None:
        return None
    what = {SuppressionKind.DOMAIN: "their domain"}.get(match.kind, f"their {match.kind}")
    reason = (
        f"Never to be written to since {spoken(match.at, zone)}:"
        f" {match.reason.replace('_', ' ')} ({what}, {match.source})"
    )
    action = "Nothing to do; `prospector unsuppress` only if they asked for it."
    return Gate(GateCode.SUPPRESSED, reason, None, action)


def objects(matches: Sequence[Match]) -> bool:
    """Whether somebody must not be written to at all, by any channel."""
    return suppressed_since(matches) is not None


def suppressed_since(matches: Iterable[Match]) -> datetime | None:
    """Since when somebody must not be written to at all; a bounce closes one address only."""
    return min((match.at for match in matches if match.reason != BOUNCED), default=None)


def _age(match: Match) -> datetime:
    return match.at


def _stops(subject: Subject, relation: Relation) -> bool:
    """Whether the company is this to us, and the segment was not made for such companies."""
    return subject.relation is relation and relation not in _addressed(subject)


def _addressed(subject: Subject) -> Sequence[str]:
    """The relations the segment was made for."""
    rule = subject.approach.rule if subject.approach else None
    return rule.relations if rule else ()


def _taken(other: Lookalike, subject: Subject, context: Context) -> str | None:
    relation = _relation({other.domain}, other.relation, context.company)
    if relation in TAKEN and relation not in _addressed(subject):
        return _WORDS[relation]
    objected = other.lead_id in context.objected or other.domain in context.closed_domains
    return "not to be written to" if objected else None


def _where(subject: Subject, listed: str) -> str:
    """Where it is written that the company is this to us."""
    standing = subject.standing
    if standing is None or standing.relation is not subject.relation:
        return listed
    return _source(standing.sources.get("relation")) or listed


def _written(subject: Subject, field: str) -> str:
    found = _source(subject.standing.sources.get(field)) if subject.standing else None
    return f" ({found})" if found else ""


# Any: an entry of the source map is a JSON object.
def _source(entry: Any) -> str | None:
    """An entry of the source map, as people read it: `hubspot, contacts.csv line 12`."""
    if not isinstance(entry, Mapping):
        return None
    place = " line ".join(str(entry[key]) for key in ("file", "line") if entry.get(key))
    parts = [entry.get("feed"), entry.get("person"), place]
    return ", ".join(str(part) for part in parts if part) or None


def _host(email: str | None) -> str | None:
    return email.rpartition("@")[2] if email else None


def _registrable(email: str | None) -> str | None:
    host = _host(email)
    return _registrable_host(host) if host else None


@lru_cache(maxsize=1 << 16)
def _registrable_host(host: str) -> str | None:
    return identifiers.registrable_domain(host)
