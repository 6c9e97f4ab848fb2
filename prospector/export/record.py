"""One draft that leaves, as plain values: what every format writes and what a receipt keeps."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from prospector.tables import Account, Draft, Lead


@dataclass(frozen=True)
class Record:
    """What leaves with one draft."""

    draft: int
    lead: int
    owner: str
    sender: str
    segment: str
    step: int
    channel: str
    language: str
    grade: str
    why_now: str
    email: str | None
    first_name: str | None
    last_name: str | None
    title: str | None
    linkedin_url: str | None
    phone: str | None
    country: str | None
    time_zone: str | None
    company: str | None
    domain: str | None
    subject: str | None
    body: str
    #: ISO 8601, in the zone of where it goes; None = it may arrive at once.
    send_not_before: str | None


def record_of(
    draft: Draft, lead: Lead, account: Account | None, *, not_before: datetime | None = None
) -> Record:
    """The record of a draft as it leaves now, not to arrive before a time; names as people say them."""
    return Record(
        draft=draft.id or 0,
        lead=draft.lead_id,
        owner=draft.owner,
        sender=draft.sender,
        segment=draft.segment,
        step=draft.step,
        channel=draft.channel.value,
        language=draft.language,
        grade=draft.grade,
        why_now=draft.why_now,
        email=lead.email,
        first_name=lead.spoken_name or lead.first_name,
        last_name=lead.last_name,
        title=lead.title,
        linkedin_url=lead.linkedin_url,
        phone=lead.phone,
        country=lead.country or (account.country if account else None),
        time_zone=lead.time_zone,
        company=(account.spoken_name or account.name) if account else None,
        domain=account.domain if account else None,
        subject=draft.subject,
        body=draft.body,
        send_not_before=not_before.isoformat(timespec="seconds") if not_before else None,
    )


# Any: a JSON object.
def to_payload(record: Record) -> dict[str, Any]:
    """The record as the receipt keeps it."""
    return asdict(record)


def from_payload(payload: Mapping[str, Any]) -> Record:
    """The record a receipt kept; columns added since are empty."""
    values: dict[str, Any] = {each.name: payload.get(each.name) for each in fields(Record)}
    return Record(**values)
