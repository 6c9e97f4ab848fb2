"""Webhooks: requests a second with a store and without, in the same run; how long others wait meanwhile.

The client runs on the same cores as the server and takes its share of them: rates are those of both
together, the CPU time per request is the server's alone.
"""

import asyncio
import base64
import hashlib
import hmac
import json
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import uvloop

from benchmarks.data import write_signals
from benchmarks.figures import Figure
from benchmarks.hook_server import SECRET
from prospector.cli.demo import SAMPLES_DAY
from prospector.rules.ruleset import Ruleset
from prospector.workspace.create import FOLDERS, starter

CONNECTIONS = 32
REQUESTS = 6_000
ROUNDS = 3
_KEY = base64.b64decode(SECRET.removeprefix("whsec_"))


@dataclass
class Flood:
    """What a flood of webhooks came to."""

    seconds: float = 0.0
    cpu: float = 0.0
    latencies: list[float] = field(default_factory=list)
    page: list[float] = field(default_factory=list)
    #: The same pages as the server saw them.
    inside: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.latencies) / self.seconds

    def p(self, percent: int) -> float:
        """A percentile of the answers, in ms."""
        return percentile(self.latencies, percent)


def percentile(seconds: Sequence[float], percent: int) -> float:
    """A percentile in ms."""
    return 1_000 * statistics.quantiles(seconds, n=100, method="inclusive")[percent - 1]


def signed(name: str, body: bytes, path: str = "/hooks/site") -> bytes:
    """A whole request as bytes, signed as Standard Webhooks says."""
    at = str(int(time.time()))
    said = b".".join((name.encode(), at.encode(), body))
    signature = base64.b64encode(hmac.new(_KEY, said, hashlib.sha256).digest()).decode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"webhook-id: {name}\r\nwebhook-timestamp: {at}\r\nwebhook-signature: v1,{signature}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def one(number: int) -> dict[str, object]:
    """A signal of some 300 bytes."""
    return {
        "kind": "page_visited",
        "occurred_at": "2026-11-20T08:00:00Z",
        "external_id": f"visit-{number}",
        "lead": {"email": f"person{number % 5_000}@company{number % 700}.example"},
        "account": {"domain": f"company{number % 700}.example", "name": f"Company {number % 700}"},
        "subject": "/pricing",
        "url": "https://www.us.example/pricing?utm_source=newsletter",
    }


class _Connection(asyncio.Protocol):
    """One connection that sends its requests one after the other."""

    def __init__(
        self, requests: Iterator[bytes], found: list[float], done: asyncio.Future[None]
    ) -> None:
        self._requests, self._found, self._done = requests, found, done
        self._sent = 0.0
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]
        self._next()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, end, rest = self._buffer.partition(b"\r\n\r\n")
        if not end:
            return
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        if len(rest) < length:
            return
        self._found.append(time.perf_counter() - self._sent)
        if not head.startswith((b"HTTP/1.1 202", b"HTTP/1.1 200")):
            raise RuntimeError(self._buffer.decode())
        self._buffer = b""
        self._next()

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        if not self._done.done():
            self._done.set_result(None)

    def _next(self) -> None:
        request = next(self._requests, None)
        if request is None:
            self._transport.close()
            return
        self._sent = time.perf_counter()
        self._transport.write(request)


async def _flood(port: int, requests: list[bytes], connections: int, page: bytes | None) -> Flood:
    loop = asyncio.get_running_loop()
    flood, left = Flood(), iter(requests)
    began = time.perf_counter()

    async def run(requests: Iterator[bytes], found: list[float]) -> None:
        done: asyncio.Future[None] = loop.create_future()
        await loop.create_connection(lambda: _Connection(requests, found, done), "127.0.0.1", port)
        await done

    senders = [asyncio.create_task(run(left, flood.latencies)) for _ in range(connections)]
    while page is not None and not all(task.done() for task in senders):
        await run(iter([page]), flood.page)
        await asyncio.sleep(0.005)
    await asyncio.gather(*senders)
    flood.seconds = time.perf_counter() - began
    return flood


