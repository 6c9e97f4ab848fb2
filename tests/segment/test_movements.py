"""Movements are counted by where from and where to."""

from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from prospector.segment.movements import Balance, Cell, Matrix, matrix

NAMES = ("hot", "warm", "cold")
PLACES = st.sampled_from([*NAMES, "gone", None])


class Move(NamedTuple):
    lead: int
    from_segment: str | None
    to_segment: str | None


def test_it_counts_moves_and_leads() -> None:
    moves = [
        Move(1, None, "hot"),
        Move(1, "hot", "warm"),
        Move(2, "warm", "hot"),
        Move(1, "warm", None),
        Move(1, None, "hot"),
        Move(3, "older", "hot"),
    ]
    assert matrix(moves, NAMES) == Matrix(
        moves=6,
        leads=3,
        cells=(
            Cell("hot", "warm", 1, 1),
            Cell("warm", "hot", 1, 1),
            Cell("warm", None, 1, 1),
            Cell("older", "hot", 1, 1),
            Cell(None, "hot", 2, 1),
        ),
        balances=(Balance("hot", 4, 1), Balance("warm", 1, 2), Balance("older", 0, 1)),
    )


def test_it_counts_nothing_where_nobody_moved() -> None:
    assert matrix([], NAMES) == Matrix(0, 0, (), ())


@given(st.lists(st.builds(Move, st.integers(1, 5), PLACES, PLACES)))
def test_it_loses_no_move(moves: list[Move]) -> None:
    found = matrix(moves, NAMES)
    assert found.moves == sum(cell.moves for cell in found.cells) == len(moves)
    assert found.leads == len({move.lead for move in moves})
    for one in found.balances:
        assert one.came == sum(move.to_segment == one.segment for move in moves)
        assert one.left == sum(move.from_segment == one.segment for move in moves)
