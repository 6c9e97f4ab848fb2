"""A comparison as words and as JSON."""

from prospector.score.diff.report import Blame, Cause, Diff, Move, What, counted, kept_causes
from tests.stories import NOW

FOUND = Diff(
    old="a",
    new="b",
    as_of=NOW,
    known_at=NOW,
    leads=9,
    queue_before=4,
    queue_after=5,
    grades=(Move("A2", "A1", 3), Move("B2", "A1", 1)),
    segments=(Move(None, "fans", 2),),
    causes=(Blame(What.RULE, "likes", 4, 2, 1, 0), Blame(What.ROOM, None, 0, 0, 0, 1)),
    changes=(),
)


def test_it_counts_in_a_line() -> None:
    line = "4 of 9 leads change grade, 2 change segment, 1 enter the day's queue, 1 leave it"
    assert FOUND.words == counted(FOUND.as_json()) == line


def test_it_has_the_documented_keys() -> None:
    told = FOUND.as_json()
    assert list(told) == [
        "old", "new", "as_of", "known_at", "leads", "queue", "grades", "segments", "causes",
        "changes",
    ]  # fmt: skip
    assert told["queue"] == {"before": 4, "after": 5, "enters": 1, "leaves": 1}
    assert told["grades"]["moves"][0] == {"from": "A2", "to": "A1", "leads": 3}
    assert told["causes"][0] == {
        "what": "rule", "name": "likes", "file": "intent.yaml",
        "grades": 4, "segments": 2, "enters": 1, "leaves": 0,
    }  # fmt: skip


def test_it_reads_kept_causes_back() -> None:
    assert tuple(kept_causes(FOUND.as_json())) == FOUND.causes


def test_it_says_every_cause_in_words() -> None:
    assert Cause(What.RULE, "likes", 5, 12.25).words == "rule likes: 5.0 -> 12.2"
    assert Cause(What.RULE, "likes", 0.012, 0.016).words == "rule likes: 0.01 -> 0.02"
    assert Cause(What.RULE, "likes", 1e-9, 2e-9).words == "rule likes: 0.000000001 -> 0.000000002"
    assert Cause(What.RULE, "likes").file == "intent.yaml"
    assert Cause(What.ROOM, None).file is None
    for what in What:
        assert Cause(what, "x").words
