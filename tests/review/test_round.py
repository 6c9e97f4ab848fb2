"""A sitting with the queue."""

from prospector.review.round import Round
from prospector.tables import Action


def test_it_goes_through_the_drafts_and_counts() -> None:
    sitting = Round([7, 8, 9])
    assert (sitting.current, sitting.progress) == (7, (1, 3))
    sitting.decide(Action.APPROVE)
    sitting.forward()
    assert (sitting.current, sitting.progress) == (9, (3, 3))
    sitting.decide(Action.SKIP)
    assert sitting.current is None
    assert (sitting.counts(), sitting.left) == ({Action.APPROVE: 1, Action.SKIP: 1}, 1)


def test_it_stays_with_an_edited_draft() -> None:
    sitting = Round([7])
    sitting.decide(Action.EDIT)
    assert sitting.current == 7
    assert (sitting.counts(), sitting.left) == ({Action.EDIT: 1}, 1)
    sitting.decide(Action.APPROVE)
    assert list(sitting.counts()) == [Action.APPROVE, Action.EDIT]
    assert sitting.left == 0


def test_it_goes_back_to_what_was_decided_last() -> None:
    sitting = Round([7, 8])
    assert sitting.last() is None
    sitting.decide(Action.SNOOZE)
    sitting.forward()
    assert sitting.last() == 7
    sitting.take_back()
    assert (sitting.current, sitting.last()) == (7, None)
    assert (sitting.counts(), sitting.left) == ({}, 2)
