"""Regular lines are read as the strict parser reads them; for others it says so."""

import pytest

from prospector.collect import delimited, regular

NAMES = ["c0", "c1"]


def test_it_reads_quoted_and_plain_cells_whatever_ends_their_lines() -> None:
    lines = ["1,é\n", '"a,b",\r\n', ',"c ""d"""\n', '"","2"']
    found = regular.cells(lines, ",", NAMES)
    assert found is not None
    assert found.rows() == [("1", "é"), ("a,b", ""), ("", 'c "d"'), ("", "2")]
    assert found.rows() == [tuple(delimited.split(line, ",")) for line in lines]  # type: ignore[arg-type]  # none is broken
    assert regular.odd(lines, ",", 2) == []


@pytest.mark.parametrize(
    "line",
    [
        "short\n",
        "a,b,c\n",
        'a,"open\n',
        'a,b"c\n',
        '"a" ,b\n',
        '"a"x,b\n',
        "\n",
        " ,\t\n",
        '"\x1c",""\n',
        "a,\0\n",
        "a,\udc80\n",
        "a,Ã©\n",
    ],
)
def test_it_leaves_a_line_to_the_strict_parser_and_says_which(line: str) -> None:
    lines = ["1,2\n", line, "3,4\n"]
    assert regular.cells(lines, ",", NAMES) is None
    assert regular.odd(lines, ",", 2) == [1]


def test_it_is_not_taken_in_by_lines_that_make_up_for_each_other() -> None:
    for lines in (["a,b,c\n", "d\n"], ["d\n", "a,b,c\n"], ['"a,b"\n', "c,d,e\n"]):
        assert regular.cells(lines, ",", NAMES) is None


def test_it_knows_only_the_delimiters_of_the_columnar_parser() -> None:
    assert regular.cells(["a¦b\n"], "¦", NAMES) is None
    assert regular.odd(["a¦b\n"], "¦", 2) == [0]


def test_it_reads_no_mark_into_a_text_that_begins_with_one() -> None:
    assert regular.cells(["\ufeffa,b\n"], ",", NAMES) is None
