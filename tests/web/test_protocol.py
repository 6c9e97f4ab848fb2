"""Connections that do not come to the point are closed, and others do not notice them."""

import json
import socket
import statistics
import time
from contextlib import ExitStack, suppress

import pytest
import requests

from prospector.store.database import Database
from prospector.web import limits
from prospector.web.protocol import HEADERS_S, ImpatientProtocol
from tests.web.serving import SECRET, Running, serving

GOOD = b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"
HALF = b"POST /hooks/site HTTP/1.1\r\nHost: localhost\r\nX-Half: "


def connect(server: Running, data: bytes = b"") -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", server.port))
    connection.sendall(data)
    return connection


def closed_after(connection: socket.socket, seconds: float) -> bool:
    connection.settimeout(seconds)
    try:
        while connection.recv(4096):
            pass
    except TimeoutError:
        return False
    except ConnectionError:
        return True
    return True


def test_it_allows_less_than_ten_seconds() -> None:
    assert HEADERS_S < 10
    assert limits.SINGLE_S <= 10


def test_it_closes_what_is_half_open_and_leaves_the_rest_alone(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ImpatientProtocol, "headers_within", 1.0)
    with serving(sqlite) as server, ExitStack() as stack:
        silent = stack.enter_context(connect(server))
        half = stack.enter_context(connect(server, HALF))
        again = stack.enter_context(connect(server, GOOD))
        assert again.recv(65_536)
        again.sendall(HALF)  # a second request on a connection that was good
        patient = stack.enter_context(connect(server, GOOD))
        with suppress(ConnectionError):  # closed already, where this thread had to wait
            for _ in range(8):  # a byte now and then does not help
                time.sleep(0.1)
                half.sendall(b"x")
        assert all(closed_after(one, 6.0) for one in (silent, half, again))
        assert patient.recv(65_536)
        patient.sendall(GOOD)
        assert patient.recv(65_536)  # idle between two requests is no offence


def test_it_serves_others_beside_hundreds_that_dawdle(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = (
        f"POST /hooks/site HTTP/1.1\r\nHost: localhost\r\nX-Secret: {SECRET}\r\n"
        "Content-Length: 900\r\n\r\n"
    )
    monkeypatch.setattr(ImpatientProtocol, "headers_within", 4.0)
    monkeypatch.setattr(limits, "SINGLE_S", 4.0)
    with serving(sqlite) as server:
        half_open = [connect(server, HALF) for _ in range(300)]
        slow = [connect(server, head.encode() + b'{"') for _ in range(100)]
        times = []
        with requests.Session() as session:
            for number in range(150):
                start = time.monotonic()
                answer = session.post(
                    server.url + "/hooks/site",
                    data=json.dumps({"email": f"a{number}@acme.example"}),
                    headers={"X-Secret": SECRET},
                    timeout=60,
                )
                assert answer.status_code == 202
                times.append(time.monotonic() - start)
        assert statistics.quantiles(times, n=100)[98] < 2.0  # nobody waits for them to be closed
        for one in [*half_open, *slow]:
            assert closed_after(one, 30.0)
            one.close()
