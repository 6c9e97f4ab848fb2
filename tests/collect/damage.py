"""Files broken the way files break, from a seed: for tests that nothing is lost.

`damaged` gives a delimited file with some of everything that goes wrong; `items` the same in JSON
lines; `stray` a sound file with one quote too many, and says which record may be lost.
"""

import random
from collections.abc import Callable
from typing import NamedTuple

DELIMITERS = (",", ";", "\t", "|")
ENDS = ("\n", "\r\n", "\r")
#: Codec and what stands before the text.
CODECS = (
    ("utf-8", b""),
    ("utf-8", b"\xef\xbb\xbf"),
    ("utf-16-le", b"\xff\xfe"),
    ("utf-16-be", b"\xfe\xff"),
    ("utf-16-le", b""),
    ("utf-16-be", b""),
    ("utf-32-le", b"\xff\xfe\0\0"),
    ("cp1252", b""),
)
HEADERS = (
    ("kind", "occurred_at", "email", "subject", "amount"),
    ("kind", "occurred_at", "email", "email", "subject"),
    ("kind", "occurred_at", "email", "sub\nject", "amount"),
    ("kind", "occurred_at", "email", "subject", "", ""),
    ("email", "company"),
    ("kind", "occurred_at", "email", "", "", "note, long", 'the "so-called" note'),
)
PREAMBLES = (
    "",
    "Report of Acme\n\n",
    'Notes:\n"As you see, commas, and ""quotes""."\n\n',
    "\n\n\n",
    "Exported by alice on 2026-11-02; 40 rows\n",
)
FOOTERS = ("", "\nCopyright 2026 Acme\n", "Total,,,,17\n", ",,,,\n,,,,\n", "\n\n \n", "40 rows")
WORDS = (
    "Licence",
    "Élodie's plan",
    "a, b",
    "a; b",
    "tab\there",
    'the "best" one',
    ", Inc",
    "first line\nsecond line",
    "line\r\nbreak",
    '5" pipe',
    "",
    " ",
    "日本",
    "🙂",
    "\u202eright to left",
    "zero\u200bwidth",
    "Caf\u00c3\u00a9",
    "=cmd",
    "{{ lead }}",
)


class Damaged(NamedTuple):
    """A file and the names of what is wrong with it, in order."""

    data: bytes
    what: tuple[str, ...]


class Stray(NamedTuple):
    """A delimited text with one quote too many, and the only record that may be lost."""

    text: str
    lost: int
    rows: list[list[str]]


