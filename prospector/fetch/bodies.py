"""Read a body that may be anything: no longer than agreed, packed or not."""

import zlib
from collections.abc import Iterator
from typing import Protocol

_CHUNK = 1 << 16
_PIECE = 1 << 12
_MAGIC = b"\x1f\x8b"
_GZIP = 16 + zlib.MAX_WBITS


class Raw(Protocol):
    """A body as it comes over the wire."""

    def read(self, amt: int, *, decode_content: bool) -> bytes:
        """The next bytes; none at the end."""


class TooLong(ValueError):  # noqa: N818 - reads as a sentence in `except TooLong`
    """The body is longer than agreed."""


class Broken(ValueError):  # noqa: N818 - reads as a sentence in `except Broken`
    """The body is not packed as it says, or ends too early."""


class Unknown(ValueError):  # noqa: N818 - reads as a sentence in `except Unknown`
    """The body is packed in a way we did not ask for."""


def read(raw: Raw, encoding: str, most: int) -> bytes:
    """The whole body, unpacked; never more than `most` bytes of it are held.

    Raises:
        TooLong: there is more, on the wire or unpacked.
        Broken: it cannot be unpacked.
        Unknown: we cannot unpack it.
    """
    packing = encoding.strip().lower()
    if packing not in ("", "identity", "gzip", "x-gzip"):
        raise Unknown(packing)
    sent = _wire(raw, most)
    content = _joined(_inflated(sent, most) if "gzip" in packing else sent, most)
    if content.startswith(_MAGIC):  # the document itself is a gzip file
        return unpacked(content, most)
    return content


def unpacked(content: bytes, most: int) -> bytes:
    """What is in a gzip file. Raises TooLong and Broken as `read` does."""
    # In pieces: what follows a member is copied, and there may be half a million of them.
    pieces = (content[start : start + _PIECE] for start in range(0, len(content), _PIECE))
    return _joined(_inflated(pieces, most), most)


def _wire(raw: Raw, most: int) -> Iterator[bytes]:
    size = 0
    while chunk := raw.read(_CHUNK, decode_content=False):
        size += len(chunk)
        if size > most:
            raise TooLong
        yield chunk


def _joined(chunks: Iterator[bytes], most: int) -> bytes:
    held = bytearray()
    for chunk in chunks:
        held += chunk
        if len(held) > most:
            raise TooLong
    return bytes(held)


def _inflated(chunks: Iterator[bytes], most: int) -> Iterator[bytes]:
    """Each piece of a gzip body, at most `most + 1` bytes at a time; members follow each other."""
    member = zlib.decompressobj(_GZIP)
    begun = False
    for chunk in chunks:
        rest = chunk
        while rest:
            if member.eof:
                if not rest.strip(b"\0"):  # padding behind the last member
                    break
                member = zlib.decompressobj(_GZIP)
            begun = True
            try:
                yield member.decompress(rest, most + 1)
            except zlib.error as error:
                raise Broken(str(error)) from None
            rest = member.unused_data if member.eof else member.unconsumed_tail
    if begun and not member.eof:
        raise Broken("it ends too early")
