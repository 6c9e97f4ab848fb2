"""A small internet of this test's own: real servers on the loopback, names and addresses by hand."""

import gzip
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple, Self

from prospector.fetch.client import HttpClient, Limits, Means
from prospector.fetch.connecting import Place

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
#: An address anybody may connect to, as far as the guard knows.
PUBLIC = "93.184.215.14"
OTHER = "93.184.215.15"


class Request(NamedTuple):
    """What a server was asked; header names in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Reply:
    """What it answers: `pieces` are sent one by one, each after `pause` seconds."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    pieces: Iterator[bytes] | None = None
    pause: float = 0.0
    length: int | None = None


class Site:
    """A real server on the loopback, and what it was asked."""

    def __init__(self, answer: Callable[[Request], Reply]) -> None:
        self.answer = answer
        self.asked: list[Request] = []
        self._over = threading.Event()
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _serve(self) -> None:
                length = int(self.headers.get("content-length") or 0)
                headers = {name.lower(): value for name, value in self.headers.items()}
                request = Request(self.command, self.path, headers, self.rfile.read(length))
                site.asked.append(request)
                site.send(self, site.answer(request))

            do_GET = do_POST = _serve  # noqa: N815 - as the library calls them

            def log_message(self, format: str, *_arguments: Any) -> None:  # noqa: A002
                """Say nothing."""

        class Server(ThreadingHTTPServer):
            def handle_error(self, *_arguments: Any) -> None:
                """A client that goes away is part of the tests."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = int(self._server.server_address[1])
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))

    def encrypt(self, context: ssl.SSLContext) -> None:
        """Speak TLS from the next connection on."""
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)

    def send(self, handler: BaseHTTPRequestHandler, reply: Reply) -> None:
        handler.send_response_only(reply.status)  # without a Date of its own
        for name, value in reply.headers.items():
            handler.send_header(name, value)
        if reply.pieces is None:
            size = len(reply.body) if reply.length is None else reply.length
            if reply.status != 304:
                handler.send_header("Content-Length", str(size))
            handler.end_headers()
            handler.wfile.write(reply.body)
            if size != len(reply.body):
                handler.close_connection = True
            return
        handler.send_header("Connection", "close")
        handler.end_headers()
        for piece in reply.pieces:
            handler.wfile.write(piece)
            handler.wfile.flush()
            if self._over.wait(reply.pause):
                break
        handler.close_connection = True

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class Net:
    """Names, the addresses they stand for, and the servers behind those; the rest is the canary's."""

    def __init__(self) -> None:
        #: Answers of the name server, one after the other; the last one stays.
        self.names: dict[str, list[list[str]]] = {}
        self.ports: dict[str, int] = {}
        self.dialled: list[str] = []
        self.canary = 0

    def put(self, name: str, site: Site, address: str = PUBLIC) -> None:
        self.names[name] = [[address]]
        self.ports[address] = site.port

    def resolve(self, host: str, port: int) -> list[Place]:
        if host in self.names:
            said = self.names[host]
            return [_place(one, port) for one in (said.pop(0) if len(said) > 1 else said[0])]
        flags = socket.AI_NUMERICHOST  # decimal, octal and hexadecimal, but nobody is asked
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=flags)
        return [Place(family, address) for family, _, _, _, address in found]  # type: ignore[arg-type]

    def dial(self, place: Place, seconds: float) -> socket.socket:
        self.dialled.append(place.address[0])
        port = self.ports.get(place.address[0])
        if port is None:
            self.canary += 1
            raise ConnectionRefusedError("the canary sings")
        return socket.create_connection(("127.0.0.1", port), seconds)


class Patience:
    """Time that passes by waiting only."""

    def __init__(self) -> None:
        self.passed = 0.0
        self.waits: list[float] = []

    def ticks(self) -> float:
        return self.passed

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.passed += seconds


@contextmanager
def client(net: Net, patience: Patience | None = None, **options: Any) -> Iterator[HttpClient]:
    """A client in this internet; `limits`, `stopped`, `allow_private`, `within` may differ."""
    patience = patience or Patience()
    means = Means(
        resolve=net.resolve,
        dial=net.dial,
        ticks=patience.ticks,
        sleep=patience.sleep,
        chance=lambda: 1.0,
        limits=options.pop("limits", Limits()),
    )
    with HttpClient(
        clock=lambda: NOW, within=options.pop("within", 600), means=means, **options
    ) as made:
        yield made


def packed(content: bytes) -> Reply:
    return Reply(headers={"Content-Encoding": "gzip"}, body=gzip.compress(content))


def _place(address: str, port: int) -> Place:
    if ":" in address:
        return Place(socket.AF_INET6, (address, port, 0, 0))
    return Place(socket.AF_INET, (address, port))