def flood(
    port: int, requests: list[bytes], connections: int = CONNECTIONS, page: str | None = None
) -> Flood:
    """Send all requests over some connections, and read a page now and then."""
    look = f"GET {page} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode() if page else None
    if look:
        uvloop.run(_flood(port, [look] * 10, 1, None))  # the first one compiles its statements
    before = _spent(port)
    found = uvloop.run(_flood(port, requests, connections, look))
    after = _spent(port)
    found.cpu = after.cpu - before.cpu
    found.inside = after.pages
    return found


class Spent(NamedTuple):
    """What the server says of itself: its CPU time, and how long pages took since it last said so."""

    cpu: float
    pages: list[float]


def _spent(port: int) -> Spent:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/spent", timeout=30) as answer:
        return Spent(**json.load(answer))


@contextmanager
def served(folder: Path, mode: str) -> Iterator[int]:
    """The server as a process of its own; its port."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.hook_server", str(folder), mode],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        port = int(process.stdout.readline() if process.stdout else 0)
        while True:
            try:
                _spent(port)
                break
            except OSError:
                time.sleep(0.05)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate()


def workspace(folder: Path) -> Path:
    """The samples after a day's run: a queue to read, and one feed to post to."""
    for name in FOLDERS:
        shutil.copytree(starter() / name, folder / name)
    _prospector(folder, "--as-of", SAMPLES_DAY, "run")
    (folder / "rules" / "feeds.yaml").write_text(
        "feeds:\n  site:\n    collector: hook\n    hook: {mode: standard, secrets: ['${SITE_SECRET}']}\n"
        "    origin: your visit to our site\n",
        encoding="utf-8",
    )
    return folder


def _prospector(folder: Path, *words: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "prospector", "--workspace", str(folder), *words],
        check=False,
        capture_output=True,
    )


class _Numbers:
    """Requests that were never sent before."""

    def __init__(self) -> None:
        self._next = 0

    def singles(self, count: int) -> list[bytes]:
        self._next += count
        numbers = range(self._next - count, self._next)
        return [signed(f"msg_{n}", json.dumps(one(n)).encode()) for n in numbers]

    def batches(self, count: int, size: int) -> list[bytes]:
        found = []
        for _ in range(count):
            self._next += size
            numbers = range(self._next - size, self._next)
            body = "\n".join(json.dumps(one(n)) for n in numbers).encode()
            found.append(signed(f"batch_{self._next}", body, "/hooks/site/batch"))
        return found


def lines(ruleset: Ruleset) -> Iterator[str]:
    """Rates, waits and CPU time; the limit is the same route without a store, or what is promised."""
    del ruleset
    yield "webhooks (client and server share the cores; times are wall time but where CPU is said)"
    with tempfile.TemporaryDirectory() as name:
        folder, fresh = workspace(Path(name)), _Numbers()
        for part in (_alone, _beside_an_import, _batches):
            for figure in part(folder, fresh):
                yield f"  {figure.what:<92} {figure.ours:8.2f}  {figure.limit_is}: {figure.limit:.2f}, ratio {figure.ratio:.2f}"


