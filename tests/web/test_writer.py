"""The writer: many items per commit, a bounded queue, nothing waits in vain."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import pytest
from sqlalchemy import Connection, text

from prospector.errors import StoreError
from prospector.store import inbox
from prospector.store.database import Database
from prospector.store.inbox import Fate, Item
from prospector.web import writer as module
from prospector.web.limits import Refused
from prospector.web.writer import GroupWriter


def items(*names: object) -> list[Item]:
    return [inbox.make_item("site", str(name), f'{{"a": "{name}"}}', {}, 0) for name in names]


def with_writer(database: Database, use: Callable[[GroupWriter], Awaitable[None]]) -> None:
    async def run() -> None:
        writer = GroupWriter(database)
        writer.start()
        try:
            await use(writer)
        finally:
            await asyncio.to_thread(writer.stop)

    asyncio.run(run())


def count(database: Database) -> int:
    with database.read() as session:
        return int(session.execute(text("SELECT count(*) FROM inbox")).scalar_one())


def test_it_answers_each_delivery_with_its_own_fates(database: Database) -> None:
    async def use(writer: GroupWriter) -> None:
        found = await asyncio.gather(*(writer.keep(items(n, n + 1)) for n in range(0, 60, 2)))
        assert found == [[Fate.ACCEPTED] * 2] * 30
        assert await writer.keep(items(0, 60)) == [Fate.SEEN, Fate.ACCEPTED]
        assert await writer.keep([]) == []
        many = items(*range(1_300))
        assert sorted(await writer.keep(many)) == [Fate.ACCEPTED] * 1_239 + [Fate.SEEN] * 61
        assert writer.depth == 0

    with_writer(database, use)
    assert count(database) == 1_300


def test_it_commits_together_what_came_during_the_last_commit(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []
    real = inbox.keep

    def keep(desk: Connection, kept: Sequence[Item]) -> list[Fate]:
        sizes.append(len(kept))
        return real(desk, kept)

    monkeypatch.setattr("prospector.web.writer.inbox.keep", keep)

    async def use(writer: GroupWriter) -> None:
        await asyncio.gather(*(writer.keep(items(n)) for n in range(700)))

    with_writer(database, use)
    assert sum(sizes) == 700
    assert max(sizes) > 100
    assert max(sizes) <= module.MOST


def test_it_refuses_more_than_may_wait(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "QUEUED", 100)

    async def use(writer: GroupWriter) -> None:
        first = asyncio.create_task(writer.keep(items(*range(90))))
        await asyncio.sleep(0)
        with pytest.raises(Refused) as refused:
            await writer.keep(items(*range(100, 120)))
        assert (refused.value.status, refused.value.retry_after) == (503, 1)
        assert len(await first) == 90
        assert len(await writer.keep(items(*range(200, 500)))) == 300  # alone, it may be larger

    with_writer(database, use)


def test_it_says_so_when_the_store_fails_and_goes_on_afterwards(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> list[Fate]:
        raise StoreError("the disk is full")

    async def use(writer: GroupWriter) -> None:
        with monkeypatch.context() as patch:
            patch.setattr("prospector.web.writer.inbox.keep", failing)
            with pytest.raises(Refused) as refused:
                await writer.keep(items(1))
            assert refused.value.status == 503
        assert await writer.keep(items(1)) == [Fate.ACCEPTED]

    with_writer(database, use)


def test_it_keeps_what_waits_before_it_stops_and_takes_no_more(database: Database) -> None:
    async def run() -> None:
        writer = GroupWriter(database)
        writer.start()
        waiting = asyncio.create_task(writer.keep(items(*range(1_000))))
        await asyncio.sleep(0)
        await asyncio.to_thread(writer.stop)
        assert len(await waiting) == 1_000
        assert not writer.is_alive
        with pytest.raises(Refused):
            await writer.keep(items("late"))

    asyncio.run(run())
    assert count(database) == 1_000


def test_it_survives_a_sender_that_hangs_up(database: Database) -> None:
    async def use(writer: GroupWriter) -> None:
        gone = asyncio.create_task(writer.keep(items(1)))
        await asyncio.sleep(0)
        gone.cancel()
        assert await writer.keep(items(2)) == [Fate.ACCEPTED]

    with_writer(database, use)
    assert count(database) == 2
