"""Keeps the worker running beside the server: started, watched, begun again when it dies, stopped."""

import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import asdict

from prospector.web.journal import Journal
from prospector.web.worker import Order

#: -P: a file of the workspace must not stand for a module of the same name.
_COMMAND = [sys.executable, "-P", "-m", Order.__module__]
#: Seconds until the worker is begun again, more each time it dies soon.
_PAUSE_S = 1.0
_LONGEST_PAUSE_S = 60.0
#: A worker that lived this long did not die of how it was begun.
_LIVED_S = 60.0


class Companion:
    """The worker's process, as the server sees it."""

    def __init__(self, order: Order, journal: Journal) -> None:
        self._order = order
        self._journal = journal
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._lifeline: int | None = None
        self._thread = threading.Thread(target=self._watch, name="worker watch", daemon=True)

    @property
    def is_alive(self) -> bool:
        """Whether the worker runs now."""
        process = self._process
        return process is not None and process.poll() is None

    def start(self) -> None:
        """Begin, without waiting."""
        self._thread.start()

    def stop(self, timeout: float) -> None:
        """Let the worker finish what is under way; kill it when it takes longer than that."""
        self._stopping.set()
        self._let_go()
        self._thread.join(timeout)
        if self._thread.is_alive() and self._process is not None:
            self._process.kill()
            self._thread.join()

    def _watch(self) -> None:
        pause = _PAUSE_S
        while not self._stopping.is_set():
            began = time.monotonic()
            try:
                self._live()
            except OSError as error:  # no process, or no pipe, to be had now
                self._let_go()
                self._journal.trouble("worker", error)
            if time.monotonic() - began > _LIVED_S:
                pause = _PAUSE_S
            if self._stopping.wait(pause):
                return
            pause = min(2 * pause, _LONGEST_PAUSE_S)

    def _live(self) -> None:
        """One life of the worker."""
        process = self._begin()
        if process is None:
            return
        self._journal.say(worker="started", pid=process.pid)
        code = process.wait()
        self._let_go()
        if not self._stopping.is_set():
            self._journal.say(worker="ended", pid=process.pid, code=code)

    def _begin(self) -> "subprocess.Popen[bytes] | None":
        with self._lock:
            if self._stopping.is_set():
                return None
            reader, self._lifeline = os.pipe()
            os.write(self._lifeline, json.dumps(asdict(self._order)).encode() + b"\n")
            try:
                self._process = subprocess.Popen(  # noqa: S603 - ourselves
                    _COMMAND,
                    stdin=reader,
                    env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                )
            finally:
                os.close(reader)
            return self._process

    def _let_go(self) -> None:
        """Close our end of the worker's standard input: it ends, if it has not."""
        with self._lock:
            if self._lifeline is not None:
                os.close(self._lifeline)
                self._lifeline = None
