"""Rows that say several things become several records of one row."""

from datetime import UTC, datetime

import polars as pl

from prospector.collect.expanding import expand
from prospector.collect.profile import ALSO, SEEN_ON, When, when
from prospector.collect.table import Table

ALSO_SAID = (
    when("opted_out", "Opted out", "yes; oui"),
    when("touched", "Last contacted", dated="Last contacted"),
)


EXPORTED = datetime(2026, 11, 13, tzinfo=UTC)


def expanded(also: tuple[When, ...] = ALSO_SAID) -> Table:
    return expand(table(), also, exported_at=EXPORTED)


def table() -> Table:
    return Table(
        cells=pl.DataFrame(
            {
                "Email": ["a@x.example", "b@x.example", "c@x.example"],
                "Opted out": ["Oui", "no", None],
                "Last contacted": ["2026-11-02", None, "-"],
            }
        ),
        headers={name: name for name in ("Email", "Opted out", "Last contacted")},
        lines=[2, 3, 4],
        raws=["a", "b", "c"],
        sizes=[1, 1, 1],
    )


def test_it_makes_a_record_of_each_further_thing_with_its_row_s_line_and_text() -> None:
    found = expanded()
    assert found.cells[ALSO].to_list() == [None, None, None, "1", "2"]
    assert found.cells["Email"].to_list()[3:] == ["a@x.example", "a@x.example"]
    assert (found.lines, found.raws) == ([2, 3, 4, 2, 2], ["a", "b", "c", "a", "a"])


def test_it_counts_the_bytes_of_a_row_once() -> None:
    assert expanded().weight == 3


def test_it_leaves_a_table_alone_that_can_say_nothing_more() -> None:
    whole = table()
    assert expand(whole, (), exported_at=EXPORTED) is whole


def test_it_says_when_the_list_was_exported_for_states_without_a_date() -> None:
    said = expanded().cells[SEEN_ON].to_list()
    assert said == [None, None, None, EXPORTED.isoformat(), EXPORTED.isoformat()]
