"""A thread that takes in what the inbox holds, every second, until it is told to stop."""

import threading
from collections.abc import Callable

from prospector.web.journal import Journal

#: Seconds between two looks, and after a failure.
_EVERY_S = 1.0
_AFTER_FAILURE_S = 10.0


class Drainer:
    """Calls `drain` again and again; it says how many items it took."""

    def __init__(self, drain: Callable[[], int], journal: Journal) -> None:
        self._drain = drain
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
        pause = _EVERY_S
        while not self._stop.wait(pause):
            try:
                # A full inbox is emptied without pause, but others have their turn.
                pause = 0.05 if self._drain() else _EVERY_S
            except Exception as error:  # noqa: BLE001 - one bad look must not end the thread
                self._journal.trouble("inbox", error)
                pause = _AFTER_FAILURE_S
