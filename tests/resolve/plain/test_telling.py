"""What agrees is told by the strongest of its rows, from the first to the last of them."""

from json import loads

from prospector.resolve.plain.telling import Told, agreed_source, entries, row_of, source_map
from prospector.sourcemap import unpacked

TOLD = Told(
    0, 7, "a@b.example", None, None, None, 3, None, 'c"rm', "crm", "é.csv", 4, 10, 20, "x", "{}", "{}"
)  # fmt: skip


def test_it_names_the_strongest_row_and_the_whole_time() -> None:
    rows = [
        TOLD,
        TOLD._replace(rank="feed", seen=99, received=5),
        TOLD._replace(line=9, seen=11, received=30),
    ]
    source, first = agreed_source(rows)
    assert first == 5
    assert loads(source) == {
        "feed": 'c"rm', "rank": "crm", "file": "é.csv", "line": 9, "first_seen": 5, "last_seen": 30,
    }  # fmt: skip


def test_it_writes_source_maps_as_they_are_stored() -> None:
    source, _ = agreed_source([TOLD])
    told = loads(source)
    stored = loads(source_map(source, entries(["title"], [("function", "title")])))
    assert unpacked(stored) == {"title": told, "function": {**told, "from": "title"}}
    assert source_map(source, entries([])) == "{}"


def test_it_hands_rows_on_to_be_judged() -> None:
    row = row_of(TOLD)
    assert (row.id, row.email, row.account_id, row.origin.line) == (7, "a@b.example", 3, 4)
