"""Strict records, physical-line resync, and not one character lost."""

import io
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prospector.collect.delimited import Lines, Piece, Trouble, Width, pieces, split, width_of
from prospector.collect.reject import RejectCode

CELLS = st.text(
    st.characters(exclude_characters='"\r\n,\0␀', exclude_categories=["Cs"]), max_size=8
)


def read(text: str, width: int, delimiter: str = ",", least: int | None = None) -> list[Piece]:
    wide = Width(width, least or width)
    return list(pieces(Lines(io.StringIO(text, newline="")), delimiter, wide))


def codes(found: list[Piece]) -> list[RejectCode]:
    return [piece.code for piece in found if piece.code is not None]


def good(found: list[Piece]) -> list[list[str]]:
    return [piece.cells for piece in found if piece.cells is not None]


def test_it_reads_quotes_delimiters_and_line_breaks_inside_cells() -> None:
    found = read('a,"b, ""c""","d\r\ne"\r\n1,2,3\n', 3)
    assert good(found) == [["a", 'b, "c"', "d\r\ne"], ["1", "2", "3"]]
    assert [piece.line for piece in found] == [1, 3]


def test_it_takes_records_without_the_nameless_columns_at_the_end_of_the_header() -> None:
    assert width_of(["a", "", "c", " ", ""]) == Width(5, 3)
    assert width_of(["", ""]) == Width(2, 1)
    found = read("1,2,3\n1,2\n1\n1,2,,x\n1,2,3,x\n", 3, least=2)
    assert good(found) == [["1", "2", "3"], ["1", "2", ""]]
    assert codes(found) == [RejectCode.FOOTER, RejectCode.RAGGED, RejectCode.RAGGED]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", ""])
def test_it_takes_every_line_end(end: str) -> None:
    assert good(read(f"a,b{end or chr(10)}c,d{end}", 2)) == [["a", "b"], ["c", "d"]]


def test_it_keeps_a_quote_inside_an_unquoted_cell() -> None:
    assert good(read('5" pipe,x\n', 2)) == [['5" pipe', "x"]]


def test_it_gives_up_one_record_for_an_unclosed_quote() -> None:
    rows = [f"{n},name {n}\n" for n in range(5_000)]
    rows[10] = '10,"name 10\n'
    found = read("".join(rows), 2)
    assert codes(found) == [RejectCode.STRAY_QUOTE]
    assert len(good(found)) == 4_999


def test_it_gives_up_one_record_for_text_behind_a_quote() -> None:
    found = read('1,"a"b\n2,c\n', 2)
    assert codes(found) == [RejectCode.STRAY_QUOTE]
    assert good(found) == [["2", "c"]]


def test_it_knows_when_no_cell_list_is_whole() -> None:
    assert split('"a', ",") is Trouble.OPEN
    assert split('"a"b', ",") is Trouble.BROKEN


def test_it_rejects_ragged_rows_but_not_trailing_empty_cells() -> None:
    found = read("a,b\nc\nd,e,f\ng,h,,\n", 2)
    assert good(found) == [["a", "b"], ["g", "h"]]
    assert codes(found) == [RejectCode.FOOTER, RejectCode.RAGGED]


def test_it_calls_a_line_of_text_a_footer() -> None:
    found = read("a,b\nCopyright 2026 Acme\n", 2)
    assert codes(found) == [RejectCode.FOOTER]


def test_it_calls_a_cut_last_row_truncated() -> None:
    assert codes(read("a,b,c\nd,e", 3)) == [RejectCode.TRUNCATED]
    assert codes(read('a,b,c\nd,e,"f', 3)) == [RejectCode.TRUNCATED]
    assert codes(read("a,b,c\nalice@acme.exa", 3)) == [RejectCode.TRUNCATED]


def test_it_counts_no_row_where_all_cells_are_empty() -> None:
    found = read("a,b\n,\n\n  , \nc,d\n", 2)
    assert good(found) == [["a", "b"], ["c", "d"]]
    assert codes(found) == []


def test_it_refuses_nul_and_characters_that_are_none() -> None:
    found = read("a\0,b\nCaf\u00c3\u00a9,b\n\udce9,b\nCafé,b\n", 2)
    assert codes(found) == [RejectCode.BAD_TEXT, RejectCode.BAD_ENCODING, RejectCode.BAD_ENCODING]
    assert good(found) == [["Café", "b"]]


def test_it_takes_a_cell_of_a_hundred_thousand_characters() -> None:
    text = "x" * 131_072
    assert good(read(f'"{text}\n{text}",b\n', 2)) == [[f"{text}\n{text}", "b"]]


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=8))
def test_it_reads_back_what_was_written(rows: list[list[str]]) -> None:
    quoted = "".join(",".join(f'"{cell}"' for cell in row) + "\r\n" for row in rows)
    kept = [row for row in rows if any(cell.strip() for cell in row)]
    found = read(quoted, 3)
    damaged = [piece for piece in found if piece.code is RejectCode.BAD_ENCODING]
    assert len(good(found)) + len(damaged) == len(kept)
    if not damaged:
        assert good(found) == kept


def damage(text: str, chance: random.Random) -> str:
    """Break a file the way files break: quotes, ragged rows, line ends, NUL, a cut end."""
    lines = text.splitlines(keepends=True)
    for _ in range(chance.randrange(1, 6)):
        number = chance.randrange(len(lines))
        line = lines[number]
        place = chance.randrange(len(line) + 1)
        lines[number] = chance.choice(
            [
                line[:place] + '"' + line[place:],
                line.replace(",", "", 1),
                line.rstrip("\n") + ",extra\n",
                line.replace("\n", chance.choice(["\r", "\r\n"])),
                line[:place] + "\0" + line[place:],
                line[:place] + "\udc80" + line[place:],
                "",
                "Total: 17\n",
                line[:place],
            ]
        )
    return "".join(lines)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 2**32))
def test_it_loses_no_character_of_a_damaged_file(seed: int) -> None:
    chance = random.Random(seed)
    rows = [
        f'{n},"name, {n}",{"x" * chance.randrange(5)}\n' for n in range(chance.randrange(2, 40))
    ]
    text = damage("".join(rows), chance)
    found = read(text, 3)
    assert "".join(piece.raw for piece in found) == text
    assert sum(piece.lines for piece in found) == len(list(io.StringIO(text, newline="")))
    assert all(piece.cells is None or len(piece.cells) == 3 for piece in found)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 2**32))
def test_it_loses_at_most_the_record_with_the_stray_quote(seed: int) -> None:
    chance = random.Random(seed)
    rows = [f"{n},name {n},x\n" for n in range(40)]
    broken = chance.randrange(40)
    place = chance.randrange(len(rows[broken]))
    rows[broken] = rows[broken][:place] + '"' + rows[broken][place:]
    found = read("".join(rows), 3)
    assert len(codes(found)) <= 1
    assert len(good(found)) >= 39
