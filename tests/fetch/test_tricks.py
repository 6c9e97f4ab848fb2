"""No trick reaches inside: 52 addresses, 41 forms of hosts, redirects and names that change."""

import ipaddress
import socket
from collections.abc import Iterator
from contextlib import suppress

import pytest

from prospector.errors import FeedError, FeedRefused
from prospector.fetch import connecting, guard
from prospector.fetch.client import HttpClient, Means
from prospector.fetch.connecting import Place
from tests.fetch import tricks
from tests.fetch.net import NOW, OTHER, PUBLIC, Net, Patience, Reply, Request, Site, client

ALL = [f"http://{host}:{{port}}/" for host in tricks.HOSTS] + tricks.URLS


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """A server outside."""
    with Site(lambda _request: Reply(body=b"ok")) as made:
        yield made


@pytest.fixture(scope="module")
def canary() -> Iterator[Site]:
    """A server inside: on the loopback, where nobody may get."""
    with Site(lambda _request: Reply(body=b"inside")) as made:
        yield made


@pytest.fixture
def net(site: Site) -> Net:
    """An internet in which every address but PUBLIC is the canary's."""
    made = Net()
    made.put("feeds.example", site)
    made.names |= {name: [said] for name, said in tricks.NAMES.items()}
    return made


def ask(net: Net, url: str) -> None:
    with client(net) as asking:
        asking.get(url)


def test_it_knows_as_many_tricks_as_it_says() -> None:
    assert len(tricks.URLS) == len(set(tricks.URLS)) == 52
    assert len(tricks.HOSTS) == len(set(tricks.HOSTS)) == 41


@pytest.mark.parametrize("url", ALL)
def test_it_is_not_tricked(net: Net, url: str) -> None:
    if url not in tricks.HARMLESS:
        with pytest.raises(FeedError):
            ask(net, url.format(port=8080))
    else:
        ask(net, url.format(port=8080))
    assert net.canary == 0
    assert net.dialled in ([], [PUBLIC])


@pytest.mark.parametrize("url", ALL)
def test_it_is_not_tricked_where_the_system_resolves_and_connects(canary: Site, url: str) -> None:
    """The same with real sockets, against a real canary on the loopback."""

    def numeric(host: str, port: int) -> list[Place]:
        if host.lower().rstrip(".").endswith("example"):
            raise OSError("nobody's name is asked for in tests")
        return connecting.resolve(host, port)

    patience = Patience()
    means = Means(resolve=numeric, ticks=patience.ticks, sleep=patience.sleep)
    with (
        HttpClient(clock=lambda: NOW, within=600, means=means) as asking,
        pytest.raises(FeedError),
    ):
        asking.get(url.format(port=canary.port))
    assert canary.asked == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1/",
        "http://inside.example/",
        "//10.0.0.1/x",
        "http://[::ffff:127.0.0.1]/",
        "http://2130706433/",
        "http://metadata.example/latest/",
        "http://feeds.example@127.0.0.1/",
        "http://www.linkedin.com/feed",
        "http://both.example/",
    ],
)
def test_it_follows_no_redirect_inside(status: int, location: str) -> None:
    net = Net()
    net.names |= {name: [said] for name, said in tricks.NAMES.items()}
    net.names["www.linkedin.com"] = [[OTHER]]
    with Site(lambda _request: Reply(status, {"Location": location})) as site:
        net.put("feeds.example", site)
        with pytest.raises(FeedRefused):
            ask(net, "http://feeds.example/export.csv")
    assert net.canary == 0
    assert net.dialled == [PUBLIC]


@pytest.mark.parametrize(
    "location",
    ["file:///etc/passwd", "ftp://feeds.example/", "gopher://x/", "http://[oops/", "\\\\x"],
)
def test_it_follows_no_redirect_to_another_scheme(location: str) -> None:
    net = Net()
    with Site(lambda _request: Reply(302, {"Location": location})) as site:
        net.put("feeds.example", site)
        with pytest.raises(FeedRefused):
            ask(net, "http://feeds.example/export.csv")
    assert len(site.asked) <= 4
    assert net.canary == 0


def test_it_is_not_tricked_by_a_name_that_changes() -> None:
    """DNS rebinding: the second answer leads inside. It is asked for once per connection."""
    net = Net()

    def answer(request: Request) -> Reply:
        if request.path == "/first":
            return Reply(302, {"Location": "/second", "Connection": "close"})
        return Reply(body=b"second")

    with Site(answer) as site:
        net.put("feeds.example", site)
        net.names["feeds.example"] = [[PUBLIC], ["127.0.0.1"]]
        with pytest.raises(FeedRefused, match=r"is 127\.0\.0\.1, this machine"):
            ask(net, "http://feeds.example/first")
    assert net.canary == 0
    assert net.dialled == [PUBLIC]


def test_it_connects_to_the_address_it_checked() -> None:
    """Between check and connection nobody is asked again: what is dialled is what was checked."""
    net = Net()
    with Site(lambda _request: Reply(body=b"ok")) as site:
        net.put("feeds.example", site)
        net.names["feeds.example"] = [[PUBLIC], ["10.0.0.1"], ["10.0.0.1"]]
        ask(net, "http://feeds.example/")
    assert net.dialled == [PUBLIC]
    assert site.asked[0].headers["host"] == "feeds.example"


def test_it_asks_no_proxy_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    net = Net()
    with Site(lambda _request: Reply(body=b"ok")) as site, Site(lambda _r: Reply()) as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        net.put("feeds.example", site)
        ask(net, "http://feeds.example/")
    assert (len(site.asked), len(proxy.asked)) == (1, 0)


def test_it_would_not_do_to_ask_the_standard_library(
    net: Net, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What these tests are worth: with `is_private` for a guard, canaries sing."""

    def lax(address: str, *, allow_private: bool) -> str | None:
        return "private" if ipaddress.ip_address(address).is_private and not allow_private else None

    monkeypatch.setattr(guard, "refused_address", lax)
    for url in ALL:
        with suppress(FeedError):
            ask(net, url.format(port=8080))
    assert net.canary >= 4
    assert {"100.64.0.1", "100.100.100.200", "64:ff9b::7f00:1", "fec0::1"} <= set(net.dialled)


def test_it_would_not_do_to_check_a_name_before_connecting() -> None:
    """Nor with a check that looks the name up by itself: the next answer is another one."""
    net = Net()
    net.names["rebound.example"] = [[PUBLIC], ["10.0.0.1"]]
    (checked,) = net.resolve("rebound.example", 80)
    assert guard.refused_address(checked.address[0], allow_private=False) is None
    (connected,) = net.resolve("rebound.example", 80)
    with pytest.raises(ConnectionRefusedError):
        net.dial(connected, 1.0)
    assert net.canary == 1


def test_it_reads_numeric_hosts_as_the_system_does() -> None:
    """`0177.1`, `0x7f.1` and `2130706433` are this machine: only the socket address tells."""
    for host in ("0177.1", "0x7f.1", "2130706433", "127.1"):
        places = connecting.resolve(host, 80)
        assert {place.address[0] for place in places} == {"127.0.0.1"}
        assert places[0].family is socket.AF_INET
