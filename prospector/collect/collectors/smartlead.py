"""What came back from Smartlead campaigns: replies, bounces, unsubscribes.

Its statistics are rows per message that change when something comes back, so those with something
to tell are read whole at every pull; what was taken before is seen.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from prospector.collect import answers
from prospector.collect.collector import Answer, Collector, Page, Pull
from prospector.collect.collectors import newest

_HOST = "https://server.smartlead.ai/api/v1"
_SIZE = 100
_TELLING = ("replied", "bounced", "unsubscribed")

# Any: values of a row.
Row = Mapping[str, Any]


def _pages(pull: Pull) -> Iterator[Page]:
    """The rows of every campaign (or of `board`) that tell of something that came back."""
    for campaign, name in _campaigns(pull):
        for status in _TELLING:
            yield from _rows(pull, campaign, name, status)


def _campaigns(pull: Pull) -> list[tuple[str, str]]:
    if pull.rule.board:
        return [(pull.rule.board, pull.rule.board)]
    found = answers.items_of(_ask(pull, "campaigns", {}), "").whole
    return [(str(one["id"]), str(one.get("name") or one["id"])) for one in found]


def _rows(pull: Pull, campaign: str, name: str, status: str) -> Iterator[Page]:
    offset = 0
    while not pull.stopped():
        params = {"offset": str(offset), "limit": str(_SIZE), "email_status": status}
        answer = _ask(pull, f"campaigns/{campaign}/statistics", params)
        found = answers.items_of(answer, "data")
        events = [_event(row, name, status, pull) for row in found.whole["data"]]
        if events:
            yield Page(answer.address, newest.content(events), {})
        if found.size < _SIZE:
            return
        offset += _SIZE


def _ask(pull: Pull, path: str, params: Mapping[str, str]) -> Answer:
    key = pull.reveal(pull.rule.auth or "")
    return pull.client.get(f"{_HOST}/{path}", params={**params, "api_key": key})


def _event(row: Row, campaign: str, status: str, pull: Pull) -> Row:
    """The row as the event it stands for; a refusal without a time was there when we looked."""
    common = {
        "lead_email": row.get("lead_email"),
        "lead_name": row.get("lead_name"),
        "campaign_name": campaign,
        "sequence_number": row.get("sequence_number"),
    }
    if status == "replied":
        message = {"message_id": f"{row.get('stats_id')}:reply", "time": row.get("reply_time")}
        return {**common, "event_type": "EMAIL_REPLY", "reply_message": message}
    if status == "bounced":
        return {**common, "event_type": "EMAIL_BOUNCE", "event_timestamp": row.get("sent_time")}
    return {**common, "event_type": "LEAD_UNSUBSCRIBED", "event_timestamp": pull.now.isoformat()}


COLLECTOR = Collector(
    name="smartlead",
    help="replies, bounces and unsubscribes of Smartlead campaigns; `board` limits it to one",
    pages=_pages,
    profile="smartlead",
)
