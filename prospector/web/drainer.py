"""A thread that takes in what the inbox holds, every second, until it is told to stop."""

import threading
import time
from collections.abc import Callable

from prospector.web.journal import Journal

#: Seconds between two looks, and after a failure.
_EVERY_S = 1.0
_AFTER_FAILURE_S = 10.0
#: Others posted while some were taken in: rest so many times as long, they come first.
_REST = 3.0


class Drainer:
    """Calls `drain` again and again; it says how many items it took, `arrived` a number that grows as they come."""

    def __init__(
        self, drain: Callable[[], int], arrived: Callable[[], int], journal: Journal
    ) -> None:
        self._drain = drain
        self._arrived = arrived
        self._journal = journal
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="inbox drainer", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self, timeout: float) -> None:
        """Stop after the batch under way; what still waits is taken in next time."""
        self._stop.set()
        self._thread.join(timeout)

    def _work(self) -> None:
        pause = 0.0
        while not self._stop.wait(pause):
            began, before = time.monotonic(), self._arrived()
            try:
                took = self._drain()
            except Exception as error:  # noqa: BLE001 - one bad look must not end the thread
                self._journal.trouble("inbox", error)
                pause = _AFTER_FAILURE_S
            else:
                rest = _REST * (time.monotonic() - began) if self._arrived() != before else 0.0
                pause = rest if took else _EVERY_S
