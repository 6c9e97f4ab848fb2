"""Connections: the very address that was checked, named ports, nothing left open."""

import socket
import threading

import pytest
import requests

from prospector.errors import FeedRefused, FeedUnavailable
from prospector.fetch import connecting
from prospector.fetch.connecting import Gate, Place
from tests.fetch.net import OTHER, PUBLIC, Net, Reply, Site


def gate(net: Net, *, allow_private: bool = False) -> Gate:
    return Gate(allow_private=allow_private, resolve=net.resolve, dial=net.dial)


def test_it_tries_one_address_after_the_other() -> None:
    net = Net()
    with Site(lambda _request: Reply()) as site:
        net.put("feeds.example", site, OTHER)
        net.names["feeds.example"] = [[PUBLIC, OTHER]]
        made = gate(net)
        made.connect("feeds.example", 80).close()
        made.forget()
    assert net.dialled == [PUBLIC, OTHER]


def test_it_connects_to_none_where_one_is_closed() -> None:
    net = Net()
    net.names["feeds.example"] = [[PUBLIC, "10.0.0.1"]]
    with pytest.raises(FeedRefused, match=r"10\.0\.0\.1, a private address: set allow_private"):
        gate(net).connect("feeds.example", 80)
    assert net.dialled == []


def test_it_says_which_refusals_allow_private_would_lift() -> None:
    net = Net()
    with pytest.raises(FeedRefused, match="feeds never go there"):
        gate(net).connect("169.254.169.254", 80)
    with Site(lambda _request: Reply()) as site:
        net.ports["10.0.0.1"] = site.port
        made = gate(net, allow_private=True)
        made.connect("10.0.0.1", 8080).close()
        made.forget()
        with pytest.raises(FeedRefused, match="clouds keep their metadata"):
            made.connect("169.254.169.254", 80)


def test_it_goes_to_named_ports_only() -> None:
    net = Net()
    net.names["feeds.example"] = [[PUBLIC]]
    with pytest.raises(FeedRefused, match="port 6379"):
        gate(net).connect("feeds.example", 6379)


def test_it_tells_names_nobody_knows_from_servers_that_do_not_answer() -> None:
    net = Net()
    net.names |= {"none.example": [[]], "feeds.example": [[PUBLIC]]}
    with pytest.raises(FeedUnavailable, match="its address cannot be found"):
        gate(net).connect("unknown.example", 80)
    with pytest.raises(FeedUnavailable, match="no address"):
        gate(net).connect("none.example", 80)
    with pytest.raises(FeedUnavailable, match="cannot be reached"):
        gate(net).connect("feeds.example", 80)


def test_it_cuts_whoever_waits_and_connects_no_more() -> None:
    ours, theirs = socket.socketpair()
    made = Gate(
        allow_private=False,
        resolve=lambda _host, port: [Place(socket.AF_INET, (PUBLIC, port))],
        dial=lambda _place, _seconds: ours,
    )
    with theirs, made.connect("feeds.example", 80) as waiting:
        threading.Timer(0.05, made.cut).start()
        assert waiting.recv(1) == b""
        with pytest.raises(FeedUnavailable, match="in time"):
            made.connect("feeds.example", 80)
        made.open()
    made.forget()


def test_it_keeps_the_name_for_tls_and_checks_the_certificate() -> None:
    """The server is connected to by address, and still greeted by its name."""
    ours, theirs = socket.socketpair()
    made = Gate(
        allow_private=False,
        resolve=lambda _host, port: [Place(socket.AF_INET, (PUBLIC, port))],
        dial=lambda _place, _seconds: ours,
    )
    hello: list[bytes] = []

    def answer() -> None:
        hello.append(theirs.recv(4_096))
        theirs.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        theirs.close()

    thread = threading.Thread(target=answer)
    thread.start()
    adapter = connecting.adapter(made)
    request = requests.Request("GET", "https://feeds.example/").prepare()
    with pytest.raises(requests.exceptions.SSLError):
        adapter.send(request, timeout=5)
    thread.join()
    adapter.close()
    made.forget()
    assert b"feeds.example" in hello[0]


def test_it_resolves_numbers_without_asking_anybody() -> None:
    assert connecting.resolve("127.0.0.1", 80) == [Place(socket.AF_INET, ("127.0.0.1", 80))]
    with Site(lambda _request: Reply()) as site:
        connecting.dial(Place(socket.AF_INET, ("127.0.0.1", site.port)), 1.0).close()
    with pytest.raises(OSError, match="refused"):
        connecting.dial(Place(socket.AF_INET, ("127.0.0.1", site.port)), 1.0)
