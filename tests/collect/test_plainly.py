"""Reading plain lines by columns gives what the strict parser gives, whatever the text."""

import io
import random
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prospector.collect import delimited, plainly, reading, source
from prospector.collect.delimited import Lines
from prospector.collect.header import Layout
from prospector.collect.registry import KNOWN_KEYS
from prospector.collect.table import Table
from tests.collect import damage

ROOT = Path(__file__).parents[2]
SAMPLES = sorted(
    [*(ROOT / "sample_signals").rglob("*.csv"), *(ROOT / "tests/collect/samples").glob("*.csv")]
)

WIDTHS = st.integers(1, 4)
#: Everything that means something to either parser, and some that means nothing.
_WORDS = ("a", "b c", "é", "1", ";", " ", "\t", ",", ",", ",", "\n", "\n", "\n", "\r\n", "\r")
_TRAPS = ('"', '""', "\0", "\x1e", "\x1f", "\x85", "\u2028", "\ufeff", "\udc80", "Ã©", "\x0b")
TEXTS = st.lists(st.sampled_from((*_WORDS, *_TRAPS)), max_size=60).map("".join)


def layout(width: int, delimiter: str = ",") -> Layout:
    return Layout(delimiter, [f"c{n}" for n in range(width)], "", 1)


def physical(text: str) -> Iterator[str]:
    return iter(io.StringIO(text, newline=""))


def weigh(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def strictly(text: str, how: Layout) -> Table:
    found = delimited.pieces(
        Lines(physical(text)), how.delimiter, delimited.width_of(how.header), how.first_line
    )
    return plainly.table_of(list(found), how.header, weigh)


def fast(text: str, how: Layout, batch: int) -> Table:
    found = list(plainly.tables(physical(text), how, batch, weigh))
    return plainly._together(found) if found else strictly("", how)


def sizes(table: Table) -> list[int]:
    return [*map(table.bytes_of, range(table.cells.height)), *(row.size for row in table.rejects)]


def same(one: Table, other: Table) -> None:
    assert one.cells.equals(other.cells)
    assert (list(one.lines), list(one.raws)) == (list(other.lines), list(other.raws))
    assert one.rejects == other.rejects
    assert (sizes(one), one.weight, one.blank) == (sizes(other), sum(sizes(other)), other.blank)
    assert one.headers == other.headers


@settings(max_examples=1_500, deadline=None)
@given(TEXTS, WIDTHS, st.sampled_from([1, 2, 3, 7, 1_000]))
def test_it_reads_every_text_as_the_strict_parser_does(text: str, width: int, batch: int) -> None:
    how = layout(width)
    same(fast(text, how, batch), strictly(text, how))


@pytest.mark.parametrize("seed", range(150))
def test_it_reads_damaged_files_as_the_strict_parser_does(seed: int) -> None:
    chance = random.Random(seed)
    text = damage.damaged(chance).data.decode("utf-8", "surrogateescape")
    how = layout(chance.choice([2, 5, 6, 7]), chance.choice(damage.DELIMITERS))
    for batch in (1, 5, 10_000):
        same(fast(text, how, batch), strictly(text, how))


@pytest.mark.parametrize(
    "text",
    [
        'a\x1fb,c\n"x,y",z\n',
        'a,c\n"x,y","\x1f"\n',
        '"a,b","c,""d"""\n"a ""b""",c\n',
        '"a",b"c\n"d",e"\n',
        '"a"x","b"\n"c","d"\n',
        '"a,b,c"\n"",""\n" "," "\n"1","2"',
    ],
)
def test_it_splits_quoted_lines_as_the_strict_parser_does(text: str) -> None:
    how = layout(2)
    same(fast(text, how, 10), strictly(text, how))


def test_it_takes_lines_beyond_its_block_for_a_cell_that_goes_on() -> None:
    text = '1,a\n2,"b\nb\n'
    closed = f'{text}b"\n3,c\n'
    for batch in (1, 2, 3, 4):
        assert fast(closed, layout(2), batch).cells.rows() == [
            ("1", "a"),
            ("2", "b\nb\nb"),
            ("3", "c"),
        ]
        assert [reject.line for reject in fast(text, layout(2), batch).rejects] == [2, 3]


def test_it_gives_about_a_batch_at_a_time() -> None:
    text = "".join(f"{n},x\n" for n in range(100))
    found = list(plainly.tables(physical(text), layout(2), 30, weigh))
    assert [table.size for table in found] == [30, 30, 30, 10]
    assert found[1].lines[0] == 31


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_it_reads_every_sample_as_the_strict_parser_does(path: Path) -> None:
    opened = reading.open_file(source.check(source.open_path(path)), KNOWN_KEYS)
    assert opened.layout is not None
    with opened.checked.text() as file:
        below = list(islice(file, opened.layout.first_line - 1, None))
    width = delimited.width_of(opened.layout.header)
    found = delimited.pieces(Lines(below), opened.layout.delimiter, width, opened.layout.first_line)
    count = opened.checked.encoding.weigh
    same(
        plainly._together(list(opened.tables())),
        plainly.table_of(list(found), opened.layout.header, count),
    )