def damaged(chance: random.Random) -> Damaged:
    """A delimited file with some of everything."""
    delimiter, end = chance.choice(DELIMITERS), chance.choice(ENDS)
    header = chance.choice(HEADERS)
    records = [written(row(chance, header, n), delimiter) for n in range(chance.randrange(30))]
    records = [record + "\n" for record in records]
    what = []
    for _ in range(chance.choice((0, 1, 1, 2, 5))):
        if records:
            number = chance.randrange(len(records))
            name = chance.choice(list(HARMS))
            records[number] = HARMS[name](records[number], delimiter, chance)
            what.append(name)
    head = chance.choice(PREAMBLES) + written(list(header), delimiter) + "\n"
    footer = chance.choice(FOOTERS).replace(",", delimiter)
    whole = (head + "".join(records) + footer).replace("\n", end)
    if end == "\r\n" and chance.random() < 0.2:
        whole = whole.replace("\r\n", "\n", whole.count("\r\n") // 2)
        what.append("mixed line ends")
    return _encoded(whole, what, chance)


def items(chance: random.Random) -> Damaged:
    """A file of JSON lines with some of everything."""
    lines = [
        f'{{"kind": "met", "occurred_at": "2026-11-02", "email": "p{n}@acme.example", "text": "é{n}"}}\n'
        for n in range(2, chance.randrange(3, 30))
    ]
    lines.insert(0, '{"email": "first@acme.example"}\n')
    what = []
    for _ in range(chance.randrange(4)):
        number = chance.randrange(1, len(lines) + 1)
        name, text = chance.choice(WRONG_ITEMS)
        lines.insert(number, text + "\n")
        what.append(name)
    return _encoded("".join(lines), what, chance)


def stray(chance: random.Random) -> Stray:
    """Sound records but for one quote somewhere in one of them."""
    header = ("kind", "occurred_at", "email", "subject", "amount")
    rows = [row(chance, header, n) for n in range(40)]
    records = [written(cells, ",", all_quoted=chance.random() < 0.3) + "\n" for cells in rows]
    lost = chance.randrange(len(records))
    place = chance.randrange(len(records[lost]))
    records[lost] = records[lost][:place] + '"' + records[lost][place:]
    return Stray("".join(records), lost, rows)


def row(chance: random.Random, header: tuple[str, ...], number: int) -> list[str]:
    """The cells of a sound row."""
    known = {
        "kind": "purchased",
        "occurred_at": f"2026-11-0{number % 9 + 1}",
        "email": f"p{number}@acme{number % 7}.example",
        "amount": str(chance.randrange(99)),
    }
    return [known.get(name, "") or chance.choice(WORDS) for name in header]


def written(cells: list[str], delimiter: str, *, all_quoted: bool = False) -> str:
    """Cells as a record, quoted where they must be."""
    return delimiter.join(_cell(cell, delimiter, all_quoted=all_quoted) for cell in cells)


def _cell(text: str, delimiter: str, *, all_quoted: bool) -> str:
    if all_quoted or any(mark in text for mark in (delimiter, '"', "\n", "\r")):
        doubled = text.replace('"', '""')
        return f'"{doubled}"'
    return text


def _encoded(whole: str, what: list[str], chance: random.Random) -> Damaged:
    codec, mark = chance.choice(CODECS)
    wide = codec.startswith(("utf-16", "utf-32"))
    data = mark + whole.encode(codec, "replace" if codec == "cp1252" else "surrogatepass")
    if chance.random() < 0.2:
        data = data[: chance.randrange(len(data) // 2, len(data))]
        what.append("cut off")
    if not wide and chance.random() < 0.15:
        place = chance.randrange(len(data) // 2, len(data))
        name, bad = chance.choice(WRONG_BYTES)
        data = data[:place] + bad + data[place:]
        what.append(name)
    return Damaged(data, (codec, *what))


Harm = Callable[[str, str, random.Random], str]


def _inserted(text: str) -> Harm:
    def harm(record: str, _delimiter: str, chance: random.Random) -> str:
        place = chance.randrange(len(record) + 1)
        return record[:place] + text + record[place:]

    return harm


def _missing_quote(record: str, _delimiter: str, _chance: random.Random) -> str:
    return record.replace('"', "", 1)


HARMS: dict[str, Harm] = {
    "stray quote": _inserted('"'),
    "missing quote": _missing_quote,
    "NUL": _inserted("\0"),
    "half a surrogate pair": _inserted("\ud83d"),
    "line break": _inserted("\n"),
    "too few cells": lambda record, delimiter, _: record.replace(delimiter, "", 1),
    "too many cells": lambda record, delimiter, _: record.rstrip("\n") + f"{delimiter}more\n",
    "empty cells at the end": lambda record, delimiter, _: record.rstrip("\n") + delimiter * 3 + "\n",
    "another line end": lambda record, _, chance: record.replace("\n", chance.choice(("\r", "\r\n"))),
    "no line end": lambda record, _, __: record.rstrip("\n"),
    "gone": lambda *_: "",
    "blank lines": lambda record, _, __: f"\n \n{record}",
    "line of text": lambda record, _, __: f"Total: 17\n{record}",
    "header again": lambda record, delimiter, _: written(list(HEADERS[0]), delimiter) + "\n" + record,
}  # fmt: skip
WRONG_BYTES = (
    ("byte of Windows-1252", b"\xe9"),
    ("byte of nothing", b"\x81\xff"),
    ("surrogate in UTF-8", b"\xed\xa0\xbd"),
    ("UTF-8 in the middle", "é🙂".encode()),
    ("NUL byte", b"\0"),
)
WRONG_ITEMS = (
    ("cut item", '{"email": "a@acme.example", "text": '),
    ("number", "17"),
    ("list", '["a", "b"]'),
    ("key twice", '{"email": "a@acme.example", "email": "b@acme.example"}'),
    ("NaN", '{"email": "a@acme.example", "amount": NaN}'),
    ("escaped NUL", '{"email": "a@acme.example", "text": "\\u0000"}'),
    ("half a pair", '{"email": "a@acme.example", "text": "\\ud83d"}'),
    ("blank line", ""),
    ("spaces", "   "),
    ("not JSON", "email;name"),
)