def _alone(folder: Path, fresh: _Numbers) -> Iterator[Figure]:
    stored, nowhere = [], []
    with served(folder, "nowhere") as without, served(folder, "undrained") as with_store:
        for port in (without, with_store):
            flood(port, fresh.singles(1_000))  # warm
        for _ in range(ROUNDS):
            nowhere.append(flood(without, fresh.singles(REQUESTS)))
            stored.append(flood(with_store, fresh.singles(REQUESTS)))
    ours = _median(stored)
    limit = _median(nowhere)
    limit_is = f"the same route without a store ({limit.rate:,.0f}/s)"
    what = f"webhooks, {CONNECTIONS} connections, {ours.rate:,.0f}/s"
    yield Figure(f"{what}: seconds per 10,000", 1e4 / ours.rate, limit_is, 1e4 / limit.rate)
    per = 1e4 / REQUESTS
    yield Figure(f"{what}: server CPU per 10,000", ours.cpu * per, limit_is, limit.cpu * per)
    yield Figure(f"{what}: p50 ms alone", ours.p(50), "without a store", limit.p(50))
    yield Figure(f"{what}: p99 ms alone", ours.p(99), "promised", 50.0)
    with served(folder, "worked") as port:
        flood(port, fresh.singles(1_000))
        found = [flood(port, fresh.singles(REQUESTS), page="/queue") for _ in range(ROUNDS)]
    ours = _median(found)
    what = f"webhooks while they are taken in, {ours.rate:,.0f}/s"
    yield Figure(f"{what}: p99 ms", ours.p(99), "promised", 50.0)
    page = percentile([second for one in found for second in one.page], 99)
    yield Figure(f"{what}: p99 ms of a page that reads the queue", page, "promised", 50.0)
    inside = percentile([second for one in found for second in one.inside], 99)
    yield Figure(f"{what}: that page inside the server", inside, "as its reader sees it", page)
    with served(folder, "nowhere") as port:
        found = [flood(port, fresh.singles(REQUESTS), page="/queue") for _ in range(ROUNDS)]
    limit_page = percentile([second for one in found for second in one.page], 99)
    yield Figure(f"{what}: that page again", page, "during a flood without a store", limit_page)


def _beside_an_import(folder: Path, fresh: _Numbers) -> Iterator[Figure]:
    path = folder / "big.csv"
    write_signals(path, 150_000)
    words = ("--workspace", str(folder), "import", str(path), "--feed", "bench")
    with served(folder, "undrained") as port:
        flood(port, fresh.singles(1_000))
        importing = subprocess.Popen(
            [sys.executable, "-m", "prospector", *words],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(2.0)  # it writes now
        found, seconds = Flood(), 0.0
        while importing.poll() is None:
            some = flood(port, fresh.singles(1_000), page="/queue")
            found.latencies += some.latencies
            found.page += some.page
            seconds += some.seconds
        found.seconds = seconds
    what = f"webhooks beside an import, {found.rate:,.0f}/s"
    yield Figure(f"{what}: p99 ms", found.p(99), "promised", 300.0)
    yield Figure(f"{what}: p99 ms of a page", percentile(found.page, 99), "promised", 50.0)


def _batches(folder: Path, fresh: _Numbers) -> Iterator[Figure]:
    with served(folder, "undrained") as port:
        flood(port, fresh.batches(3, 1_000), connections=2)
        found = flood(port, fresh.batches(40, 1_000), connections=2)
    rate = 1_000 * found.rate
    what = f"batches of 1,000: {rate:,.0f} signals/s acknowledged"
    yield Figure(f"{what}: seconds per 10,000", 1e4 / rate, "promised", 1.0)
    began, before = time.perf_counter(), time.process_time()
    taken = _drain(folder)
    rate = taken / (time.perf_counter() - began)
    cpu = (time.process_time() - before) / taken * 1e4
    what = f"the inbox drained: {rate:,.0f} signals/s"
    yield Figure(f"{what}: CPU per 10,000", cpu, "acknowledged per 10,000", found.cpu / 4)


def _drain(folder: Path) -> int:
    from datetime import UTC, datetime

    from prospector.collect.inbox.stage import drain
    from prospector.rules.loader import load_ruleset
    from prospector.store.database import open_database

    database = open_database("", folder)
    report = drain(database, load_ruleset(folder / "rules"), now=datetime.now(UTC))
    database.dispose()
    return report.rows


def _median(floods: list[Flood]) -> Flood:
    return sorted(floods, key=lambda one: one.rate)[len(floods) // 2]
