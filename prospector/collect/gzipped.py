"""Gzip files, unpacked as they are read, with a bound on what comes out.

A file packed and the same one unpacked are one file: its hash, size and bytes are the unpacked ones.
"""

import io
import zlib
from typing import BinaryIO

from prospector.errors import InputError

MAGIC = b"\x1f\x8b"
#: Text packs to a tenth, repeated text to a hundredth; beyond that it is made to hurt.
MAX_RATIO = 200
#: Below this much nothing is refused for its ratio.
FREE_BYTES = 64 << 20
MAX_BYTES = 16 << 30
_GZIP = 16 + zlib.MAX_WBITS
_CHUNK = 1 << 16


def unpacked(label: str, file: BinaryIO) -> BinaryIO:
    """The file itself, or what is in it if it is packed."""
    start = file.read(len(MAGIC))
    file.seek(0)
    return io.BufferedReader(_Unpacked(label, file)) if start == MAGIC else file


class _Unpacked(io.RawIOBase):
    """One gzip member after another, as one stream."""

    def __init__(self, label: str, file: BinaryIO) -> None:
        super().__init__()
        self._label = label
        self._file = file
        self._member = zlib.decompressobj(_GZIP)
        self._input = b""
        self._read = self._written = 0
        self._between = False

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        self._file.close()
        super().close()

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # what BufferedReader passes
        found = self._some(len(buffer))
        buffer[: len(found)] = found
        return len(found)

    def _some(self, most: int) -> bytes:
        while True:
            if not self._input:
                self._input = self._file.read(_CHUNK)
                self._read += len(self._input)
            if self._between and not self._next_member():
                return b""
            if not self._input:
                raise InputError(f"{self._label}: the gzip file is cut short: copy it again")
            found = self._inflated(most)
            if found:
                return found

    def _next_member(self) -> bool:
        """Whether another member begins here; NULs are padding."""
        self._input = self._input.lstrip(b"\0")
        while not self._input and (more := self._file.read(_CHUNK)):
            self._read += len(more)
            self._input = more.lstrip(b"\0")
        if not self._input:
            return False
        self._member = zlib.decompressobj(_GZIP)
        self._between = False
        return True

    def _inflated(self, most: int) -> bytes:
        try:
            found = self._member.decompress(self._input, most)
        except zlib.error:
            raise InputError(
                f"{self._label}: the gzip file is damaged after {self._written} bytes of text: pack it again"
            ) from None
        self._between = self._member.eof
        self._input = self._member.unused_data if self._between else self._member.unconsumed_tail
        self._written += len(found)
        if self._written > MAX_BYTES:
            raise InputError(
                f"{self._label}: holds more than {MAX_BYTES >> 30} GiB: unpack and split it"
            )
        if self._written > FREE_BYTES and self._written > MAX_RATIO * self._read:
            raise InputError(
                f"{self._label}: unpacks to more than {MAX_RATIO} times its size: unpack it yourself if that is right"
            )
        return found
