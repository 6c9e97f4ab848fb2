"""One message as it came → the generic record of what it says, or nothing.

Formats: RFC 5322 (messages), RFC 3464 (delivery reports), RFC 3834 (automatic answers), RFC 5965
(complaints), RFC 8098 (read receipts).
"""

import email
import email.policy
import email.utils
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any

from prospector.collect.mail import returning, words

if TYPE_CHECKING:
    _Policy = email.policy.EmailPolicy[EmailMessage]
else:
    _Policy = email.policy.EmailPolicy

#: Characters of an answer that are kept.
_MOST_TEXT = 4_000
_RE = re.compile(
    r"^\s*(?:(?:re|r|aw|tr|fw|fwd|réf|ref|sv|antw)\s*(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE
)
_ADDRESS = re.compile(r"[^\s;<>]+@[^\s;<>]+")

#: Times before it are of a clock that was never set.
_OLDEST = datetime(1990, 1, 1, tzinfo=UTC)
#: What stands for a header of a part that nobody can read.
_INSTEAD = {
    "content-type": "text/plain",
    "content-transfer-encoding": "8bit",
    "content-disposition": "inline",
}

# Any: fields of the generic record.
Record = Mapping[str, Any]


class _Patient(_Policy):
    """Reads headers as far as they can be read: one bad message must not hold up a folder."""

    # Any: a header of one of many types.
    def header_fetch_parse(self, name: str, value: str) -> Any:
        """A header's value; what no standard allows as the text it is."""
        try:
            return super().header_fetch_parse(name, value)
        except Exception:  # noqa: BLE001 - Python's parser stumbles in any way
            instead = _INSTEAD.get(name.lower())
            return value if instead is None else super().header_fetch_parse(name, instead)


_POLICY = _Patient()


def records(raw: bytes, *, arrived: datetime) -> list[Record]:
    """What a message says: one record, one per recipient of a delivery report, or none.

    `arrived` is when the mailbox took it: the time of a message that has none, or one that cannot be.
    """
    message = email.message_from_bytes(raw, policy=_POLICY)
    at = _sent(message, arrived)
    message_id = _plain(message, "message-id").strip("<> ")
    about = {
        "external_id": message_id,
        "occurred_at": at.isoformat(),
        "subject": _RE.sub("", _plain(message, "subject")).strip() or None,
    }
    report = _report(message)
    if report == "delivery-status":
        return [{**about, **found} for found in _bounces(message, message_id)]
    if report == "feedback-report":
        return [{**about, **found} for found in _complaints(message)]
    if report == "disposition-notification" or _is_bulk(message):
        return []  # that a message was displayed is no answer
    return _answer(message, about, at)


def _answer(message: EmailMessage, about: Record, at: datetime) -> list[Record]:
    name, address = email.utils.parseaddr(_plain(message, "from"))
    if "@" not in address or words.is_machine(address):
        return []
    text = words.without_quotes(_text(message))[:_MOST_TEXT]
    person = {"email": address.lower(), "name": name or None}
    if _is_automatic(message):
        back = returning.day(text, at.date())
        found = {"kind": "auto_replied", "returns_on": back.isoformat() if back else None}
        return [{**about, **person, **found, "text": text or None}]
    kind = "opted_out" if words.asks_to_stop(text, _plain(message, "subject")) else "replied"
    return [{**about, **person, "kind": kind, "text": text or None}]


def _sent(message: EmailMessage, arrived: datetime) -> datetime:
    """When it was sent, by the sender's clock where that can be right: nothing arrives before it is sent."""
    try:
        found = email.utils.parsedate_to_datetime(_plain(message, "date"))
        sent = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return arrived
    return sent if _OLDEST <= sent <= arrived else arrived


def _plain(message: EmailMessage, name: str) -> str:
    """A header as text."""
    return str(message.get(name, "") or "")


def _report(message: EmailMessage) -> str | None:
    if message.get_content_type() != "multipart/report":
        return None
    return str(message.get_param("report-type") or "").lower()


def _bounces(message: EmailMessage, message_id: str) -> Iterator[Record]:
    """The recipients a message will never reach; one that is only late says nothing yet."""
    blocks = [
        block
        for part in message.walk()
        if part.get_content_type() == "message/delivery-status"
        for block in _blocks(part)
    ]
    for number, block in enumerate(blocks):
        status = str(block.get("Status", ""))
        failed = str(block.get("Action", "")).strip().lower() == "failed"
        found = _ADDRESS.search(str(block.get("Final-Recipient", "")).partition(";")[2])
        original = _ADDRESS.search(str(block.get("Original-Recipient", "")).partition(";")[2])
        address = original or found
        if address and failed and not status.startswith("4"):
            yield {
                "kind": "bounced",
                "external_id": f"{message_id}#{number}" if message_id else None,
                "email": address[0].lower(),
                "bounce_status": status.strip() or None,
                "subject": None,
            }


def _complaints(message: EmailMessage) -> Iterator[Record]:
    for part in message.walk():
        if part.get_content_type() == "message/feedback-report":
            for block in _blocks(part):
                found = _ADDRESS.search(str(block.get("Original-Rcpt-To", "")))
                if found:
                    yield {"kind": "spam_reported", "email": found[0].lower(), "subject": None}


def _blocks(part: EmailMessage) -> Iterator[EmailMessage]:
    """The groups of fields a report is made of."""
    payload = part.get_payload()
    if isinstance(payload, list):
        yield from (block for block in payload if isinstance(block, EmailMessage))
        return
    text = part.get_payload(decode=True)
    for group in re.split(rb"\r?\n\r?\n", text if isinstance(text, bytes) else b""):
        yield email.message_from_bytes(group, policy=_POLICY)


def _is_automatic(message: EmailMessage) -> bool:
    """Whether a machine answered for the person (RFC 3834, and what came before it)."""
    submitted = _plain(message, "auto-submitted").lower()
    if submitted and not submitted.startswith("no"):
        return True
    old = (
        _plain(message, "x-autoreply"),
        _plain(message, "x-autorespond"),
        _plain(message, "x-autoresponder"),
    )
    precedence = _plain(message, "precedence").lower()
    return any(old) or precedence == "auto_reply" or words.is_away(_plain(message, "subject"))


def _is_bulk(message: EmailMessage) -> bool:
    """Whether it was written to many: nobody answered us."""
    many = {"bulk", "list", "junk"}
    return bool(
        message.get("list-id")
        or (_plain(message, "precedence").lower() in many and not _is_automatic(message))
    )


def _text(message: EmailMessage) -> str:
    """The message's words; of HTML, without its marks."""
    body = message.get_body(preferencelist=("plain", "html"))
    if body is None:
        return ""
    try:
        text = str(body.get_content())
    except (LookupError, ValueError, KeyError):
        found = body.get_payload(decode=True)
        text = found.decode("utf-8", "replace") if isinstance(found, bytes) else ""
    return words.of_html(text) if body.get_content_subtype() == "html" else text
