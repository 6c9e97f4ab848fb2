"""Which characters the bytes of a file mean: BOM, else strict UTF-8, else Windows-1252, said aloud.

No statistical detector: those read French Windows-1252 wrong. A file that is UTF-8 but for a few
lines (or the other way round) loses those lines to rejects, not the rest to wrong characters.
"""

import codecs
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from prospector.errors import InputError, Unsure, UsageError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: Codecs that look for a byte order mark by themselves; we do that.
_UNMARKED = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}
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
#: UTF-8 read as Windows-1252: an accented capital A followed by what a continuation byte shows as.
_MOJIBAKE = re.compile(
    "\u00c3[\u0080-\u00bf\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d"
    "\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178]"
    "|\u00c2[\u00a0-\u00bf]|\u00e2\u20ac"
)
_BROKEN = re.compile("[\ud800-\udfff\ufffd]")
_NOT_ASCII = bytes(range(128, 256))
_ASCII_IN_LINES = bytes(byte for byte in range(128) if byte != ord("\n"))
#: Where Windows-1252 has signs and capitals, other old encodings have small letters; no western
#: word has four accented letters in a row.
_NO_1252 = re.compile(
    rb"[a-z][\x80-\x84\x86-\x91\x93\x94\x98\x99\x9b\x9d\x9f\xa1-\xac\xae-\xb3\xb5\xb6\xb8-\xbf][a-z]"
    rb"|[\x80-\xff]{4,}"
)
_IS_1252 = re.compile(rb"[a-z][\xe0-\xff][a-z]")
_OLD = ("mac_roman", "cp850", "cp1250", "cp1251", "shift_jis", "gb18030", "cp1252")
_UNITS = "prospector.units"


class Encoding(NamedTuple):
    """A codec, what it does with bytes that do not fit, and what to tell the user."""

    name: str
    errors: str
    notice: str | None = None
    #: Bytes of the byte order mark before the text.
    mark: int = 0

    @property
    def unit(self) -> int:
        """Bytes of an ASCII character."""
        return _unit(self.name)

    def weigh(self, text: str) -> int:
        """How many bytes of the file a text of it was."""
        if text.isascii():
            return len(text) * self.unit
        return len(text.encode(self.name, "surrogatepass" if self.unit > 1 else self.errors))

    def lacking(self, size: int) -> int:
        """How many bytes the last character of a file of this size lacks."""
        return (self.mark - size) % self.unit


def _unit(name: str) -> int:
    return {"utf-16": 2, "utf-32": 4}.get(name[:6], 1)


