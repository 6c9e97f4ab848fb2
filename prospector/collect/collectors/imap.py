"""A folder of a mailbox, over IMAP: answers, absences with their end, what did not arrive, complaints.

The folder is the one people's answers land in; messages stay as they are, unread ones unread.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from prospector.collect.collector import Collector, Cursor, Page, Pull
from prospector.collect.mail import letters

if TYPE_CHECKING:
    from prospector.fetch.mailbox import Letters

#: How far back a folder is read the first time.
_FIRST = timedelta(days=30)
#: Messages per page.
_MOST = 100


def _pages(pull: Pull) -> Iterator[Page]:
    """New messages, a hundred at a time; of a new folder, those of a month."""
    address, password = pull.reveal(pull.rule.url or ""), pull.reveal(pull.rule.auth or "")
    known = _known(pull.cursor)
    while not pull.stopped():
        found = pull.client.letters(
            address,
            password=password,
            known=known,
            since=(pull.now - _FIRST).date(),
            most=_MOST,
        )
        if not found.letters:
            return
        known = (found.validity, found.letters[-1].uid)
        yield Page(
            f"{pull.feed} from message {found.letters[0].uid}",
            _content(found),
            {"validity": known[0], "uid": known[1]},
        )


def _known(cursor: Cursor) -> tuple[int, int] | None:
    return (int(cursor["validity"]), int(cursor["uid"])) if "uid" in cursor else None


def _content(found: "Letters") -> bytes:
    """What the messages say, one record a line; what says nothing is left out."""
    records = [
        _without_nothing(record)
        for letter in found.letters
        for record in letters.records(letter.raw, arrived=letter.arrived)
    ]
    return "".join(f"{json.dumps(record, ensure_ascii=False)}\n" for record in records).encode()


def _without_nothing(record: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in record.items() if value is not None}


COLLECTOR = Collector(
    name="imap",
    help="a mailbox folder over IMAP: replies, opt-outs, automatic replies with their return date, bounces, complaints",
    pages=_pages,
    profile="prospector",
)
