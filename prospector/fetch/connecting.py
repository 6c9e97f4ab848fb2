"""Connections that go to the very address that was checked: names are resolved once, here.

Every connection of every hop passes `Gate.connect`, whatever the URL looked like before: there
is no moment between the check and the connection in which a name could change its address.
"""

import logging
import os
import socket
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, NamedTuple, TypeAlias

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

from prospector.errors import FeedRefused, FeedUnavailable
from prospector.fetch import guard
from prospector.identifiers import hosts

#: Seconds to reach a server, per address.
CONNECT_SECONDS = 10.0
#: Ports a server may be at, unless the feed names another one.
PORTS = frozenset({80, 443})

# urllib3 writes addresses with their query, and so with keys, into its debug log.
logging.getLogger("urllib3.connectionpool").setLevel(logging.INFO)

#: Host, port, then what `connect` takes for IPv4 or IPv6.
SocketAddress: TypeAlias = tuple[str, int] | tuple[str, int, int, int]


class Place(NamedTuple):
    """One address a name stands for."""

    family: socket.AddressFamily
    address: SocketAddress


Resolve = Callable[[str, int], Sequence[Place]]
Dial = Callable[[Place, float], socket.socket]


def resolve(host: str, port: int) -> list[Place]:
    """The addresses of a name, as the system knows them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [
        Place(family, address)  # type: ignore[arg-type] # both families, no other
        for family, _, _, _, address in found
        if family in (socket.AF_INET, socket.AF_INET6)
    ]


def dial(place: Place, seconds: float) -> socket.socket:
    """A socket connected to an address, which is never looked up again."""
    made = socket.socket(place.family, socket.SOCK_STREAM)
    try:
        made.settimeout(seconds)
        made.connect(place.address)
    except BaseException:
        made.close()
        raise
    return made


class Gate:
    """Lets connections out: to addresses that are open, at ports that were named."""

    def __init__(
        self, *, allow_private: bool, resolve: Resolve = resolve, dial: Dial = dial
    ) -> None:
        self.allow_private = allow_private
        self.ports = PORTS
        self._resolve = resolve
        self._dial = dial
        self.is_cut = False
        #: Second handles on connections, by host and port: one of each is in use at a time.
        self._handles: dict[tuple[str, int], socket.socket] = {}

    def open(self) -> None:
        """Let connections out (again)."""
        self.is_cut = False

    def connect(self, host: str, port: int) -> socket.socket:
        """A socket to a host, if every address it stands for is open.

        Raises:
            FeedRefused: an address is closed, or the host or port is none we ask.
            FeedUnavailable: the name is unknown, or nobody answers.
        """
        places = self._checked(host, port)
        failed = "in time"
        for place in places:
            if self.is_cut:
                break
            try:
                made = self._dial(place, CONNECT_SECONDS)
            except OSError as error:
                failed = error.strerror or str(error)
                continue
            with suppress(OSError):
                made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._keep(host, port, made)
            if self.is_cut:  # meanwhile
                self.cut()
            return made
        raise FeedUnavailable(f"{host}:{port} cannot be reached ({failed})")

    def cut(self) -> None:
        """Cut every connection, and make no more: whoever waits for one wakes up at once."""
        self.is_cut = True
        for handle in list(self._handles.values()):
            with suppress(OSError):
                handle.shutdown(socket.SHUT_RDWR)

    def forget(self) -> None:
        """Give the second handles back."""
        for handle in self._handles.values():
            handle.close()
        self._handles.clear()

    def _keep(self, host: str, port: int, made: socket.socket) -> None:
        """TLS takes a socket over; a second handle on it can still cut the connection."""
        before = self._handles.get((host, port))
        self._handles[host, port] = socket.socket(fileno=os.dup(made.fileno()))
        if before is not None:
            before.close()

    def _checked(self, host: str, port: int) -> Sequence[Place]:
        reason = hosts.refused(host)
        if reason is not None:
            raise FeedRefused(f"{host}: {reason}")
        if port not in self.ports and not self.allow_private:
            raise FeedRefused(f"{host}: a redirect to port {port}: name the port in the feed's url")
        try:
            places = self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise FeedUnavailable(f"{host}: its address cannot be found ({error})") from None
        if not places:
            raise FeedUnavailable(f"{host}: it has no address")
        for place in places:
            self._refuse_closed(host, place.address[0])
        return places

    def _refuse_closed(self, host: str, address: str) -> None:
        name = guard.refused_address(address, allow_private=self.allow_private)
        if name is None:
            return
        shown = f"{host} is {address}, {name}" if host != address else f"{host} is {name}"
        fix = (
            "set allow_private: true in the feed if this is your own network"
            if guard.may_open(address)
            else "feeds never go there"
        )
        raise FeedRefused(f"{shown}: {fix}")


def adapter(gate: Gate) -> HTTPAdapter:
    """What requests sends through: every socket of it comes from the gate, no proxy, no retry."""

    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return gate.connect(self.host, self.port)

    class Encrypted(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return gate.connect(self.host, self.port)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class EncryptedPool(HTTPSConnectionPool):
        ConnectionCls = Encrypted

    class Guarded(HTTPAdapter):
        # Any: as requests declares it.
        def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
            super().init_poolmanager(*arguments, **options)
            self.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": EncryptedPool}

    return Guarded(max_retries=0)
