"""The clients people really use, pointed at the running server."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import posthog
import pytest
import requests
import rudderstack.analytics.client as rudder
import segment.analytics.client as segment
from cloudevents.core.bindings.http import to_binary, to_structured
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from sqlalchemy import text
from standardwebhooks.webhooks import Webhook

from prospector.collect import Options, replay
from prospector.store.database import Database
from prospector.store.rejects import Wanted
from tests.collect import kit
from tests.collect.hooks.posting import STANDARD
from tests.web.posting import arrived, hook, posted, rules
from tests.web.serving import NOW, Running, serving

KEY = "write-key-1"
ALICE = "alice@acme.example"


@contextmanager
def one_feed(database: Database, body: str, mode: str, secret: str = KEY) -> Iterator[Running]:
    """A server with the one feed `app`."""
    with serving(database, posted({"app": hook(body, mode)}, secret)) as server:
        yield server


def bodies(database: Database) -> str:
    with database.read() as session:
        return " ".join(row[0] for row in session.execute(text("SELECT body FROM inbox")))


def inbox_count(database: Database) -> int:
    with database.read() as session:
        return int(session.execute(text("SELECT count(*) FROM inbox")).scalar_one())


def noting(failures: list[object]) -> Callable[[object, object], None]:
    def failed(error: object, _items: object) -> None:
        failures.append(error)

    return failed


#: Makes a client for an address, with a list that its failures go to.
Maker = Callable[[str, list[object]], segment.Client | rudder.Client]


def of_segment(host: str, failures: list[object]) -> segment.Client:
    return segment.Client(KEY, host=host, max_retries=0, on_error=noting(failures))


def of_segment_squeezed(host: str, failures: list[object]) -> segment.Client:
    return segment.Client(KEY, host=host, max_retries=0, gzip=True, on_error=noting(failures))


def of_rudder(host: str, failures: list[object]) -> rudder.Client:
    return rudder.Client(KEY, host=host, max_retries=0, on_error=noting(failures))


@pytest.mark.parametrize("make", [of_segment, of_segment_squeezed, of_rudder])
class TestAnalyticsClients:
    def test_it_takes_their_calls_by_changing_the_host(
        self, database: Database, make: Maker
    ) -> None:
        failures: list[object] = []
        at = datetime(2026, 11, 20, 7, tzinfo=UTC)
        with one_feed(database, "segment", "basic") as server:
            client = make(f"{server.url}/hooks/app", failures)
            for visitor in ("a-1", "a-2"):
                docs = {"url": f"https://ours.example/{visitor}"}
                client.page(anonymous_id=visitor, properties=docs, timestamp=at)
            client.identify("u-1", {"plan": "free"}, anonymous_id="a-2", timestamp=at)
            traits = {"email": ALICE, "firstName": "Alice", "company": "Acme"}
            client.identify("u-1", traits, timestamp=at)
            said = {"traits": {"email": ALICE}, "ip": "203.0.113.9"}
            paid = {"total": 490, "currency": "EUR", "products": [{"name": "Pro"}]}
            client.track("u-1", "Order Completed", paid, context=said, timestamp=at)
            prices = {"url": "https://ours.example/pricing"}
            client.page("u-1", "Docs", "Prices", prices, context=said, timestamp=at)
            client.group("u-1", "g-1", {"name": "Acme", "website": "acme.example"}, timestamp=at)
            client.alias("a-1", "u-1")
            client.flush()
            client.join()
        assert failures == []
        assert inbox_count(database) == 8
        assert arrived(database, {"app": hook("segment", "basic")}, consent=True) == [
            ("page_visited", ALICE, "/a-1"),
            ("page_visited", ALICE, "/a-2"),
            ("pricing_visited", ALICE, "/pricing"),
            ("purchased", ALICE, "Pro"),
        ]
        assert {row["status"] for row in kit.rejected(database)} <= {"replayed"}
        assert [s for s in kit.sightings(database) if s.get("domain") == "acme.example"]
        assert KEY not in bodies(database)
        assert "203.0.113.9" not in bodies(database)

    def test_it_refuses_another_write_key(self, sqlite: Database, make: Maker) -> None:
        failures: list[object] = []
        logging.getLogger("segment").setLevel(logging.CRITICAL)
        with one_feed(sqlite, "segment", "basic", "another key") as server:
            client = make(f"{server.url}/hooks/app", failures)
            client.track("u-1", "Signed Up")
            client.flush()
            client.join()
        assert len(failures) == 1
        assert inbox_count(sqlite) == 0


@pytest.mark.parametrize("gzip", [False, True])
def test_it_takes_events_of_posthog_by_changing_the_host(database: Database, *, gzip: bool) -> None:
    failures: list[object] = []
    at = datetime(2026, 11, 20, 7, tzinfo=UTC)
    with one_feed(database, "posthog", "body") as server:
        client = posthog.Posthog(
            KEY,
            host=f"{server.url}/hooks/app",
            gzip=gzip,
            max_retries=0,
            on_error=noting(failures),
        )
        client.capture("seen", distinct_id="a-1", timestamp=at)
        client.set(distinct_id="u-1", properties={"email": ALICE, "name": "Alice Martin"})
        client.capture("Trial Started", distinct_id=ALICE, properties={"seats": 5}, timestamp=at)
        client.group_identify("company", "g-1", {"name": "Acme", "domain": "acme.example"})
        client.alias("a-1", "u-1")
        client.flush()
        client.shutdown()
    assert failures == []
    assert inbox_count(database) == 5
    feeds = {"app": hook("posthog", "body")}
    assert arrived(database, feeds, consent=True) == [
        ("product_used", ALICE, "seen"),
        ("trial_started", ALICE, "Trial Started"),
    ]
    assert {row["status"] for row in kit.rejected(database)} <= {"replayed"}
    assert KEY not in bodies(database)


def event(number: int, kind: str = "example.shop.trial_started") -> CloudEvent:
    attributes = {
        "id": str(number),
        "source": "/shop",
        "type": kind,
        "time": datetime(2026, 11, 20, 7, tzinfo=UTC),
        "subject": "Plan Pro / été",
        "datacontenttype": "application/json",
    }
    return CloudEvent(attributes=attributes, data={"email": ALICE})


def test_it_takes_cloud_events_in_binary_and_structured_mode(database: Database) -> None:
    with one_feed(database, "cloudevents", "token") as server:
        url = f"{server.url}/hooks/app?token={KEY}"
        for write in (to_binary, to_structured):
            for _ in range(2):  # each resent
                message = write(event(1 if write is to_binary else 2), JSONFormat())
                answer = requests.post(url, headers=message.headers, data=message.body, timeout=9)
                assert answer.status_code == 202, answer.text
        assert answer.json()["status"] == "seen"
        assert KEY not in "".join(server.lines)
    feeds = {"app": hook("cloudevents", "token")}
    assert arrived(database, feeds) == [("trial_started", ALICE, "Plan Pro / été")] * 2


def test_it_takes_what_standard_webhooks_signs(database: Database) -> None:
    body = f'{{"kind": "met", "email": "{ALICE}", "occurred_at": "2026-11-20T07:00:00Z"}}'
    sent = datetime(2026, 11, 20, 8, tzinfo=UTC)  # what the server's clock says
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(sent.timestamp())),
        "webhook-signature": Webhook(STANDARD).sign("msg_1", sent, body),
        "content-type": "application/json",
    }
    with one_feed(database, "prospector", "standard", STANDARD) as server:
        url = f"{server.url}/hooks/app"
        answers = [requests.post(url, data=body, headers=headers, timeout=9) for _ in range(2)]
        assert [answer.json()["status"] for answer in answers] == ["accepted", "seen"]
        forged = requests.post(url, data=body.replace("met", "bet"), headers=headers, timeout=9)
        assert forged.status_code == 401
    assert arrived(database, {"app": hook("prospector", "standard")}) == [("met", ALICE, "None")]


def test_it_keeps_words_decoded_wrongly_and_takes_them_mended(database: Database) -> None:
    body = f'{{"kind": "met", "email": "{ALICE}", "occurred_at": "2026-11-20", "subject": "DÃ©mo"}}'
    hooks = {"app": hook("prospector", "token")}
    with one_feed(database, "prospector", "token") as server:
        url = f"{server.url}/hooks/app?token={KEY}"
        assert requests.post(url, data=body.encode(), timeout=9).status_code == 202
    assert arrived(database, hooks) == []
    assert [row["code"] for row in kit.rejected(database)] == ["bad_encoding"]
    assert replay(database, rules(hooks), Wanted(), Options(), now=NOW).taken == 1
    assert [signal["subject"] for signal in kit.signals(database)] == ["Démo"]
