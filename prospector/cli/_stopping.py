"""Ctrl-C and SIGTERM: what is under way is taken back, written down as failed, and told in one line."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = {signal.SIGINT: "Ctrl-C", signal.SIGTERM: "SIGTERM"}


class Stopped(KeyboardInterrupt):
    """Somebody told the command to stop; database drivers cancel their query at a KeyboardInterrupt."""

    def __str__(self) -> str:
        """Why, in the words it was raised with: Python's codecs raise it anew, with words of theirs."""
        return str(self.__cause__ if isinstance(self.__cause__, Stopped) else super().__str__())


class Ear:
    """Hears the first signal to stop; what it raises is not always what arrives at the top."""

    def __init__(self) -> None:
        #: What was heard.
        self.number: signal.Signals | None = None

    @property
    def exit_code(self) -> int:
        """What a shell says of a process that a signal ended."""
        return 128 + (self.number or 0)

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Raise `Stopped` at the first signal while the block runs; the next one ends the process."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.getsignal(number) for number in _SIGNALS}
        for number, handler in before.items():
            # Whoever began us with a signal ignored, as nohup and `&` do, means it.
            if handler is not signal.SIG_IGN:
                signal.signal(number, self._hear)
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _hear(self, number: int, _frame: FrameType | None) -> None:
        self.number = signal.Signals(number)
        # The store is whole at any moment: nobody has to wait for good order twice.
        for each in _SIGNALS:
            signal.signal(each, signal.SIG_DFL)
        raise Stopped(f"stopped by {_SIGNALS[self.number]}")

    def __str__(self) -> str:
        """What to tell whoever stopped us."""
        name = _SIGNALS[self.number] if self.number else "nobody"
        return f"stopped by {name}: nothing is half done, the same command goes on from here"
