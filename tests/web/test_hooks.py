"""Webhooks over a real socket: answered after they are kept, once, and by what they are."""

import gzip
import json
from typing import Any

import pytest
import requests
from sqlalchemy import text

from prospector.store.database import Database
from tests.web.serving import SECRET, Running, posted, serving

SIGNED = {"X-Secret": SECRET}


def post(
    server: Running, body: object, path: str = "/hooks/site", **headers: str
) -> requests.Response:
    data = body if isinstance(body, bytes | str) else json.dumps(body)
    return requests.post(
        server.url + path,
        data=data.encode() if isinstance(data, str) else data,
        headers={**SIGNED, **headers},
        timeout=10,
    )


def kept(database: Database) -> list[tuple[Any, ...]]:
    with database.read() as session:
        return [
            tuple(row)
            for row in session.execute(text("SELECT feed, key, status FROM inbox ORDER BY id"))
        ]


def signal(number: int, **more: object) -> dict[str, object]:
    return {"kind": "page_visited", "email": "a@acme.example", "external_id": str(number), **more}


def test_it_answers_when_the_item_is_kept_and_counts_a_resend_as_seen(database: Database) -> None:
    with serving(database) as server:
        first = post(server, signal(1))
        assert (first.status_code, first.json()["status"]) == (202, "accepted")
        assert kept(database) == [("site", first.json()["id"], "waiting")]
        again = post(server, signal(1))
        assert (again.status_code, again.json()["status"]) == (202, "seen")
    assert len(kept(database)) == 1


def test_it_answers_409_to_another_body_of_the_same_id_and_keeps_both(database: Database) -> None:
    with serving(database) as server:
        named = {"webhook-id": "msg_1"}
        assert post(server, signal(1), **named).status_code == 202
        answer = post(server, signal(2), **named)
        assert (answer.status_code, answer.json()["status"]) == (409, "conflict")
        assert post(server, signal(2), **named).status_code == 409
    assert [status for *_, status in kept(database)] == ["waiting", "conflict"]


def test_it_says_of_every_item_of_a_batch_what_became_of_it(database: Database) -> None:
    lines = "\n".join(json.dumps(signal(n)) for n in (1, 2, 2)) + '\n{"kind": NaN}\n'
    with serving(database) as server:
        answer = post(server, lines, "/hooks/site/batch")
        assert answer.status_code == 202
        told = answer.json()
        assert [(item["index"], item["status"]) for item in told["items"]] == [
            (0, "accepted"),
            (1, "accepted"),
            (2, "seen"),
            (3, "refused"),
        ]
        assert "NaN" in told["items"][3]["reason"]
        assert (told["accepted"], told["seen"], told["refused"]) == (2, 1, 1)
        again = post(server, [signal(1), signal(3)], "/hooks/site/batch").json()
        assert [item["status"] for item in again["items"]] == ["seen", "accepted"]
        assert post(server, ['{"kind": 1'], "/hooks/site/batch").status_code == 400
    assert len(kept(database)) == 3


def test_it_tells_a_stranger_nothing_not_even_which_feeds_there_are(database: Database) -> None:
    with serving(database) as server:
        wrong = post(server, signal(1), **{"X-Secret": "wrong"})
        unknown = post(server, signal(1), "/hooks/nothing")
        broken = post(server, b"\xff{", **{"X-Secret": "\xff"})
        assert wrong.status_code == unknown.status_code == broken.status_code == 401
        assert wrong.content == unknown.content == broken.content
    assert kept(database) == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"nonsense", 400),
        (b"\xff\xfe", 400),
        (b'{"kind": "a", "kind": "b"}', 400),
        (b'{"amount": NaN}', 400),
        (b'{"text": "\\u0000"}', 400),
        (b'{"text": "\\ud800"}', 400),
        (b"[" * 100_000, 400),
        (b'{"a":' * 100_000, 400),
        (b'{"amount": ' + b"1" * 5_000 + b"}", 400),
        (b'{"text": "' + b"x" * 1_000_000 + b'"}', 413),
    ],
    ids=lambda value: str(value)[:24],
)
def test_it_refuses_at_the_edge_what_no_store_should_hold(
    database: Database, body: bytes, status: int
) -> None:
    with serving(database) as server:
        answer = post(server, body)
        assert answer.status_code == status
        assert answer.json()["reason"]
        assert post(server, signal(1)).status_code == 202
    assert len(kept(database)) == 1


