"""The client: what it follows, what it waits for, what it keeps to itself, and when it gives up."""

import json
import logging
import threading
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from prospector import __version__
from prospector.errors import FeedRefused, FeedUnavailable
from prospector.fetch.answer import Answer
from prospector.fetch.client import Limits
from tests.fetch.net import NOW, OTHER, Net, Patience, Reply, Request, Site, client, packed

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from prospector.collect import collector

URL = "http://feeds.example/export.csv"
SECRET = "s3cr3t-key"


def ask(
    answer: Callable[[Request], Reply], url: str = URL, **options: Any
) -> tuple[Answer, list[Request]]:
    """Ask a site of one's own; `params`, `headers`, `patience` and the client's options may differ."""
    asked = {name: options.pop(name) for name in ("params", "headers") if name in options}
    net = options.pop("net", None) or Net()
    with Site(answer) as site:
        net.put("feeds.example", site)
        with client(net, options.pop("patience", None), **options) as asking:
            return asking.get(url, **asked), site.asked


def one_after_another(*replies: Reply) -> Callable[[Request], Reply]:
    left = list(replies)
    return lambda _request: left.pop(0) if len(left) > 1 else left[0]


def test_it_fetches_a_document_and_says_who_asks() -> None:
    answer, (request,) = ask(
        lambda _request: Reply(headers={"ETag": '"1"'}, body=b"a,b"),
        "http://alice:pass@feeds.example/export.csv?k=1#x",
        params={"key": SECRET},
        headers={"X-Api-Key": SECRET},
    )
    assert (answer.status, answer.content, answer.headers["etag"]) == (200, b"a,b", '"1"')
    assert answer.address == URL
    assert request.path == f"/export.csv?k=1&key={SECRET}"
    assert request.headers["user-agent"] == f"prospector/{__version__}"
    assert request.headers["host"] == "feeds.example"
    assert request.headers["x-api-key"] == SECRET
    assert request.headers["authorization"] == "Basic YWxpY2U6cGFzcw=="


def test_it_asks_with_a_body() -> None:
    net = Net()
    with Site(lambda request: Reply(body=request.body)) as site, client(net) as asking:
        net.put("feeds.example", site)
        answer = asking.post(URL, json={"after": 1}, headers={"X-Key": "x"})
    assert json.loads(answer.content) == {"after": 1}
    assert site.asked[0].method == "POST"
    assert site.asked[0].headers["content-type"] == "application/json"


def test_it_sends_no_cookie_and_no_netrc(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".netrc").write_text("machine feeds.example login alice password x\n")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    net = Net()
    with Site(lambda _request: Reply(headers={"Set-Cookie": "a=b"})) as site, client(net) as asking:
        net.put("feeds.example", site)
        asking.get(URL)
        asking.get(URL)
    assert not {"cookie", "authorization"} & set(site.asked[1].headers)


def test_it_takes_not_modified_for_an_answer() -> None:
    answer, _ = ask(lambda _request: Reply(304), headers={"If-None-Match": '"1"'})
    assert (answer.status, answer.content) == (304, b"")


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (401, "401 Unauthorized: the key is missing or wrong"),
        (403, "403 Forbidden: the key does not allow it"),
        (404, "404 Not Found: nothing is there"),
        (400, "400 Bad Request"),
        (501, "501 Not Implemented"),
        (499, "499"),
        (300, "a redirect to nowhere"),
    ],
)
def test_it_asks_once_where_asking_again_changes_nothing(status: int, says: str) -> None:
    asked: list[Request] = []
    with pytest.raises(FeedRefused, match=says) as told:
        ask(lambda request: asked.append(request) or Reply(status), f"{URL}?key={SECRET}")  # type: ignore[func-returns-value]
    assert len(asked) == 1
    assert told.value.status == (None if status == 300 else status)


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_it_asks_four_times_where_the_answer_may_change(status: int) -> None:
    patience = Patience()
    asked: list[Request] = []
    with pytest.raises(FeedUnavailable, match=r"asked 4 times") as told:
        ask(lambda request: asked.append(request) or Reply(status), patience=patience)  # type: ignore[func-returns-value]
    assert len(asked) == 4
    assert patience.passed == 1 + 2 + 4
    assert URL in str(told.value)


def test_it_takes_the_answer_that_comes_late() -> None:
    patience = Patience()
    answer, asked = ask(one_after_another(Reply(503), Reply(body=b"late")), patience=patience)
    assert (answer.content, len(asked), patience.passed) == (b"late", 2, 1)


@pytest.mark.parametrize("said", ["7", "Fri, 20 Nov 2026 08:00:07 GMT"])
def test_it_waits_as_long_as_a_server_asks(said: str) -> None:
    patience = Patience()
    busy = Reply(429, {"Retry-After": said})
    answer, _ = ask(one_after_another(busy, Reply(body=b"ok")), patience=patience)
    assert answer.content == b"ok"
    assert patience.passed == pytest.approx(7)


