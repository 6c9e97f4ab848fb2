"""Which characters the bytes of a file mean: BOM, else strict UTF-8, else Windows-1252, said aloud.

No statistical detector: those read French Windows-1252 wrong. A file that is UTF-8 but for a few
lines (or the other way round) loses those lines to rejects, not the rest to wrong characters.
"""

import codecs
import re
from collections.abc import Iterable
from typing import NamedTuple

from prospector.errors import InputError, UsageError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAGIC = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"%PDF", "a PDF document"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"PK\x03\x04", "a zip archive or an Excel workbook"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"SQLite format 3", "an SQLite database"),
    (b"PAR1", "a Parquet file"),
)
_HEAD = 65_536
#: UTF-8 read as Windows-1252: an accented capital A followed by what a continuation byte shows as.
_MOJIBAKE = re.compile(
    "\u00c3[\u0080-\u00bf\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d"
    "\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178]"
    "|\u00c2[\u00a0-\u00bf]|\u00e2\u20ac"
)
_BROKEN = re.compile("[\ud800-\udfff\ufffd]")


class Encoding(NamedTuple):
    """A codec, what it does with bytes that do not fit, and what to tell the user."""

    name: str
    errors: str
    notice: str | None = None


def check_is_text(label: str, head: bytes) -> None:
    """Refuse what cannot be a text file, saying what it looks like.

    Raises:
        InputError: it is empty, or some other kind of file.
    """
    if not head.strip():
        raise InputError(f"{label}:1: the file is empty: export it again")
    for magic, what in _MAGIC:
        if head.startswith(magic):
            raise InputError(
                f"{label}:1: this is {what}, not text: save or unpack it as CSV or JSON, then import that"
            )
    start = head.lstrip()[:15].lower()
    if start.startswith((b"<!doctype html", b"<html", b"<?xml")):
        raise InputError(
            f"{label}:1: this is a web page, not CSV or JSON: download the export again"
        )
    if _utf16_without_bom(head) or head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return
    odd = sum(byte < 9 or 13 < byte < 32 for byte in head.replace(b"\0", b""))
    if odd > len(head) // 20 or head.count(b"\0") > len(head) // 20:
        raise InputError(f"{label}:1: this is not text: export it as CSV or JSON, then import that")


def detect(label: str, head: bytes, chunks: Iterable[bytes], override: str | None) -> Encoding:
    """The encoding of a file, from its first bytes and one pass over all of them.

    Raises:
        UsageError: `override` names no codec.
        InputError: the file cannot be written in it.
    """
    if override is not None:
        return _checked_override(label, override, chunks)
    for mark, name in _BOMS:
        if head.startswith(mark):
            return Encoding(name, _errors_of(name))
    guess = _utf16_without_bom(head)
    if guess:
        return Encoding(guess, "replace", f"read as {guess} (no byte order mark; NULs tell)")
    return _utf8_or_1252(chunks)


def damage(line: str) -> str | None:
    """What is wrong with the characters of a line, if anything."""
    if _BROKEN.search(line):
        return "bytes that are no characters in the file's encoding"
    if _MOJIBAKE.search(line):
        return "characters encoded twice"
    return None


def readable(line: str) -> str:
    """A damaged line as its writer meant it, as far as that can be told."""
    try:
        if _MOJIBAKE.search(line):
            return line.encode("cp1252").decode("utf-8")
        return line.encode("utf-8", "surrogateescape").decode("cp1252")
    except UnicodeError:
        return line


def _errors_of(name: str) -> str:
    return "surrogateescape" if name.startswith("utf-8") else "replace"


def _utf16_without_bom(head: bytes) -> str | None:
    """Latin text in UTF-16 has a NUL in nearly every second byte."""
    half = len(head) // 2
    if half < 2:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > half * 0.6 and even < half * 0.05:
        return "utf-16-le"
    if even > half * 0.6 and odd < half * 0.05:
        return "utf-16-be"
    return None


def _utf8_or_1252(chunks: Iterable[bytes]) -> Encoding:
    good = bad = 0  # lines with characters beyond ASCII that are, or are not, UTF-8
    rest = b""
    for chunk in chunks:
        *lines, rest = (rest + chunk).split(b"\n")
        if chunk.isascii() and b"".join(lines).isascii():
            continue
        for line in lines:
            verdict = _is_utf8(line)
            good, bad = good + (verdict is True), bad + (verdict is False)
    verdict = _is_utf8(rest)
    good, bad = good + (verdict is True), bad + (verdict is False)
    if bad == 0 or good >= bad:
        return Encoding("utf-8", "surrogateescape")
    return Encoding(
        "cp1252",
        "surrogateescape",
        "not UTF-8: read as Windows-1252; if accents look wrong, say --encoding",
    )


def _is_utf8(line: bytes) -> bool | None:
    """Whether a line is UTF-8; None = plain ASCII, which says nothing."""
    if line.isascii():
        return None
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _checked_override(label: str, override: str, chunks: Iterable[bytes]) -> Encoding:
    try:
        name = codecs.lookup(override).name
        decoder = codecs.getincrementaldecoder(name)("strict")
    except LookupError:
        raise UsageError(
            f"--encoding {override!r}: no such encoding; use utf-8, cp1252, utf-16 or another Python codec"
        ) from None
    position, not_utf8 = 0, False
    beyond_ascii = False
    utf8 = codecs.getincrementaldecoder("utf-8")("strict")
    for chunk in chunks:
        try:
            decoder.decode(chunk)
        except UnicodeDecodeError as error:
            raise InputError(
                f"{label}: not {override} at byte {position + error.start}: leave out --encoding or name another"
            ) from None
        beyond_ascii = beyond_ascii or not chunk.isascii()
        not_utf8 = not_utf8 or not _decodes(utf8, chunk)
        position += len(chunk)
    if beyond_ascii and not not_utf8 and len("é".encode(name, "ignore")) == 1:
        raise InputError(f"{label}: the file is UTF-8, not {override}: leave out --encoding")
    return Encoding(name, _errors_of(name))


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes) -> bool:
    try:
        decoder.decode(chunk)
    except UnicodeDecodeError:
        return False
    return True
