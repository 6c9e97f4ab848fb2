"""Counts cover every changed lead; lists begin with who matters most today."""

import polars as pl

from prospector.score.diff.report import What
from prospector.score.diff.summary import Compared, Told, listed, summed_up
from tests.score.diff.pairs import LIKES, intent, people, sides
from tests.stories import NOW

_COLUMNS = {
    "lead_id": 0, "old grade": "A2", "new grade": "A2", "old segment": "x", "new segment": "x",
    "old priority": 1.0, "new priority": 1.0, "old lower": 0, "new lower": 0, "queue": None,
    "grade_what": None, "grade_name": None, "segment_what": None, "segment_name": None,
    "queue_what": None, "queue_name": None, "old rule likes": 10**9, "new rule likes": 2 * 10**9,
}  # fmt: skip
ROWS = [
    {"lead_id": 1, "new segment": "y", "segment_what": "segment", "segment_name": "y"},
    {"lead_id": 2, "new grade": "A1", "grade_what": "rule", "grade_name": "likes"},
    {"lead_id": 3, "queue": "leaves", "queue_what": "room"},
    {
        "lead_id": 4, "queue": "enters", "queue_what": "rule", "queue_name": "likes",
        "new grade": "A1", "grade_what": "rule", "grade_name": "likes", "new priority": 2.0,
    },
    {"lead_id": 5, "queue": "enters", "queue_what": "rule", "queue_name": "likes", "new priority": 3.0},
]  # fmt: skip


def test_it_lists_the_queue_first_and_counts_every_cause() -> None:
    old, new = sides(people(alice={}), intent(LIKES), intent(LIKES))
    types = {"queue": pl.String} | {
        name: pl.String for name in _COLUMNS if name.endswith(("_what", "_name"))
    }
    rows = pl.DataFrame([_COLUMNS | row for row in ROWS], schema_overrides=types)
    found = summed_up(
        Compared(old, new, rows, 9, (3, 4)),
        listed(rows, None),
        Told({5: ("eve@x.example", "X")}, {3: "capacity"}),
        as_of=NOW,
        known_at=NOW,
    )
    assert [one.lead for one in found.changes] == [5, 4, 3, 2, 1]
    assert (found.changes[0].who, found.changes[1].who) == ("eve@x.example", "lead 4")
    assert [one.gate for one in found.changes] == [None, None, "capacity", None, None]
    assert (found.changes[3].cause.before, found.changes[3].cause.after) == (1, 2)
    assert [(one.what, one.name, *one[2:]) for one in found.causes] == [
        (What.RULE, "likes", 2, 0, 2, 0),
        (What.ROOM, None, 0, 0, 0, 1),
        (What.SEGMENT, "y", 0, 1, 0, 0),
    ]
    assert (found.entering, found.leaving, found.graded, found.moved) == (2, 1, 2, 1)
    assert listed(rows, 1)["lead_id"].to_list() == [5, 3, 2, 1]
