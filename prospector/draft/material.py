"""Turn a lead's rows into what its template may read."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from prospector.draft import proofs, wording
from prospector.draft.context import (
    AccountFacts,
    CitedSignal,
    CompanyFacts,
    DraftContext,
    LeadFacts,
    PersonaFacts,
    ProofFacts,
    SenderFacts,
    SignalFacts,
)
from prospector.draft.wording import one_line
from prospector.identifiers import spoken_first_name
from prospector.identifiers.companies import spoken_company
from prospector.rules.models import KindRule, SegmentRule, Sender, say
from prospector.rules.ruleset import Ruleset
from prospector.tables import Account, Lead, Signal

#: Most signals a template is offered; nobody quotes more, and loops stay short.
MAX_SIGNALS = 20
_MAX_TOOLS = 100


@dataclass(frozen=True)
class Material:
    """The rows one draft is made from."""

    lead: Lead
    account: Account | None
    segment: SegmentRule
    step: int
    sender: Sender
    #: The segment's evidence, best first, private signals included.
    evidence: Sequence[Signal] = ()
    #: Person identity of a signal: the lead it was resolved to.
    speakers: Mapping[int, int] | None = None
    #: The rules the segment's condition fired, best first.
    fired: Sequence[str] = ()
    #: How they go about deciding, as the rules say.
    behaviour: str | None = None


class Prepared(NamedTuple):
    """A context, and the signals read through it so far."""

    context: DraftContext
    read: dict[int, SignalFacts]


def prepare(
    material: Material, ruleset: Ruleset, language: str, *, today: date, zone: ZoneInfo
) -> Prepared:
    """What the template may read of this material, in the language of its message."""
    read: dict[int, SignalFacts] = {}
    signals = [
        CitedSignal(
            signal.id or 0, signal_facts(signal, ruleset, language, today=today, zone=zone), read
        )
        for signal in citable(material, ruleset)
    ]
    lead = lead_facts(material.lead, language, behaviour=material.behaviour)
    account = account_facts(material.account, language)
    company = ruleset.company
    context = DraftContext(
        greeting=wording.greeting(
            language,
            first_name=lead.spoken_name,
            last_name=lead.last_name,
            civility=lead.civility,
        ),
        lead=lead,
        account=account,
        sender=sender_facts(material.sender, language),
        company=CompanyFacts(
            name=company.name,
            site=company.site,
            offer=say(company.offer, language),
            integrations=list(company.integrations),
            postal_address=company.postal_address,
        ),
        signal=signals[0] if signals else None,
        signals=signals,
        proof=_proof(material, ruleset, account, language, today),
        persona=_persona(material.segment, language),
        notice=_notice(material.lead, ruleset, language),
        opt_out=wording.OPT_OUT[language],
        step=material.step,
        language=language,
    )
    return Prepared(context, read)


def _notice(lead: Lead, ruleset: Ruleset, language: str) -> str:
    """Who we are and why we write, and where this person's details came from."""
    notice = say(ruleset.company.privacy_notice, language)
    feed = ruleset.feeds.feeds.get(source_feed(lead) or "")
    if feed is None:
        return notice
    origin = say(feed.origin, language).rstrip(".")
    return f"{notice} {wording.SOURCE[language].format(origin)}"


def source_feed(lead: Lead) -> str | None:
    """The feed that gave us the way to reach a lead, else anything about them."""
    for field in (*_REACH, *sorted(lead.sources)):
        feed = (lead.sources.get(field) or {}).get("feed")
        if feed:
            return str(feed)
    return None


_REACH = ("email", "linkedin_url")


def citable(material: Material, ruleset: Ruleset) -> list[Signal]:
    """The evidence a message to this lead may mention, best first."""
    found = (each for each in material.evidence if _may_be_mentioned(each, material, ruleset))
    return list(islice(found, MAX_SIGNALS))


def private(material: Material, ruleset: Ruleset) -> list[Signal]:
    """The evidence no message may speak of."""
    return [each for each in material.evidence if not _may_be_mentioned(each, material, ruleset)]


def _may_be_mentioned(signal: Signal, material: Material, ruleset: Ruleset) -> bool:
    kind = ruleset.signals.kinds.get(signal.kind)
    if kind is None or kind.mention != "open":
        return False
    if kind.needs == "consent" and not _has_consent(signal.feed, ruleset):
        return False
    return _is_theirs(signal, material) or _is_of_the_company(kind)


def _has_consent(feed: str, ruleset: Ruleset) -> bool:
    declared = ruleset.feeds.feeds.get(feed)
    return declared is not None and declared.consent


def _is_theirs(signal: Signal, material: Material) -> bool:
    person = signal.person_identity_id
    return person is None or (material.speakers or {}).get(person) == material.lead.id


