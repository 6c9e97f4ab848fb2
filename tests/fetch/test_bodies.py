"""Bodies: bounded on the wire and unpacked."""

import gzip
import io
import time
import tracemalloc
import zlib

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from prospector.fetch import bodies


class Wire:
    """Bytes that come some at a time."""

    def __init__(self, content: bytes, step: int = 1 << 20) -> None:
        self._content = io.BytesIO(content)
        self._step = step

    def read(self, amt: int, *, decode_content: bool) -> bytes:
        assert not decode_content
        return self._content.read(min(amt, self._step))


@given(st.lists(st.binary(max_size=300), max_size=4), st.integers(1, 50))
def test_it_reads_what_was_packed_in_one_member_or_several(parts: list[bytes], step: int) -> None:
    content = b"".join(parts)
    assume(not content.startswith(b"\x1f\x8b"))
    assert bodies.read(Wire(content, step), "", 2_000) == content
    members = b"".join(gzip.compress(part, mtime=0) for part in parts) + b"\0\0"
    assert bodies.read(Wire(members if parts else b"", step), "GZIP", 2_000) == content


def test_it_stops_where_there_is_more_than_agreed() -> None:
    for content, packing in ((b"x" * 11, ""), (gzip.compress(b"x" * 11, mtime=0), "gzip")):
        with pytest.raises(bodies.TooLong):
            bodies.read(Wire(content), packing, 10)
    assert bodies.read(Wire(b"x" * 10), "identity", 10) == b"x" * 10


def test_it_does_not_unpack_a_bomb() -> None:
    """100 MB of nothing in 100 kB: only some pieces of what is agreed are ever held."""
    member = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(member.compress(bytes(1 << 20)) for _ in range(100)) + member.flush()
    assert len(bomb) < 110_000
    tracemalloc.start()
    try:
        with pytest.raises(bodies.TooLong):
            bodies.read(Wire(bomb), "gzip", 10 << 20)
        assert tracemalloc.get_traced_memory()[1] < 40 << 20
    finally:
        tracemalloc.stop()


def test_it_does_not_copy_the_rest_for_each_of_many_members() -> None:
    nothing = (
        gzip.compress(b"", mtime=0) * 150_000
    )  # 3 MB; copied each time, a quarter of a terabyte
    began = time.thread_time()
    assert bodies.unpacked(nothing, 10) == b""
    assert bodies.read(Wire(nothing), "gzip", len(nothing)) == b""
    assert time.thread_time() - began < 2


def test_it_unpacks_a_document_that_is_a_gzip_file() -> None:
    document = gzip.compress(b"a,b\n", mtime=0)
    assert bodies.read(Wire(document), "", 100) == b"a,b\n"
    assert bodies.read(Wire(gzip.compress(document, mtime=0)), "gzip", 100) == b"a,b\n"
    with pytest.raises(bodies.TooLong):
        bodies.read(Wire(gzip.compress(gzip.compress(b"x" * 101, mtime=0))), "gzip", 100)


@pytest.mark.parametrize("content", [b"no gzip", gzip.compress(b"x" * 99, mtime=0)[:-9]])
def test_it_tells_what_is_broken(content: bytes) -> None:
    with pytest.raises(bodies.Broken):
        bodies.read(Wire(content), "gzip", 1_000)


def test_it_unpacks_nothing_it_did_not_ask_for() -> None:
    with pytest.raises(bodies.Unknown, match="br"):
        bodies.read(Wire(b""), "br", 10)
