"""What is told of leads when they are written."""

import polars as pl

from prospector.resolve.joining.told import CARDS, NAMES, NOTHING, Told, only


def told(*leads: int) -> Told:
    names = pl.DataFrame(
        [(lead, lead + 10, "ana roy") for lead in leads], schema=NAMES, orient="row"
    )
    rows = [(lead, 5, "Ana", "Roy", None) for lead in leads]
    return Told(names, pl.DataFrame(rows, schema=CARDS, orient="row"))


def test_it_adds_what_was_told_of_others() -> None:
    both = NOTHING.and_of(told(1)).and_of(told(2, 3))
    assert both.names["identity"].to_list() == [11, 12, 13]
    assert both.cards["lead"].to_list() == [1, 2, 3]


def test_it_leaves_out_whom_nobody_asked_for() -> None:
    assert only(told(1, 2, 3).names, {3, 1})["lead"].to_list() == [1, 3]
    assert only(NOTHING.cards, {1}).is_empty()
