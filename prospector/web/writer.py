"""One thread and one connection that keep what webhooks bring: many items per commit, none answered before it.

There is no waiting for more: what arrives while the disk writes is the next batch.
"""

import asyncio
import threading
from collections import deque
from collections.abc import Sequence
from contextlib import ExitStack
from typing import NamedTuple

from sqlalchemy import Connection

from prospector.errors import StoreError
from prospector.store import inbox
from prospector.store.database import Database
from prospector.store.inbox import Fate, Item
from prospector.web.limits import Refused

#: Items per transaction.
MOST = 500
#: Items and characters that may wait; more is refused, so that memory is bounded.
QUEUED = 20_000
QUEUED_CHARS = 64_000_000
#: SQLite: transactions between two checkpoints, and how long without work makes one due.
_CHECKPOINT_EVERY = 300
_IDLE_S = 1.0


class _Order(NamedTuple):
    """Items of one delivery, and whom to tell."""

    items: Sequence[Item]
    told: "asyncio.Future[list[Fate]]"


class GroupWriter:
    """Keeps items durably, in the order they came."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._orders: deque[_Order] = deque()
        self._items = self._chars = 0
        self._wake = threading.Condition()
        self._stopping = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=self._work, name="inbox writer", daemon=True)

    @property
    def depth(self) -> int:
        """How many items wait for the disk."""
        return self._items

    @property
    def is_alive(self) -> bool:
        """Whether anything would be kept."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Begin; call it on the event loop."""
        self._loop = asyncio.get_running_loop()
        inbox.checkpoint_alone(self._database)
        self._thread.start()

    def stop(self) -> None:
        """Keep what waits, then end."""
        with self._wake:
            self._stopping = True
            self._wake.notify()
        self._thread.join()

    async def keep(self, items: Sequence[Item]) -> list[Fate]:
        """Keep items; when it returns, the disk has them.

        Raises:
            Refused: too many wait already, or the store failed; sending again is right.
        """
        orders = [self._order(items[at : at + MOST]) for at in range(0, len(items), MOST)]
        chars = sum(len(item.body) for item in items)
        with self._wake:
            # One delivery may be larger than the queue: it is taken when nothing waits.
            if self._stopping or (
                self._items
                and (self._items + len(items) > QUEUED or self._chars + chars > QUEUED_CHARS)
            ):
                raise Refused(503, "too many webhooks wait for the disk", retry_after=1)
            self._orders.extend(orders)
            self._items += len(items)
            self._chars += chars
            self._wake.notify()
        if len(orders) == 1:
            return await orders[0].told
        found = await asyncio.gather(*(order.told for order in orders))
        return [fate for fates in found for fate in fates]

    def _order(self, items: Sequence[Item]) -> _Order:
        return _Order(items, asyncio.get_running_loop().create_future())

    def _work(self) -> None:
        with ExitStack() as stack:
            desk = stack.enter_context(inbox.desk(self._database))
            housekeeper = _Housekeeper(stack, self._database)
            while orders := self._next(housekeeper, desk):
                self._tell(orders, _kept(desk, orders))
                housekeeper.wrote(desk)

    def _next(self, housekeeper: "_Housekeeper", desk: Connection) -> list[_Order]:
        """The next batch, waiting for it; nothing when there will be none."""
        while True:
            with self._wake:
                if not self._orders and not self._stopping:
                    self._wake.wait(_IDLE_S)
                if self._orders:
                    return self._batch()
                if self._stopping:
                    return []
            housekeeper.idle(desk)

    def _batch(self) -> list[_Order]:
        batch = [self._orders.popleft()]
        size = len(batch[0].items)
        while self._orders and size + len(self._orders[0].items) <= MOST:
            batch.append(self._orders.popleft())
            size += len(batch[-1].items)
        self._items -= size
        self._chars -= sum(len(item.body) for order in batch for item in order.items)
        return batch

    def _tell(self, orders: list[_Order], fates: list[Fate] | None) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(_settle, orders, fates)


class _Housekeeper:
    """SQLite: checkpoints the log when nobody can write, instead of every connection when it likes."""

    def __init__(self, stack: ExitStack, database: Database) -> None:
        self._since = 0
        self._version = -1
        self._worker: Connection | None = None
        if database.dialect == "sqlite":
            self._worker = stack.enter_context(database.engine.connect())

    def wrote(self, desk: Connection) -> None:
        """After a transaction: checkpoint when enough of them passed."""
        self._since += 1
        if self._since >= _CHECKPOINT_EVERY:
            self._checkpoint(desk)

    def idle(self, desk: Connection) -> None:
        """Nothing else to do: checkpoint what we or others wrote meanwhile."""
        if self._worker is not None and (self._since or self._version != inbox.version(desk)):
            self._checkpoint(desk)

    def _checkpoint(self, desk: Connection) -> None:
        if self._worker is not None and inbox.checkpoint(desk, self._worker):
            self._since, self._version = 0, inbox.version(desk)


def _kept(desk: Connection, orders: list[_Order]) -> list[Fate] | None:
    try:
        return inbox.keep(desk, [item for order in orders for item in order.items])
    except StoreError:
        return None


def _settle(orders: list[_Order], fates: list[Fate] | None) -> None:
    at = 0
    for order in orders:
        if fates is None:
            if not order.told.done():
                order.told.set_exception(Refused(503, "the store could not keep it", retry_after=5))
            continue
        if not order.told.done():  # the sender may have hung up
            order.told.set_result(fates[at : at + len(order.items)])
        at += len(order.items)