def _keep_count(error: UnicodeError) -> tuple[str, int]:
    """Show each unit, or begun unit, that is no character as one that says so."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    width = error.end - error.start
    return "\ufffd" * -(-width // _unit(error.encoding)), error.end


codecs.register_error(_UNITS, _keep_count)


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
        return _checked_override(label, override, head, chunks)
    if head.startswith(codecs.BOM_UTF8):
        # Some tools put the mark before whatever they write: the lines decide.
        mark = len(codecs.BOM_UTF8)
        return _utf8_or_1252(label, _behind(mark, chunks))._replace(mark=mark)
    for bom, name in _BOMS:
        if head.startswith(bom):
            return Encoding(name, _errors_of(name), mark=len(bom))
    guess = _utf16_without_bom(head)
    if guess:
        return Encoding(guess, _UNITS, f"read as {guess} (no byte order mark; NULs tell)")
    return _utf8_or_1252(label, chunks)


def damage(line: str) -> str | None:
    """What is wrong with the characters of a line, if anything."""
    if broken := _BROKEN.search(line):
        code = ord(broken[0]) - 0xDC00
        what = f"byte 0x{code:02X}" if 0x80 <= code <= 0xFF else "bytes"
        return f"{what} at character {broken.start() + 1}: no character in the file's encoding"
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
    if _unit(name) > 1:
        return _UNITS
    return "surrogateescape" if name in ("utf-8", "cp1252") else "strict"


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


def _utf8_or_1252(label: str, chunks: Iterable[bytes]) -> Encoding:
    good = bad = 0  # lines with characters beyond ASCII that are, or are not, UTF-8
    usual = odd = position = 0  # letters as Windows-1252 has them, or has not
    first_odd = None
    for run in _runs(chunks):
        if _is_utf8(run) is not False:
            good += _lines_beyond_ascii(run)
            position += len(run)
            continue
        for line in run.split(b"\n"):
            verdict = _is_utf8(line)
            good, bad = good + (verdict is True), bad + (verdict is False)
            if verdict is False:
                usual += len(_IS_1252.findall(line))
                odd += len(_NO_1252.findall(line))
                found = _NO_1252.search(line) if first_odd is None else None
                first_odd = position + run.find(line) + found.start() if found else first_odd
        position += len(run)
    if bad == 0 or good >= bad:
        return Encoding("utf-8", "surrogateescape")
    if odd > usual:
        raise Unsure(
            f"{label}: neither UTF-8 nor Windows-1252 (first at byte {first_odd})",
            "--encoding",
            _OLD,
        )
    return Encoding(
        "cp1252",
        "surrogateescape",
        "not UTF-8: read as Windows-1252; if accents look wrong, say --encoding",
    )


def _behind(mark: int, chunks: Iterable[bytes]) -> Iterator[bytes]:
    for place, chunk in enumerate(chunks):
        yield chunk[mark:] if place == 0 else chunk


def _runs(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Chunks cut where no character is: behind a line end, or behind ASCII where lines are long."""
    rest = b""
    for chunk in chunks:
        buffer = (rest + chunk).replace(b"\r", b"\n")
        end = buffer.rfind(b"\n") + 1 or len(buffer.rstrip(_NOT_ASCII))
        yield buffer[:end]
        rest = buffer[end:]
    yield rest


def _lines_beyond_ascii(run: bytes) -> int:
    """How many lines have a character that is not ASCII."""
    return 0 if run.isascii() else len(run.translate(None, _ASCII_IN_LINES).split())


def _is_utf8(line: bytes) -> bool | None:
    """Whether text is UTF-8; None = plain ASCII, which says nothing."""
    if line.isascii():
        return None
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _named(override: str, head: bytes) -> Encoding:
    """The codec `--encoding` means, and the mark it has before this text."""
    try:
        name = codecs.lookup(override).name
        b"".decode(name)
    except (LookupError, UnicodeError):
        raise UsageError(
            f"--encoding {override!r}: no such encoding; use utf-8, cp1252, utf-16 or another Python codec"
        ) from None
    for mark, marked in _BOMS:
        if head.startswith(mark) and (name == marked or _UNMARKED.get(name, "")[:6] == marked[:6]):
            return Encoding(marked, _errors_of(marked), mark=len(mark))
    if name == "utf-16":
        name = _utf16_without_bom(head) or name
    name = _UNMARKED.get(name, name)
    return Encoding(name, _errors_of(name))


def _checked_override(label: str, override: str, head: bytes, chunks: Iterable[bytes]) -> Encoding:
    found = _named(override, head)
    decoder = codecs.getincrementaldecoder(found.name)("strict")
    utf8 = codecs.getincrementaldecoder("utf-8")("strict")
    position = weight = 0
    only_ascii = is_utf8 = True
    for chunk in chunks:
        try:
            text = decoder.decode(chunk)
        except UnicodeError as error:
            at = position + getattr(error, "start", 0)
            raise InputError(
                f"{label}: not {override} at byte {at}: leave out --encoding or name another"
            ) from None
        weight += sum(map(found.weigh, text.split("\n"))) + text.count("\n") * found.unit
        only_ascii = only_ascii and chunk.isascii()
        is_utf8 = is_utf8 and _decodes(utf8, chunk)
        position += len(chunk)
    if not only_ascii and is_utf8 and len("é".encode(found.name, "ignore")) == 1:
        raise InputError(f"{label}: the file is UTF-8, not {override}: leave out --encoding")
    if weight + len(decoder.getstate()[0]) != position:
        raise InputError(
            f"{label}: {override} cannot be followed byte by byte: save the file as UTF-8 and import that"
        )
    return found


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes) -> bool:
    try:
        decoder.decode(chunk)
    except UnicodeDecodeError:
        return False
    return True