@pytest.mark.parametrize("said", ["0", "Fri, 20 Nov 2026 07:00:00 GMT"])
def test_it_spreads_its_questions_where_a_server_asks_for_no_time(said: str) -> None:
    patience = Patience()
    with pytest.raises(FeedUnavailable, match="asked 4 times"):
        ask(lambda _request: Reply(503, {"Retry-After": said}), patience=patience)
    assert patience.passed == 1 + 2 + 4


def test_it_says_until_when_a_quota_is_spent() -> None:
    spent = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": f"{NOW.timestamp() + 1800:.0f}"}
    with pytest.raises(
        FeedUnavailable, match=r"403 Forbidden; to be asked again at 2026-11-20 08:30:00"
    ):
        ask(lambda _request: Reply(403, spent))


def test_it_does_not_wait_for_hours_but_says_until_when() -> None:
    patience = Patience()
    with pytest.raises(FeedUnavailable, match=r"asked again at 2026-11-20 10:00:00 UTC"):
        ask(lambda _request: Reply(429, {"Retry-After": "7200"}), patience=patience)
    assert patience.passed == 0


def test_it_does_not_wait_beyond_the_time_of_the_feed() -> None:
    patience = Patience()
    with pytest.raises(FeedUnavailable, match="asked again at"):
        ask(lambda _request: Reply(503, {"Retry-After": "60"}), patience=patience, within=30)
    assert patience.passed == 0


def test_it_stops_waiting_when_told_to() -> None:
    patience = Patience()
    with pytest.raises(FeedUnavailable, match="stopped while waiting"):
        ask(
            lambda _request: Reply(503, {"Retry-After": "60"}),
            patience=patience,
            stopped=lambda: patience.passed > 3,
        )
    assert 3 < patience.passed <= 4


def test_it_asks_nobody_once_it_is_told_to_stop() -> None:
    with pytest.raises(FeedUnavailable, match="stopped before"):
        ask(lambda _request: Reply(), stopped=lambda: True)


@pytest.mark.parametrize(
    "reply",
    [
        Reply(body=b"only half", length=100),
        Reply(headers={"Content-Encoding": "gzip"}, body=packed(b"x" * 999).body[:20]),
        Reply(headers={"Content-Encoding": "gzip"}, body=b"no gzip at all"),
    ],
)
def test_it_asks_again_for_what_came_broken(reply: Reply) -> None:
    answer, asked = ask(one_after_another(reply, Reply(body=b"whole")))
    assert (answer.content, len(asked)) == (b"whole", 2)


def test_it_unpacks_and_bounds_what_comes() -> None:
    limits = Limits(body=1_000_000)
    assert ask(lambda _request: packed(b"x" * 1_000_000), limits=limits)[0].content[:2] == b"xx"
    for reply in (packed(b"x" * 1_000_001), Reply(body=b"x" * 1_000_001)):
        with pytest.raises(FeedRefused, match=r"more than 0\.95\d+ MB"):
            ask(lambda _request, reply=reply: reply, limits=limits)  # type: ignore[misc]
    with pytest.raises(FeedRefused, match="packed as br"):
        ask(lambda _request: Reply(headers={"Content-Encoding": "br"}, body=b"?"))


def test_it_reads_no_endless_body() -> None:
    sent = count()

    def pieces() -> Iterator[bytes]:
        for _ in sent:
            yield b"x" * 65_536

    with pytest.raises(FeedRefused, match="more than 1 MB"):
        ask(lambda _request: Reply(pieces=pieces()), limits=Limits(body=1 << 20))
    assert next(sent) < 500  # some more are in the buffers of two sockets


def test_it_cuts_a_body_that_drips() -> None:
    """Each byte is in time, the whole never would be."""
    limits = Limits(request=0.3)
    slow = lambda _request: Reply(pieces=iter([b"x"] * 1_000), pause=0.02)  # noqa: E731
    with pytest.raises(FeedUnavailable, match=r"no whole answer within 0\.3 s"):
        ask(slow, limits=limits)


def test_it_gives_up_on_a_silent_server() -> None:
    over = threading.Event()
    with pytest.raises(FeedUnavailable, match=r"no answer within 0\.1 s \(asked 4 times\)"):
        ask(lambda _request: Reply(headers={"x": str(over.wait(60))}), limits=Limits(read=0.1))
    over.set()


def test_it_follows_three_redirects_and_no_more() -> None:
    def hop(request: Request) -> Reply:
        left = int(request.path.strip("/"))
        return Reply(302, {"Location": f"/{left - 1}"}) if left else Reply(body=b"there")

    answer, asked = ask(hop, "http://feeds.example/3")
    assert (answer.content, len(asked)) == (b"there", 4)
    assert answer.address == "http://feeds.example/3"
    with pytest.raises(FeedRefused, match="more than 3 redirects"):
        ask(hop, "http://feeds.example/4")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_it_keeps_secrets_from_other_hosts(status: int) -> None:
    net = Net()
    with Site(lambda _request: Reply(body=b"elsewhere")) as other:
        net.put("other.example", other, OTHER)
        answer, _ = ask(
            lambda _request: Reply(status, {"Location": "http://other.example/x"}),
            f"http://alice:{SECRET}@feeds.example/export.csv",
            net=net,
            params={"key": SECRET},
            headers={"X-Api-Key": SECRET, "Authorization": SECRET},
        )
    assert answer.content == b"elsewhere"
    assert SECRET not in str(other.asked)
    assert not {"authorization", "x-api-key"} & set(other.asked[0].headers)


