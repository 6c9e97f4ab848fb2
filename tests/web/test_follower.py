"""What comes is gathered for a second at most, then followed up; a run of the daily job goes first."""

import pytest

from prospector.errors import StoreError
from prospector.pipeline import Touched
from prospector.store.files.manifest import Entity, Marks
from prospector.web.follower import Follower


class Desk:
    """An inbox that holds so much at each look, and a clock that moves when told."""

    def __init__(self, *looks: int, busy: int = 0) -> None:
        self.looks = iter(looks)
        self.busy = busy
        self.now = 0.0
        self.followed: list[tuple[float, int | None]] = []
        self.follower = Follower(lambda: next(self.looks), self.follow, seconds=lambda: self.now)

    def follow(self, since: Touched | None) -> Touched:
        if self.busy:
            self.busy -= 1
            raise StoreError("a run is under way")
        self.followed.append((self.now, since.marks.generation if since else None))
        return Touched(3, Marks(dict.fromkeys(Entity, 0), len(self.followed)), run=1)

    def look(self, *, after: float = 0) -> int:
        self.now += after
        return self.follower()


def test_it_follows_up_once_the_inbox_is_empty() -> None:
    desk = Desk(5, 2, 0, 0)
    assert [desk.look(after=0.1) for _ in range(4)] == [5, 2, 0, 0]
    assert [at for at, _ in desk.followed] == [pytest.approx(0.3)]


def test_it_follows_up_after_a_second_while_more_comes() -> None:
    desk = Desk(5, 5, 5, 5, 0)
    for _ in range(5):
        desk.look(after=0.6)
    assert [at for at, _ in desk.followed] == [pytest.approx(1.8), pytest.approx(3.0)]


def test_it_goes_on_where_it_left_off() -> None:
    desk = Desk(1, 0, 1, 0)
    for _ in range(4):
        desk.look()
    assert [since for _, since in desk.followed] == [None, 1]


def test_it_tries_again_while_a_run_is_under_way() -> None:
    desk = Desk(1, 0, 0, 0, 0, busy=2)
    for _ in range(5):
        desk.look(after=1)
    assert [at for at, _ in desk.followed] == [4]


def test_it_looks_at_nobody_while_nothing_comes() -> None:
    desk = Desk(0, 0)
    assert [desk.look(after=5) for _ in range(2)] == [0, 0]
    assert desk.followed == []
