"""Packed files: read as if they were not, within bounds."""

import gzip
import io
import resource
import time
import zlib

import pytest

from prospector.collect import gzipped
from prospector.errors import InputError

TEXT = b"email;name\n" + b"".join(b"p%d@acme.example;P\n" % n for n in range(20_000))


def read(data: bytes) -> bytes:
    return gzipped.unpacked("f.csv.gz", io.BytesIO(data)).read()


def test_it_leaves_other_files_alone() -> None:
    assert (read(TEXT), read(b""), read(b"\x1f")) == (TEXT, b"", b"\x1f")


@pytest.mark.parametrize("level", [0, 1, 9])
def test_it_unpacks(level: int) -> None:
    assert read(gzip.compress(TEXT, level)) == TEXT


def test_it_reads_several_members_and_padding() -> None:
    half = len(TEXT) // 2
    parts = gzip.compress(TEXT[:half]), gzip.compress(b""), gzip.compress(TEXT[half:])
    assert read(b"".join(parts) + b"\0" * 200_000) == TEXT
    assert read((b"\0" * 9).join(parts)) == TEXT


def test_it_refuses_half_a_file_wherever_it_is_cut() -> None:
    whole = gzip.compress(TEXT)
    for cut in range(3, len(whole), len(whole) // 200):
        with pytest.raises(InputError, match=r"^f\.csv\.gz: the gzip file is cut short"):
            read(whole[:cut])


def test_it_refuses_what_is_damaged_or_stands_behind() -> None:
    whole = gzip.compress(TEXT)
    for data in (
        whole + b"garbage",
        whole[:100] + b"\xff" * 20 + whole[120:],
        whole[:-8] + b"\0\0\0\1" + whole[-4:],
    ):
        with pytest.raises(InputError, match="the gzip file is damaged"):
            read(data)


def test_it_stops_at_a_bomb_early_and_with_little_memory() -> None:
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(b"a\n" * (1 << 19)) for _ in range(1_024)) + packer.flush()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()
    stream = gzipped.unpacked("bomb.gz", io.BytesIO(bomb))
    sizes: list[int] = []
    with pytest.raises(InputError, match="more than 200 times its size"):
        sizes.extend(map(len, iter(lambda: stream.read(1 << 20), b"")))
    assert sum(sizes) <= 300 << 20
    assert time.process_time() - began < 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 32 << 10


def test_it_stops_at_the_absolute_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gzipped, "MAX_BYTES", 100_000)
    with pytest.raises(InputError, match="holds more than"):
        read(gzip.compress(TEXT))