def test_it_does_not_give_them_back_on_the_way_home() -> None:
    """Another host must not choose what the first one is asked with a key."""
    net = Net()
    home = one_after_another(
        Reply(302, {"Location": "http://other.example/x"}), Reply(body=b"home again")
    )
    with Site(lambda _request: Reply(302, {"Location": f"{URL}/delete"})) as other:
        net.put("other.example", other, OTHER)
        _, asked = ask(home, net=net, headers={"X-Api-Key": SECRET})
    assert ["x-api-key" in request.headers for request in asked] == [True, False]


def test_it_keeps_them_for_the_same_host() -> None:
    home = one_after_another(Reply(302, {"Location": "/other.csv"}), Reply(body=b"ok"))
    _, asked = ask(home, headers={"X-Api-Key": SECRET})
    assert [request.headers["x-api-key"] for request in asked] == [SECRET, SECRET]


def test_it_goes_to_other_ports_only_where_the_feed_names_them() -> None:
    answer, _ = ask(lambda _request: Reply(body=b"ok"), "http://feeds.example:8080/")
    assert answer.content == b"ok"
    with pytest.raises(FeedRefused, match="a redirect to port 6379"):
        ask(lambda _request: Reply(302, {"Location": "http://feeds.example:6379/"}))


def test_it_redirects_no_question_with_a_body() -> None:
    for status, location in ((302, "/x"), (307, "http://other.example/x")):
        net = Net()
        reply = Reply(status, {"Location": location})
        with Site(lambda _request, reply=reply: reply) as site, client(net) as asking:  # type: ignore[misc]
            net.put("feeds.example", site)
            with pytest.raises(FeedRefused, match="a body is redirected"):
                asking.post(URL, json={})


def test_it_shows_no_secret_in_errors_or_logs(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    url = f"http://alice:{SECRET}@feeds.example/x?key={SECRET}"
    told: list[str] = []
    for reply in (
        Reply(503),
        Reply(403),
        Reply(302, {"Location": "ftp://x"}),
        Reply(200, length=9),
    ):
        with pytest.raises((FeedRefused, FeedUnavailable)) as error:
            ask(
                lambda _request, reply=reply: reply,  # type: ignore[misc]
                url,
                params={"token": SECRET},
                headers={"X-Key": SECRET},
            )
        told.append(str(error.value))
        assert error.value.__cause__ is None
    for headers in ({"X-Key": f"{SECRET}\n"}, {"Host": SECRET}):
        with pytest.raises(FeedRefused) as refused:
            ask(lambda _request: Reply(), url, headers=headers)
        told.append(str(refused.value))
    assert SECRET not in " ".join((*told, caplog.text))
    assert all("feeds.example/x" in one for one in told)


def test_it_lets_a_feed_into_ones_own_network_where_it_says_so() -> None:
    net = Net()
    with Site(lambda _request: Reply(body=b"mine")) as site:
        net.ports["10.0.0.7"] = site.port
        with client(net) as asking, pytest.raises(FeedRefused, match="set allow_private"):
            asking.get("http://10.0.0.7:8123/x")
        with client(net, allow_private=True) as asking:
            assert asking.get("http://10.0.0.7:8123/x").content == b"mine"


def test_it_leaves_no_connection_open_behind_it() -> None:
    net = Net()
    with Site(lambda _request: Reply(headers={"Connection": "close"}, body=b"x")) as site:
        net.put("feeds.example", site)
        open_before = len(list(Path("/dev/fd").iterdir()))
        with client(net) as asking:
            for _ in range(50):
                asking.get(URL)
            assert len(list(Path("/dev/fd").iterdir())) <= open_before + 6
    assert len(net.dialled) == 50


def test_it_is_what_collectors_ask_with() -> None:
    connected: AbstractContextManager[collector.Client] = client(Net())
    with connected as asking:
        assert callable(asking.post)


@pytest.mark.parametrize(
    "headers", [{"X-Key": "台"}, {"é": SECRET}, {"X-Key": f"{SECRET}\r\nX-Other: 1"}]
)
def test_it_refuses_headers_that_cannot_be_sent_and_shows_none(headers: dict[str, str]) -> None:
    with pytest.raises(FeedRefused, match="another character no header can") as refused:
        ask(lambda _request: Reply(), headers=headers)
    assert not any(value in str(refused.value) for value in headers.values())
    _, (request,) = ask(lambda _request: Reply(), headers={"X-Key": "été"})
    assert request.headers["x-key"] == "été"