def test_it_reads_gzip_and_no_other_coding_and_json_whatever_it_is_called(
    database: Database,
) -> None:
    with serving(database) as server:
        body = gzip.compress(json.dumps(signal(1)).encode())
        assert post(server, body, **{"Content-Encoding": "gzip"}).status_code == 202
        assert post(server, body, **{"Content-Encoding": "br"}).status_code == 415
        assert post(server, b"{}", **{"Content-Encoding": "gzip"}).status_code == 400
        bomb = gzip.compress(b"\0" * 100_000_000)
        assert len(bomb) < 1_000_000
        assert post(server, bomb, **{"Content-Encoding": "gzip"}).status_code == 413
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        assert post(server, "a=1", **form).status_code == 400
        assert post(server, signal(2), **form).status_code == 202  # as `curl -d` says by default


def test_it_takes_at_most_ten_thousand_items_at_once(database: Database) -> None:
    with serving(database) as server:
        many = "\n".join(json.dumps({"email": f"a{n}@acme.example"}) for n in range(10_001))
        assert post(server, many, "/hooks/site/batch").status_code == 413
        assert post(server, many[: many.rindex("\n")], "/hooks/site/batch").status_code == 202
    assert len(kept(database)) == 10_000


def test_it_answers_known_clients_at_their_own_addresses(database: Database) -> None:
    feeds = {
        "segment": posted("segment", mode="basic"),
        "posthog": posted("posthog", mode="body", field="api_key"),
    }
    with serving(database, feeds) as server:
        call = {"type": "track", "event": "Signed Up", "userId": "1", "messageId": "m1"}
        for number, path in enumerate(("v1/batch", "v1/track")):
            content = {**call, "messageId": f"m{number}"}
            answer = requests.post(
                f"{server.url}/hooks/segment/{path}",
                json={"batch": [content]} if path == "v1/batch" else content,
                auth=(SECRET, ""),
                timeout=10,
            )
            assert answer.status_code == 200  # RudderStack's client takes 202 for a failure
        event = {"event": "visit", "distinct_id": "a@acme.example", "uuid": "u1"}
        answer = requests.post(
            f"{server.url}/hooks/posthog/batch/",
            json={"api_key": SECRET, "batch": [event]},
            timeout=10,
        )
        assert answer.status_code == 200
    assert [feed for feed, *_ in kept(database)] == ["segment", "segment", "posthog"]


def test_it_shakes_hands_the_way_cloud_events_do(database: Database) -> None:
    with serving(database) as server:
        asked = {"WebHook-Request-Origin": "eventemitter.example.com"}
        answer = requests.options(server.url + "/hooks/site", headers=asked, timeout=10)
        assert answer.status_code == 200
        assert answer.headers["WebHook-Allowed-Origin"] == "eventemitter.example.com"
        assert "POST" in answer.headers["Allow"]
        assert requests.get(server.url + "/hooks/site", timeout=10).status_code == 405


def test_it_writes_no_token_and_no_name_a_stranger_chose(database: Database) -> None:
    feeds = {"site": posted(mode="token", field="token")}
    with serving(database, feeds) as server:
        assert post(server, signal(1), f"/hooks/site?token={SECRET}").status_code == 202
        assert post(server, signal(1), "/hooks/site?token=guess").status_code == 401
        assert post(server, signal(1), "/hooks/secret-name?token=guess").status_code == 401
    lines = [json.loads(line) for line in server.lines]
    assert [(line["hook"], line["status"], line["count"]) for line in lines] == [
        ("?", 401, 1),
        ("site", 202, 1),
        ("site", 401, 1),
    ] or sum(line["count"] for line in lines) == 3
    written = " ".join(server.lines)
    assert not any(word in written for word in (SECRET, "guess", "token", "secret-name", "acme"))


def test_it_keeps_headers_that_name_an_item_and_none_that_prove_it(database: Database) -> None:
    with serving(database) as server:
        post(server, signal(1), **{"webhook-id": "msg_1", "Cookie": "private"})
    with database.read() as session:
        headers = session.execute(text("SELECT headers FROM inbox")).scalar()
    found = json.loads(headers) if isinstance(headers, str) else headers
    assert found == {"webhook-id": "msg_1"}


def test_it_answers_500_without_a_word_of_the_body_when_it_fails_itself(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError("alice@acme.example")

    with serving(database) as server:
        with monkeypatch.context() as patch:
            patch.setattr("prospector.web.hooks.envelopes.unpack", broken)
            answer = post(server, signal(1))
            assert answer.status_code == 500
            assert answer.headers["Retry-After"]
        assert post(server, signal(1)).status_code == 202
    assert any("KeyError" in line for line in server.lines)
    assert not any("alice" in line for line in server.lines)
