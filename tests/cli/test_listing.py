"""Lists fit the screen they are shown on, and nothing in them is cut."""

import pytest

from prospector.cli._listing import listing

HEADINGS = ("#", "feed", "where")
ROWS = [("1", "crm", "in/a very long folder/contacts.csv:38"), ("12", "événements", "")]


@pytest.fixture(autouse=True)
def screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "30")


def shown(capsys: pytest.CaptureFixture[str]) -> list[str]:
    listing(HEADINGS, ROWS, below=("where",))
    return capsys.readouterr().out.splitlines()


def test_it_puts_long_values_below_their_row_on_a_narrow_screen(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert shown(capsys) == [
        " #  feed",
        "    where",
        " 1  crm",
        "    in/a very long",
        "    folder/contacts.csv:38",
        "12  événements",
    ]


def test_it_keeps_an_address_whole_where_even_that_is_too_long(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    assert "    folder/contacts.csv:38" in shown(capsys)


def test_it_is_a_table_where_there_is_room(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLUMNS")  # a pipe: as wide as it takes
    assert shown(capsys) == [
        " #  feed        where",
        " 1  crm         in/a very long folder/contacts.csv:38",
        "12  événements",
    ]
