"""The header is found by names, the delimiter with it; unsure is asked."""

import pytest

from prospector.collect import header
from prospector.collect.registry import KNOWN_KEYS
from prospector.errors import InputError, UsageError


def find(text: str, delimiter: str | None = None) -> header.Layout:
    return header.find("f.csv", text.splitlines(keepends=True), KNOWN_KEYS, delimiter)


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_it_finds_the_delimiter_by_known_names(mark: str) -> None:
    layout = find(
        mark.join(["email", "first name", "a, b; c"]) + "\nx\n"
        if mark == "\t"
        else mark.join(["email", "prénom"]) + "\n"
    )
    assert layout.delimiter == mark
    assert layout.header[0] == "email"


def test_it_skips_a_preamble_and_keeps_it() -> None:
    text = 'Notes:\n"When exporting, you may, notice"\n\nFirst Name,Last Name,URL,Email Address\nAda,L,x,y\n'
    layout = find(text)
    assert layout.header == ["First Name", "Last Name", "URL", "Email Address"]
    assert (layout.line, layout.first_line) == (4, 5)
    assert layout.preamble + layout.header_raw == "".join(text.splitlines(keepends=True)[:4])


def test_it_prefers_the_line_with_more_known_names() -> None:
    text = "Attendee Report\nTopic,Webinar ID\nPricing,123\nAttendee Details\nFirst Name,Last Name,Email,Phone\nAda,L,a@acme.example,\n"
    assert find(text).first_line == 6


def test_it_honours_a_sep_line() -> None:
    layout = find("sep=;\nemail;a,b\nx;y\n")
    assert (layout.delimiter, layout.header, layout.first_line) == (";", ["email", "a,b"], 3)


def test_it_reads_a_single_column() -> None:
    assert find("email\nalice@acme.example\n").header == ["email"]


def test_it_reads_a_header_with_line_breaks_in_its_cells() -> None:
    layout = find('email,"What do you\nwant?",name\nx,y,z\n')
    assert layout.header == ["email", "What do you\nwant?", "name"]
    assert (layout.line, layout.first_line) == (1, 3)


def test_it_asks_for_the_delimiter_of_a_line_that_is_one_cell() -> None:
    with pytest.raises(InputError, match=r"say what stands between cells with --delimiter, or"):
        find("email~name~kind\na~b~c\n")
    assert find("email~name\na~b\n", "~").header == ["email", "name"]
    with pytest.raises(InputError, match=r"add a header line, or name a column"):
        find("foo,bar\n1,2\n")


def test_it_asks_when_two_delimiters_would_do() -> None:
    with pytest.raises(
        InputError,
        match=r"f\.csv:1: .*\(2 columns by comma.*--delimiter comma or --delimiter semicolon",
    ):
        find("email;x,name\n")
    assert find("email;x,name\n", ";").header == ["email", "x,name"]


def test_it_names_the_columns_and_the_fix_when_no_header_is_known() -> None:
    with pytest.raises(InputError, match=r"f\.csv:1: .*'foo', 'bar'.*--map email=") as caught:
        find("foo,bar\n1,2\n")
    assert "\n" not in str(caught.value)


def test_it_takes_a_delimiter_by_its_name() -> None:
    assert header.delimiter_named("tab") == header.delimiter_named("\\t") == "\t"
    assert header.delimiter_named(None) is None
    with pytest.raises(UsageError, match="one character"):
        header.delimiter_named("semi-colon")