def _is_of_the_company(kind: KindRule) -> bool:
    """Whether a colleague's signal of this kind is news of the company, not of the colleague.

    A kind whose natural key names a person is personal ("you liked" would be false, and tells one
    person what another did); where money is in the key it is the company's business.
    """
    return "person" not in kind.natural_key or "amount" in kind.natural_key


def lead_facts(lead: Lead, language: str, *, behaviour: str | None = None) -> LeadFacts:
    """The person, as a message may speak of them."""
    return LeadFacts(
        first_name=one_line(lead.first_name),
        last_name=_spoken_last(one_line(lead.last_name)),
        spoken_name=one_line(lead.spoken_name) or spoken_first_name(lead.first_name),
        civility=wording.civility(lead.civility, language),
        title=one_line(lead.title),
        function=lead.function,
        seniority=lead.seniority,
        behaviour=behaviour,
    )


def _spoken_last(name: str | None) -> str | None:
    """DURAND as Durand; mixed case is left as people write themselves."""
    if name is None or not name.isupper() or len(name) < 3:
        return name
    return name.title()


def account_facts(account: Account | None, language: str) -> AccountFacts:
    """The company, as a message may speak of it."""
    if account is None:
        return AccountFacts(name=wording.NO_COMPANY[language], **_NO_ACCOUNT)
    name = one_line(account.spoken_name) or spoken_company(one_line(account.name) or "")
    return AccountFacts(
        name=name or wording.NO_COMPANY[language],
        industry=one_line(account.industry),
        city=one_line(account.city),
        region=one_line(account.region),
        country=account.country,
        employees=account.employees,
        sites=account.sites,
        tools=[tool for tool in map(one_line, account.tools or ()) if tool][:_MAX_TOOLS],
    )


# Any: unknown values of every type.
_NO_ACCOUNT: dict[str, Any] = {
    **dict.fromkeys(("industry", "city", "region", "country", "employees", "sites")),
    "tools": [],
}


def sender_facts(sender: Sender, language: str) -> SenderFacts:
    """Who signs."""
    return SenderFacts(name=sender.name, title=say(sender.title, language), email=sender.email)


def signal_facts(
    signal: Signal, ruleset: Ruleset, language: str, *, today: date, zone: ZoneInfo
) -> SignalFacts:
    """A signal, as a message may speak of it.

    A day that was assumed is not told: a message must not state a date nobody knows.
    """
    day = None if _is_assumed(signal, zone) else signal.occurred_at.astimezone(zone).date()
    amount = signal.amount
    return SignalFacts(
        kind=signal.kind,
        label=say(ruleset.signals.kinds[signal.kind].label, language),
        subject=one_line(signal.subject),
        topic=one_line(signal.topic),
        text=one_line(signal.text),
        subject_of=signal.subject_of,
        date=wording.spoken_date(day, today, language) if day else None,
        days_ago=max(0, (today - day).days) if day else None,
        amount=int(amount) if amount is not None and float(amount).is_integer() else amount,
        currency=signal.currency,
        url=one_line(signal.url),
    )


def _is_assumed(signal: Signal, zone: ZoneInfo) -> bool:
    if signal.occurred_from is None or signal.occurred_until is None:
        return False
    first, last = (
        bound.astimezone(zone).date() for bound in (signal.occurred_from, signal.occurred_until)
    )
    return first != last


def _proof(
    material: Material, ruleset: Ruleset, account: AccountFacts, language: str, today: date
) -> ProofFacts | None:
    reader = proofs.Reader(material.segment.id, account.industry, account.employees, language)
    proof = proofs.nearest(ruleset.proofs.proofs, reader, today)
    if proof is None:
        return None
    return ProofFacts(claim=proofs.claim(proof, language) or "", link=proof.link)


def _persona(segment: SegmentRule, language: str) -> PersonaFacts:
    told = {name: say(getattr(segment.persona, name), language) for name in PersonaFacts.readable}
    return PersonaFacts(**told)


def evidence_hash(prepared: Prepared, cited: Collection[Signal]) -> str:
    """A hash of what the message rests on; the passing of days alone does not change it."""
    context = prepared.context
    parts = {
        "lead": _person(context.lead),
        "account": values(context.account),
        "sender": values(context.sender),
        "company": values(context.company),
        "proof": values(context.proof) if context.proof else None,
        "texts": [context.notice, context.opt_out, values(context.persona)],
        "signals": [
            [signal.id, signal.kind, signal.subject, signal.topic, signal.text, signal.url]
            for signal in cited
        ],
    }
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _person(lead: LeadFacts) -> dict[str, Any]:  # Any: as values
    """The facts of a lead; no behaviour is nothing, so that drafts from before it stay as they are."""
    found = values(lead)
    return found if lead.behaviour else {k: v for k, v in found.items() if k != "behaviour"}


def values(facts: Any) -> dict[str, Any]:  # Any: any of the context's facts, values of any type
    """The fields of some facts by name."""
    return {name: getattr(facts, name) for name in sorted(facts.readable)}
