"""What a webhook holds."""

import json
from typing import Any

import pytest

from prospector.collect.hooks.envelopes import Unpacked, answer_of, profile_of, unpack
from prospector.collect.hooks.verify import Delivery
from prospector.rules.models.feeds import HookBody
from tests.collect.hooks.posting import delivery, signed

OWN = HookBody.PROSPECTOR
PAID = {"customer_email": "alice@acme.example", "amount_paid": 100, "currency": "eur"}
BAD = {
    "not UTF-8": b'{"a":"\xff"}',
    "NUL": b'{"a":"\\u0000"}',
    "surrogate": b'{"a":"\\ud800"}',
    "NaN": b'{"a":NaN}',
    "comes twice": b'{"a":1,"a":2}',
    "nested deeper": b'{"a":' + b"[" * 30 + b"]" * 30 + b"}",
    "nested": b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "number too large": b'{"a":1e999}',
    "too large to hold": b'{"a":' + b"9" * 5_000 + b"}",
    "neither": b"hello",
    "neither a JSON object": b"",
    "Expecting": b'{"a":',
    "Extra data": b"{} {}",
}


def post(body: HookBody, content: object, *, batch: bool = False, **parts: Any) -> Unpacked:
    """Parts are a delivery's."""
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    found = delivery(data, **parts)
    return unpack(body, found, data, batch=batch)


@pytest.mark.parametrize(("why", "content"), BAD.items())
def test_it_refuses_a_body_that_no_database_keeps_alike(why: str, content: bytes) -> None:
    found = post(OWN, content)
    assert found.items == []
    assert why in (found.problem or "")


@pytest.mark.parametrize("body", HookBody)
@pytest.mark.parametrize("content", [*BAD.values(), b"[]", b"[1]", b'"a"', b"null", b'{"batch":1}'])
def test_it_never_raises(body: HookBody, content: bytes) -> None:
    for batch in (False, True):
        unpack(body, delivery(content), content, batch=batch)


def test_it_keeps_the_text_of_an_item_as_it_came() -> None:
    content = b'{"kind": "met",  "email":"a@acme.example"}'
    found = post(OWN, content)
    assert [item.body for item in found.items] == [content.decode()]
    assert (found.ignored, found.problem) == (0, None)


def test_it_takes_a_byte_order_mark_for_what_it_is() -> None:
    assert post(OWN, b'\xef\xbb\xbf{"a":1}').items[0].body == '{"a":1}'


@pytest.mark.parametrize("escaped", [False, True])
def test_it_keeps_words_that_were_decoded_wrongly_before_they_came(*, escaped: bool) -> None:
    row = {"kind": "met", "text": "une dÃ©mo 😀"}
    content = json.dumps(row, ensure_ascii=escaped).encode()
    lists = json.dumps([row, row], ensure_ascii=escaped).encode()
    assert [json.loads(item.body) for item in post(OWN, content).items] == [row]
    for found in (post(OWN, lists, batch=True), post(OWN, content + b"\n" + content, batch=True)):
        assert [json.loads(item.body) for item in found.items] == [row, row]
    call = {"type": "track", "event": "é Ã© é", "messageId": "m"}
    (item,) = post(HookBody.SEGMENT, {"batch": [call], "sentAt": "x"}).items
    assert (item.problem, json.loads(item.body)) == (None, call)


class TestOwnJson:
    def test_it_names_an_item_by_its_request(self) -> None:
        found = unpack(OWN, signed(b"{}", sent_id="msg_9"), b"{}", batch=False)
        assert [item.key for item in found.items] == ["msg_9"]

    def test_it_names_items_of_a_batch_by_their_own_ids(self) -> None:
        rows = [{"kind": "met", "external_id": 7}, {"external_id": "crm-1"}, {"kind": "met"}]
        content = json.dumps(rows).encode()
        found = unpack(OWN, signed(content), content, batch=True)
        assert [item.key for item in found.items] == ["met 7", None, None]

    def test_it_takes_an_array_or_one_object_per_line(self) -> None:
        rows = [{"n": 1}, {"n": 2, "text": "one\u2028two"}]
        lines = "\n\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()
        for content in (json.dumps(rows).encode(), lines + b"\r\n"):
            found = post(OWN, content, batch=True)
            assert [json.loads(item.body) for item in found.items] == rows

    def test_it_refuses_one_item_of_a_batch_and_takes_the_others(self) -> None:
        content = b'[{"n":1}, {"n":NaN}, 3, {"n":4}]'
        found = post(OWN, content, batch=True)
        assert [item.problem is None for item in found.items] == [True, False, False, True]
        assert found.problem is None

    def test_it_sends_a_list_to_the_address_for_lists(self) -> None:
        assert "/batch" in (post(OWN, [{}]).problem or "")

    def test_it_refuses_a_list_that_is_cut_short(self) -> None:
        assert "cut short" in (post(OWN, b'[{"n":1}, {"n":2', batch=True).problem or "")

    def test_it_never_keeps_the_secret(self) -> None:
        (item,) = post(OWN, {"secret": "s3cret", "kind": "met"}).items
        assert item.body == '{"kind":"met"}'

    def test_it_keeps_a_key_as_long_as_an_index_holds(self) -> None:
        (item,) = post(OWN, {"kind": "met", "external_id": "x" * 5_000}).items
        assert len(item.key or "") < 100


def test_it_names_a_profile_for_every_body() -> None:
    assert profile_of(OWN) == "prospector"


def test_it_answers_200_to_those_who_take_202_for_a_failure() -> None:
    assert answer_of(HookBody.SEGMENT) == 200
    assert answer_of(OWN) == 202


def test_it_keeps_deliveries_as_they_came() -> None:
    assert Delivery("POST", "/", {}, {}, b"").raw_query == ""


@pytest.mark.parametrize(
    ("body", "first", "again"),
    [
        (
            HookBody.STRIPE,
            {
                "id": "evt_1",
                "type": "invoice.paid",
                "pending_webhooks": 2,
                "data": {"object": PAID},
            },
            {
                "id": "evt_1",
                "type": "invoice.paid",
                "pending_webhooks": 1,
                "data": {"object": PAID},
            },
        ),
        (
            HookBody.HUBSPOT,
            [{"objectId": 1, "subscriptionType": "contact.creation", "attemptNumber": 0}],
            [{"objectId": 1, "subscriptionType": "contact.creation", "attemptNumber": 3}],
        ),
        (
            HookBody.SEGMENT,
            {"batch": [{"type": "page", "messageId": "m"}], "sentAt": "2026-11-20T08:00:00Z"},
            {"batch": [{"type": "page", "messageId": "m"}], "sentAt": "2026-11-20T08:00:09Z"},
        ),
        (
            HookBody.POSTHOG,
            {"batch": [{"event": "x", "uuid": "u"}], "sent_at": "2026-11-20T08:00:00Z"},
            {"batch": [{"event": "x", "uuid": "u"}], "sent_at": "2026-11-20T08:00:09Z"},
        ),
    ],
)
def test_it_stores_the_same_when_a_sender_tries_again(
    body: HookBody, first: object, again: object
) -> None:
    assert post(body, first).items == post(body, again).items != []
