"""Contacts, companies and deals as HubSpot's interface has them: what the `hubspot` collector brings."""

from collections.abc import Iterator

from prospector.collect.hooks import shaping
from prospector.collect.hooks.shaping import Values
from prospector.collect.profile import Profile
from prospector.collect.profiles import hubspot
from prospector.tables import SourceRank
from prospector.text import fold


def _records(item: Values) -> Iterator[dict[str, object]]:
    """A contact with what happened to it, a company, or a deal as far as it got."""
    if item.get("object") == "contacts":
        yield from _contact(item)
    elif item.get("object") == "companies":
        yield _company(item)
    elif item.get("object") == "deals":
        yield _deal(item)
    elif item.get("object") == "erased":
        raise ValueError(
            f"HubSpot erased contact {item.get('id')}: suppress and erase them by hand"
        )


def _contact(item: Values) -> Iterator[dict[str, object]]:
    said = shaping.inside(item, "properties")
    person = shaping.record(
        email=said.get("email"),
        phone=shaping.text(said.get("phone"), said.get("mobilephone")),
        linkedin_url=said.get("hs_linkedin_url"),
        first_name=said.get("firstname"),
        last_name=said.get("lastname"),
        company=said.get("company"),
        domain=said.get("website"),
    )
    yield person | shaping.record(
        title=said.get("jobtitle"),
        city=said.get("city"),
        country=said.get("country"),
        language=said.get("hs_language"),
        lifecycle=said.get("lifecyclestage"),
        relation=_relation(said),
        owner=item.get("owner"),
        hubspot_id=item.get("id"),
    )
    number, changed = item.get("id"), said.get("lastmodifieddate")
    if contacted := shaping.text(said.get("notes_last_contacted")):
        yield {**person, **_happened("touched", contacted, f"{number}:touched:{contacted}")}
    if str(said.get("hs_email_optout")).lower() == "true":
        yield {**person, **_happened("opted_out", changed, f"{number}:opted_out")}
    if shaping.text(said.get("hs_email_hard_bounce_reason_enum")):
        yield {**person, **_happened("bounced", changed, f"{number}:bounced")}


def _company(item: Values) -> dict[str, object]:
    said = shaping.inside(item, "properties")
    return shaping.record(
        company=said.get("name"),
        domain=said.get("domain"),
        industry=said.get("industry"),
        employees=said.get("numberofemployees"),
        revenue=said.get("annualrevenue"),
        city=said.get("city"),
        region=said.get("state"),
        relation=_relation(said),
    )


def _deal(item: Values) -> dict[str, object]:
    said, company = shaping.inside(item, "properties"), shaping.inside(item, "company")
    kind, at = "opportunity_opened", said.get("createdate")
    if str(said.get("hs_is_closed_won")).lower() == "true":
        kind, at = "deal_won", said.get("closedate")
    elif str(said.get("hs_is_closed")).lower() == "true":
        kind, at = "deal_lost", said.get("closedate")
    return shaping.record(
        **_happened(kind, at, f"{kind}:{item.get('id')}"),
        subject=said.get("dealname"),
        amount=said.get("amount"),
        currency=said.get("deal_currency_code"),
        company=company.get("name"),
        domain=company.get("domain"),
        deal_stage=said.get("dealstage"),
    )


def _happened(kind: str, at: object, number: str) -> dict[str, object]:
    return {"kind": kind, "occurred_at": at, "external_id": number}


def _relation(said: Values) -> str | None:
    return hubspot.PROFILE.relations.get(fold(str(said.get("lifecyclestage") or "")))


PROFILE = Profile(
    name="hubspot-crm",
    help="contacts, companies and deals of HubSpot, as the `hubspot` collector brings them",
    rank=SourceRank.CRM,
    locale="en",
    reshape=_records,
)
