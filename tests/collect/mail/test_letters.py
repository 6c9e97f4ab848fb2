"""Messages: answers, absences, refusals, what did not arrive, and what says nothing."""

from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospector.collect.mail.letters import records

ARRIVED = datetime(2026, 11, 20, 9, tzinfo=UTC)


def letter(text: str = "Yes, gladly.", subtype: str = "plain", **headers: str) -> bytes:
    message = EmailMessage()
    told = {
        "From": "Alice Martin <Alice.Martin@acme.example>",
        "To": "dana@ours.example",
        "Subject": "Re: RE : Your lines",
        "Date": "Thu, 19 Nov 2026 10:00:00 +0100",
        "Message-ID": "<m1@acme.example>",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    for name, value in told.items():
        message[name] = value
    message.set_content(text, subtype=subtype)
    return message.as_bytes()


def only(raw: bytes) -> dict[str, Any]:
    (found,) = records(raw, arrived=ARRIVED)
    return dict(found)


def test_it_takes_an_answer_with_who_when_and_their_words() -> None:
    assert only(letter("Yes, gladly.\n\n> Hello")) == {
        "kind": "replied",
        "external_id": "m1@acme.example",
        "occurred_at": "2026-11-19T09:00:00+00:00",
        "subject": "Your lines",
        "email": "alice.martin@acme.example",
        "name": "Alice Martin",
        "text": "Yes, gladly.",
    }


def test_it_reads_html_where_there_is_no_plain_text() -> None:
    assert only(letter("<p>Oui, merci</p>", "html"))["text"] == "Oui, merci"


def test_it_hears_a_refusal() -> None:
    assert only(letter("Merci de ne plus me contacter"))["kind"] == "opted_out"


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"X_Autoreply": "yes"},
        {"Precedence": "auto_reply"},
        {"Subject": "Réponse automatique : Vos lignes"},
    ],
)
def test_it_tells_an_absence_from_an_answer_and_when_it_ends(headers: dict[str, str]) -> None:
    found = only(letter("Je suis absente, de retour le 30 novembre.", "plain", **headers))
    assert (found["kind"], found["returns_on"]) == ("auto_replied", "2026-11-30")


def test_it_takes_no_newsletter_and_no_machine_for_an_answer() -> None:
    assert records(letter(List_Id="<news.acme.example>"), arrived=ARRIVED) == []
    assert records(letter(Precedence="bulk"), arrived=ARRIVED) == []
    assert records(letter(From="no-reply@acme.example"), arrived=ARRIVED) == []
    assert records(letter(From="nobody"), arrived=ARRIVED) == []


def test_it_takes_no_read_receipt_for_an_answer() -> None:
    read = report("failed", "5.1.1").replace(b"delivery-status", b"disposition-notification")
    read = read.replace(b"MAILER-DAEMON@mx.ours.example", b"alice@acme.example")
    assert records(read, arrived=ARRIVED) == []


def report(action: str, status: str) -> bytes:
    return (
        "From: MAILER-DAEMON@mx.ours.example\r\nTo: dana@ours.example\r\n"
        "Subject: Undelivered\r\nMessage-ID: <b1@mx>\r\nDate: Thu, 19 Nov 2026 09:00:00 +0000\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.ours.example\r\n\r\n"
        f"Final-Recipient: rfc822; Bob@globex.example\r\nAction: {action}\r\nStatus: {status}\r\n\r\n"
        "--b--\r\n"
    ).encode()


def test_it_says_who_will_never_be_reached() -> None:
    found = only(report("failed", "5.1.1"))
    assert (found["kind"], found["email"]) == ("bounced", "bob@globex.example")
    assert found["bounce_status"] == "5.1.1"


@pytest.mark.parametrize(("action", "status"), [("delayed", "4.4.1"), ("failed", "4.2.2")])
def test_it_gives_nobody_up_who_is_only_late(action: str, status: str) -> None:
    assert records(report(action, status), arrived=ARRIVED) == []


def test_it_takes_a_complaint() -> None:
    raw = report("failed", "5.0.0").replace(b"delivery-status", b"feedback-report")
    raw = raw.replace(b"Reporting-MTA: dns; mx.ours.example\r\n\r\n", b"Feedback-Type: abuse\r\n")
    raw = raw.replace(b"Final-Recipient: rfc822;", b"Original-Rcpt-To:")
    found = only(raw)
    assert (found["kind"], found["email"]) == ("spam_reported", "bob@globex.example")


def test_it_tells_reports_without_a_message_id_apart_by_what_they_say() -> None:
    raw = report("failed", "5.1.1").replace(b"Message-ID:", b"X-Was:")
    assert not only(raw)["external_id"]


@pytest.mark.parametrize(
    "told",
    [
        "soon",
        "Fri, 27 Nov 2026 10:00:00 +0100",
        "Thu, 01 Jan 1970 00:00:00 +0000",
        "Fri, 31 Dec 9999 23:59:00 -0500",
        "Thu, 19 Nov 2026 10:00:00 +99999999999999999999",
    ],
)
def test_it_uses_the_mailbox_time_where_a_message_has_none_that_can_be(told: str) -> None:
    raw = letter().replace(b"Thu, 19 Nov 2026 10:00:00 +0100", told.encode())
    assert only(raw)["occurred_at"] == ARRIVED.isoformat()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Message-ID", b"<m1@["),
        ("Content-Type", b"-9999;report*0*"),
    ],
)
def test_it_reads_messages_with_headers_no_standard_allows(name: str, value: bytes) -> None:
    lines = letter().splitlines()
    raw = [line for line in lines if not line.startswith(name.encode())]
    found = only(b"\n".join([name.encode() + b": " + value, *raw]))
    assert (found["kind"], found["email"]) == ("replied", "alice.martin@acme.example")


@given(st.binary(max_size=400))
def test_it_never_stumbles_over_what_arrives(noise: bytes) -> None:
    for raw in (noise, letter().replace(b"Re: RE", noise), b"From: a@b.example\n\n" + noise):
        for found in records(raw, arrived=ARRIVED):
            assert found["kind"]
