"""Rejected rows as files to mend."""

from prospector.collect import mending
from prospector.tables import RejectRow
from tests.collect import kit


def row(
    raw: str, file: str = "in/a.csv", header: str | None = "email;name\n", feed: str = "crm"
) -> RejectRow:
    return RejectRow(
        run_id=1,
        feed=feed,
        file=file,
        line=2,
        raw=raw,
        header=header,
        code="ragged",
        detail="",
        received_at=kit.NOW,
    )


def test_it_writes_rows_below_the_header_they_came_with() -> None:
    rows = [row("a;1;2\n"), row("b", file="in/b.csv"), row("c;3\n")]
    assert mending.files(rows) == {
        "crm-a.csv": "email;name\na;1;2\nc;3\n",
        "crm-b.csv": "email;name\nb\n",
    }


def test_it_tells_two_headers_of_one_name_apart() -> None:
    found = mending.files([row("a\n"), row("b\n", header="email\n")])
    assert sorted(found) == ["crm-a-2.csv", "crm-a.csv"]


def test_it_writes_json_items_one_a_line() -> None:
    assert mending.files([row('{\n "a": 1\n}', header=None)]) == {"crm-a.jsonl": '{ "a": 1 }\n'}


def test_it_lets_no_feed_choose_the_folder() -> None:
    assert list(mending.files([row("a\n", feed="../../etc/x")])) == ["-etc-x-a.csv"]
