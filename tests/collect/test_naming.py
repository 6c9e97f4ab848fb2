"""Rows that name people by a sender's own id."""

import polars as pl

from prospector.collect import naming
from prospector.collect.table import Table


def table(*rows: tuple[str | None, str | None], email: str = "email") -> Table:
    cells = pl.DataFrame(
        {"user_id": [row[0] for row in rows], email: [row[1] for row in rows]},
        schema={"user_id": pl.String, email: pl.String},
    )
    headers = {name: name for name in cells.columns}
    return Table(cells, headers, lines=list(range(7, 7 + len(rows))), raws=[""] * len(rows))


def test_it_asks_for_the_ids_that_come_without_an_address() -> None:
    found = table(("42", None), ("43", "ann@acme.example"), (None, None))
    assert naming.unnamed(found, "user_id") == {"42"}
    assert naming.unnamed(table(("42", "x"), email="city"), "user_id") == {"42"}
    assert naming.unnamed(found, "uid") == set()


def test_it_tells_the_last_address_said_of_an_id_as_it_is_compared() -> None:
    found = table(
        ("42", "Old@Acme.example"), ("42", "Ann <ANN@acme.example>"), ("43", "nothing"), (None, "b@c.example")
    )  # fmt: skip
    assert naming.told(found, "user_id") == {"42": "ann@acme.example"}
    assert naming.told(table(("ann@acme.example", "ann@acme.example")), "user_id") == {}
    assert naming.told(table(("42", "x"), email="city"), "user_id") == {}


def test_it_fills_in_the_addresses_that_are_known_and_no_other() -> None:
    known = {"42": "ann@acme.example"}
    found = naming.named(
        table(("42", None), ("43", None), ("42", "new@acme.example")), "user_id", known
    )
    assert found.cells["email"].to_list() == ["ann@acme.example", None, "new@acme.example"]
    added = naming.named(table(("42", "Lyon"), email="city"), "user_id", known)
    assert added.cells["email"].to_list() == ["ann@acme.example"]
    assert added.headers["email"] == "email"
    assert naming.named(table(("42", None)), "user_id", {}).cells["email"].to_list() == [None]


def test_it_says_for_whom_rows_without_an_address_wait() -> None:
    found = table(("42", None), ("43", "ann@acme.example"), (None, None), ("42", None))
    assert naming.waiting(found, "user_id") == {7: "42", 10: "42"}
    assert naming.waiting(found, "uid") == {}


IDS = naming.Columns("user_id", "visitor_id")


def visits(*rows: tuple[str | None, str | None, str | None]) -> Table:
    names = ("visitor_id", "email", "user_id")
    cells = pl.DataFrame(
        {name: [row[number] for row in rows] for number, name in enumerate(names)},
        schema=dict.fromkeys(names, pl.String),
    )
    headers = {name: name for name in names}
    return Table(cells, headers, lines=list(range(1, 1 + len(rows))), raws=[""] * len(rows))


def test_it_takes_a_visitor_for_whom_the_rows_before_say_else_who_is_known_else_those_after() -> (
    None
):
    found = visits(
        ("x", None, None), ("y", None, None), ("x", "Ann@Acme.example", None), ("x", None, None),
        ("x", "b@acme.example", "43"), ("x", None, None), ("x", None, "44"), ("z", None, None),
        ("z", "nothing", None), (None, None, None),
    )  # fmt: skip
    ann, bob, known = "ann@acme.example", "b@acme.example", "y@acme.example"
    met = naming.met(found, IDS, {"y": known})
    assert met.table.cells["email"].to_list() == [
        ann, known, "Ann@Acme.example", ann, bob, bob, None, None, "nothing", None,
    ]  # fmt: skip
    assert met.told == {"x": bob}
    assert met.alone == {8: "z"}
    again = naming.met(found, IDS, {"x": known}, settled={"x"})
    assert again.told == {}
    assert again.table.cells["email"].to_list()[:6:3] == [known, known]


def test_it_leaves_no_visitor_in_a_table() -> None:
    found = visits(("x", None, None), (None, None, "42"))
    assert naming.visitors(found, "visitor_id") == {"x"}
    assert naming.visitors(found, None) == naming.visitors(found, "other") == set()
    assert "visitor_id" not in naming.without(found, "visitor_id").headers
    assert naming.without(found, None) is naming.without(found, "other") is found
    bare = table(("42", None))
    assert naming.met(bare, IDS, {}).told == {}
