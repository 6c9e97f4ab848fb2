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
