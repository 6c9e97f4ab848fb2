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
from prospector.policy.likeness import because
from prospector.policy.wording import RELATIONS, VALUES, called, tell
from prospector.rules.models import CompanyFile
from prospector.store.candidates import Candidate
from prospector.store.lookalikes import Lookalike
from prospector.store.suppressions import BOUNCED, Match
from prospector.tables import Relation

#: A suggested match with one of these is enough to hold.
TAKEN = frozenset({Relation.OWN, Relation.CUSTOMER, Relation.OPEN_OPPORTUNITY, Relation.COMPETITOR})


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


def own_staff(subject: Subject, context: Context) -> Gate | None:
    """Colleagues are never prospects."""
    if subject.relation is not Relation.OWN:
        return None
    language = context.language
    named = subject.candidate.email or _company(subject, language)
    reason = tell(language, "own", named=named, where=_where(subject, "own_domains", language))
    return Gate(GateCode.OWN_STAFF, reason, None, tell(language, "nothing"))


def customer(subject: Subject, context: Context) -> Gate | None:
    """Customers hear from us only where a segment says so."""
    if not _stops(subject, Relation.CUSTOMER):
        return None
    reason = _is(subject, "customer", context.language)
    return Gate(GateCode.CUSTOMER, reason, None, tell(context.language, "customer.do"))


def open_opportunity(subject: Subject, context: Context) -> Gate | None:
    """A colleague is talking to them."""
    if not _stops(subject, Relation.OPEN_OPPORTUNITY):
        return None
    owner = subject.candidate.account_owner or subject.candidate.owner
    language = context.language
    reason = tell(
        language,
        "deal_of" if owner else "deal",
        company=_company(subject, language),
        owner=owner,
        where=_where(subject, None, language),
    )
    action = tell(language, "deal.do", owner=owner or tell(language, "deal.owner"))
    return Gate(GateCode.OPEN_OPPORTUNITY, reason, None, action)


def other_owner(subject: Subject, context: Context) -> Gate | None:
    """Somebody who does not work with this queue owns them."""
    if subject.sdr is not None or subject.owner is None:
        return None
    language, of_lead = context.language, subject.candidate.owner is not None
    whose = tell(language, "person") if of_lead else _company(subject, language)
    where = "" if of_lead else _written(subject, "owner", language)
    reason = tell(language, "owner", whose=whose, owner=subject.owner, where=where)
    return Gate(GateCode.OTHER_OWNER, reason, None, tell(language, "owner.do", owner=subject.owner))


def competitor(subject: Subject, context: Context) -> Gate | None:
    """Competitors learn our offer from elsewhere."""
    if not _stops(subject, Relation.COMPETITOR):
        return None
    reason = _is(subject, "competitor", context.language)
    return Gate(GateCode.COMPETITOR, reason, None, tell(context.language, "nothing"))


def partner(subject: Subject, context: Context) -> Gate | None:
    """Partners are spoken to by those who know them."""
    if not _stops(subject, Relation.PARTNER):
        return None
    reason = _is(subject, "partner", context.language)
    return Gate(GateCode.PARTNER, reason, None, tell(context.language, "partner.do"))


def suggested_match(subject: Subject, context: Context) -> Gate | None:
    """They, or their company, may be one we must not write to: enough to hold."""
    for other in subject.suggested:
        what = _taken(other, subject, context)
        if what is not None:
            reason = tell(
                context.language,
                "suggested_company" if other.of_company else "suggested",
                company=_company(subject, context.language),
                name=other.name,
                reason=because(other.reason, context.language),
                what=what,
            )
            action = tell(context.language, "suggested.do")
            return Gate(GateCode.SUGGESTED_MATCH, reason, None, action)
    return None


def suppressed(subject: Subject, context: Context) -> Gate | None:
    """They asked not to be written to, or somebody here decided it."""
    language = context.language
    gate = objection(subject.suppressed, context.zone, language=language)
    marked = subject.candidate.suppressed_at
    if gate is None and marked is not None:
        reason = tell(language, "marked", day=spoken(marked, context.zone, language))
        return Gate(GateCode.SUPPRESSED, reason, None, tell(language, "marked.do"))
    return gate


def objection(matches: Sequence[Match], zone: ZoneInfo, *, language: str) -> Gate | None:
    """The gate of the suppression by which somebody must not be written to at all; None = there is none."""
    match = min((each for each in matches if each.reason != BOUNCED), default=None, key=_age)
    if match is None:
        return None
    reason = tell(
        language,
        "suppressed",
        day=spoken(match.at, zone, language),
        reason=called(match.reason, language),
        what=VALUES.get(language, VALUES["en"])[match.kind],
        source=match.source,
    )
    return Gate(GateCode.SUPPRESSED, reason, None, tell(language, "suppressed.do"))


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
        return RELATIONS.get(context.language, RELATIONS["en"])[relation]
    objected = other.lead_id in context.objected or other.domain in context.closed_domains
    return tell(context.language, "objected") if objected else None


def _company(subject: Subject, language: str) -> str:
    return subject.company or tell(language, "company")


def _is(subject: Subject, what: str, language: str) -> str:
    where = _where(subject, f"{what}_domains", language)
    return tell(language, what, company=_company(subject, language), where=where)


def _where(subject: Subject, listed: str | None, language: str) -> str:
    """Where it is written that the company is this to us: by a feed, else in a list of company.yaml."""
    standing, found = subject.standing, None
    if standing is not None and standing.relation is subject.relation:
        found = _source(standing.sources.get("relation"), language)
    otherwise = tell(language, "listed", name=listed) if listed else tell(language, "store")
    return found or otherwise


def _written(subject: Subject, field: str, language: str) -> str:
    standing = subject.standing
    found = _source(standing.sources.get(field), language) if standing else None
    return f" ({found})" if found else ""


# Any: an entry of the source map is a JSON object.
def _source(entry: Any, language: str) -> str | None:
    """An entry of the source map, as people read it: `hubspot, contacts.csv line 12`."""
    if not isinstance(entry, Mapping):
        return None
    place = tell(language, "line").join(
        str(entry[key]) for key in ("file", "line") if entry.get(key)
    )
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
