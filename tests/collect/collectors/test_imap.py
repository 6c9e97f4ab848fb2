"""A mailbox folder: what its new messages say, page by page, and where to go on."""

import json

import pytest

from prospector.collect.collectors.imap import COLLECTOR
from tests.collect.collectors.pulling import SECRETS, pull
from tests.collect.mail.test_letters import letter, report
from tests.fetch.imap_server import PASSWORD, Folder, serving


def test_it_brings_what_messages_say_and_resumes_after_the_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(SECRETS, "${MAIL}", PASSWORD)
    messages = {4: letter(), 6: report("failed", "5.1.1"), 9: letter(List_Id="<news.example>")}
    with serving(Folder(messages)) as folder:
        url = f"imap://alice%40ours.example@127.0.0.1:{folder.port}/Replies"
        (page,) = pull(COLLECTOR, url=url, auth="${MAIL}", allow_private=True)
        assert (
            pull(COLLECTOR, url=url, auth="${MAIL}", allow_private=True, cursor=page.cursor) == []
        )
        folder.letters[10] = letter("STOP", Message_ID="<m2@acme.example>")
        (later,) = pull(COLLECTOR, url=url, auth="${MAIL}", allow_private=True, cursor=page.cursor)
    records = [json.loads(line) for line in page.content.splitlines()]
    assert [record["kind"] for record in records] == ["replied", "bounced"]
    assert page.cursor == {"validity": 7, "uid": 9}
    assert json.loads(later.content)["kind"] == "opted_out"
    assert PASSWORD not in page.label + later.label
