"""What an account is to us, from who we say we are, the CRM, deals and purchases."""

import zlib
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from types import MappingProxyType
from typing import Any, NamedTuple

from prospector.identifiers import company_key, registrable_domain
from prospector.rules.models import CompanyFile
from prospector.tables import RELATION_KINDS, Relation, SourceRank

#: A customer who bought nothing for longer than this is a former one.
STILL_A_CUSTOMER = timedelta(days=365) // timedelta(microseconds=1)
#: The signal kinds that change what an account is to us.
PURCHASED, OPENED, WON, LOST = KINDS = RELATION_KINDS
CRM = "crm"
NOTHING = "nothing says otherwise"
#: What says most about a merged company whose sides came to differ, first.
_STANDING = (
    Relation.OWN,
    Relation.COMPETITOR,
    Relation.OPEN_OPPORTUNITY,
    Relation.CUSTOMER,
    Relation.PARTNER,
    Relation.FORMER_CUSTOMER,
    Relation.PROSPECT,
)


class Ours(NamedTuple):
    """What company.yaml says of others, by registrable domain and by company key."""

    domains: Mapping[str, Relation]
    names: Mapping[str, Relation]


class Stated(NamedTuple):
    """What the CRM, or one of us, last said, and when (microseconds)."""

    relation: Relation
    at: int
    by_person: bool = False


class Evidence(NamedTuple):
    """What speaks of one account; `last` is the newest time of each of `KINDS`, in microseconds."""

    domains: Collection[str]
    names: Collection[str]
    stated: Stated | None = None
    last: Mapping[str, int] = MappingProxyType({})


class Verdict(NamedTuple):
    """The relation and what it rests on."""

    relation: Relation
    why: str


def ours(company: CompanyFile) -> Ours:
    """Read company.yaml: ourselves before competitors before customers before partners."""
    domains: dict[str, Relation] = {}
    for relation, listed in (
        (Relation.PARTNER, company.partner_domains),
        (Relation.CUSTOMER, company.customer_domains),
        (Relation.COMPETITOR, company.competitor_domains),
        (Relation.OWN, company.own_domains),
    ):
        for domain in listed:
            domains[registrable_domain(domain) or domain] = relation
    names = {key: Relation.COMPETITOR for name in company.competitors if (key := company_key(name))}
    if key := company_key(company.name):
        names[key] = Relation.OWN
    return Ours(domains, names)


def in_a_number(company: CompanyFile) -> int:
    """What company.yaml says, in a number that differs where it differs."""
    return zlib.crc32(company.model_dump_json().encode())


def relation_of(ours: Ours, evidence: Evidence, *, now: int) -> Verdict:
    """The first that speaks: company.yaml, the CRM with its deals, purchases; else a prospect."""
    stated, last = evidence.stated, evidence.last
    listed = [r for domain in evidence.domains if (r := ours.domains.get(domain))]
    listed += [r for name in evidence.names if (r := ours.names.get(name))]
    for relation in (Relation.OWN, Relation.COMPETITOR, Relation.CUSTOMER, Relation.PARTNER):
        if relation in listed:
            return Verdict(relation, "company.yaml")
    return _from_deals(stated, last) or _from_purchases(stated, last.get(PURCHASED), now)


def _from_deals(stated: Stated | None, last: Mapping[str, int]) -> Verdict | None:
    """An open deal, else a customer: the newest of what the CRM column and the deals say."""
    closed = max(last.get(WON, -1), last.get(LOST, -1))
    if last.get(OPENED, -1) > closed:
        return Verdict(Relation.OPEN_OPPORTUNITY, OPENED)
    says_open = stated is not None and stated.relation is Relation.OPEN_OPPORTUNITY
    if stated and says_open and stated.at > closed:
        return Verdict(Relation.OPEN_OPPORTUNITY, CRM)
    if WON in last and (stated is None or says_open or last[WON] > stated.at):
        return Verdict(Relation.CUSTOMER, WON)
    if stated is None or says_open:
        return None
    came_back = stated.relation is Relation.FORMER_CUSTOMER and last.get(PURCHASED, -1) > stated.at
    if not stated.by_person and (stated.relation is Relation.PROSPECT or came_back):
        return None  # purchases know better
    return Verdict(stated.relation, CRM)


def _from_purchases(stated: Stated | None, purchased: int | None, now: int) -> Verdict:
    if purchased is not None:
        bought_lately = now - purchased <= STILL_A_CUSTOMER
        return Verdict(Relation.CUSTOMER if bought_lately else Relation.FORMER_CUSTOMER, PURCHASED)
    if stated and stated.relation is Relation.PROSPECT:
        return Verdict(Relation.PROSPECT, CRM)
    return Verdict(Relation.PROSPECT, NOTHING)


def speaker(verdicts: Sequence[Verdict], chosen: Sequence[Relation] = ()) -> int:
    """Which side of a merged company says what it is to us, by number.

    The one people chose, as long as a side is that; else whatever is more than a prospect.
    """
    found = [verdict.relation for verdict in verdicts]
    relation = next(relation for relation in (*chosen, *_STANDING) if relation in found)
    sides = [n for n, each in enumerate(found) if each is relation]
    return min(sides, key=lambda n: (verdicts[n].why == NOTHING, n))


# Any: an entry of a source map is a JSON object.
def stated(entry: Mapping[str, Any] | None) -> Stated | None:
    """What the CRM says, out of an account's source map."""
    if not entry:
        return None
    by_person = entry.get("rank") == SourceRank.PERSON
    return Stated(Relation(entry["value"]), entry["at"], by_person)


def source_of(
    verdict: Verdict, entry: Mapping[str, Any] | None, signal: Mapping[str, Any] | None
) -> dict[str, Any]:
    """The source map's entry of a verdict: the file and line it rests on; empty = on nothing."""
    if signal is not None:
        return {"from": verdict.why, **signal, "first_seen": signal["at"]}
    if verdict.why == CRM and entry is not None:
        return {"from": verdict.why, **{k: v for k, v in entry.items() if k != "value"}}
    return {"from": verdict.why} if verdict.why != NOTHING else {}
