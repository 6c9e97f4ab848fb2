"""What came back from Instantly campaigns: replies, automatic replies, bounces, unsubscribes."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from prospector.collect import answers
from prospector.collect.collector import Answer, Collector, Page, Pull
from prospector.collect.collectors import newest
from prospector.collect.collectors.newest import Found, Item

_HOST = "https://api.instantly.ai/api/v2"
_SIZE = 100
#: Lists of leads, by what became of them.
_GONE = {"FILTER_VAL_BOUNCED": "email_bounced", "FILTER_VAL_UNSUBSCRIBED": "lead_unsubscribed"}


def _pages(pull: Pull) -> Iterator[Page]:
    """New answers, then every lead that bounced or unsubscribed."""
    cursor = pull.cursor
    for page in newest.walk(pull, "emails", _emails(pull), at=_at, shape=_replies):
        cursor = page.cursor
        yield page
    for status, event in _GONE.items():
        yield from _leads(pull, status, event, cursor)


def _emails(pull: Pull) -> Callable[[str | None], Found]:
    def ask(then: str | None) -> Found:
        params = {"email_type": "received", "limit": str(_SIZE)}
        params |= {"campaign_id": pull.rule.board} if pull.rule.board else {}
        params |= {"starting_after": then} if then else {}
        answer = pull.client.get(f"{_HOST}/emails", params=params, headers=_key(pull))
        return _found(answer)

    return ask


def _leads(pull: Pull, status: str, event: str, cursor: Mapping[str, Any]) -> Iterator[Page]:
    then: str | None = None
    while not pull.stopped():
        asked = {"filter": status, "limit": _SIZE}
        asked |= {"campaign": pull.rule.board} if pull.rule.board else {}
        asked |= {"starting_after": then} if then else {}
        found = _found(pull.client.post(f"{_HOST}/leads/list", json=asked, headers=_key(pull)))
        events = [_event(lead, event) for lead in found.items]
        if events:
            yield Page(found.label, newest.content(events), cursor)
        then = found.then
        if then is None:
            return


def _found(answer: Answer) -> Found:
    found = answers.items_of(answer, "items")
    return Found(found.whole["items"], found.whole.get("next_starting_after"), answer.address)


def _key(pull: Pull) -> Mapping[str, str]:
    return {"authorization": f"Bearer {pull.reveal(pull.rule.auth or '')}"}


def _at(item: Item) -> str:
    return str(item.get("timestamp_email") or item.get("timestamp_created") or "")


def _replies(items: Sequence[Item]) -> Sequence[Item]:
    return [
        {
            "event_type": "auto_reply_received" if item.get("is_auto_reply") else "reply_received",
            "timestamp": _at(item),
            "lead_email": item.get("lead") or item.get("from_address_email"),
            "campaign_name": item.get("campaign_name") or item.get("subject"),
            "email_account": item.get("eaccount"),
            "reply_text": (item.get("body") or {}).get("text"),
        }
        for item in items
    ]


def _event(lead: Item, event: str) -> Item:
    return {
        "event_type": event,
        "timestamp": lead.get("timestamp_updated") or lead.get("timestamp_created"),
        "lead_email": lead.get("email"),
    }


COLLECTOR = Collector(
    name="instantly",
    help="replies, bounces and unsubscribes of Instantly campaigns; `board` limits it to one",
    pages=_pages,
    profile="instantly",
)
