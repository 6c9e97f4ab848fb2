"""The model lead of a segment: an invented person to look at a template with."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from prospector.draft.material import Material
from prospector.rules.models import IntentRule, SegmentRule, Sender
from prospector.rules.ruleset import Ruleset
from prospector.tables import Account, Lead, Signal

_LEAD_ID = 1
_PERSON = 1


class Knowledge(StrEnum):
    """How much is known of the model lead."""

    FULL = "full"
    BARE = "bare"


#: What signals of a kind speak of: subject, topic, text.
_SAMPLES: dict[str, dict[str, tuple[str | None, str | None, str | None]]] = {
    "en": {
        "job_posted": ("Sales Manager", None, None),
        "executive_hired": ("Chief Operating Officer", None, None),
        "event_attended": ("Open Workshop Day", "machine monitoring", None),
        "event_registered": ("Open Workshop Day", "machine monitoring", None),
        "post_commented": ("Our guide to short stops", "short stops", "We see this every week."),
        "site_opened": ("Lyon", None, None),
        "open_to_work": ("Field engineer", None, None),
        "purchased": ("Monitoring kit", None, None),
    },
    "fr": {
        "job_posted": ("Responsable commercial", None, None),
        "executive_hired": ("Directrice des opérations", None, None),
        "event_attended": ("Atelier portes ouvertes", "suivi des machines", None),
        "event_registered": ("Atelier portes ouvertes", "suivi des machines", None),
        "post_commented": ("Notre guide des micro-arrêts", "micro-arrêts", "Nous le vivons."),
        "site_opened": ("Lyon", None, None),
        "open_to_work": ("Ingénieur terrain", None, None),
        "purchased": ("Kit de suivi", None, None),
    },
}
_OTHER = {
    "en": ("Our guide to short stops", "short stops", None),
    "fr": ("Notre guide des micro-arrêts", "micro-arrêts", None),
}
_TOOL_OF = {"competitor_tool_used": "competitors", "tool_dropped": "competitors"}


def material(  # noqa: PLR0913 - what a model differs by
    ruleset: Ruleset,
    segment: SegmentRule,
    step: int,
    language: str,
    *,
    today: date,
    knowledge: Knowledge = Knowledge.FULL,
    signed_by: Sender | None = None,
) -> Material:
    """The model lead's rows: everything known, or only what a draft cannot do without."""
    now = datetime.combine(today, time(12), tzinfo=UTC)
    full = knowledge is Knowledge.FULL
    rules = list(_rules_of(ruleset, segment))
    kinds = list(dict.fromkeys(kind for rule in rules for kind in _kinds_of(rule, ruleset)))
    return Material(
        lead=_lead(language, now, ruleset) if full else _stranger(language, now),
        account=_account(ruleset, now) if full else None,
        segment=segment,
        step=step,
        sender=signed_by or ruleset.company.senders[0],
        evidence=[
            _signal(number, kind, language, ruleset, now=now, full=full)
            for number, kind in enumerate(kinds, start=1)
        ],
        speakers={_PERSON: _LEAD_ID},
        fired=[rule.id for rule in rules],
    )


def _rules_of(ruleset: Ruleset, segment: SegmentRule) -> Iterator[IntentRule]:
    """The intent rules that give the segment's messages their evidence, in the order of the rules."""
    conditions = [segment.when, *_lenders(ruleset, segment)]
    for rule in ruleset.intent.rules:
        if any(f"fired('{rule.id}')" in when for when in conditions):
            yield rule


def _lenders(ruleset: Ruleset, segment: SegmentRule) -> Iterator[str]:
    """The conditions of those whom moves bring to its messages: they have the evidence of their own."""
    for move in ruleset.segments.on_move:
        if move.segment == segment.id:
            for other in ruleset.segments.segments:
                if move.leads_to(other.id):
                    yield other.when


def _kinds_of(rule: IntentRule, ruleset: Ruleset) -> Iterator[str]:
    for kind, about in ruleset.signals.kinds.items():
        if f"'{kind}'" in rule.when and about.mention == "open":
            yield kind


def _lead(language: str, now: datetime, ruleset: Ruleset) -> Lead:
    feed = next(iter(ruleset.feeds.feeds), None)
    return Lead(
        id=_LEAD_ID,
        account_id=1,
        email="claire.durand@acme.example",
        linkedin_url="linkedin.com/in/claire-durand-example",
        civility="Mme",
        first_name="Claire",
        last_name="Durand",
        spoken_name="Claire",
        title={"en": "Head of Operations", "fr": "Directrice des opérations"}[language],
        function="operations",
        seniority="director",
        language=language,
        sources={"email": {"feed": feed}} if feed else {},
        first_seen_at=now,
    )


def _stranger(language: str, now: datetime) -> Lead:
    return Lead(id=_LEAD_ID, email="c.d@acme.example", language=language, first_seen_at=now)


def _account(ruleset: Ruleset, now: datetime) -> Account:
    proofs = ruleset.proofs.proofs
    industries = next((proof.industries for proof in proofs if proof.industries), ["mechanical"])
    return Account(
        id=1,
        domain="acme.example",
        name="Acme SAS",
        spoken_name="Acme",
        country="FR",
        region="Grand Est",
        city="Reims",
        industry=industries[0],
        employees=120,
        sites=2,
        tools=list(ruleset.company.integrations[:1]),
        first_seen_at=now,
    )


def _signal(  # noqa: PLR0913 - what a signal is made of
    number: int, kind: str, language: str, ruleset: Ruleset, *, now: datetime, full: bool
) -> Signal:
    subject, topic, said = _sample(kind, language, ruleset)
    about = ruleset.signals.kinds[kind]
    return Signal(
        id=number,
        feed="model",
        external_id=str(number),
        kind=kind,
        occurred_at=now - timedelta(days=2 + number),
        # Assumed, so that a message cannot count on a day.
        occurred_from=None if full else now - timedelta(days=30),
        occurred_until=None if full else now,
        received_at=now,
        person_identity_id=_PERSON if "person" in about.natural_key else None,
        subject=subject if full else None,
        subject_of="own" if full else None,
        topic=topic if full else None,
        text=said if full else None,
        amount=4800 if full and "amount" in about.natural_key else None,
        currency="EUR" if full and "amount" in about.natural_key else None,
        url="https://acme.example/news" if full else None,
        run_id=0,
        file="model",
        line=number,
    )


def _sample(
    kind: str, language: str, ruleset: Ruleset
) -> tuple[str | None, str | None, str | None]:
    company = ruleset.company
    if kind == "tool_adopted" and company.integrations:
        return company.integrations[0], None, None
    if kind in _TOOL_OF and company.competitors:
        return company.competitors[0], None, None
    return _SAMPLES[language].get(kind, _OTHER[language])
