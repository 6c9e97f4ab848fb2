"""Bodies are bounded before they are read, while they are read, and when they are inflated."""

import asyncio
import gzip
import tracemalloc
from collections.abc import Awaitable, Callable, Iterable

import pytest

from prospector.web.limits import Intake, Message, Refused, inflate


def receiver(parts: Iterable[bytes], *, stall: bool = False) -> Callable[[], Awaitable[Message]]:
    left = iter(parts)

    async def receive() -> Message:
        part = next(left, None)
        if part is None and stall:
            await asyncio.sleep(60)
        return {"type": "http.request", "body": part or b"", "more_body": part is not None}

    return receive


def read(
    parts: Iterable[bytes],
    intake: Intake | None = None,
    *,
    declared: str | None = None,
    stall: bool = False,
) -> bytes:
    headers = {"content-length": declared} if declared is not None else {}
    receive = receiver(parts, stall=stall)
    return asyncio.run((intake or Intake()).read(receive, headers, most=1_000, seconds=0.05))


def test_it_reads_a_body_of_the_largest_size_and_no_larger() -> None:
    assert read([b"a" * 600, b"b" * 400]) == b"a" * 600 + b"b" * 400
    with pytest.raises(Refused) as refused:
        read([b"a" * 600, b"b" * 401])
    assert refused.value.status == 413


@pytest.mark.parametrize("declared", ["1001", "-1", "+5", "1e3", "²"])
def test_it_refuses_by_what_is_declared_without_reading(declared: str) -> None:
    def never() -> Iterable[bytes]:
        raise AssertionError("read")
        yield b""

    with pytest.raises(Refused) as refused:
        read(never(), declared=declared)
    assert refused.value.status == 413


def test_it_gives_up_on_a_body_that_does_not_come() -> None:
    intake = Intake(held=2_000)
    with pytest.raises(Refused) as refused:
        read([b"a" * 600], intake, stall=True)
    assert refused.value.status == 408
    assert len(read([b"a" * 1_000], intake)) == 1_000


def test_it_holds_only_so_many_bytes_at_once() -> None:
    intake = Intake(held=1_500)
    body = read([b"a" * 1_000], intake)
    with pytest.raises(Refused) as refused:
        read([b"a" * 400, b"a" * 400], intake)
    assert (refused.value.status, refused.value.retry_after) == (503, 1)
    intake.release(len(body))
    assert len(read([b"a" * 1_000], intake)) == 1_000


def test_it_inflates_to_the_largest_size_and_no_larger() -> None:
    assert inflate(b"plain", "", most=5) == b"plain"
    assert inflate(gzip.compress(b"a" * 100), "gzip", most=100) == b"a" * 100
    assert inflate(gzip.compress(b"a") + gzip.compress(b"b"), "gzip", most=2) == b"ab"
    bomb = gzip.compress(b"\0" * 50_000_000)
    tracemalloc.start()
    with pytest.raises(Refused) as refused:
        inflate(bomb, "gzip", most=1_000_000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert refused.value.status == 413
    assert peak < 5_000_000


@pytest.mark.parametrize(
    ("body", "encoding", "status"),
    [
        (b"not gzip", "gzip", 400),
        (gzip.compress(b"a" * 100, mtime=0)[:-9], "gzip", 400),
        (b"", "br", 415),
    ],
)
def test_it_refuses_what_it_cannot_inflate(body: bytes, encoding: str, status: int) -> None:
    with pytest.raises(Refused) as refused:
        inflate(body, encoding, most=1_000)
    assert refused.value.status == status
