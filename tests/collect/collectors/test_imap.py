"""A mailbox folder: what its new messages say, page by page, and where to go on."""

import json
from pathlib import Path

import pytest

from prospector.collect.collectors.imap import COLLECTOR
from prospector.errors import FeedRefused
from prospector.fetch import trust
from tests.collect.collectors.pulling import SECRETS, pull
from tests.collect.mail.test_letters import letter, report
from tests.fetch.authority import Authority
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


def test_it_reads_over_tls_from_whom_it_can_trust_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SECRETS, "${MAIL}", PASSWORD)
    for name in trust.VARIABLES:
        monkeypatch.delenv(name, raising=False)
    authority = Authority(tmp_path)

    def read(host: str) -> int:
        url = f"imaps://alice%40ours.example@{host}:{folder.port}/Replies"
        return len(pull(COLLECTOR, url=url, auth="${MAIL}", allow_private=True))

    with serving(Folder({4: letter()}), authority.serves("127.0.0.1")) as folder:
        with pytest.raises(FeedRefused, match="set REQUESTS_CA_BUNDLE or SSL_CERT_FILE to a file"):
            read("127.0.0.1")
        monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
        with pytest.raises(FeedRefused, match=r"imaps://localhost/Replies: .*for another name"):
            read("localhost")
        assert folder.told == []  # no password either
        assert read("127.0.0.1") == 1
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
        with pytest.raises(FeedRefused, match=r"none\.pem is no file with certificates"):
            read("127.0.0.1")
